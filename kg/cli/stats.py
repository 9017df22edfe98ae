"""``kg stats``: how much a graph holds."""

from __future__ import annotations

from kg.cli.common import JsonOption, StoreOption, print_json, reading


def command(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Count papers, entities, claims and triples.

    Examples: kg stats · kg stats --store graphs/mine --json
    """
    with reading(store) as index:
        counts = index.stats()
    if as_json:
        return print_json(counts)
    from kg.terminal import columns

    print(columns([(name, f"{count:,}") for name, count in counts.items()]))
    return None
