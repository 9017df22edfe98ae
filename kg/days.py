"""Days, months and years: what is a date, and whether a paper is dated between two of them."""

from __future__ import annotations

import re
from datetime import date

from kg.errors import UsageError

DATE = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
"""ISO 8601, may be shortened to a month or a year."""


def check_date(text: str | None) -> str | None:
    """A date as somebody gives it, None where none was asked for; raises `UsageError` for what is none."""
    if text is not None and not is_date(text):
        raise UsageError(f"{text[:40]!r} is no date; write 2025, 2025-10 or 2025-10-07")
    return text


def is_date(text: str) -> bool:
    """Whether a text is a day, month or year of the calendar.

    >>> is_date("2024-02-29"), is_date("2024"), is_date("2024-02-30"), is_date("2024-13")
    (True, True, False, False)
    """
    if not re.fullmatch(DATE, text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def within(day: str | None, since: str | None, until: str | None) -> bool:
    """Whether a date lies between two others for sure, both inclusive; one that is missing or too coarse to
    tell does not, unless neither is given.

    >>> within("2025-10", "2025", "2025-10"), within("2025-10", "2025", "2025-10-07")
    (True, False)
    """
    if day is None:
        return not (since or until)
    if since is not None and day < since:
        return False
    if until is None:
        return True
    return day[: len(until)] <= until and not (len(day) < len(until) and until.startswith(day))
