"""Results as values of Python, Arrow, and a notebook's table."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal

import pytest

from kg.errors import UsageError
from kg.query import Result, Term
from kg.query.documents import parquet
from kg.query.terms import iri, literal

RESULT = Result(
    ("x", "n", "d", "when"),
    (
        (
            iri("https://w3id.org/papertriples/name/tilenet"),
            literal("3", "integer"),
            literal("0.5", "decimal"),
            None,
        ),
        (literal("<script>alert(1)</script>"), None, literal("2", "decimal"), literal("2023-01-12", "date")),
    ),
    notes=("took <b>",),
)


def test_records() -> None:
    assert RESULT.records() == [
        {"x": "https://w3id.org/papertriples/name/tilenet", "n": 3, "d": Decimal("0.5"), "when": None},
        {"x": "<script>alert(1)</script>", "n": None, "d": Decimal(2), "when": date(2023, 1, 12)},
    ]
    strange = Result(("b", "n"), ((literal("true", "boolean"), literal("x", "integer")),))
    assert strange.records() == [{"b": True, "n": "x"}]
    with pytest.raises(UsageError, match="yes or no"):
        Result(boolean=True).records()


def test_arrow_and_parquet() -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    import pyarrow as pa

    table = RESULT.to_arrow()
    assert [str(field.type) for field in table.schema] == ["string", "int64", "double", "string"]
    assert pq.read_table(pa.BufferReader(parquet(RESULT))).to_pylist() == table.to_pylist()


def test_without_pandas_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match=r"papertriples\[pandas\]"):
        RESULT.to_pandas()


def test_a_notebook_shows_a_table_in_which_nothing_runs() -> None:
    html = RESULT._repr_html_()
    assert html.startswith("<table><thead><tr><th>x</th>")
    assert "<td>name:tilenet</td>" in html
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<p>took &lt;b&gt;</p>" in html
    assert "5 more rows" in Result(("x",), ((Term("literal", "a"),),) * 105)._repr_html_()
    assert Result(boolean=False)._repr_html_() == "<p>no</p>"
