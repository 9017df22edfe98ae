"""How the command line speaks: one line for a mistake and for Ctrl-C, help with an example a line.

Types are ``Any`` where a value is click's: typer brings a click of its own, which has no public name.
"""

from __future__ import annotations

import inspect
import math
import re
import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from kg.errors import UsageError

_MISUSE: type[Exception] = typer.BadParameter.__mro__[2]
"""What any wrong use of options and arguments raises."""
_FOLDERS = ("--store", "--queries", "--shards")
_VALUES = {"str": "TEXT", "path": "FILE", "int": "N", "int range": "N", "float": "X", "float range": "X"}
"""What ``--help`` calls the values of options, by the name of their type."""
_PLAINER = (
    (r"is not a valid int(?: range)?\b", "is no whole number"),
    (r"is not a valid float(?: range)?\b", "is no number"),
    (r" \(Possible options?: (.+)\)", r"; did you mean \1?"),
)
_STOPPED = 130
"""The exit code after Ctrl-C: 128 and the number of the signal, as shells have it."""


class Command(TyperCommand):
    """A command whose help has its examples one a line, to be copied, and names values in plain words."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        for option in self.params:
            if isinstance(option, TyperOption) and option.metavar is None:
                folder = any(name in _FOLDERS for name in option.opts)
                option.metavar = "DIR" if folder else _VALUES.get(option.type.name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options; ``nan`` lies in every range, since it is compared with nothing."""
        rest = super().parse_args(ctx, args)
        for option in self.params:
            value = ctx.params.get(option.name)
            if isinstance(value, float) and math.isnan(value):
                raise typer.BadParameter("nan is no number", ctx=ctx, param=option)
        return rest

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What the line of usage names: not the arguments that a command only takes to refuse them."""
        return [piece for piece in super().collect_usage_pieces(ctx) if piece != "[]"]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write the paragraphs, then the examples below each other, none of them broken."""
        write_help(self.help, formatter)


class Manners(TyperGroup):
    """A group that tells what stops it in one line."""

    def main(self, *arguments: Any, **settings: Any) -> NoReturn:
        """Run and leave with the exit code; a wrong option is told in one line, with where its help is."""
        try:
            code = super().main(*arguments, **{**settings, "standalone_mode": False})
        except typer.Abort:  # Ctrl-C or the end of input at a question
            code = _stopped()
        except _MISUSE as error:
            code = _misused(error)
        sys.exit(code or 0)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; Ctrl-C is told, where the command does not tell what it means itself."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            return _stopped()

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write the paragraphs, then the examples below each other."""
        write_help(self.help, formatter)


def write_help(text: str | None, formatter: Any) -> None:
    """Write what a docstring says, with the examples that end it one a line."""
    told, _, examples = inspect.cleandoc(text or "").partition("Examples: ")
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(told.strip())
        lines = [" ".join(line.split()) for line in re.split(r"\s+·\s+", examples.strip()) if line]
        for number, line in enumerate(lines):
            head = "" if number else "\n" + " " * formatter.current_indent + "Examples: "
            formatter.write(f"{head or ' ' * (formatter.current_indent + len('Examples: '))}{line}\n")


def _stopped() -> int:
    print("\nkg: stopped", file=sys.stderr)  # below the ^C of the terminal
    return _STOPPED


def _misused(error: Any) -> int:
    """Tell of a wrong option or argument; `kg` alone raises, too, and is answered with the whole help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return int(error.exit_code)
    told = " ".join(str(error.format_message()).split()).rstrip(".")
    for pattern, plain in _PLAINER:
        told = re.sub(pattern, plain, told)
    context = getattr(error, "ctx", None)
    help_ = f"; `{context.command_path} --help` shows how" if context is not None else ""
    raise UsageError(f"{told[:1].lower()}{told[1:]}{help_}")
