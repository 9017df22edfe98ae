"""A picture as one HTML page that needs no network and lets nothing of a paper run.

Data travel as JSON in a script element that browsers do not execute; the page's own scripts and styles are
allowed by their digests and nothing else is; text reaches the page by ``textContent`` alone.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.page import environment, policy, write_page
from kg.terminal import visible
from kg.views.bulk import uncollected
from kg.views.hubs import node_sizes
from kg.views.layout import Arrangement, arrange
from kg.views.pack import About, packed
from kg.views.picture import Picture

MARKER = '<meta name="generator" content="papertriples view'
"""What a file must hold near its start for us to overwrite it."""
TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = (
    "unpack.js",
    "state.js",
    "atlas.js",
    "draw.js",
    "aside.js",
    "export.js",
    "panel.js",
    "controls.js",
    "page.js",
)
NETWORK_SCRIPT = Path("templates", "lib", "vis-9.1.2", "vis-network.min.js")
_BREAKS_OUT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render(picture: Picture) -> str:
    """The page of ``picture``; the same picture gives the same bytes."""
    scripts = [_network_script(), _own_script()]
    style = _read("picture.css")
    with uncollected():
        data = _json(packed(picture) if picture.themes else page_data(picture, arrange(picture)))
    template = _environment().get_template("picture.html")
    page: str = template.render(
        title=visible(picture.title),
        notes=[visible(note) for note in picture.notes],
        counts=_counts(picture),
        policy=policy(style=style, scripts=scripts, images="data: blob:"),
        style=_inline(style, "style"),
        scripts=[_inline(script, "script") for script in scripts],
        data=_inline(data, "script"),
    )
    return page


def write_view(picture: Picture, out: Path) -> None:
    """Write the page of ``picture`` to ``out``, whole or not at all.

    Raises `kg.errors.ForeignPath` where ``out`` is something that we did not write, `kg.errors.UsageError`
    where it can not be.
    """
    write_page(out, render(picture), marker=MARKER, command="kg view")


def page_data(picture: Picture, arrangement: Arrangement) -> dict[str, Any]:
    """What the page's script reads; nodes and edges in the structures of pyvis."""
    about = About(picture)
    nodes, edges = _network(_nodes(picture, arrangement), [about.edge(i) for i in range(len(picture.edges))])
    groups = arrangement.names or tuple(enumerate(picture.sides))
    return {
        **about.head(),
        "groups": [[group, visible(name)] for group, name in groups],
        "sides": bool(picture.sides),
        "nodes": nodes,
        "edges": edges,
    }


def _network(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> tuple[Any, Any]:
    """Nodes and edges through pyvis' network; its lists are filled directly, its API searches them."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    network.nodes, network.edges = nodes, edges
    network.node_ids = [node["id"] for node in nodes]
    network.toggle_physics(False)
    filled = network.get_network_data()
    return filled[0], filled[1]


def _nodes(picture: Picture, arrangement: Arrangement) -> list[dict[str, Any]]:
    rows = zip(
        picture.nodes, node_sizes(picture), arrangement.x, arrangement.y, arrangement.group, strict=True
    )
    nodes: list[dict[str, Any]] = []
    for index, (node, size, x, y, group) in enumerate(rows):
        row: dict[str, Any] = {
            "id": index,
            "label": visible(node.label),
            "group": node.kind,
            "x": x,
            "y": y,
            "size": size,
            "name": visible(node.id),
            "n": node.importance,
            "g": group if node.side is None else node.side,
        }
        if node.date:
            row["d"] = visible(node.date)
        if node.aliases:
            row["aka"] = [visible(alias) for alias in node.aliases]
        if node.href:
            row["href"] = node.href
        if node.facts:
            row["facts"] = [[key, visible(value)] for key, value in node.facts]
        nodes.append(row)
    return nodes


def _counts(picture: Picture) -> str:
    papers = sum(node.kind == "Paper" for node in picture.nodes)
    entities = len(picture.nodes) - papers
    return (
        f"{papers:,} {'paper' if papers == 1 else 'papers'}, "
        f"{entities:,} {'entity' if entities == 1 else 'entities'}, "
        f"{len(picture.edges):,} {'edge' if len(picture.edges) == 1 else 'edges'}"
    )


def _json(data: Any) -> str:
    """JSON that can not end the element it stands in, nor open a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda match: _BREAKS_OUT[match[0]], text)


def _inline(text: str, element: str) -> Any:
    """Text that stands in an element as it is, after checking that it can not end it."""
    from markupsafe import Markup

    if re.search(rf"</{element}|<!--", text, re.IGNORECASE):
        raise ValueError(f"this text would end its <{element}> element")
    return Markup(text)


@cache
def _own_script() -> str:
    return "(() => {\n" + "\n".join(_read(name) for name in SCRIPTS) + "\n})();\n"


@cache
def _network_script() -> str:
    """vis-network as pyvis brings it, without the pointer to its source map, which is not there."""
    found = find_spec("pyvis")  # importing it costs 0.2 s, and a map needs its script alone
    path = Path(str(found.origin if found else "")).parent / NETWORK_SCRIPT
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"\n//# sourceMappingURL=.*", "", text)


@cache
def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Any:
    return environment(TEMPLATES)
