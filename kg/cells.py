"""Cells of tables that a spreadsheet may open: none is taken for a formula."""

from __future__ import annotations

import re

_GUARDED = re.compile(r"'*(?:\s*[=+\-@]|[\t\r\n])")
"""What spreadsheets compute (https://owasp.org/www-community/attacks/CSV_Injection), also after blanks, which
some strip; and what is guarded already, so that no two cells become the same."""


def guard(cell: str) -> str:
    """``cell`` so that no spreadsheet takes it for a formula; `unguard` takes that away again.

    >>> guard(" =1+1"), guard("'=1"), guard("a=b")
    ("' =1+1", "''=1", 'a=b')
    """
    return f"'{cell}" if _GUARDED.match(cell) else cell


def unguard(cell: str) -> str:
    """A cell as it was before `guard`."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
