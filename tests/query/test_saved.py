"""Decorators are read, and what is wrong in them is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError, MalformedRecord, NotFound, TooLarge
from kg.query import Parameter, find_query, list_queries, load_query, parse

TEXT = """\
#+ summary: Things
#+ description: All things
#+   of a kind.
#+ endpoint: http://evil.example/
#+ params:
#+   kind:
#+     type: type
#+     description: "the kind: one of five"
#+     default: Method
#+   least:
#+     type: integer
#+     optional: true
#+ phrases:
#+   - which {kind} are there
# a plain comment
SELECT ?x ?kind ?least { ?x a ?kind }
"""


def test_decorators() -> None:
    query = parse(TEXT, name="things")
    assert (query.title, query.description) == ("Things", "All things of a kind.")
    assert query.parameters == (
        Parameter("kind", "type", "the kind: one of five", "Method"),
        Parameter("least", "integer", optional=True),
    )
    assert [p.required for p in query.parameters] == [False, False]
    assert query.phrases == ("which {kind} are there",)
    assert query.text == TEXT


def test_a_text_without_decorators_is_a_query_too() -> None:
    query = parse("ASK { ?s ?p ?o }")
    assert (query.title, query.parameters) == ("query", ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#+ params:\n#+   x:\n#+     type: colour\nASK { ?x ?p ?o }", "unknown type 'colour'"),
        ("#+ params:\n#+   x:\n#+     typ: name\nASK { ?x ?p ?o }", "unknown field 'typ'"),
        ("#+ params:\n#+   y:\n#+     type: name\nASK { ?x ?p ?o }", r"\?y never used"),
        ("#+ title: a\n#+ : b\nASK { ?x ?p ?o }", "query, line 2: expected `key: value`"),
        ("#+ params: x\nASK { ?x ?p ?o }", "params: expected lines"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(MalformedRecord, match=message):
        parse(text)


def test_a_folder_of_one_s_own_comes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "types.rq").write_text("#+ title: Mine\nASK {}")
    (tmp_path / "more.rq").write_text("ASK {}")
    listed = {query.name: query.title for query in list_queries([tmp_path])}
    assert (listed["types"], listed["more"]) == ("Mine", "more")
    assert find_query("types", [tmp_path]).title == "Mine"
    assert find_query("types").title != "Mine"
    with pytest.raises(InputError, match="no folder"):
        list_queries([tmp_path / "none"])


def test_load_takes_a_name_a_file_or_a_text(tmp_path: Path) -> None:
    file = tmp_path / "a.rq"
    file.write_text("ASK {}")
    assert load_query(str(file)).name == "a"
    assert load_query("ASK { ?s ?p ?o }").text == "ASK { ?s ?p ?o }"
    assert load_query("top-tasks").name == "top-tasks"
    with pytest.raises(NotFound, match="did you mean 'top-tasks'"):
        load_query("top-taks")
    with pytest.raises(InputError, match=r"none\.rq: No such file"):
        load_query("none.rq")


def test_files_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "a.rq"
    file.write_bytes(b"ASK {}\n\xff")
    with pytest.raises(InputError, match=r"a\.rq, line 2: not UTF-8"):
        load_query(str(file))
    file.write_bytes(b" " * 4_000_001)
    with pytest.raises(TooLarge):
        load_query(str(file))


def test_texts_without_a_brace_are_no_files() -> None:
    assert load_query("DESCRIBE <http://a.example/b>").text == "DESCRIBE <http://a.example/b>"
    assert load_query("LOAD <http://a.example/b>").text == "LOAD <http://a.example/b>"
