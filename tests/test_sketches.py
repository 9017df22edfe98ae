"""Mini papers for training: what they state is in their text, and the same seed draws the same ones."""

from __future__ import annotations

import random

from kg.extract.tokens import Words
from kg.model import LINK_PREDICATES, RELATIONS
from training.papers import Annotated
from training.project import find_mentions
from training.sketches import cut_down, draw, read_templates

NAMES = {
    "Method": (
        "uses",
        ["moss filter", "FernNet", "bagging", "beam stacking", "Kelp-7B", "tide model", "odometry"],
    ),
    "Task": ("addresses", ["rain prediction", "moss removal", "lane finding", "tea grading"]),
    "Dataset": ("evaluatesOn", ["GridBank", "MossQA", "WaveSet", "ten-day archive", "CloudBench", "OldMail"]),
    "Metric": ("reports", ["hit rate", "wave error", "BLUR score"]),
    "Concept": ("discusses", ["phase shift", "tidal symmetry", "drift"]),
}
PAPER = Annotated(
    "one",
    "Moss",
    "FernNet reads GridBank. It has a moss filter. Rain prediction is hard. Drift is seen.",
    [
        {"name": name, "aliases": [], "type": kind, "relation": relation, "core": False}
        for kind, (relation, names) in NAMES.items()
        for name in names
    ],
    [{"subject": "FernNet", "predicate": "evaluatedOn", "object": "GridBank"}],
)


def test_the_same_seed_draws_the_same() -> None:
    assert draw([PAPER], sketches=30, cuts=1, seed=3) == draw([PAPER], sketches=30, cuts=1, seed=3)
    assert draw([PAPER], sketches=30, cuts=0, seed=3) != draw([PAPER], sketches=30, cuts=0, seed=4)


def test_what_a_sketch_states_is_in_its_text() -> None:
    words = Words()
    for paper in draw([PAPER], sketches=300, cuts=0, seed=5):
        found = {int(row[2]) for row in find_mentions(paper, words.read(paper.text).offsets)}
        assert found == set(range(len(paper.entities))), paper
        assert not set("{}|") & set(paper.text)
        names = {entity["name"] for entity in paper.entities}
        assert all(link["subject"] in names and link["object"] in names for link in paper.links)


def test_templates_use_the_words_of_the_model() -> None:
    for templates in read_templates().values():
        for template in templates:
            assert all(predicate in LINK_PREDICATES for _, predicate, _ in template.links), template
            assert template.relations <= set(RELATIONS), template


def test_a_paper_cut_down_keeps_what_its_sentences_name() -> None:
    cut = cut_down(PAPER, random.Random(1))
    assert cut.abstract in PAPER.abstract
    assert len(cut.abstract) < len(PAPER.abstract)
    for entity in PAPER.entities:
        assert (entity in cut.entities) == (entity["name"].lower() in cut.text.lower())
