"""The lists that stand in the graph, as quads."""

from __future__ import annotations

from pyoxigraph import Quad

from kg import vocab
from kg.mapping.terms import TYPE, Sketch, integer, iri, own
from kg.model import Company, Standing


def standing_quads(standing: Standing) -> list[Quad]:
    """The graph of lists: what each holds and counts, and pairs of tasks and datasets with their papers."""
    sketch = Sketch(vocab.GRAPH_LISTS)
    for one in standing.lists:
        node = vocab.list_iri(one.about)
        sketch.add(node, TYPE, own("List"))
        sketch.add(node, own("listOf"), own(one.about))
        sketch.add_all(node, own("holds"), map(iri, one.members))
        sketch.add(node, own("thingCount"), None if one.things is None else integer(one.things))
        sketch.add(node, own("paperSum"), None if one.papers is None else integer(one.papers))
    for pair in standing.pairs:
        ends = vocab.name_iri(pair.task), vocab.name_iri(pair.dataset)
        node = vocab.pair_iri(*ends)
        sketch.add(node, TYPE, own("Pair"))
        sketch.add(node, own("pairedTask"), iri(ends[0]))
        sketch.add(node, own("pairedDataset"), iri(ends[1]))
        sketch.add(node, own("paperCount"), integer(pair.papers))
    return sketch.quads()


def company_quads(company: Company) -> list[Quad]:
    """What surrounds an entity, in the graph of companies."""
    sketch = Sketch(vocab.GRAPH_COMPANY)
    node, entity = vocab.company_iri(company.entity), vocab.name_iri(company.entity)
    sketch.add(node, TYPE, own("Company"))
    sketch.add(node, own("companyOf"), iri(entity))
    for local, found in (
        ("newestPaper", company.newest),
        ("newestUser", company.users),
        ("surestPaper", company.surest),
    ):
        sketch.add_all(node, own(local), (iri(vocab.paper_iri(paper)) for paper in found))
    for subject, predicate, object_ in company.links:
        link = vocab.link_iri(vocab.name_iri(subject), vocab.term(predicate), vocab.name_iri(object_))
        sketch.add(node, own("strongestLink"), iri(link))
    for role, other, papers in company.beside:
        beside = vocab.name_iri(other)
        count = vocab.count_iri(entity, role, beside)
        sketch.add(node, own(role), iri(count))
        sketch.add(count, own("counted"), iri(beside))
        sketch.add(count, own("paperCount"), integer(papers))
    return sketch.quads()


def companies_quads(standing: Standing) -> list[Quad]:
    """The graph of companies."""
    return [quad for one in standing.companies for quad in company_quads(one)]
