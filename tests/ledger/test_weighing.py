"""Which decisions hold: the earlier ones, and those that nobody took back."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import ledger
from kg.errors import UsageError
from kg.ledger import Action, Entry
from kg.ledger.listing import listed
from kg.names import slug
from kg.rulings import NONE, Sense

TIME = "2026-01-02T03:04:05Z"


def one(number: int, action: Action, *names: str, **fields: object) -> Entry:
    named = tuple((slug(name), name) for name in names)
    return Entry(number, TIME, "Ada", action, names=named, reason="why", **fields)  # type: ignore[arg-type]


def undo(number: int, target: int) -> Entry:
    return Entry(number, TIME, "Ada", "undo", undoes=target)


def numbers(found: tuple[Entry, ...]) -> list[int]:
    return [entry.number for entry in found]


def test_undo_and_undo_of_undo() -> None:
    known = (one(1, "merge", "a", "b"), undo(2, 1), undo(3, 2), one(4, "merge", "c", "d"))
    assert numbers(ledger.in_force(known[:1])) == [1]
    assert numbers(ledger.in_force(known[:2])) == []
    assert numbers(ledger.in_force(known)) == [1, 4]
    assert ledger.undone(known) == {2: 3}


def test_what_is_undone_comes_to_nothing() -> None:
    known = (one(1, "merge", "a", "b"), one(2, "rename", "a", value="A!"), undo(3, 1), undo(4, 2))
    assert ledger.rulings(known) == NONE


def test_an_undo_names_an_entry_that_stands() -> None:
    known = (one(1, "merge", "a", "b"), undo(2, 1))
    with pytest.raises(UsageError, match="has no entry 7: it has entries 1 to 2"):
        ledger.check(known, undo(3, 7))
    with pytest.raises(UsageError, match="entry 1 is undone already, by entry 2; `kg undo 2` brings it back"):
        ledger.check(known, undo(3, 1))
    ledger.check(known, undo(3, 2))


@pytest.mark.parametrize(
    ("known", "new", "against"),
    [
        ([("merge", "a", "b")], ("different", "a", "b"), 1),
        ([("different", "a", "b")], ("merge", "b", "a"), 1),
        ([("merge", "a", "b"), ("merge", "b", "c")], ("different", "c", "a"), 2),
        ([("different", "a", "c"), ("merge", "a", "b")], ("merge", "b", "c"), 1),
        ([("broader", "a", "b")], ("merge", "a", "b"), 1),
        ([("broader", "a", "b"), ("broader", "b", "c")], ("broader", "c", "a"), 2),
        ([("merge", "a", "b", "c")], ("broader", "a", "c"), 1),
    ],
)
def test_a_contradiction_names_the_earlier_entry(
    known: list[tuple[Action, str]], new: tuple[Action, str], against: int
) -> None:
    before = tuple(one(n, *draft) for n, draft in enumerate(known, 1))
    added = one(len(before) + 1, *new)
    with pytest.raises(
        UsageError, match=rf"contradicts entry {against} .*Ada, 2026-01-02.*`kg undo {against}`"
    ):
        ledger.check(before, added)
    (conflict,) = ledger.conflicts((*before, added))
    assert (conflict.entry, conflict.earlier) == (added, before[against - 1])
    assert ledger.rulings((*before, added)) == ledger.rulings(before)


def test_an_undo_that_would_bring_back_a_contradiction_is_refused() -> None:
    known = (one(1, "different", "a", "b"), undo(2, 1), one(3, "merge", "a", "b"))
    with pytest.raises(UsageError, match="contradicts entry 1"):
        ledger.check(known, undo(4, 2))


def test_an_alias_is_a_name_of_the_same_thing() -> None:
    known = (one(1, "alias", "BERT", value="Bidirectional Thing"),)
    assert ledger.rulings(known).same == (("bert", "bidirectional-thing"),)
    with pytest.raises(UsageError, match=r"contradicts entry 1 \(alias add BERT · Bidirectional Thing"):
        ledger.check(known, one(2, "unalias", "BERT", value="bidirectional things"))
    assert ledger.rulings((one(1, "alias", "BERT", value="Berts"),)).same == ()


def split(number: int, sense: str, *papers: str, value: str = "") -> Entry:
    return one(number, "split", "MIDAS", papers=papers, sense=sense, value=value)


def test_senses_are_apart_from_their_name_and_from_each_other() -> None:
    known = (split(1, "midas~x", "p1", "old"), split(2, "midas~y", "p2", value="y"))
    found = ledger.rulings(known, papers={"old": "new"})
    assert found.apart == (("midas", "midas~x"), ("midas", "midas~y"), ("midas~x", "midas~y"))
    assert found.senses == {
        ("p1", "midas"): Sense("midas~x"),
        ("new", "midas"): Sense("midas~x"),
        ("p2", "midas"): Sense("midas~y", "y"),
    }
    with pytest.raises(UsageError, match="contradicts entry 1"):
        ledger.check(known, split(3, "midas~z", "p1"))


def test_a_repeated_decision_is_found() -> None:
    known = (one(1, "merge", "a", "b"), one(2, "rename", "a", value="A"), one(3, "rename", "a", value="B"))
    assert ledger.repeated(known, one(4, "merge", "b", "a")) == known[0]
    assert ledger.repeated(known, one(4, "merge", "a", "c")) is None
    assert ledger.repeated(known, one(4, "rename", "a", value="B")) == known[2]
    assert ledger.repeated(known, one(4, "rename", "a", value="A")) is None


def test_rejected_claims_are_of_a_paper_or_of_a_name() -> None:
    known = (
        one(1, "reject", "a", papers=("p", "q"), value="uses"),
        one(2, "reject", "a", "b", papers=("p",), value="usedFor"),
    )
    assert ledger.rulings(known).rejected == {
        ("p", "", "uses", "a"),
        ("q", "", "uses", "a"),
        ("p", "a", "usedFor", "b"),
    }


def test_retractions_can_be_undone() -> None:
    known = (Entry(1, TIME, "Ada", "retract", ("p",)), Entry(2, TIME, "Ada", "retract", ("q",)), undo(3, 1))
    assert ledger.retracted(known) == {"q"}


def test_the_last_word_on_each_paper_tells_what_is_a_repetition() -> None:
    known = (
        one(1, "retract", papers=("p", "q")),
        one(2, "restore", papers=("p",)),
        one(3, "retract", papers=("r",)),
    )
    assert ledger.last_words(known) == {"p": known[1], "q": known[0], "r": known[2]}
    assert ledger.repeated(known, one(4, "retract", papers=("r", "q"))) == known[2]
    assert ledger.repeated(known, one(4, "restore", papers=("p",))) == known[1]
    for action, papers in (("retract", "p"), ("retract", "pq"), ("restore", "q"), ("restore", "z")):
        assert ledger.repeated(known, Entry(4, TIME, "Ada", action, tuple(papers))) is None  # type: ignore[arg-type]
    assert ledger.repeated((*known, undo(4, 3)), one(5, "retract", papers=("r",))) is None


def test_all_or_none_of_several_are_written(tmp_path: Path) -> None:
    fine, wrong = one(0, "merge", "a", "b"), one(0, "different", "a", "b")
    with pytest.raises(UsageError, match="contradicts entry 1"):
        ledger.write(tmp_path, [fine, wrong], check=ledger.check)
    assert ledger.read(tmp_path) == ()
    (written,) = ledger.write(tmp_path, [fine], check=ledger.check)
    assert ledger.read(tmp_path) == (written,)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (one(0, "merge", "a"), "merge needs two different names"),
        (one(0, "merge", "a", "A"), "merge needs two different names"),
        (one(0, "rename", "a"), "rename needs a value"),
        (one(0, "retract"), "retract needs at least one paper"),
    ],
)
def test_an_entry_that_lacks_something_is_refused(tmp_path: Path, entry: Entry, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ledger.write(tmp_path, [entry])


def test_the_list_tells_what_holds(tmp_path: Path) -> None:
    ledger.write(
        tmp_path, [one(0, "merge", "a", "b"), one(0, "different", "b", "a"), one(0, "rename", "c", value="C")]
    )
    ledger.write(tmp_path, [undo(0, 3)])
    assert [row.state for row in listed(tmp_path)] == ["in force", "contradicts 1", "undone by 4", "in force"]
    assert [row.entry.number for row in listed(tmp_path, name="b")] == [1, 2]
    assert [row.entry.number for row in listed(tmp_path, actions=["rename"], author="ada")] == [3]
    assert listed(tmp_path, since="2027") == []


def test_which_decision_is_behind_two_names() -> None:
    known = (
        one(1, "merge", "a", "b"),
        one(2, "merge", "b", "c"),
        one(3, "different", "a", "d"),
        one(4, "split", "e", papers=("2401.1",), sense="e~x"),
        one(5, "different", "a", "f"),
        undo(6, 5),
    )

    def behind(one: str, other: str, *, same: bool) -> int | None:
        found = ledger.behind(known, one, other, same=same)
        return found.number if found else None

    assert (behind("a", "b", same=True), behind("a", "c", same=True)) == (1, 2)
    assert (behind("d", "a", same=False), behind("e", "e~x", same=False)) == (3, 4)
    assert behind("e~x", "spelled-like-e", same=False) == 4
    assert behind("a", "f", same=False) is None
    assert behind("a", "d", same=True) is None
