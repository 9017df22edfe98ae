"""What two graphs say differently: triple by triple, and as changes of papers, claims and names."""

from kg.diff.compare import NO_DIFFERENCE, Difference, diff, diff_lines
from kg.diff.meaning import Change
from kg.diff.sides import Side, open_side

__all__ = ["NO_DIFFERENCE", "Change", "Difference", "Side", "diff", "diff_lines", "open_side"]
