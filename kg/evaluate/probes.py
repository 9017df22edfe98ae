"""Hand-written mini papers with what must, and what must not, be read from them: right for a graph or not.

A file of probes has one JSON object a line: ``id``, ``category``, ``title``, ``abstract``, and the lists
``must`` and ``must_not`` of expectations as `kg.evaluate.expectations` describes them. A probe is right when
every expectation of ``must`` holds and none of ``must_not``, among the claims from the extractor's
thresholds on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import MalformedRecord
from kg.evaluate.expectations import Wanted, expectation
from kg.evaluate.intervals import wilson
from kg.evaluate.matching import Json
from kg.evaluate.run import as_paper, confident_claims, placed_lines
from kg.extract import Extractor

PACKAGED = Path(__file__).parent / "probes.jsonl"
"""The probes that the package carries."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One mini paper with its expectations."""

    id: str
    category: str
    title: str
    abstract: str
    must: tuple[Wanted, ...]
    must_not: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that an answer did not meet."""

    expected: str
    came: str
    forbidden: bool
    """Whether it was one of ``must_not``."""


@dataclass(frozen=True, slots=True)
class Probed:
    """A probe with what went wrong, if anything."""

    probe: Probe
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class ProbeScores:
    """How many probes are right, over all and by category, and the wrong ones in their order."""

    extractor: str
    right: int
    total: int
    interval: tuple[float, float]
    """95 % by Wilson's score."""
    by_category: dict[str, tuple[int, int]]
    """Right and total."""
    wrong: tuple[Probed, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain dictionaries, lists and numbers."""
        return {
            "extractor": self.extractor,
            "right": self.right,
            "total": self.total,
            "share": round(self.right / self.total, 3) if self.total else 0.0,
            "interval": list(self.interval),
            "by_category": {name: {"right": r, "total": n} for name, (r, n) in self.by_category.items()},
            "wrong": [_plain(probed) for probed in self.wrong],
        }


def _plain(probed: Probed) -> dict[str, Any]:
    return {
        "id": probed.probe.id,
        "category": probed.probe.category,
        "title": probed.probe.title,
        "failures": [
            {"expected" if not f.forbidden else "forbidden": f.expected, "came": f.came}
            for f in probed.failures
        ],
    }


def read_probes(path: Path = PACKAGED) -> tuple[Probe, ...]:
    """The probes of a file; raises `InputError` with file and line where one can not be used."""
    probes: dict[str, Probe] = {}
    for place, line in placed_lines(path, required=("id", "category", "title")):
        try:
            probe = _probe(line)
        except ValueError as error:
            raise MalformedRecord(f"probe {line['id']!r}: {error}", place=place) from error
        if probe.id in probes:
            raise MalformedRecord(f"two probes are called {probe.id!r}", place=place)
        probes[probe.id] = probe
    return tuple(probes.values())


def _probe(line: Json) -> Probe:
    unknown = line.keys() - {"id", "category", "title", "abstract", "must", "must_not"}
    if unknown:
        raise ValueError(f"there is no key {min(unknown)!r}")
    ident, category, title, abstract = texts = [
        line["id"],
        line["category"],
        line["title"],
        line.get("abstract", ""),
    ]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("id, category, title and abstract are texts")
    must, must_not = (_expectations(line, key) for key in ("must", "must_not"))
    if not must and not must_not:
        raise ValueError("it expects nothing")
    return Probe(ident, category, title, abstract, must, must_not)


def _expectations(line: Json, key: str) -> tuple[Wanted, ...]:
    plain = line.get(key, [])
    if not isinstance(plain, list):
        raise ValueError(f"{key!r} is a list of expectations")
    return tuple(map(expectation, plain))


def probe(probes: Sequence[Probe], extractor: Extractor) -> ProbeScores:
    """Ask an extractor all probes."""
    papers = [as_paper({"id": p.id, "title": p.title, "abstract": p.abstract}) for p in probes]
    answers = (confident_claims(found, extractor) for found in extractor.extract(papers))
    results = [Probed(p, judge(p, answer)) for p, answer in zip(probes, answers, strict=True)]
    right = sum(not result.failures for result in results)
    return ProbeScores(
        extractor=f"{extractor.name}/{extractor.version}",
        right=right,
        total=len(results),
        interval=wilson(right, len(results)),
        by_category=_categories(results),
        wrong=tuple(result for result in results if result.failures),
    )


def judge(probe: Probe, answer: Json) -> tuple[Failure, ...]:
    """The expectations that an answer (in the shape of the gold, with contexts) does not meet."""
    missed = [Failure(w.words(), w.came(answer), False) for w in probe.must if not w.holds(answer)]
    said = [Failure(w.words(), w.came(answer), True) for w in probe.must_not if w.holds(answer)]
    return (*missed, *said)


def _categories(results: Iterable[Probed]) -> dict[str, tuple[int, int]]:
    out: dict[str, tuple[int, int]] = {}
    for result in results:
        right, total = out.get(result.probe.category, (0, 0))
        out[result.probe.category] = right + (not result.failures), total + 1
    return out
