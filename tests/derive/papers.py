"""Small papers whose names meet in every way that the resolution knows, and what their store must hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from hypothesis import strategies as st
from pyoxigraph import Quad

from kg.derive import thresholds
from kg.derive.says import claim_count
from kg.index import write_index
from kg.index.layout import TABLES
from kg.index.table import Tables
from kg.mapping import (
    Contributors,
    canonical,
    companies_quads,
    links_quads,
    meta_quads,
    names_quads,
    paper_quads,
    part_quads,
    resolved_quads,
    standing_quads,
)
from kg.model import Author, Entity, Extraction, Link, LinkPredicate, Mention, Paper
from kg.resolve import derive, resolve
from kg.resolve.standing import standing
from kg.store.nquads import nquads
from kg.store.state import PaperRow
from kg.store.writer import Writer
from kg.text import CLEANING_VERSION

NAMES: tuple[tuple[str, tuple[str, ...], str | None], ...] = (
    ("GAN", (), None),
    ("GANs", ("generative adversarial networks",), None),
    ("generative adversarial network", ("GAN",), None),
    ("GAN", (), "graph attention network"),
    ("graph attention network", ("GAN",), None),
    ("behaviour cloning", ("BC",), None),
    ("behavioral cloning", (), None),
    ("BC", (), None),
    ("Bayesian control", ("BC",), None),
    ("PPO", (), None),
    ("PPO algorithm", (), None),
    ("VLA", (), "VLAs"),
    ("Vision Language Action", (), None),
    ("vision-language-action model", ("VLA",), None),
    ("proximal policy optimization", ("PPO",), None),
    ("Proximal Policy Optimisation", (), None),
    ("Qwen2", (), None),
    ("Qwen2.5", (), None),
    ("QA", ("question answering",), None),
    ("QA benchmark", (), None),
    ("question answering", (), None),
    ("SAM", (), "segment anything model"),
    ("SAM", ("sharpness-aware minimization",), None),
    ("sharpness aware minimization", (), None),
    ("β-VAE", (), None),
    ("beta VAE", (), None),
    ("moss", (), None),
    ("deep question answering", (), None),
    ("offline deep question answering", (), None),
    ("fast PPO", (), None),
    ("Panda", (), None),
    ("Panda", (), "patched attention"),
    ("two-stage framework", (), None),
)
"""Names with the aliases and the long form that a paper gives them."""

IDS = [f"2401.{n:05d}" for n in range(1, 9)]
PREDICATES: dict[float, LinkPredicate] = {0.3: "usedFor", 0.6: "usedFor", 0.7: "isA", 0.8: "comparedWith"}
PEOPLE = ("Ada Lovelace", "Ada LOVELACE", "Grace Hopper", "Emmy Noether")


def _extraction(
    paper: str,
    extractor: str,
    chosen: Iterable[tuple[int, str, str, float, str | None]],
    links: Iterable[float],
) -> tuple[Extraction, list[str]]:
    """An extraction of some of `NAMES`, each once, and the texts that the paper must hold for it."""
    entities: dict[str, Entity] = {}
    texts: list[str] = []
    for number, type_, relation, sure, context in chosen:
        name, aliases, long = NAMES[number]
        if any(name.casefold() == other.casefold() for other in entities):
            continue
        at = sum(len(text) + 4 for text in texts)
        mention = Mention(at, at + len(name), name, 0, 1)
        entities[name] = Entity(
            name=name,
            type=type_,  # type: ignore[arg-type]
            relation=relation,  # type: ignore[arg-type]
            confidence=sure,
            mentions=(mention,),
            aliases=aliases,
            long_form=long,
            context=context,  # type: ignore[arg-type]
        )
        texts.append(name)
    found = list(entities)
    stated = tuple(
        Link(one, PREDICATES[sure], other, sure, 0, 1)
        for one, other, sure in zip(found, found[1:], links, strict=False)
    )
    return Extraction(paper, extractor, "1", tuple(entities.values()), stated), texts


CHOICE = st.tuples(
    st.integers(0, len(NAMES) - 1),
    st.sampled_from(["Method", "Task", "Dataset"]),
    st.sampled_from(["uses", "addresses", "evaluatesOn"]),
    st.sampled_from([0.3, 0.55, 0.6, 0.9]),
    st.sampled_from([None, None, "rival", "negated"]),
)


@st.composite
def rows(draw: st.DrawFn) -> PaperRow:
    """One paper."""
    name = draw(st.sampled_from(IDS))
    sures = st.lists(st.sampled_from([*PREDICATES]), min_size=4, max_size=4)
    chosen = draw(st.lists(CHOICE, min_size=1, max_size=5))
    first, texts = _extraction(name, "first", chosen, draw(sures))
    extractions = [first]
    if draw(st.booleans()):
        more, _ = _extraction(name, "second", chosen[::2], draw(sures))
        extractions.append(more)
    paper = Paper(
        id=name,
        title=" or ".join(texts),
        authors=tuple(Author(p) for p in draw(st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True))),
        date=draw(st.sampled_from([None, "2024", "2024-01", "2024-01-05"])),
        venue=draw(st.sampled_from([None, "ICML", "icml"])),
        aliases=draw(st.sampled_from([(), (f"title-{name}-x",)])),
    )
    return PaperRow(paper, tuple(extractions))


def expected(state: Mapping[str, PaperRow], writer: Writer, index: Path) -> bytes:
    """The sorted N-Quads of a store of these papers, derived plainly; writes its index to ``index``."""
    papers, extractions, quads = list[Paper](), list[Extraction](), list[Quad]()
    of_paper = list[tuple[Extraction, ...]]()
    contributors = Contributors()
    claims = 0
    for name in sorted(state):
        paper, found = canonical(state[name].paper, state[name].extractions)
        papers.append(paper)
        extractions += found
        of_paper.append(tuple(found))
        contributors.add(paper)
        claims += claim_count(found)
        quads += paper_quads(paper, found)
    limits = thresholds(writer.state, {(e.extractor, e.version) for e in extractions})
    resolution = resolve(extractions)
    derived = derive(extractions, thresholds=limits, resolution=resolution)
    for paper in papers:
        mine = [e for e in derived.paper_edges if e.paper == paper.id]
        elsewhere = [(name, entity) for in_paper, name, entity in derived.elsewhere if in_paper == paper.id]
        quads += resolved_quads(paper, mine, elsewhere)
    quads += links_quads(derived.entity_edges)
    people, venues = contributors.authors(), contributors.venues()
    quads += names_quads(derived, authors=people, venues=venues, comparisons=resolution.comparisons)
    lists = standing(derived, papers, of_paper)
    quads += [*standing_quads(lists), *companies_quads(lists)]
    quads += meta_quads(
        extractors=[(name, version, limit[0]) for (name, version), limit in limits.items()],
        cleaning=CLEANING_VERSION,
        aliases={alias: paper.id for paper in papers for alias in paper.aliases},
    )
    counts = {"papers": len(papers), "entities": len(derived.entities), "claims": claims}
    write_index(index, derived, papers, {**counts, "triples": len(quads)})
    return b"".join(sorted(nquads([*quads, *part_quads(quads)])))


def dump(index: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of an index, as its readers see them."""
    tables = Tables(index)
    try:
        found: dict[str, list[tuple[object, ...]]] = {
            name: tables.rows(name, f"ORDER BY {', '.join(columns[:keys])}")
            for name, (columns, keys) in TABLES.items()
        }
        found["key"] = list(tables.keys())
    finally:
        tables.close()
    return found
