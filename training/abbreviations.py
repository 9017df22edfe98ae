"""Count what abbreviations stand for in unlabelled abstracts, and write what is counted.

    python -m training.abbreviations ../shared/corpora/unlabelled > ontology/abbreviations.tsv

The result (abbreviation, stems of the long form, papers that explain it so and, where hardly any paper means
anything else, that form in words) is what `kg.resolve` knows of abbreviations before it has read a paper.
No annotated file is read.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from kg.extract.abbreviations import Abbreviation, find
from kg.resolve.expansions import alike, expands
from kg.resolve.forms import core_form, stem_form
from kg.text import clean

HEADER = """\
# What abbreviations stand for: short form, long form (stems), papers that explain it so, and the long form
# in words where hardly any paper means anything else. Written by
# training/abbreviations.py from titles and abstracts of arXiv papers of 2025 (arXiv metadata, CC0) and of
# SciTLDR (Apache-2.0) and public keyphrase sets; counts only, no text of them is kept."""
AT_LEAST = 2
"""Papers that must explain an abbreviation the same way for the pair to be kept."""
USUAL, USUAL_SHARE = 20, 0.9
"""Papers, and their share, from which an abbreviation is usual: what it stands for is written out."""
OTHERS = ""
"""The long form under which rarer ones are counted together."""


def texts(folder: Path) -> Iterator[str]:
    """Title and abstract of each paper of the corpus."""
    with gzip.open(folder / "arxiv_2025.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(_text, lines)
    with (folder / "abstracts.jsonl").open(encoding="utf-8") as lines:
        yield from map(_text, lines)


def _text(line: str) -> str:
    row = json.loads(line)
    return clean(f"{row['title']}. {row.get('abstract') or ''}")


Counted = dict[str, dict[str, Counter[str]]]


def count(papers: Iterable[str]) -> Counted:
    """For each abbreviation, by stems of long forms, the papers that give it, by how they write it."""
    found: Counted = defaultdict(lambda: defaultdict(Counter))
    for text in papers:
        pairs: dict[tuple[str, str], str] = {}
        for short, long in map(partial(_forms, text), find(text)):
            pairs.setdefault((core_form(short), stem_form(long)), core_form(long))
        for (short, stem), written in pairs.items():
            found[short][stem][written] += 1
    return found


def _forms(text: str, found: Abbreviation) -> tuple[str, str]:
    """Short and long form; the long one begins up to two words earlier where only so each word counts.

    "Proximal Policy Optimization (PPO)": the letters are all in "Policy Optimization" already.
    """
    short, long = text[found.short_start : found.short_end], text[found.long_start : found.long_end]
    before = text[: found.long_start].split()[-2:]
    for words in range(len(before) + 1):
        wider = " ".join([*before[len(before) - words :], long])
        if expands(wider, short):
            return short, wider
    return short, long


def rows(counted: Counted) -> Iterator[str]:
    """Lines of the table, sorted; rare long forms of an abbreviation are one line."""
    for short, found in sorted(counted.items()):
        longs = {stem: written.total() for stem, written in found.items()}
        kept = {long: n for long, n in longs.items() if n >= AT_LEAST}
        rare = sum(longs.values()) - sum(kept.values())
        if kept:
            usual = _usual(kept, sum(longs.values()))
            for long, n in sorted({**kept, **({OTHERS: rare} if rare else {})}.items()):
                written = [_written(found[long])] if long == usual else []
                yield "\t".join((short, long, str(n), *written))


def _usual(kept: dict[str, int], papers: int) -> str | None:
    """The long form that nearly all papers mean, None where there is none."""
    best = max(kept, key=lambda long: (kept[long], long))
    told = sum(n for long, n in kept.items() if alike(best, long))
    return best if told >= USUAL and told >= USUAL_SHARE * papers else None


def _written(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


if __name__ == "__main__":
    print(HEADER)
    print("\n".join(rows(count(texts(Path(sys.argv[1]))))))
