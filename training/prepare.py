"""Writes what comes before the decisions into a folder of weights: network, vectors, lexicon."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from kg.extract.pipeline import read_vectors
from kg.names import normal_form
from training.model import Network, Shape
from training.papers import Annotated

LEAST_SEEN = 5
LONGEST_FORM = 4


def export(network: Network, words: dict[str, int], folder: Path) -> None:
    """The network in half precision, the word vectors in eight bits."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    table = state.pop("vectors")
    np.savez(folder / "network.npz", **{name: value.astype(np.float16) for name, value in state.items()})
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-6) / 127.0
    rounded = np.round(table / scale).astype(np.int8)
    np.savez(folder / "vectors.npz", table=rounded, scale=scale.astype(np.float32))
    lines = [""] * len(table)
    for word, row in words.items():
        # A line end is a token too; it must not become a line of its own.
        lines[row] = word if word.split() == [word] else ""
    (folder / "words.txt").write_text("\n".join(lines), encoding="utf-8")
    config = {"blocks": network.shape.blocks, "heads": network.shape.heads, "version": "0", "threshold": 0.5}
    write_config(folder, config)


def restore(folder: Path, shape: Shape) -> tuple[Network, dict[str, int]]:
    """The network that `export` wrote, as rounded there, and the words of its vectors with their rows.

    It has the hidden layers that were written, whatever ``shape`` says of them.
    """
    words, table = read_vectors(folder)
    with np.load(folder / "network.npz") as data:
        state = {name: torch.from_numpy(data[name].astype(np.float32)) for name in data.files}
    inner = (f"blocks.{number}.inner.bias" for number in range(len(shape.blocks.split())))
    hidden = tuple(len(state[name]) for name in inner if name in state)
    network = Network(replace(shape, hidden=hidden), torch.from_numpy(table))
    network.load_state_dict(state | {"vectors": network.vectors})
    return network.eval(), words


def write_config(folder: Path, config: dict[str, object]) -> None:
    """The settings beside the weights."""
    text = json.dumps(config, indent=1, sort_keys=True) + "\n"
    (folder / "config.json").write_text(text, encoding="utf-8")


def lexicon(papers: list[Annotated], folder: Path) -> None:
    """How often each frequent phrase is annotated in the papers that have it."""
    annotated: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for paper in papers:
        present = _phrases(paper.text)
        seen.update(present)
        annotated.update(_named(paper) & present)
    keep = [form for form, count in seen.items() if _kept(form, annotated[form], count)]
    lines = [f"{form}\t{annotated[form]}\t{seen[form]}" for form in sorted(keep)]
    (folder / "lexicon.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def left_out(counts: Mapping[str, tuple[int, int]], paper: Annotated) -> Mapping[str, tuple[int, int]]:
    """The counts of a lexicon as they were, had the paper not been among those counted.

    A paper that the decisions learn from is to know as little of itself as one that they are asked of.
    """
    named = _named(paper)
    own = {}
    for form in _phrases(paper.text) & counts.keys():
        annotated, seen = counts[form]
        annotated, seen = annotated - (form in named), seen - 1
        own[form] = (annotated, seen) if _kept(form, annotated, seen) else (0, 0)
    return {**counts, **own}


def _named(paper: Annotated) -> set[str]:
    return {normal_form(f) for e in paper.entities for f in [e["name"], *e.get("aliases", [])]}


def _phrases(text: str) -> set[str]:
    words = text.replace("-", " ").replace("\n", " . ").split()
    out = set()
    for length in range(1, LONGEST_FORM + 1):
        for at in range(len(words) - length + 1):
            part = words[at : at + length]
            if all(word[-1].isalnum() or word[-1] == "+" for word in part[:-1]):
                out.add(normal_form(" ".join(part).strip(".,;:()[]'\"")))
    return out


def _kept(form: str, annotated: int, seen: int) -> bool:
    """Phrases never annotated matter only while they are short: longer ones are no candidates."""
    useful = annotated > 0 or (" " not in form and seen >= 20)
    return seen >= LEAST_SEEN and useful and bool(form.strip()) and "\t" not in form
