"""The browser of the pictures' tests, and the fixture's report."""

from __future__ import annotations

from tests.views.conftest import browser

__all__ = ["browser"]
