"""What a vocabulary adds to an extraction, and takes away."""

from __future__ import annotations

import pytest

from kg.extract import Extractor, check_extraction
from kg.extract.vocabulary import WithVocabulary
from kg.model import Extraction, Paper
from kg.vocabulary import Vocabulary, read_vocabulary
from tests.keywords import Keywords

PAPER = Paper(
    "p", "FooNet for vision", "We train a transformer on the C++ code of IT. It uses foo-nets and ImageNet."
)


def vocabulary(*rows: str) -> Vocabulary:
    found, problems = read_vocabulary("\n".join(("name,type,aliases,ignore", *rows)).encode(), file="v")
    assert problems == ()
    return found


def read(*rows: str, paper: Paper = PAPER) -> Extraction:
    (found,) = WithVocabulary(Keywords(), vocabulary(*rows)).extract([paper])
    check_extraction(paper, found)
    return found


def told(found: Extraction) -> dict[str, tuple[str, str, float, list[str]]]:
    return {e.name: (e.type, e.relation, e.confidence, [m.text for m in e.mentions]) for e in found.entities}


def test_the_version_says_so() -> None:
    words = vocabulary("FooNet,Method,,")
    extractor = WithVocabulary(Keywords(), words)
    assert isinstance(extractor, Extractor)
    assert (extractor.name, extractor.version) == ("keywords", f"1+vocabulary-{words.digest}")
    assert read("FooNet,Method,,").version == extractor.version


def test_names_and_aliases_are_found_as_one() -> None:
    found = told(read("FooNet,Method,foo net,"))
    assert found["FooNet"] == ("Method", "uses", 0.48, ["FooNet", "foo-nets"])
    assert found["transformer"][0] == "Method"


def test_what_the_extractor_found_gets_the_type_and_keeps_the_rest() -> None:
    found = told(read("transformers,Concept,,"))
    assert found["transformer"] == ("Concept", "proposes", 0.9, ["transformer"])
    assert "transformers" not in found


def test_what_is_to_ignore_goes_with_its_links() -> None:
    paper = Paper("p", "On reinforcement learning", "A transformer helps.")
    assert len(read(paper=paper).links) == 1
    found = read("transformer,,,yes", paper=paper)
    assert ([e.name for e in found.entities], found.links) == (["reinforcement learning"], ())


@pytest.mark.parametrize(
    ("name", "mentions"),
    [
        ("C++", ["C++"]),
        ("IT", ["IT"]),  # not "It"
        ("vision", ["vision"]),
        ("ision", []),
        ("code of IT", ["code of IT"]),
        ("vision We", []),  # not over the end of a sentence
    ],
)
def test_whole_words_as_they_are_written(name: str, mentions: list[str]) -> None:
    found = told(read(f"{name},Concept,,"))
    assert found.get(name, ("", "", 0.0, []))[3] == mentions


def test_the_longest_name_wins() -> None:
    found = told(read("code,Concept,,", "C++ code,Dataset,,"))
    assert ("C++ code" in found, "code" in found) == (True, False)


def test_a_name_without_type_is_not_looked_for() -> None:
    assert "FooNet" not in told(read("FooNet,,FN,"))
