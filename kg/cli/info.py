"""``kg info``: what a store is and how it was made."""

from __future__ import annotations

from kg.cli.common import JsonOption, StoreOption, print_json, store_of


def command(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Describe the store: where it lies, its snapshot, its size on disk, its extractors.

    Examples: kg info · kg info --store graphs/mine --json
    """
    from kg.handle.about import about

    found = about(store_of(store))
    if as_json:
        return print_json(found)
    from kg.terminal import columns

    rows = []
    for name, value in found.items():
        shown = (
            ", ".join(map(str, value))
            if isinstance(value, list)
            else f"{value:,}"
            if isinstance(value, int)
            else str(value)
        )
        rows.append((name, shown or "–"))
    print(columns(rows, width=160))
    return None
