"""How good ``kg similar`` is: the share of the ten nearest papers that have the asked one's primary category.

``python -m benchmarks.similar --store STORE --papers arxiv.jsonl.gz [--sample 1000]`` asks for papers drawn
with a fixed seed and prints, beside the product's figures, TF-IDF over title and abstract (scikit-learn,
which nothing else here needs) and papers drawn at random. Categories come from the file, never from the
store. It asks for every second paper; weights were chosen on the others (``--chosen-on``).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kg.analytics.nearest import SHARE, TEXT, Nearness
from kg.store.snapshot import Snapshot

NEAREST = 10


def known(path: Path) -> dict[str, tuple[str, str]]:
    """Text and primary category of each paper by identifier."""
    found = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("categories"):
                found[row["id"]] = f"{row['title']}\n{row['abstract']}", row["categories"][0]
    return found


def by_words(texts: dict[str, str], asked: list[str]) -> dict[str, list[str]]:
    """The nearest by TF-IDF over title and abstract."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    ids = sorted(texts)
    place = {paper: i for i, paper in enumerate(ids)}
    matrix = TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=2).fit_transform(
        [texts[i] for i in ids]
    )
    found = {}
    for paper in asked:
        scores = (matrix @ matrix[place[paper]].T).toarray().ravel()
        scores[place[paper]] = -1
        found[paper] = [ids[i] for i in scores.argsort()[::-1][:NEAREST]]
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--papers", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=1000)
    parser.add_argument("--weights", type=float, nargs="*", default=[], help="try these weights of the text")
    parser.add_argument(
        "--shares", type=float, nargs="*", default=[], help="try these shares of what is near"
    )
    parser.add_argument(
        "--chosen-on", action="store_true", help="ask for the papers that weights were chosen on"
    )
    chosen = parser.parse_args()
    facts = known(chosen.papers)
    with Snapshot.open(chosen.store) as snapshot:
        held = snapshot.index.papers()
        shared = {paper.id: facts[paper.id] for paper in held if paper.id in facts}
        ids = sorted(shared)
        half = ids[1::2] if chosen.chosen_on else ids[::2]
        asked = random.Random(7).sample(half, min(chosen.sample, len(half)))
        print(f"{len(ids):,} papers, {len(asked):,} asked, {NEAREST} nearest of each")

        def texts(paper: str) -> str:
            return shared[paper][0] if paper in shared else ""

        def tell(name: str, find: Callable[[str], list[str]]) -> None:
            start = time.process_time()
            hits = [
                sum(shared[o][1] == shared[paper][1] for o in find(paper) if o in shared) / NEAREST
                for paper in asked
            ]
            spent = (time.process_time() - start) / len(asked)
            print(f"{name:30} {sum(hits) / len(hits):.3f}  {1000 * spent:6.1f} ms each", flush=True)

        dice = random.Random(7)
        tell("random", lambda _: dice.sample(ids, NEAREST))
        words = by_words({paper: text for paper, (text, _) in shared.items()}, asked)
        tell("TF-IDF on texts", lambda paper: words[paper])
        for share in chosen.shares or [SHARE]:
            near = Nearness(snapshot.index, share=share)
            tell(f"graph, widened {share}", partial(_found, near))
            for weight in chosen.weights or [TEXT]:
                near = Nearness(snapshot.index, texts, text=weight, share=share)
                tell(f"graph and text {weight}, widened {share}", partial(_found, near))


def _found(near: Nearness, paper: str) -> list[str]:
    return [other for _, other in near.nearest(paper, NEAREST)]


if __name__ == "__main__":
    main()
