"""Days, months and years: what is a date, and whether a paper is dated between two of them."""

from __future__ import annotations

import re

from kg.errors import UsageError

DATE = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
"""ISO 8601, may be shortened to a month or a year."""


def check_date(text: str | None) -> str | None:
    """A date as somebody gives it, None where none was asked for; raises `UsageError` for what is none."""
    if text is not None and not re.fullmatch(DATE, text):
        raise UsageError(f"{text[:40]!r} is no date; write 2025, 2025-10 or 2025-10-07")
    return text


def within(date: str | None, since: str | None, until: str | None) -> bool:
    """Whether a date lies between two others for sure, both inclusive; one that is missing or too coarse to
    tell does not, unless neither is given.

    >>> within("2025-10", "2025", "2025-10"), within("2025-10", "2025", "2025-10-07")
    (True, False)
    """
    if date is None:
        return not (since or until)
    if since is not None and date < since:
        return False
    if until is None:
        return True
    return date[: len(until)] <= until and not (len(date) < len(until) and until.startswith(date))
