"""A lab's vocabulary: what is read, and what is wrong with which line."""

from __future__ import annotations

import pytest

from kg.errors import InputError
from kg.vocabulary import Term, Vocabulary, read_vocabulary


def read(text: str) -> tuple[Vocabulary, list[str]]:
    vocabulary, problems = read_vocabulary(text.encode(), file="v.csv")
    return vocabulary, [str(problem) for problem in problems]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_names_types_aliases_and_what_to_ignore(separator: str) -> None:
    rows = [
        "name,type,aliases,ignore",
        "FooNet,method,FN|Foo Network,",
        "our cluster,,,yes",
        "Bar,,Baz|Bar,no",
    ]
    vocabulary, problems = read("\n".join(rows).replace(",", separator))
    assert problems == []
    assert vocabulary == Vocabulary(
        (Term("Bar", None, ("Baz",)), Term("FooNet", "Method", ("FN", "Foo Network"))),
        frozenset({"our cluster"}),
    )


def test_columns_may_lack_and_change_places() -> None:
    assert read("\ufeffType;Name\r\nTask;x y\r\n")[0].terms == (Term("x y", "Task"),)


def test_the_order_of_rows_does_not_matter_to_the_digest() -> None:
    one, other = read("name,type\na,Task\nb,Method\n")[0], read("name,type\nb,Method\na,Task\n")[0]
    assert one.digest == other.digest != read("name,type\na,Task\n")[0].digest


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",Method,,", "v.csv, line 2: a row without a name"),
        (
            "x,Thing,,",
            "v.csv, line 2: no type is called 'Thing'; there are: Method, Task, Dataset, Metric, Concept",
        ),
        ("x,,,perhaps", "v.csv, line 2: ignore is 'perhaps'; write yes, or leave it empty"),
        ("x,,,,,", "v.csv, line 2: more cells than columns; quote a cell that holds the separator"),
    ],
)
def test_a_bad_row_is_reported_and_the_rest_kept(row: str, problem: str) -> None:
    vocabulary, problems = read(f"name,type,aliases,ignore\n{row}\ny,Task,,\n")
    assert (vocabulary.terms, problems) == ((Term("y", "Task"),), [problem])


def test_a_name_stands_once() -> None:
    vocabulary, problems = read("name,aliases\nFooNet,FN\nbar,Foonets|baz\n")
    assert problems == ["v.csv, line 3: 'Foonets' stands in line 2 already"]
    assert len(vocabulary.terms) == 1


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "name,colour\nx,red\n"])
def test_what_is_no_vocabulary_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"v\.csv, line 1: the first row must name the columns"):
        read(text)
    with pytest.raises(InputError, match=r"v\.csv: the file is not UTF-8"):
        read_vocabulary(b"name\n\xff\n", file="v.csv")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            'name,aliases\nFooNet,FN\n"bar,Baz\nqux,\n',
            "v.csv, line 3: a quotation mark here is never closed; lines 3 to 4 are not read",
        ),
        ('name,aliases\nFooNet,FN\nbar,"Baz', "v.csv, line 3: a quotation mark here is never closed"),
        (
            'name,aliases\nFooNet,FN\n"' + "bar,\n" * 40_000,
            "v.csv, line 3: a broken row (field larger than field limit (131072)); lines 3 to 26217 are not",
        ),
    ],
)
def test_a_quotation_mark_that_is_never_closed_is_told_and_what_stands_before_is_kept(
    text: str, problem: str
) -> None:
    vocabulary, problems = read(text)
    assert Term("FooNet", None, ("FN",)) in vocabulary.terms
    assert problems[0].startswith(problem)


def test_a_first_row_that_is_never_closed_is_refused() -> None:
    with pytest.raises(
        InputError, match=r"v\.csv, line 1: a quotation mark here is never closed; lines 1 to 2"
    ):
        read('"name,aliases\nFooNet,FN\n')
