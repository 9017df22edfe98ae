"""What may be written to a terminal: nothing from a paper can move the cursor, colour, link or reorder.

Import is cheap: the cold look-up uses it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNSAFE = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC, OSC 8 links included
    r"|\x1b\[[0-?]*[ -/]*[@-~]?"  # CSI
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # DCS, SOS, PM, APC
    r"|\x1b."
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def safe(text: str) -> str:
    """``text`` without control sequences, C0/C1 controls (tab and line feed stay) and bidi controls."""
    return _UNSAFE.sub("", text)


def one_line(text: str, width: int | None = None) -> str:
    """``text`` safe and on one line, cut with an ellipsis to ``width`` characters."""
    line = " ".join(safe(text).split())
    return line if width is None or len(line) <= width else line[: max(width - 1, 0)].rstrip() + "…"


def columns(rows: Sequence[tuple[str, ...]], *, head: tuple[str, ...] = (), width: int = 100) -> str:
    """Rows as aligned columns; the last column is cut so that a line fits ``width``."""
    table = [tuple(one_line(cell) for cell in row) for row in ([head, *rows] if head else rows)]
    if not table:
        return ""
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    lines = []
    for row in table:
        left = "  ".join(cell.ljust(w) for cell, w in zip(row[:-1], widths[:-1], strict=True))
        room = max(width - len(left) - 2, 20)
        lines.append((f"{left}  " if left else "") + one_line(row[-1], room))
    return "\n".join(line.rstrip() for line in lines)


# Bidirectional overrides and controls would let a title reorder or hide the text around it. One character
# stands for one, so that offsets keep their meaning.
_INVISIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def visible(text: str) -> str:
    """``text`` with each character that acts without being seen replaced by U+FFFD, one for one."""
    return _INVISIBLE.sub("\ufffd", text)
