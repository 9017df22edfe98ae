"""Names are found, neighbours are listed, damage is never answered with."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kg.errors import NotFound, StoreDamaged, StoreVersionError, UsageError
from kg.index import Index, Neighbours, write_index
from kg.model import Derived, EntityNode, NameNode
from tests.fixture import fixture_derived, fixture_papers
from tests.index.conftest import COUNTS


def short(found: Neighbours) -> list[tuple[str, str, str, int]]:
    return [(row.direction, row.relation, row.id, row.support) for row in found.rows]


def test_stats_are_what_was_written(index: Index) -> None:
    assert index.stats() == COUNTS


@pytest.mark.parametrize(
    ("text", "label", "how"),
    [
        ("offline reinforcement learning", "offline reinforcement learning", "name"),
        ("The Offline Reinforcement-Learning", "offline reinforcement learning", "name"),
        ("CaQL", "Calm Q-Learning", "alias"),
        ("gnn", "Graph neural network", "alias"),
        ("offline reinforcment lerning", "offline reinforcement learning", "similar"),
        ("TielNet", "TileNet", "similar"),
        ("C", "C", "name"),
        ("c++", "C++", "name"),
        ("漢", "漢", "name"),
        ("name:tilenet", "TileNet", "identifier"),
        ("https://w3id.org/papertriples/name/tilenet", "TileNet", "identifier"),
        ("name:gnn", "Graph neural network", "identifier"),
        ("2303.99003", "TileNet: Fast Object Detection on Drones", "identifier"),
        ("arXiv:2303.99003v2", "TileNet: Fast Object Detection on Drones", "identifier"),
        ("when behaviour cloning is enough", "When Behaviour Cloning Is Enough", "title"),
    ],
)
def test_resolve(index: Index, text: str, label: str, how: str) -> None:
    match = index.resolve(text)
    assert (match.label, match.how) == (label, how)


@pytest.mark.parametrize(
    ("text", "label", "edits"),
    [
        ("ofline reinforcment", "offline reinforcement learning", 2),
        ("reinforcment lerning", "reinforcement learning", 2),
        ("avrage precison", "mean average precision", 2),
        ("avrage quantum", None, 0),
    ],
)
def test_words_are_found_of_which_each_is_misspelt(
    index: Index, text: str, label: str | None, edits: int
) -> None:
    found = [(match.label, match.how, match.distance) for match in index.find(text)]
    assert found[:1] == ([] if label is None else [(label, "similar", edits)])


def test_what_is_not_there_gives_suggestions(index: Index) -> None:
    with pytest.raises(NotFound, match="did you mean 'object detection'") as caught:
        index.resolve("object detction", fuzzy=False)
    assert caught.value.suggestions[0] == "object detection"
    with pytest.raises(NotFound) as caught:
        index.resolve("mean")
    assert caught.value.suggestions == ("mean absolute error", "mean average precision")
    with pytest.raises(NotFound) as caught:
        index.resolve("ofline reinforcment")
    assert caught.value.suggestions == ("offline reinforcement learning",)
    with pytest.raises(NotFound) as caught:
        index.resolve("quantum gravity")
    assert caught.value.suggestions == ()


def test_a_name_below_the_threshold_answers_and_is_not_offered(index: Index) -> None:
    assert index.resolve("logged data").papers == 0
    assert index.neighbours("logged-data").rows == ()
    assert [match.label for match in index.find("logged")] == []


def test_find_ranks_exact_then_beginning_then_word(index: Index) -> None:
    found = [(match.label, match.how) for match in index.find("reinforcement learning")]
    assert found == [
        ("reinforcement learning", "name"),
        ("offline reinforcement learning", "word"),
    ]
    assert [match.label for match in index.find("o", limit=2)] == [
        "object detection",
        "offline reinforcement learning",
    ]
    assert index.find("", limit=3)[0].papers == 3


@pytest.mark.parametrize("text", ["", " ", "'", '"; DROP TABLE term', "\ud800", "%", "x" * 100_000, "\x00"])
def test_no_text_breaks_find(index: Index, text: str) -> None:
    assert isinstance(index.find(text), list)
    with pytest.raises(NotFound):
        index.resolve(text)


def test_find_takes_beginnings_of_words_in_any_order_and_identifiers(index: Index) -> None:
    for text in ("reinf offl", "offl rein", "learning reinforcement off"):
        assert [(m.label, m.how) for m in index.find(text, limit=1)] == [
            ("offline reinforcement learning", "word")
        ]
    assert index.find("reinf tilenet") == []
    assert [(m.kind, m.id, m.how) for m in index.find("arXiv:2303.99003v2")] == [
        ("paper", "2303.99003", "identifier")
    ]


def test_neighbours_come_from_both_directions_with_their_papers(index: Index) -> None:
    found = index.neighbours("object-detection")
    assert found.label == "object detection"
    assert short(found)[:4] == [
        ("in", "usedFor", "tilenet", 1),
        ("in", "usedFor", "plaindet", 1),
        ("in", "isA", "aerial-object-detection", 1),
        ("out", "measuredBy", "mean-average-precision", 1),
    ]
    assert [row.id for row in found.rows if row.kind == "paper"] == ["2303.99003", "2305.99005", "2303.99004"]
    assert found.rows[0].papers == ("2303.99003",)
    assert (found.left_out, found.unexpanded) == (0, 0)


def test_support_counts_papers_and_orders(index: Index) -> None:
    first = index.neighbours("plaindet").rows[0]
    assert (first.id, first.relation, first.support, first.confidence) == ("skybox", "evaluatedOn", 2, 0.84)
    compared = [row for row in index.neighbours("calm-q-learning").rows if row.relation == "comparedWith"]
    assert [(row.direction, row.support) for row in compared] == [("both", 2)]


def test_filters(index: Index) -> None:
    def ids(**options: object) -> list[str]:
        return [row.id for row in index.neighbours("tilenet", **options).rows]  # type: ignore[arg-type]

    assert ids(types=["Dataset"]) == ["skybox"]
    assert ids(types=["Paper"]) == ["2303.99003", "2305.99005"]
    assert ids(relations=["comparedWith", "proposes"]) == ["plaindet", "2303.99003"]
    assert ids(direction="in") == ["plaindet", "convolutional-neural-network", "2303.99003", "2305.99005"]
    assert ids(min_confidence=0.92) == ["object-detection", "2303.99003"]


def test_the_limit_says_what_it_left_out(index: Index) -> None:
    found = index.neighbours("object-detection", limit=2)
    assert (len(found.rows), found.left_out) == (4, 3)
    found = index.neighbours("object-detection", limit=1, relations=["usedFor"])
    assert (len(found.rows), found.left_out) == (1, 1)


def test_depth_leads_on_through_entities(index: Index) -> None:
    found = index.neighbours("distribution-shift", depth=2)
    assert [row.kind for row in found.rows] == ["paper"]
    found = index.neighbours("frames-per-second", depth=3, types=["Paper"])
    assert found.left_out == 0
    deep = index.neighbours("aerial-object-detection", depth=2)
    further = {(row.id, row.of) for row in deep.rows if row.depth == 2}
    assert ("tilenet", "object-detection") in further
    assert "aerial-object-detection" not in dict(further)
    with pytest.raises(UsageError):
        index.neighbours("tilenet", depth=0)


def test_neighbours_of_a_paper(index: Index) -> None:
    found = index.neighbours(index.resolve("2303.99004"))
    assert [(row.relation, row.id) for row in found.rows][:2] == [
        ("proposes", "skybox"),
        ("addresses", "aerial-object-detection"),
    ]
    assert found.rows == index.neighbours("paper/2303.99004").rows


def test_papers_answer_to_all_their_names(index: Index) -> None:
    paper = index.paper("10.99999/NOTES.2023.7")
    assert paper is not None
    assert paper == index.paper("https://doi.org/10.99999/notes.2023.7") == index.resolve_paper(paper.id)
    alias = index.paper("title-notes-on-c-kernels-00000099")
    assert alias is not None
    assert alias.id == "title-notes-on-c-kernels-for-attention-00000012"
    with pytest.raises(NotFound, match=r"no paper '1999\.00001'"):
        index.resolve_paper("1999.00001")


def test_entity_follows_a_name_to_what_it_stands_for(index: Index) -> None:
    entity = index.entity("gnn")
    assert entity is not None
    assert (entity.slug, entity.papers, entity.types) == ("graph-neural-network", 2, (("Method", 2),))
    assert index.entity("nothing") is None
    assert index.label("name", "gnn") == "GNN"
    assert index.label("paper", "2302.99002") == "When Behaviour Cloning Is Enough"


def test_two_writings_are_the_same_bytes(index_file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.sqlite"
    write_index(again, fixture_derived(), reversed(fixture_papers()), COUNTS)
    assert again.read_bytes() == index_file.read_bytes()


def changed(index_file: Path, tmp_path: Path, statement: str) -> Path:
    copy = tmp_path / "index.sqlite"
    copy.write_bytes(index_file.read_bytes())
    with closing(sqlite3.connect(copy)) as db:
        db.execute(statement)
        db.commit()
    return copy


@pytest.mark.parametrize(
    ("statement", "ask"),
    [
        ("UPDATE entity SET papers = 9", lambda i: i.resolve("TileNet")),
        ("UPDATE term SET node = 'name/c' WHERE form = 'tilenet'", lambda i: i.resolve("TileNet")),
        ("UPDATE neighbour SET support = 7", lambda i: i.neighbours("tilenet")),
        ("DELETE FROM entity WHERE slug = 'tilenet'", lambda i: i.resolve("TileNet")),
        ("DELETE FROM neighbour WHERE other = 'plaindet'", lambda i: i.neighbours("tilenet")),
        ("DELETE FROM neighbour WHERE kind = 1", lambda i: i.neighbours("tilenet")),
        ("UPDATE paper SET title = 'x'", lambda i: i.paper("2303.99003")),
        ("UPDATE meta SET value = 1", lambda i: i.stats()),
    ],
)
def test_damage_is_never_answered_with(
    index_file: Path, tmp_path: Path, statement: str, ask: Callable[[Index], object]
) -> None:
    with Index(changed(index_file, tmp_path, statement)) as index, pytest.raises(StoreDamaged):
        ask(index)


def test_files_that_are_no_index_of_this_version(index_file: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="missing"):
        Index(tmp_path / "none.sqlite")
    with pytest.raises(StoreVersionError):
        Index(changed(index_file, tmp_path, "PRAGMA user_version = 99"))
    with pytest.raises(StoreDamaged, match="no index of ours"):
        Index(changed(index_file, tmp_path, "PRAGMA application_id = 1"))
    (tmp_path / "text").write_bytes(b"no database at all " * 999)
    with pytest.raises(StoreDamaged):
        Index(tmp_path / "text")


def test_a_name_stands_for_itself_before_it_is_what_a_paper_calls_something_else(tmp_path: Path) -> None:
    derived = Derived(
        entities=(
            EntityNode("language-model", "language model", ("VLM",), (("Method", 9),), 9),
            EntityNode("vision-language-model", "vision-language model", ("VLM",), (("Method", 2),), 2),
        ),
        names=(
            NameNode("language-model", "language model", "language-model"),
            NameNode("vision-language-model", "vision-language model", "vision-language-model"),
            NameNode("vlm", "VLM", "vision-language-model"),
        ),
    )
    write_index(tmp_path / "index.sqlite", derived, [], COUNTS)
    with Index(tmp_path / "index.sqlite") as index:
        assert index.resolve("VLMs").label == "vision-language model"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("reinforcment lea", "offline reinforcement learning"),
        ("reinforcme", "offline reinforcement learning"),
        ("objct det", "object detection"),
        ("detecti obejc", "object detection"),
        ("xreinfor", None),
    ],
)
def test_a_misspelt_beginning_is_found(index: Index, text: str, label: str | None) -> None:
    found = [match.label for match in index.find(text) if match.how == "similar"]
    assert found[:1] == ([] if label is None else [label])
