"""Reading papers: the extractor runs in a process of its own, so that no paper can end the one that asks."""

from __future__ import annotations

import atexit
import json
import pickle

from kg.build.crew import Crew
from kg.extract import Extractor, check_extraction
from kg.extract.vocabulary import Wanted
from kg.fleet.shards import grouped
from kg.fleet.tasks import Work
from kg.mapping import canonical
from kg.model import Paper
from kg.serial import dumps, loads

AT_ONCE = 32
_crews: dict[bytes, Crew] = {}


def extract(work: Work) -> None:
    """What the papers of a shard say; a paper that ends its process twice is left out and told."""
    crew = _crew(work.context.extractor)
    problems = []
    found = [
        (name, json.loads(texts[0])) for name, texts in grouped(work.folders["papers"], "paper", work.number)
    ]
    for at in range(0, len(found), AT_ONCE):
        some = [(loads(Paper, paper), records) for _, (paper, records) in found[at : at + AT_ONCE]]
        for (paper, _), extraction in zip(some, crew.extract([paper for paper, _ in some]), strict=True):
            if extraction is None:
                problems.append(
                    f"paper {paper.id} ended the process that read it, twice; it is left out: "
                    "report the paper, or retract it"
                )
                continue
            check_extraction(paper, extraction)
            paper, (kept,) = canonical(paper, [extraction])
            work.out.put("read", paper.id, [dumps(paper), dumps(kept)], shard=work.number)
    work.told.update(problems=problems, papers=len(found) - len(problems))


def _crew(extractor: str | Extractor | Wanted) -> Crew:
    """One reading process for all tasks of this one; it ends with it."""
    key = pickle.dumps(extractor)
    if key not in _crews:
        crew = Crew(extractor, 1)
        crew.__enter__()
        atexit.register(crew.__exit__, None, None, None)
        _crews[key] = crew
    return _crews[key]
