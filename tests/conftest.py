"""What all tests share: where the real input files lie, and how tests that need them are skipped."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

F = TypeVar("F", bound=Callable[..., Any])

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))
HAVE_SHARED = (SHARED / "inputs").is_dir()

needs_shared = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not HAVE_SHARED and not os.environ.get("CI"),
        reason="the real input files (KG_SHARED, by default ../shared) are not on this machine",
    ),
]
"""Put ``pytestmark = needs_shared`` into a module, or decorate a test with ``@shared``."""


def shared(function: F) -> F:
    """Mark one test as needing the real input files."""
    for mark in needs_shared:
        function = mark(function)
    return function
