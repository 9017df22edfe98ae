"""Links that reach over another pair of the same kind are denied; a shared object is not."""

from __future__ import annotations

from kg.extract.crossing import Placed, crossed

SENTENCE = (0, 90)


def link(subject: str, subject_at: int, target: str, object_at: int, predicate: str = "usedFor") -> Placed:
    return Placed(subject, predicate, target, subject_at, object_at, SENTENCE)


def test_a_link_over_another_pair() -> None:
    links = [link("A", 0, "B", 10), link("C", 20, "D", 30), link("A", 0, "D", 30)]
    assert crossed(links) == {2}


def test_a_link_back_to_the_object_of_another_pair() -> None:
    links = [link("A", 0, "B", 10), link("C", 20, "D", 30), link("C", 20, "B", 10)]
    assert crossed(links) == {2}
    assert crossed([links[0], links[2]]) == set()
    assert crossed([link("A", 0, "B", 10), link("C", 20, "B", 10), link("C", 20, "D", 5)]) == set()


def test_one_thing_for_two_tasks() -> None:
    assert crossed([link("A", 0, "B", 10), link("A", 0, "D", 30)]) == set()


def test_two_things_for_one_task() -> None:
    assert crossed([link("A", 0, "D", 30), link("C", 20, "D", 30)]) == set()


def test_other_predicates_and_sentences_do_not_deny() -> None:
    assert (
        crossed([link("A", 0, "B", 10), link("C", 20, "D", 30, "measuredBy"), link("A", 0, "D", 30)]) == set()
    )
    far = link("C", 20, "D", 30)._replace(sentence=(90, 150))
    assert crossed([link("A", 0, "B", 10), far, link("A", 0, "D", 30)]) == set()
