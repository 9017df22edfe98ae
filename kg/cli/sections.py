"""The list of commands that ``kg --help`` prints: by what they are for, with whole sentences."""

from __future__ import annotations

from typing import Any

from kg.cli.manners import Manners

SECTIONS = {
    "Make a graph": ("build", "extract", "retract", "restore"),
    "Look up and ask": ("neighbours", "find", "show", "why", "why-same", "query", "ask", "stats", "info"),
    "See it": ("view", "report", "topics"),
    "Analyse it": ("rank", "communities", "path", "similar", "trends", "cooccur", "compare"),
    "Correct it": (
        "suggest",
        "review",
        "merge",
        "different",
        "split",
        "broader",
        "rename",
        "alias",
        "retype",
        "reject",
        "log",
        "undo",
        "replay",
    ),
    "Serve and hand on": ("serve", "mcp", "export", "publish"),
    "Keep it": ("check", "verify", "diff", "backup", "restore-backup", "upgrade", "rebuild"),
    "Measure it": ("evaluate", "sample"),
}
"""What the commands are for, and the commands of each, the usual ones first."""


class Sections(Manners):
    """A group whose help lists its commands by section; no sentence is cut short."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the sections (any types: typer brings a click of its own in some versions)."""
        for title, names in SECTIONS.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, _sentence(command.help)) for name, command in found if command is not None]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _sentence(told: str | None) -> str:
    """The first paragraph of a command's help, in one line."""
    return " ".join((told or "").split("\n\n", 1)[0].split())
