"""Pictures for the tests of this room: the fixture's, empty ones, and one full of nasty names."""

from __future__ import annotations

from kg.model import Extraction, Paper
from kg.views import Edge, Evidence, Node, PaperCard, Picture, overview
from tests.fixture import fixture_derived, fixture_pairs

CANARY = "window.canary=1"
NASTY = (
    f"<img src=x onerror={CANARY}>",
    f"</script><script>{CANARY}</script>",
    f"<!--<script>{CANARY}</script>-->",
    f'"><svg onload={CANARY}>',
    "{{constructor.constructor('" + CANARY + "')()}}{% raw %}",
    f"${{{CANARY}}}",
    f"javascript:{CANARY}",
    f"</title><style>*{{display:none}}</style><script>{CANARY}</script>",
    "safe \u202egnp.exe\u202c after \u2066isolated\u2069",
    "line\u2028separator\u2029 and \x00\x1b[31m control",
    "lone \ud800 surrogate",
    "漢字 \U0001f600 naïve ﷽",
    "W" * 10_000,
    "",
)


def papers() -> dict[str, tuple[Paper, Extraction]]:
    """The fixture's papers with their extractions, by local name."""
    return {paper.id: (paper, extraction) for paper, extraction in fixture_pairs()}


def fixture_picture() -> Picture:
    """The overview of the fixture."""
    return overview(fixture_derived(), papers(), title="Twelve papers")


def one_node() -> Picture:
    """A name and nothing else."""
    return Picture("One", (Node("name/bert", "BERT", "Method", 1),))


def nasty() -> Picture:
    """Every nasty string in every place that a paper can fill."""
    nodes = [
        Node(
            f"name/{text}{i}",
            text,
            "Method",
            i + 1,
            (text, *NASTY[:2]),
            f"javascript:{CANARY}",
            (("Used as", text),),
        )
        for i, text in enumerate(NASTY)
    ]
    card = PaperCard("p" + NASTY[1], NASTY[0], "\n".join(NASTY), NASTY[3], f"javascript:{CANARY}")
    nodes.append(
        Node(
            "paper/" + card.id, NASTY[0], "Paper", 3, NASTY[:3], f"javascript:{CANARY}", (("Date", NASTY[3]),)
        )
    )
    evidence = Evidence(card.id, 0, 200, ((2, 8), (30, 60)), 0.5, NASTY[1], NASTY[0])
    edges = [Edge(nodes[-1].id, node.id, "uses", 0.5, 1, (evidence,)) for node in nodes[:-1]]
    return Picture(
        NASTY[1] + NASTY[4] + NASTY[7], tuple(nodes), tuple(edges), (card,), NASTY[:5], nodes[1].id
    )
