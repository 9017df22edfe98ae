"""``kg verify``: is the store whole, and does it follow from its papers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from kg.cli.common import JsonOption, StoreOption, print_json, say, store_of


def command(
    store: StoreOption = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Digests, checksums, records and decisions only.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="Most findings to list.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Hold a store or a backup against itself: every file's digest, every row of the index, every record and
    decision; and against its papers, from which all shared triples, counts and the index are derived anew.

    Ends with exit code 1 where anything is wrong. Takes as long as writing the graph anew, unless --quick.

    Examples: kg verify · kg verify --quick --store graphs/mine · kg verify --store backups/monday --json
    """
    from kg.check import verify
    from kg.terminal import one_line

    found = verify(store_of(store), quick=quick, limit=limit, progress=lambda part: say(f"kg: {part}"))
    if as_json:
        print_json({"ok": found.ok, "total": found.total, "parts": found.parts} | _plain(found.findings))
    else:
        for finding in found.findings:
            print(one_line(f"{finding.part}: {finding.message}"))
        if found.total > len(found.findings):
            print(f"… and {found.total - len(found.findings):,} more (--limit)")
        print("whole" if found.ok else _count(found.total), f"({', '.join(found.parts)})")
    if not found.ok:
        raise typer.Exit(1)


def _count(findings: int) -> str:
    return "1 finding" if findings == 1 else f"{findings:,} findings"


def _plain(findings: tuple[object, ...]) -> dict[str, object]:
    return {"findings": [asdict(finding) for finding in findings]}  # type: ignore[call-overload]
