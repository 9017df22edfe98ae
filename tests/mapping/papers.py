"""Papers and extractions for tests: made by hypothesis, or one by hand."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from kg.mapping import canonical_extraction, canonical_paper
from kg.model import (
    CONTEXTS,
    ENTITY_TYPES,
    LINK_PREDICATES,
    RELATIONS,
    Author,
    Entity,
    EntityType,
    Extraction,
    Link,
    LinkPredicate,
    Mention,
    Origin,
    Paper,
    Relation,
)
from kg.text import sentence_of, sentences
from kg.vocab import clean_literal, paper_id

NASTY = '"\\\n\r\t<>{}|^`\u00a0\u0085\u2028\u200f\u202eé漢😀\U0010fffd\x7f\x80𝒟$&#=~'
characters = st.one_of(st.sampled_from(NASTY), st.characters(exclude_categories=["Cs"]))
strings = st.text(characters, max_size=20).map(clean_literal)
names = st.text(characters, min_size=1, max_size=12).map(clean_literal).filter(str.strip)
local_names = st.one_of(
    st.from_regex(r"[0-9]{4}\.[0-9]{5}", fullmatch=True),
    st.just("hep-ph/9901001"),
    names.map(lambda name: paper_id(title_key=name)),
)
dates = st.sampled_from([None, "2023", "2023-09", "2023-09-22", "2023-02-30", "0000", "", "soon", "٢٠٢٣"])
counts = st.none() | st.integers(min_value=0, max_value=10**9)
authors = st.builds(
    Author, name=strings, orcid=st.none() | st.from_regex(r"([0-9]{4}-){3}[0-9]{3}[0-9X]", fullmatch=True)
)
origins = st.builds(
    Origin,
    file=strings,
    digest=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    format=st.sampled_from(["listing", "arxiv-atom"]),
    record=st.integers(min_value=1, max_value=10**6),
    line=st.none() | st.integers(min_value=1, max_value=10**6),
)
papers = st.builds(
    Paper,
    id=local_names,
    title=strings,
    abstract=st.text(characters, max_size=120).map(clean_literal),
    authors=st.lists(authors, max_size=3).map(tuple),
    author_count=counts,
    organisation=st.none() | strings,
    date=dates,
    arxiv=st.none() | st.just("2311.12345"),
    arxiv_version=counts,
    doi=st.none() | st.just("10.1145/a<b>"),
    urls=st.lists(st.sampled_from(["https://a.org/b?c=d#e", "http://é.org/", "javascript:x"])).map(tuple),
    categories=st.lists(strings, max_size=3).map(tuple),
    venue=st.none() | strings,
    comments=counts,
    upvotes=counts,
    flags=st.lists(st.sampled_from(["no-abstract", "not-english"])).map(tuple),
    aliases=st.lists(local_names, max_size=2).map(tuple),
    origins=st.lists(origins, max_size=3).map(tuple),
).map(canonical_paper)


@st.composite
def mentions(draw: st.DrawFn, paper: Paper) -> Mention:
    """A stretch of the paper's text with its sentence."""
    start = draw(st.integers(0, len(paper.text) - 1))
    end = draw(st.integers(start + 1, len(paper.text)))
    return Mention(start, end, paper.text[start:end], *sentence_of(sentences(paper.text), start, end))


@st.composite
def extractions(draw: st.DrawFn, paper: Paper, extractor: str = "spacy") -> Extraction:
    """What an extractor might have found in ``paper``; canonical."""
    entities: list[Entity] = []
    for name in draw(st.lists(names, max_size=5, unique=True)):
        found = draw(st.lists(mentions(paper), min_size=1, max_size=3))
        entity = Entity(
            name=name,
            type=draw(st.sampled_from(ENTITY_TYPES)),
            relation=draw(st.sampled_from(RELATIONS)),
            confidence=draw(st.integers(20, 100)) / 100,
            mentions=tuple(found),
            aliases=tuple(draw(st.lists(strings, max_size=3))),
            core=draw(st.booleans()),
            context=draw(st.none() | st.sampled_from(CONTEXTS)),
            long_form=draw(st.none() | names),
            evidence=draw(st.integers(0, len(found) - 1)),
        )
        entities.append(entity)
    links = draw(st.lists(_links(paper, entities), max_size=5)) if entities else []
    version = draw(st.sampled_from(["1", "0.1.0", "0.1.0+Ab", "ärger 漢"]))
    return canonical_extraction(
        paper, Extraction(paper.id, extractor, version, tuple(entities), tuple(links))
    )


@st.composite
def _links(draw: st.DrawFn, paper: Paper, entities: list[Entity]) -> Link:
    place = draw(mentions(paper))
    return Link(
        subject=draw(st.sampled_from(entities)).name,
        predicate=draw(st.sampled_from(LINK_PREDICATES)),
        object=draw(st.sampled_from(entities)).name,
        confidence=draw(st.integers(20, 100)) / 100,
        sentence_start=place.sentence_start,
        sentence_end=place.sentence_end,
        context=draw(st.none() | st.sampled_from(CONTEXTS)),
    )


ABSTRACT = (
    "We propose the lantern network (LN), a model for reading old maps. "
    "LN uses a graph encoder and is trained on MapSet. "
    "On MapSet, the lantern network reaches an accuracy of 91 %, more than a plain ResNet."
)
SAMPLE = Paper(
    id="2401.00001",
    title="Lantern networks read old maps",
    abstract=ABSTRACT,
    authors=(Author("Ada Example", "0000-0002-1825-0097"), Author("Bo Example")),
    date="2024-01-03",
    arxiv="2401.00001",
    arxiv_version=2,
    urls=("https://arxiv.org/abs/2401.00001",),
    categories=("cs.CV", "cs.LG"),
    venue="Journal of Old Maps",
    upvotes=7,
    origins=(Origin("listing.txt", "ab" * 32, "listing", 3, 12),),
)


def find(paper: Paper, text: str) -> tuple[Mention, ...]:
    """All mentions of ``text`` in a paper."""
    spans, found, at = sentences(paper.text), [], paper.text.find(text)
    while at >= 0:
        end = at + len(text)
        found.append(Mention(at, end, text, *sentence_of(spans, at, end)))
        at = paper.text.find(text, end)
    return tuple(found)


def entity(paper: Paper, text: str, kind: EntityType, relation: Relation, confidence: float = 0.9) -> Entity:
    """An entity with all its mentions in ``paper``."""
    return Entity(text, kind, relation, confidence, find(paper, text))


def link(paper: Paper, subject: str, predicate: LinkPredicate, object_: str) -> Link:
    """A link backed by the first sentence that names its object."""
    place = find(paper, object_)[0]
    return Link(subject, predicate, object_, 0.8, place.sentence_start, place.sentence_end)


def sample_extraction(paper: Paper = SAMPLE, *, extractor: str = "spacy") -> Extraction:
    """What a good extractor finds in the sample; canonical."""
    network = replace(
        entity(paper, "lantern network", "Method", "proposes", 0.97),
        aliases=("LN",),
        core=True,
    )
    entities = (
        network,
        entity(paper, "graph encoder", "Method", "uses"),
        entity(paper, "MapSet", "Dataset", "evaluatesOn"),
        entity(paper, "accuracy", "Metric", "reports"),
        replace(entity(paper, "ResNet", "Method", "comparesWith", 0.7), context="rival"),
    )
    links = (
        link(paper, "lantern network", "evaluatedOn", "MapSet"),
        link(paper, "graph encoder", "partOf", "lantern network"),
    )
    return canonical_extraction(paper, Extraction(paper.id, extractor, "0.1.0", entities, links))
