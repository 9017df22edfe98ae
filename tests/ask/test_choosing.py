"""Questions in plain English: what they are understood as, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.ask import choose
from kg.errors import KGError, NotFound, NotUnderstood, UsageError
from kg.index import Index
from kg.query import SavedQuery, list_queries, parse

QUERIES = list_queries()
LINES = Path(__file__).with_name("questions.tsv").read_text(encoding="utf-8").splitlines()[1:]
QUESTIONS = dict(line.split("\t") for line in LINES)
UNDERSTOOD = {question: command for question, command in QUESTIONS.items() if command}
REFUSED = [question for question, command in QUESTIONS.items() if not command]


def filled(phrase: str, query: SavedQuery) -> str:
    """A phrase with the examples of its parameters in it."""
    examples = {parameter.name: parameter.example or "" for parameter in query.parameters}
    return re.sub(r"\{(\w+)\}", lambda slot: examples[slot[1]], phrase)


PHRASES = {filled(phrase, query): query.name for query in QUERIES for phrase in query.phrases}


@pytest.mark.parametrize("question", UNDERSTOOD)
def test_understood(question: str, index: Index) -> None:
    assert choose(question, QUERIES, index).command == f"kg query {UNDERSTOOD[question]}"


@pytest.mark.parametrize("question", REFUSED)
def test_refused(question: str, index: Index) -> None:
    with pytest.raises((NotUnderstood, NotFound)):
        choose(question, QUERIES, index)


def test_enough_questions_and_few_that_are_examples() -> None:
    examples = {re.sub(r"\W+", " ", phrase).lower().strip() for phrase in PHRASES}
    unlike = [q for q in UNDERSTOOD if re.sub(r"\W+", " ", q).lower().strip() not in examples]
    assert len(UNDERSTOOD) >= 60
    assert len(unlike) >= 60
    assert len(REFUSED) >= 12


@pytest.mark.parametrize("phrase", PHRASES)
def test_each_example_is_understood_as_its_query(phrase: str, index: Index) -> None:
    found = choose(phrase, QUERIES, index)
    assert (found.query.name, found.likeness) == (PHRASES[phrase], 1.0)


def test_every_query_can_be_asked_for() -> None:
    assert [query.name for query in QUERIES if not query.phrases] == []


def test_the_order_of_queries_does_not_matter(index: Index) -> None:
    for question in list(UNDERSTOOD)[::7]:
        assert choose(question, QUERIES[::-1], index).command == f"kg query {UNDERSTOOD[question]}"


def refusal(question: str, index: Index) -> KGError:
    with pytest.raises(KGError) as caught:
        choose(question, QUERIES, index)
    return caught.value


def test_a_word_that_is_not_understood_is_named_and_the_rest_offered(index: Index) -> None:
    error = refusal("which methods are not used for object detection", index)
    assert isinstance(error, NotUnderstood)
    assert error.suggestions[0] == "kg query methods-for-task --task 'object detection'"
    assert str(error).splitlines()[:2] == [
        "'not': no name in this graph, and no word known here; nearest:",
        "  kg query methods-for-task --task 'object detection'",
    ]


def test_a_misspelt_name_is_taken_and_said(index: Index) -> None:
    found = choose("techniques for objct detection", QUERIES, index)
    assert found.values == {"task": "object detection"}
    assert found.notes == ("took 'objct detection' for 'object detection'",)


def test_where_no_query_takes_all_values_those_are_offered_that_take_some(index: Index) -> None:
    with pytest.raises(NotUnderstood) as caught:
        choose("papers about object detection since July 2023", QUERIES, index)
    assert caught.value.suggestions == (
        "kg query papers-about --topic 'object detection'",
        "kg query new-since --since 2023-07",
    )


def test_two_queries_that_fit_alike_are_both_offered(index: Index) -> None:
    text = "#+ phrases:\n#+   - papers without abstract\nASK {}"
    with pytest.raises(NotUnderstood) as caught:
        choose("papers lacking an abstract", [parse(text, name="one"), parse(text, name="two")], index)
    assert caught.value.suggestions == ("kg query one", "kg query two")
    assert "fits two saved queries" in str(caught.value)


def test_a_bare_name_is_no_question(index: Index) -> None:
    error = refusal("PlainDet", index)
    assert isinstance(error, NotUnderstood)
    assert error.suggestions == ("kg neighbours PlainDet",)


def test_an_endless_question_is_refused_at_once(index: Index) -> None:
    assert isinstance(refusal("why " * 1000, index), UsageError)


def test_values_are_quoted_in_the_command(index: Index) -> None:
    found = choose('what has "Ada; rm -rf $HOME" written', QUERIES, index)
    assert found.command == "kg query author-papers --author 'Ada; rm -rf $HOME'"
