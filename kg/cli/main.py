"""``kg``: finds the command that was asked for and imports that one only.

Importing thirty commands costs more than a look-up, so the table below names them without importing
them; help and completion, which need them all, pay for it.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import TYPE_CHECKING

from kg import __version__
from kg.errors import KGError

if TYPE_CHECKING:
    import typer

COMMANDS = {
    "build": "kg.cli.build",
    "neighbours": "kg.cli.neighbours",
    "neighbors": "kg.cli.neighbours",
    "find": "kg.cli.find",
    "show": "kg.cli.show",
    "why": "kg.cli.why",
    "why-same": "kg.cli.why_same",
    "query": "kg.cli.query",
    "ask": "kg.cli.ask",
    "serve": "kg.cli.serve",
    "mcp": "kg.cli.mcp",
    "view": "kg.cli.view",
    "rank": "kg.cli.rank",
    "communities": "kg.cli.communities",
    "path": "kg.cli.path",
    "similar": "kg.cli.similar",
    "trends": "kg.cli.trends",
    "cooccur": "kg.cli.cooccur",
    "compare": "kg.cli.compare",
    "report": "kg.cli.report",
    "topics": "kg.cli.topics",
    "stats": "kg.cli.stats",
    "info": "kg.cli.info",
    "check": "kg.cli.check",
    "verify": "kg.cli.verify",
    "export": "kg.cli.export",
    "publish": "kg.cli.publish",
    "diff": "kg.cli.diff",
    "backup": "kg.cli.backup",
    "restore-backup": "kg.cli.restore_backup",
    "upgrade": "kg.cli.upgrade",
    "rebuild": "kg.cli.rebuild",
    "extract": "kg.cli.extract",
    "evaluate": "kg.cli.evaluate",
    "sample": "kg.cli.sample",
    "retract": "kg.cli.retract",
    "restore": "kg.cli.restore",
    "merge": "kg.cli.merge",
    "different": "kg.cli.different",
    "split": "kg.cli.split",
    "broader": "kg.cli.broader",
    "rename": "kg.cli.rename",
    "alias": "kg.cli.alias",
    "retype": "kg.cli.retype",
    "reject": "kg.cli.reject",
    "log": "kg.cli.log",
    "undo": "kg.cli.undo",
    "replay": "kg.cli.replay",
    "suggest": "kg.cli.suggest",
    "review": "kg.cli.review",
}
"""Each command and the module that holds its function ``command``."""

HIDDEN = {"neighbors"}


def _version(asked: bool) -> None:
    if asked:
        import typer

        print(f"kg {__version__}")
        raise typer.Exit


def application(names: tuple[str, ...] = tuple(COMMANDS)) -> typer.Typer:
    """The typer application with the commands ``names`` in it, by default all."""
    import typer

    from kg.cli.manners import Command
    from kg.cli.sections import Sections

    app = typer.Typer(
        name="kg",
        cls=Sections,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def kg(
        version: bool = typer.Option(
            False, "--version", help="Print the version and stop.", callback=_version, is_eager=True
        ),
    ) -> None:
        """Turn listings of research papers into a knowledge graph: query it, look things up, see it.

        Examples: kg build listing.txt --store graphs/mine · kg neighbours "object detection" ·
        kg ask "which methods are used for object detection?" · kg view --out mine.html
        """

    for name in names:
        module = importlib.import_module(COMMANDS[name])
        settings = getattr(module, "EXTRA", None)
        app.command(name, cls=Command, hidden=name in HIDDEN, context_settings=settings)(module.command)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code: 0 well, 2 unusable input, 3 a store in trouble."""
    given = sys.argv[1:] if arguments is None else arguments
    _replace_unwritable()
    asked = next((a for a in given if not a.startswith("-")), None)
    completing = any(name.endswith("_COMPLETE") for name in os.environ)
    names = (asked,) if asked in COMMANDS and not completing else tuple(COMMANDS)
    try:
        try:
            if given[:1] == [asked] and asked not in COMMANDS and not completing:
                _unknown(given[0])
            if not completing and _lean(given):
                sys.exit(0)
            application(names)(given, prog_name="kg")
        finally:
            if sys.stdout is not None:  # None where it was closed before we came (`>&-`)
                sys.stdout.flush()
            if (
                type(sys.stdout).__name__ == "PacifyFlushWrapper"
            ):  # click met the closed pipe, and would say 1
                raise BrokenPipeError
    except KGError as error:
        from kg.terminal import safe

        print(f"kg: {safe(str(error))}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:  # where no command of click's was running yet
        print("\nkg: stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone; there is nobody left to tell.
        _discard_output()
        sys.exit(141)
    except OSError as error:
        # What a file of the user's does is translated where it is opened; what is left is mostly our output.
        _discard_output()
        print(f"kg: {error.filename or 'standard output'}: {error.strerror or error}", file=sys.stderr)
        sys.exit(2)


def _replace_unwritable() -> None:
    """Let what the terminal's encoding lacks be written as `?`, not end the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors="replace")


def _unknown(asked: str) -> None:
    """Raise for a command that there is not, with the one that may be meant."""
    from difflib import get_close_matches

    from kg.errors import UsageError

    near = get_close_matches(asked, COMMANDS, n=1)
    meant = f"; did you mean `kg {near[0]}`?" if near else ";"
    raise UsageError(f"no command is called {asked!r}{meant} `kg --help` lists them all")


def _lean(given: list[str]) -> bool:
    """Do a plain look-up without the library that reads options; whether it was one."""
    if not given or given[0] not in ("neighbours", "neighbors"):
        return False
    from kg.cli import lean

    return lean.neighbours(given[1:])


def _discard_output() -> None:
    """What is still buffered goes nowhere, so that Python's end does not fail on it again."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
