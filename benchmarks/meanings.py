"""How often an abbreviation's sense is told rightly: ``python -m benchmarks.meanings --store STORE``.

Each paper that spells out an abbreviation of several senses is asked what it means there, without its long
form and the words of that, by what all other papers say. Prints how many answers are right, wrong and none,
the precision, and the share of papers that mean the most common sense.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.resolve import meanings
from kg.resolve.longs import one_sense
from kg.resolve.meanings import Telling, tell
from kg.store.snapshot import Snapshot

MOST = 30
"""Papers asked about one abbreviation."""


def asked(told: Sequence[Telling], words: Mapping[str, Sequence[str]]) -> Counter[str]:
    """How the answers about one abbreviation are."""
    found: Counter[str] = Counter()
    ordered = sorted(told, key=lambda telling: telling.paper)
    for telling in [telling for telling in ordered if telling.longs][:MOST]:
        long = telling.longs[0]
        rest = [other for other in ordered if other is not telling and other.longs]
        known = meanings.senses(rest, words.__getitem__)
        if len(known) < 2 or not any(one_sense(long, sense.long) for sense in known):
            continue
        own = {word for form in telling.longs for word in meanings.words_of(form)}
        mine = [word for word in words[telling.paper] if word not in own]
        answer = meanings.meant(mine, meanings.fitting(known, metric=telling.metric))
        common = max(known, key=lambda sense: sense.papers)
        found["asked"] += 1
        found["common"] += one_sense(long, common.long)
        found["none" if answer is None else "right" if one_sense(long, answer) else "wrong"] += 1
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    told: dict[str, list[Telling]] = defaultdict(list)
    words: dict[str, Sequence[str]] = {}
    with Snapshot.open(parser.parse_args().store) as snapshot:
        for paper in snapshot.papers():
            found, words[paper] = tell(snapshot.said(paper)[1])
            for form, telling in found.items():
                told[form].append(telling)
    total: Counter[str] = Counter()
    for form in sorted(told):
        total += asked(told[form], words)
    precision = total["right"] / max(1, total["right"] + total["wrong"])
    print("papers  right  wrong  undecided  precision  most common sense")
    common = total["common"] / max(1, total["asked"])
    print(total["asked"], total["right"], total["wrong"], total["none"], f"{precision:.3f}", f"{common:.3f}")


if __name__ == "__main__":
    main()
