"""Decisions as an SSSOM table, and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.ledger import ACTIONS, Entry
from kg.ledger.sssom import COLUMNS, parted, write_table
from kg.ledger.sssom_in import Reader
from kg.names import slug
from kg.vocab import clean_literal
from tests.ledger.test_weighing import TIME, one

KINDS = [
    one(1, "merge", "GAN", "generative adversarial network", "gans model"),
    one(2, "different", "SAM", "SAM 2"),
    one(
        3,
        "split",
        "MIDAS",
        "MIDAS model",
        papers=("2401.1", "hep-ph/9901001"),
        sense="midas~x",
        value="m d s",
    ),
    one(4, "rename", "GAN", value="=1+1|2"),
    one(5, "alias", "GAN", value="G.A.N."),
    one(6, "unalias", "GAN", value="Gan"),
    one(7, "retype", "GAN", value="Method"),
    one(8, "reject", "GAN", papers=("2401.1", "2401.2"), value="uses"),
    one(9, "reject", "GAN", "vision", papers=("2401.1",), value="usedFor"),
    one(10, "broader", "offline RL", "RL"),
    one(11, "retract", papers=("2401.3", "doi-x")),
    one(12, "restore", papers=("2401.3",)),
]


def find(name: str) -> tuple[str, str]:
    known = name.removeprefix("https://w3id.org/papertriples/name/")
    if known == "unknown":
        raise InputError(f"nothing is called {name!r}")
    return slug(known), known


READER = Reader("t.tsv", "nobody", TIME, find)


def read(text: str) -> list[Entry | InputError]:
    return list(READER.read(text))


def test_every_kind_of_decision_comes_back() -> None:
    assert {entry.action for entry in KINDS} == set(ACTIONS) - {"undo"}
    assert read(write_table(KINDS)) == KINDS


TEXT = st.text(max_size=12).map(lambda text: " ".join(clean_literal(text).split()) or "x")


@settings(max_examples=40)
@given(TEXT, TEXT, TEXT, TEXT)
def test_any_text_comes_back(name: str, author: str, reason: str, value: str) -> None:
    entry = replace(one(1, "rename", name, value=value), author=author, reason=reason)
    other = replace(one(2, "merge", name, f"{name} 2"), author=author, reason=reason)
    assert read(write_table([entry, other])) == [entry, other]


@pytest.mark.parametrize("reason", ["=1+1", "'=1+1", "''-1", "' =1"])
def test_what_a_spreadsheet_would_compute_comes_back(reason: str) -> None:
    entry = replace(one(1, "merge", "GAN", "gans model"), reason=reason)
    table = write_table([entry])
    assert f"\t'{reason}\t" in table
    assert read(table) == [entry]


def test_blanks_before_a_formula_do_not_hide_it() -> None:
    assert "\t' =1+1\t" in write_table([replace(one(1, "merge", "GAN", "gans model"), reason=" =1+1")])


def test_the_table_is_as_the_standard_says() -> None:
    """https://mapping-commons.github.io/sssom/spec-formats-tsv and the required slots of its schema."""
    text = write_table(KINDS)
    head = [line for line in text.splitlines() if line.startswith("#")]
    rows = [line.split("\t") for line in text.splitlines()[len(head) :]]
    assert tuple(rows[0]) == COLUMNS
    assert {"#curie_map:", "#license: https://w3id.org/sssom/license/unspecified"} <= set(head)
    assert sum(line.startswith("#mapping_set_id: https://") for line in head) == 1
    prefixes = {
        line.strip("# ").partition(":")[0] for line in head if line.startswith("#  ") and "- " not in line
    }
    for row in rows[1:]:
        cells = dict(zip(COLUMNS, row, strict=True))
        ids = [cells[slot] for slot in ("subject_id", "predicate_id", "mapping_justification", "author_id")]
        if cells["object_type"] == "rdfs literal":
            assert cells["object_label"]
        else:
            ids.append(cells["object_id"])
        assert all(curie.partition(":")[0] in prefixes for curie in ids)
        assert cells["mapping_date"] == TIME[:10]
    assert write_table(KINDS) == text


FOREIGN = """#curie_map:
#  A: https://example.org/a/
#  name: https://w3id.org/papertriples/name/
#mapping_set_id: https://example.org/set
#license: https://creativecommons.org/licenses/by/4.0/
subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\tmapping_justification\tauthor_id
A:1\tGAN\tskos:exactMatch\t\tname:gans-model\t\tsemapv:ManualMappingCuration\torcid:1|orcid:2
A:1\tGAN\tskos:exactMatch\tNot\tA:2\tSAM\tsemapv:ManualMappingCuration\t
A:1\tdeep learning\tskos:narrowMatch\t\tA:2\tGAN\tsemapv:ManualMappingCuration\t
A:1\tGAN\tskos:relatedMatch\t\tA:2\tSAM\tsemapv:ManualMappingCuration\t
A:1\tunknown\tskos:exactMatch\t\tA:2\tSAM\tsemapv:ManualMappingCuration\t
"""
MAPPING = "A:1\tGAN\t{}\tNot\tA:2\tSAM\tsemapv:ManualMappingCuration\t\n"


def test_a_table_from_elsewhere_is_read_as_far_as_it_goes() -> None:
    *entries, related, unknown = read(FOREIGN)
    found = [(e.action, e.slugs, e.author) for e in entries if isinstance(e, Entry)]
    assert found == [
        ("merge", ("gan", "gans-model"), "orcid:1, orcid:2"),
        ("different", ("gan", "sam"), "nobody"),
        ("broader", ("gan", "deep-learning"), "nobody"),
    ]
    assert (
        str(related)
        == "t.tsv, line 10: a mapping by 'skos:relatedMatch' decides nothing here; it is left out"
    )
    assert str(unknown) == "t.tsv, line 11: nothing is called 'unknown'"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.tsv: no SSSOM table: it lacks mapping_justification, object_id, predicate_id, subject_id"),
        ("a\tb\n1\t2\n", "t.tsv: no SSSOM table: it lacks"),
    ],
)
def test_what_is_no_table_is_said(text: str, message: str) -> None:
    (problem,) = read(text)
    assert str(problem).startswith(message)


@pytest.mark.parametrize("predicate", ["skos:exactMatch", "owl:sameAs", "owl:equivalentClass"])
def test_what_is_not_the_same_is_different(predicate: str) -> None:
    (entry,) = read("".join(FOREIGN.splitlines(keepends=True)[:6]) + MAPPING.format(predicate))
    assert isinstance(entry, Entry)
    assert (entry.action, entry.slugs) == ("different", ("gan", "sam"))


@pytest.mark.parametrize("predicate", ["owl:differentFrom", "skos:broadMatch", "skos:narrowMatch"])
def test_the_contrary_of_another_mapping_decides_nothing(predicate: str) -> None:
    (problem,) = read("".join(FOREIGN.splitlines(keepends=True)[:6]) + MAPPING.format(predicate))
    told = f"a mapping by 'Not {predicate}' decides nothing here; it is left out"
    assert str(problem) == f"t.tsv, line 7: {told}"


def test_a_quotation_mark_that_is_never_closed_is_told_and_what_stands_before_is_kept() -> None:
    lines = FOREIGN.splitlines(keepends=True)
    lines[7] = lines[7].replace("GAN", '"GAN')
    merge, problem = read("".join(lines))
    assert isinstance(merge, Entry)
    assert str(problem) == "t.tsv, line 8: a quotation mark here is never closed; lines 8 to 11 are not read"
    merge, problem, *_ = read("".join(lines) + "x\n" * 70_000)
    assert isinstance(merge, Entry)
    assert str(problem).startswith("t.tsv, line 8: a broken row (field larger than field limit (131072))")
    (problem,) = read('"subject_id\n' + "".join(lines[6:]).replace('"', ""))
    assert str(problem).startswith("t.tsv, line 1: a quotation mark here is never closed")


def test_an_empty_line_in_a_table_is_nothing() -> None:
    assert len(read(FOREIGN + "\n")) == 5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\tmerge\t", "\tundo\t", "line 2: no decision is called 'undo'"),
        (TIME, "yesterday", "line 2: 'yesterday' is no time"),
        ("name:gans-model", "name:gan", "line 2: merge needs two different names"),
        ("name:gans-model", "name:a b<>", "line 2: 'a b<>' can not be part of an IRI of ours"),
    ],
)
def test_a_broken_row_names_itself(old: str, new: str, message: str) -> None:
    body = write_table([one(1, "merge", "GAN", "gans model")])
    table = "\n".join(line for line in body.splitlines() if not line.startswith("#"))
    (problem,) = read(table.replace(old, new))
    assert message in str(problem)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (one(1, "retype", "GAN", value="Thing"), "retype of 'Thing'; there are: Method, Task"),
        (one(1, "reject", "GAN", papers=("2401.1",), value="eats"), "reject of 'eats'; there are: proposes"),
        (one(1, "retract", papers=("2401.1 ",)), "'2401.1 ' can not be part of an IRI of ours"),
        (one(1, "split", "GAN", papers=("2401.1",), sense="gan~a b"), "'gan~a b' can not be part of an IRI"),
    ],
)
def test_what_no_graph_can_hold_gets_into_no_ledger(entry: Entry, message: str) -> None:
    (problem,) = read(write_table([entry]))
    assert message in str(problem)


def test_several_values_in_a_cell() -> None:
    assert parted(r"a\|b|c\\") == ["a|b", "c\\"]
    assert parted("") == []
