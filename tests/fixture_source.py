"""Where the fixture's records come from: invented papers in our own words, with what a reader would mark.

``python -m tests.fixture_source`` writes ``tests/data/papers.jsonl`` and ``extractions.jsonl``; a test holds
the files against this source. Mentions are found by searching the text, so that no offset is typed by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from kg.model import (
    Author,
    Context,
    Entity,
    EntityType,
    Extraction,
    Link,
    LinkPredicate,
    Mention,
    Origin,
    Paper,
    Relation,
)
from kg.serial import dumps
from kg.vocab import paper_id

DATA = Path(__file__).parent / "data"
EXTRACTOR, VERSION = "fixture", "1"
WORDS = {"M": "Method", "T": "Task", "D": "Dataset", "R": "Metric", "C": "Concept"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One paper with its marks, as the functions below read them."""

    paper: Paper
    entities: tuple[Entity, ...]
    links: tuple[tuple[str, LinkPredicate, str, float], ...]


def sentences(paper: Paper) -> tuple[tuple[int, int], ...]:
    """Title, then what ends in a full stop before a blank; enough for texts written for it."""
    start = len(paper.title) + 1
    spans = [(0, len(paper.title))]
    spans += [(start + m.start(), start + m.end()) for m in re.finditer(r"\S.*?\.(?=\s|$)", paper.abstract)]
    return tuple(spans)


def mentions(paper: Paper, wordings: tuple[str, ...]) -> tuple[Mention, ...]:
    """Every place where one of ``wordings`` stands as a word of its own; the longest wins, none overlap."""
    pattern = "|".join(re.escape(w) for w in sorted(wordings, key=len, reverse=True))
    spans = sentences(paper)
    found = []
    for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", paper.text):
        sentence = next(s for s in spans if s[0] <= match.start() and match.end() <= s[1])
        found.append(Mention(match.start(), match.end(), match[0], *sentence))
    return tuple(found)


def mark(
    name: str,
    kind: str,
    relation: Relation,
    confidence: float,
    *aliases: str,
    core: bool = False,
    context: Context | None = None,
    long_form: str | None = None,
) -> Entity:
    """An entity whose mentions are still to be found; ``kind`` is one letter of ``WORDS``."""
    entity_type: EntityType = WORDS[kind]  # type: ignore[assignment]
    return Entity(name, entity_type, relation, confidence, (), aliases, core, context, long_form)


def extraction(sample: Sample) -> Extraction:
    """The sample's marks with their mentions and sentences."""
    entities = tuple(
        replace(e, mentions=mentions(sample.paper, (e.name, *e.aliases))) for e in sample.entities
    )
    for entity in entities:
        if not entity.mentions:
            raise ValueError(f"{sample.paper.id}: {entity.name!r} is nowhere in the text")
    links = tuple(_link(sample.paper, entities, *link) for link in sample.links)
    return Extraction(sample.paper.id, EXTRACTOR, VERSION, entities, links)


def _link(
    paper: Paper,
    entities: tuple[Entity, ...],
    subject: str,
    predicate: LinkPredicate,
    object_: str,
    sure: float,
) -> Link:
    """A link, backed by the first sentence that names both ends (else by the first that names one)."""
    places = {e.name: {(m.sentence_start, m.sentence_end) for m in e.mentions} for e in entities}
    both = sorted(places[subject] & places[object_]) or sorted(places[subject])
    return Link(subject, predicate, object_, sure, *both[0])


def _paper(local: str, title: str, abstract: str, date: str | None, **more: object) -> Paper:
    """A paper of this local name, read from a listing unless ``more`` says otherwise."""
    plain = Paper(local, title, abstract, date=date)
    if re.fullmatch(r"\d{4}\.\d{5}", local):
        record = int(local[-2:])
        origin = Origin("listing.txt", f"{record:064x}", "listing", record, 9 * record)
        plain = replace(plain, arxiv=local, urls=(f"https://example.org/abs/{local}",), origins=(origin,))
    return replace(plain, **more)  # type: ignore[arg-type]


ADA, BO, CY = Author("Ada Ember", "0000-0002-1825-0097"), Author("Bo Quill"), Author("Cy Óst")

OFFLINE = (
    Sample(
        _paper(
            "2301.99001",
            "Calm Q-Learning for Offline Reinforcement Learning",
            "Offline reinforcement learning learns a policy from logged data only. "
            "We propose Calm Q-Learning (CaQL), which lowers the value of actions that the data never shows "
            "and so limits distribution shift. "
            "On D4Maze, CaQL beats behaviour cloning by 12 points of normalised return.",
            "2023-01-12",
            authors=(ADA, BO),
            categories=("cs.LG",),
            upvotes=14,
            comments=2,
            arxiv_version=2,
        ),
        (
            mark("Calm Q-Learning", "M", "proposes", 0.97, "CaQL", core=True),
            mark(
                "offline reinforcement learning",
                "T",
                "addresses",
                0.95,
                "Offline reinforcement learning",
                "Offline Reinforcement Learning",
                core=True,
            ),
            mark("distribution shift", "C", "discusses", 0.81),
            mark("D4Maze", "D", "evaluatesOn", 0.93, core=True),
            mark("behaviour cloning", "M", "comparesWith", 0.88),
            mark("normalised return", "R", "reports", 0.84),
            mark("logged data", "C", "discusses", 0.34),
        ),
        (
            ("Calm Q-Learning", "usedFor", "offline reinforcement learning", 0.92),
            ("Calm Q-Learning", "evaluatedOn", "D4Maze", 0.9),
            ("Calm Q-Learning", "comparedWith", "behaviour cloning", 0.87),
            ("Calm Q-Learning", "measuredBy", "normalised return", 0.66),
        ),
    ),
    Sample(
        _paper(
            "2302.99002",
            "When Behaviour Cloning Is Enough",
            "We ask when behaviour cloning solves offline reinforcement learning. "
            "On short mazes of D4Maze it equals Calm Q-Learning. "
            "The analysis bounds the regret by the coverage of the data.",
            "2023-02-20",
            authors=(BO,),
            categories=("cs.LG", "stat.ML"),
        ),
        (
            mark("behaviour cloning", "M", "uses", 0.94, "Behaviour Cloning", core=True),
            mark("offline reinforcement learning", "T", "addresses", 0.91, core=True),
            mark("D4Maze", "D", "evaluatesOn", 0.9),
            mark("Calm Q-Learning", "M", "comparesWith", 0.86),
            mark("regret", "R", "reports", 0.72),
            mark("coverage", "C", "discusses", 0.55),
        ),
        (
            ("behaviour cloning", "usedFor", "offline reinforcement learning", 0.89),
            ("behaviour cloning", "evaluatedOn", "D4Maze", 0.83),
            ("behaviour cloning", "comparedWith", "Calm Q-Learning", 0.8),
        ),
    ),
    Sample(
        _paper(
            "2309.99008",
            "Diffusion Models for Offline Reinforcement Learning",
            "",
            "2023-09-22",
            authors=(ADA,),
            flags=("no-abstract",),
        ),
        (
            mark("diffusion model", "M", "uses", 0.77, "Diffusion Models", core=True),
            mark(
                "offline reinforcement learning",
                "T",
                "addresses",
                0.9,
                "Offline Reinforcement Learning",
                core=True,
            ),
        ),
        (("diffusion model", "usedFor", "offline reinforcement learning", 0.74),),
    ),
    Sample(
        _paper(
            "2311.99011",
            'Safe <b>Exploration</b> & "Budgets" in Reinforcement Learning',
            "Exploration that harms is no option for robots. "
            "Unlike Calm Q-Learning, our Budget Walk needs no importance sampling. "
            "Budget Walk learns with a Lipschitz constraint and halves the regret in safe exploration.",
            "2023-11-11",
            authors=(ADA, CY),
            categories=("cs.RO",),
            upvotes=3,
        ),
        (
            mark("Budget Walk", "M", "proposes", 0.96, core=True),
            mark("safe exploration", "T", "addresses", 0.89, core=True),
            mark("reinforcement learning", "T", "discusses", 0.7, "Reinforcement Learning"),
            mark("Calm Q-Learning", "M", "discusses", 0.64, context="rival"),
            mark("importance sampling", "M", "discusses", 0.58, context="negated"),
            mark("Lipschitz constraint", "C", "discusses", 0.62),
            mark("regret", "R", "reports", 0.79),
        ),
        (
            ("Budget Walk", "usedFor", "safe exploration", 0.86),
            ("Budget Walk", "measuredBy", "regret", 0.71),
        ),
    ),
)

VISION = (
    Sample(
        _paper(
            "2303.99003",
            "TileNet: Fast Object Detection on Drones",
            "Drones need object detection within a few watts. "
            "TileNet cuts an image into tiles and skips empty ones with a convolutional neural network. "
            "On SkyBoxes it reaches the mean average precision of PlainDet at 4 times the frames per second.",
            "2023-03-05",
            author_count=7,
            organisation="Windmill Labs",
            categories=("cs.CV",),
            upvotes=41,
        ),
        (
            mark("TileNet", "M", "proposes", 0.98, core=True),
            mark("object detection", "T", "addresses", 0.96, "Object Detection", core=True),
            mark("convolutional neural network", "M", "uses", 0.83),
            mark("SkyBoxes", "D", "evaluatesOn", 0.92, core=True),
            mark("PlainDet", "M", "comparesWith", 0.9),
            mark("mean average precision", "R", "reports", 0.91),
            mark("frames per second", "R", "reports", 0.69),
        ),
        (
            ("TileNet", "usedFor", "object detection", 0.94),
            ("TileNet", "evaluatedOn", "SkyBoxes", 0.91),
            ("TileNet", "comparedWith", "PlainDet", 0.88),
            ("convolutional neural network", "partOf", "TileNet", 0.61),
            ("object detection", "measuredBy", "mean average precision", 0.57),
        ),
    ),
    Sample(
        _paper(
            "2303.99004",
            "SkyBoxes: A Benchmark for Aerial Object Detection",
            "We release SkyBoxes, a benchmark of 9,000 aerial images. "
            "Aerial object detection is a harder kind of object detection, since things are small. "
            "PlainDet, a baseline, reaches a mean average precision of 31.",
            "2023-03",
            authors=(CY,),
            venue="Workshop on Views from Above",
        ),
        (
            mark("SkyBoxes", "D", "proposes", 0.95, core=True),
            mark(
                "aerial object detection",
                "T",
                "addresses",
                0.92,
                "Aerial object detection",
                "Aerial Object Detection",
                core=True,
            ),
            mark("object detection", "T", "discusses", 0.76),
            mark("PlainDet", "M", "uses", 0.85),
            mark("mean average precision", "R", "reports", 0.87),
        ),
        (
            ("aerial object detection", "isA", "object detection", 0.85),
            ("SkyBoxes", "usedFor", "aerial object detection", 0.82),
            ("PlainDet", "usedFor", "aerial object detection", 0.6),
            ("PlainDet", "evaluatedOn", "SkyBoxes", 0.63),
        ),
    ),
    Sample(
        _paper(
            "2305.99005",
            "Do Tiles Help? A Second Look at Drone Vision",
            "TileNet is not used here. "
            "We train PlainDet for longer and find that object detection on SkyBoxes gains as much. "
            "Longer training helps a convolutional neural network more than tiles do.",
            "2023-05-17",
            authors=(BO, CY),
            categories=("cs.CV",),
        ),
        (
            mark("TileNet", "M", "discusses", 0.73, context="negated"),
            mark("PlainDet", "M", "uses", 0.93, core=True),
            mark("object detection", "T", "addresses", 0.88, core=True),
            mark("SkyBoxes", "D", "evaluatesOn", 0.86),
            mark("convolutional neural network", "M", "uses", 0.75),
            mark("Longer training", "C", "discusses", 0.28),
        ),
        (
            ("PlainDet", "usedFor", "object detection", 0.87),
            ("PlainDet", "evaluatedOn", "SkyBoxes", 0.84),
            ("PlainDet", "isA", "convolutional neural network", 0.52),
        ),
    ),
)

GRAPHS_AND_TEXT = (
    Sample(
        _paper(
            "2306.99006",
            "Graph Neural Networks for Molecule Property Prediction",
            "Graph neural networks (GNNs) read a molecule as a graph. "
            "We apply them to molecule property prediction on MolBox and report the mean absolute error.",
            "2023-06-30",
            authors=(Author("Dee Fern"), ADA),
            categories=("cs.LG", "q-bio.BM"),
        ),
        (
            mark(
                "Graph neural network",
                "M",
                "uses",
                0.95,
                "Graph neural networks",
                "Graph Neural Networks",
                "GNNs",
                core=True,
            ),
            mark(
                "molecule property prediction",
                "T",
                "addresses",
                0.94,
                "Molecule Property Prediction",
                core=True,
            ),
            mark("MolBox", "D", "evaluatesOn", 0.9),
            mark("mean absolute error", "R", "reports", 0.85),
        ),
        (
            ("Graph neural network", "usedFor", "molecule property prediction", 0.9),
            ("Graph neural network", "evaluatedOn", "MolBox", 0.78),
        ),
    ),
    Sample(
        _paper(
            "2307.99007",
            "Pretraining a GNN Without Labels",
            "A GNN can be pretrained on masked atoms. "
            "MaskMol, our scheme, lowers the mean absolute error in molecule property prediction on MolBox.",
            "2023-07-08",
            authors=(Author("Dee Fern"),),
            categories=("cs.LG",),
            upvotes=0,
        ),
        (
            mark("MaskMol", "M", "proposes", 0.95, core=True),
            mark("GNN", "M", "uses", 0.92, core=True),
            mark("molecule property prediction", "T", "addresses", 0.93, core=True),
            mark("MolBox", "D", "evaluatesOn", 0.9),
            mark("mean absolute error", "R", "reports", 0.86),
        ),
        (
            ("MaskMol", "usedFor", "molecule property prediction", 0.88),
            ("MaskMol", "evaluatedOn", "MolBox", 0.85),
            ("GNN", "usedFor", "molecule property prediction", 0.59),
        ),
    ),
    Sample(
        _paper(
            paper_id(doi="10.99999/notes.2023.7"),
            "Fair Summaries of Clinical Notes",
            "Text summarisation of clinical notes leaves out what patients of small groups report. "
            "We measure fairness on NoteBank and fine-tune a transformer, which raises ROUGE as well.",
            "2023",
            doi="10.99999/notes.2023.7",
            authors=(Author("Eve Garnet"), Author("Bo Quill")),
            venue="Journal of Careful Health",
            origins=(Origin("notes.bib", f"{13:064x}", "bibtex", 4, 31),),
        ),
        (
            mark("text summarisation", "T", "addresses", 0.92, "Text summarisation", core=True),
            mark("NoteBank", "D", "evaluatesOn", 0.88, core=True),
            mark("transformer", "M", "uses", 0.9),
            mark("ROUGE", "R", "reports", 0.87),
            mark("fairness", "C", "discusses", 0.8, core=True),
        ),
        (
            ("transformer", "usedFor", "text summarisation", 0.81),
            ("text summarisation", "measuredBy", "ROUGE", 0.62),
        ),
    ),
    Sample(
        _paper(
            "2310.99010",
            "Sliding Attention for Text Summarisation of Long Reports",
            "A transformer forgets the start of a long report. "
            "Sliding Attention keeps a window that moves, for text summarisation at constant memory. "
            "ROUGE on LongDesk rises from 31 to 36.",
            "2023-10-02",
            authors=(Author("Eve Garnet"),),
            categories=("cs.CL",),
            upvotes=9,
        ),
        (
            mark("Sliding Attention", "M", "proposes", 0.96, core=True),
            mark("text summarisation", "T", "addresses", 0.95, "Text Summarisation", core=True),
            mark("transformer", "M", "uses", 0.91),
            mark("LongDesk", "D", "evaluatesOn", 0.87),
            mark("ROUGE", "R", "reports", 0.92),
        ),
        (
            ("Sliding Attention", "usedFor", "text summarisation", 0.93),
            ("Sliding Attention", "evaluatedOn", "LongDesk", 0.8),
            ("Sliding Attention", "partOf", "transformer", 0.45),
            ("text summarisation", "measuredBy", "ROUGE", 0.77),
        ),
    ),
    Sample(
        _paper(
            "title-notes-on-c-kernels-for-attention-00000012",
            "Notes on C++ Kernels for Attention",
            "We write the attention of a transformer in C++ and in C. The notes cite 漢 strings as a test.",
            None,
            origins=(Origin("notes.csv", f"{12:064x}", "csv", 1, 2),),
            aliases=("title-notes-on-c-kernels-00000099",),
        ),
        (
            mark("C++", "M", "uses", 0.82, core=True),
            mark("C", "M", "uses", 0.6),
            mark("attention", "M", "discusses", 0.71, "Attention"),
            mark("transformer", "M", "discusses", 0.74),
            mark("漢", "C", "discusses", 0.51),
        ),
        (("attention", "partOf", "transformer", 0.7),),
    ),
)

SAMPLES = tuple(sorted((*OFFLINE, *VISION, *GRAPHS_AND_TEXT), key=lambda sample: sample.paper.id))


def files() -> dict[str, str]:
    """Name and content of each file of the fixture."""
    return {
        "papers.jsonl": "".join(dumps(s.paper) + "\n" for s in SAMPLES),
        "extractions.jsonl": "".join(dumps(extraction(s)) + "\n" for s in SAMPLES),
    }


if __name__ == "__main__":
    for file, content in files().items():
        (DATA / file).write_text(content, encoding="utf-8")
