"""The command line, for tests of extractors that are picked by name."""

from __future__ import annotations

from tests.cli.conftest import fixture_store, kg

__all__ = ["fixture_store", "kg"]
