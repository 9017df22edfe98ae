"""The packaged extractor on mini papers of our own; only what any sound weights would give is asserted."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ExtractionError
from kg.extract import check_extraction, load
from kg.extract.pipeline import WEIGHTS, SpacyExtractor
from kg.model import Extraction, Paper
from kg.serial import dumps
from kg.text import clean

PAPERS = (
    Paper(
        id="own-1",
        title="TideFormer: Long-Horizon Water Level Forecasting with Sparse Attention",
        abstract="Water level forecasting is important for flood control. We propose TideFormer, a "
        "transformer with sparse attention for long-horizon time series forecasting. Unlike recurrent neural "
        "networks, TideFormer needs no recurrence. On the HarborFlow dataset, TideFormer outperforms LSTM "
        "and reduces mean absolute error by 12%.",
    ),
    Paper(
        id="own-2",
        title="Pruning Graph Neural Networks by Random Walks",
        abstract="Graph neural networks (GNNs) are costly on large graphs. We introduce WalkPrune, which "
        "removes edges that random walks seldom use. Experiments on CIFAR-10/100 and Cora show that "
        "WalkPrune keeps the accuracy of GNNs while it halves memory.",
    ),
    Paper(id="own-3", title="A title only"),
    Paper(id="own-4", title=""),
)


@cache
def extractor() -> SpacyExtractor:
    return SpacyExtractor.packaged()


def run(*papers: Paper) -> list[Extraction]:
    return list(extractor().extract(papers))


def test_is_the_default() -> None:
    assert load().name == "spacy"
    assert 0.2 <= load().threshold < 0.9


def test_weights_are_small() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) < 30e6


def test_one_extraction_a_paper_in_order_with_evidence() -> None:
    found = run(*PAPERS)
    assert [e.paper for e in found] == [p.id for p in PAPERS]
    for paper, extraction in zip(PAPERS, found, strict=True):
        check_extraction(paper, extraction)
    assert found[3].entities == ()


def test_is_lazy() -> None:
    def endless() -> object:
        while True:
            yield PAPERS[0]

    found = extractor().extract(endless())  # type: ignore[arg-type]
    assert next(found).paper == "own-1"


def test_the_same_whatever_comes_before() -> None:
    alone = [dumps(run(paper)[0]) for paper in PAPERS]
    assert [dumps(e) for e in run(*PAPERS)] == alone
    assert [dumps(e) for e in run(*reversed(PAPERS))] == alone[::-1]


def test_a_clear_contribution() -> None:
    entities = {e.name: e for e in run(PAPERS[0])[0].entities}
    assert entities["TideFormer"].relation == "proposes"
    assert entities["TideFormer"].type == "Method"
    assert len(entities["TideFormer"].mentions) == 4


def test_a_rival_is_not_used() -> None:
    rivals = [e for e in run(PAPERS[0])[0].entities if e.name.startswith("recurrent neural")]
    assert [e.relation == "uses" for e in rivals] in ([], [False])


def test_coordinated_names_share_the_covering_span() -> None:
    entities = {e.name: e for e in run(PAPERS[1])[0].entities}
    one, two = entities["CIFAR-10"], entities["CIFAR-100"]
    assert one.mentions == two.mentions
    assert one.mentions[0].text == "CIFAR-10/100"


def test_abbreviation_and_long_form_are_one_entity() -> None:
    found = [e for e in run(PAPERS[1])[0].entities if "graph neural network" in (e.name, *e.aliases)]
    assert len(found) == 1
    assert "GNNs" in found[0].aliases


@given(st.text(max_size=120), st.text(max_size=400))
@settings(deadline=None, max_examples=40)
def test_any_text_gives_sound_evidence(title: str, abstract: str) -> None:
    paper = Paper(id="any", title=clean(title), abstract=clean(abstract))
    check_extraction(paper, run(paper)[0])


WORDS = [
    "we",
    "propose",
    "the",
    "FernNet",
    "(",
    "FN",
    ")",
    "for",
    "moss",
    "-",
    "10/100",
    ".",
    "unlike",
    "deep",
]
WORDS += ["reinforcement", "learning", ",", "[", "accuracy", "]", "GNNs", "and"]


@given(st.lists(st.sampled_from(WORDS), max_size=80), st.lists(st.sampled_from(WORDS), max_size=12))
@settings(deadline=None, max_examples=40)
def test_any_mix_of_words_gives_sound_evidence(words: list[str], title: list[str]) -> None:
    paper = Paper(id="mix", title=clean(" ".join(title)), abstract=clean(" ".join(words)))
    check_extraction(paper, run(paper)[0])


@pytest.mark.parametrize("name", ["network.npz", "judges.npz", "vectors.npz"])
@pytest.mark.parametrize("kept", [0, 1000])
def test_weights_that_were_cut_are_a_clear_error(tmp_path: Path, name: str, kept: int) -> None:
    for path in WEIGHTS.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / name).unlink()
    (tmp_path / name).write_bytes((WEIGHTS / name).read_bytes()[:kept])
    with pytest.raises(ExtractionError, match="weights can not be read"):
        SpacyExtractor.from_folder(tmp_path)


@pytest.mark.parametrize("config", ["", "{}", "[]"])
def test_damaged_weights_are_a_clear_error(tmp_path: Path, config: str) -> None:
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(ExtractionError, match="weights can not be read"):
        SpacyExtractor.from_folder(tmp_path)
