"""What the README says of pictures: seconds to build, megabytes, seconds until the page answers.

``python -m benchmarks.views [--nodes 5000] [--edges 15000] [--engines] [--out FILE.html]`` makes a graph
of papers that share entities as real ones do (few shared by many, most by one paper).
"""

from __future__ import annotations

import argparse
import math
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.handle.maps import CITED
from kg.handle.picture import picture_of
from kg.views import Edge, Evidence, Node, PaperCard, Picture, write_view
from kg.views.atlas import chart
from kg.views.hubs import node_sizes
from kg.views.layout import LABELS_ROOM_UP_TO, arrange
from kg.views.picture import KINDS, Kind

SENTENCE = "We propose a method that improves the state of the art on several benchmarks by a clear margin. "


def sample(*, nodes: int, edges: int, seed: int = 1) -> Picture:
    """A picture with so many nodes and edges, every edge with one sentence of evidence."""
    random = np.random.default_rng(seed)
    papers = max(1, nodes // 16)
    entities = nodes - papers
    topic = np.minimum((random.pareto(1.2, papers) * 3).astype(int), 39)
    text = SENTENCE * 12
    cards = tuple(
        PaperCard(f"2401.{p:05d}", f"Paper {p}", f"Paper {p}\n{text}", "2024-01-01") for p in range(papers)
    )
    kinds: tuple[Kind, ...] = KINDS[1:]
    made = [Node(f"paper/{card.id}", card.title, "Paper", 16, (card.id,)) for card in cards]
    made += [Node(f"name/e{e}", f"entity number {e}", kinds[e % 5], 1, (f"E{e}",)) for e in range(entities)]
    found: dict[tuple[str, str, str], Edge] = {}
    while len(found) < edges:
        paper = int(random.integers(papers))
        own = paper * entities // papers + int(random.integers(max(1, entities // papers)))
        shared = int(random.zipf(1.6) * 41 + topic[paper]) % entities
        one, other = (own if random.random() < 0.75 else shared), own
        if len(found) % 5 < 3 or one == other:
            ends = made[paper].id, made[papers + one].id
            relation = "uses"
        else:
            ends, relation = (made[papers + one].id, made[papers + other].id), "usedFor"
        at = 10 + len(SENTENCE) * int(random.integers(11))
        evidence = Evidence(cards[paper].id, at, at + len(SENTENCE), ((at + 12, at + 18),), 0.8, "spacy/1.0")
        confidence = round(float(random.uniform(0.2, 1)), 2)
        found[ends[0], relation, ends[1]] = Edge(*ends, relation, confidence, 1, (evidence,))
    return Picture(f"{nodes:,} nodes", tuple(made), tuple(found[key] for key in sorted(found)), cards)


def as_map(picture: Picture) -> Picture:
    """The same as a map, with sentences for as many edges as the map of a store has."""
    cards = picture.papers[:CITED]
    kept = {card.id for card in cards}
    edges = tuple(e if e.evidence[0].paper in kept else replace(e, evidence=()) for e in picture.edges)
    return replace(picture, edges=edges, papers=cards, themes=True)


def timed(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measures(picture: Picture, at: npt.NDArray[np.float64]) -> str:
    """Share of neighbours among the nearest, overlapping marks, and crossings in a sample of edge pairs."""
    number = {node.id: i for i, node in enumerate(picture.nodes)}
    pairs = np.array([(number[e.source], number[e.target]) for e in picture.edges])
    size = np.array(node_sizes(picture), dtype=float)
    near: list[set[int]] = [set() for _ in picture.nodes]
    for a, b in pairs.tolist():
        near[a].add(b)
        near[b].add(a)
    kept, overlaps = [], 0
    for i, others in enumerate(near):
        away = np.hypot(*(at - at[i]).T)
        overlaps += int((away < size + size[i] - 2).sum()) - 1
        away[i] = np.inf
        if others:
            nearest = np.argpartition(away, len(others) - 1)[: len(others)]
            kept.append(len(others & set(nearest.tolist())) / len(others))
    return (
        f"neighbours kept {np.mean(kept):.2f}  overlaps {overlaps // 2}  crossings {crossings(at, pairs):.3f}"
    )


def crossings(at: npt.NDArray[np.float64], pairs: npt.NDArray[np.int64], *, tries: int = 200_000) -> float:
    """Share of edge pairs that cross, in a sample with a fixed seed."""
    random = np.random.default_rng(3)
    first, second = (
        pairs[random.integers(len(pairs), size=tries)],
        pairs[random.integers(len(pairs), size=tries)],
    )
    a, b, c, d = at[first[:, 0]], at[first[:, 1]], at[second[:, 0]], at[second[:, 1]]

    def side(
        p: npt.NDArray[np.float64], q: npt.NDArray[np.float64], r: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        return np.asarray(
            np.sign((q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0]))
        )

    cross = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
    return float(cross.mean())


def compare(picture: Picture) -> None:
    """Our layout beside networkx' engines, scaled to the same area."""
    import networkx as nx

    arrangement = arrange(picture)
    ours = np.stack((arrangement.x, arrangement.y), axis=1).astype(float)
    print(f"  ours          {timed(lambda: arrange(picture)):6.2f} s  {measures(picture, ours)}")
    graph = nx.Graph((edge.source, edge.target) for edge in picture.edges)
    engines: dict[str, Callable[[], dict[str, npt.NDArray[np.float64]]]] = {
        "spring": lambda: nx.spring_layout(graph, seed=1, method="force"),
        "forceatlas2": lambda: nx.forceatlas2_layout(graph, seed=1),
    }
    if len(graph) <= 1600:
        engines["kamada-kawai"] = lambda: nx.kamada_kawai_layout(graph)
    area = math.sqrt(float(np.prod(np.ptp(ours, axis=0))))
    for name, engine in engines.items():
        start = time.process_time()
        try:
            places = engine()
        except ImportError as missing:
            print(f"  {name:13} not available: {missing}")
            continue
        took = time.process_time() - start
        at = np.array([places.get(node.id, (0.0, 0.0)) for node in picture.nodes])
        at *= area / math.sqrt(float(np.prod(np.ptp(at, axis=0))))
        print(f"  {name:13} {took:6.2f} s  {measures(picture, at)}")


def opened(page: Path) -> str:
    """Seconds until a headless Chromium has drawn the page, and until it answers a search."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,900"):
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    with webdriver.Chrome(options=options, service=service) as chrome:
        start = time.perf_counter()
        chrome.get(page.resolve().as_uri())
        chrome.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
        drawn = time.perf_counter()
        named = chrome.execute_script("return new Set(labelsDrawn().map((one) => one.id)).size")
        marks = chrome.execute_script("return nodes.get().filter((node) => !node.hidden).length")
        start += time.perf_counter() - drawn
        drawn = time.perf_counter()
        chrome.find_element("css selector", "#search").send_keys("entity number 7")
        chrome.find_element("css selector", "#suggestions li")
        answered = time.perf_counter() - drawn
        sight = f", {named} of {marks} marks have their name" if marks <= LABELS_ROOM_UP_TO else ""
        return f"opened in {drawn - start:.2f} s{sight}, search answers after {answered:.2f} s"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=5000)
    parser.add_argument("--edges", type=int, default=15000)
    parser.add_argument("--engines", action="store_true", help="compare layout engines (minutes)")
    parser.add_argument("--browser", action="store_true", help="time the page in Chromium")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--themes", action="store_true", help="as a map of themes that unfold")
    parser.add_argument("--store", type=Path, help="the overview of a store instead")
    chosen = parser.parse_args()
    picture = picture_of(chosen.store) if chosen.store else sample(nodes=chosen.nodes, edges=chosen.edges)
    if chosen.themes and not chosen.store:
        picture = as_map(picture)
    out = chosen.out or Path(tempfile.mkdtemp()) / "view.html"
    layout = timed(lambda: chart(picture) if picture.themes else arrange(picture))
    whole = timed(lambda: write_view(picture, out))
    print(
        f"{len(picture.nodes):,} nodes, {len(picture.edges):,} edges: "
        f"layout {layout:.2f} s, whole page {whole:.2f} s, {out.stat().st_size / 1e6:.2f} MB"
    )
    if chosen.browser:
        print(opened(out))
    if chosen.engines:
        compare(picture)


if __name__ == "__main__":
    main()
