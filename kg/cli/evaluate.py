"""``kg evaluate``: the extractor's figures against annotations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import JsonOption, fail, print_json

if TYPE_CHECKING:
    from kg.evaluate import Scores


def command(
    gold: Annotated[
        Path | None,
        typer.Argument(help="Annotated papers (or probes), one JSON object a line.", show_default=False),
    ] = None,
    papers: Annotated[
        Path | None, typer.Option(help="Titles and abstracts by id, where the gold file lacks them.")
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(help="Score these lines (as `kg extract` prints them) instead of extracting."),
    ] = None,
    extractor: Annotated[str, typer.Option(help="The extractor to measure.")] = "spacy",
    resamples: Annotated[int, typer.Option(min=0, max=100_000, help="Bootstrap resamples.")] = 1000,
    same: Annotated[
        Path | None,
        typer.Option(help="Score instead which of these pairs of names are found to be the same thing."),
    ] = None,
    probes: Annotated[
        bool,
        typer.Option("--probes", help="Ask hand-written mini papers: those of FILE, else the shipped ones."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure an extractor: precision, recall and F1 of entities, relations and links, with intervals.

    With --same it measures the resolution of names instead, over annotated pairs; with --probes whether
    mini papers that are easily misread are read right.

    Examples: kg evaluate gold.jsonl · kg evaluate gold.jsonl --papers papers.jsonl --json ·
    kg evaluate gold.jsonl --predictions found.jsonl · kg evaluate --same pairs.jsonl --json ·
    kg evaluate --probes · kg evaluate --probes mine.jsonl --extractor other
    """
    if probes:
        if same is not None:
            fail("--probes and --same are two measurements; ask for one")
        return _probes(gold, extractor, as_json)
    if (gold is None) == (same is None):
        fail("name a file of annotated papers, or one of pairs of names with --same")
    if same is not None:
        return _same(same, as_json)
    assert gold is not None
    from kg.evaluate import evaluate_file
    from kg.extract import load

    tool = None if predictions is not None else load(extractor)
    scores = evaluate_file(gold, predictions=predictions, papers=papers, extractor=tool, resamples=resamples)
    if as_json:
        return print_json(scores.to_dict())
    print(render(scores))
    return None


def _probes(path: Path | None, extractor: str, as_json: bool) -> None:
    from kg.cli.evaluating import probes_text
    from kg.evaluate.probes import PACKAGED, probe, read_probes
    from kg.extract import load

    scores = probe(read_probes(path or PACKAGED), load(extractor))
    print_json(scores.to_dict()) if as_json else print(probes_text(scores))


def _same(pairs: Path, as_json: bool) -> None:
    from kg.evaluate.names import evaluate_same
    from kg.terminal import columns

    scores = evaluate_same(pairs)
    if as_json:
        return print_json(scores.to_dict())
    rows = []
    for name in ("precision", "recall"):
        low, high = scores.intervals[name]
        rows.append((name, f"{getattr(scores, name):.3f}", f"{low:.3f}–{high:.3f}"))
    rows.append(("F1", f"{scores.f1:.3f}", ""))
    print(f"{scores.pairs} pairs, {scores.positives} of them the same thing")
    print(columns(rows, head=("measure", "figure", "95 % interval")))
    rules = [(rule, str(right), str(wrong)) for rule, (right, wrong) in scores.rules.items()]
    print("\n" + columns(rules, head=("rule", "right", "wrong")))
    return None


def render(scores: Scores) -> str:
    """The figures for people."""
    from kg.evaluate import Prf
    from kg.terminal import columns

    plain = {name: getattr(scores, name) for name in scores.__slots__}
    rows = []
    for name, value in plain.items():
        if isinstance(value, Prf):
            low, high = scores.intervals.get(f"{name}.f1", (0.0, 0.0))
            rows.append(
                (name, f"{value.p:.3f}", f"{value.r:.3f}", f"{value.f1:.3f}", f"{low:.3f}–{high:.3f}")
            )
        elif isinstance(value, float):
            low, high = scores.intervals.get(name, (0.0, 0.0))
            rows.append((name, "", "", f"{value:.3f}", f"{low:.3f}–{high:.3f}"))
    groups = {"type": scores.by_type, "relation": scores.by_relation, "link": scores.by_predicate}
    for kind, figures in groups.items():
        rows += [(f"{kind} {n}", f"{v.p:.3f}", f"{v.r:.3f}", f"{v.f1:.3f}", "") for n, v in figures.items()]
    head = ("measure", "precision", "recall", "F1 / share", "95 % interval")
    worst = [(paper, f"{f1:.2f}") for paper, f1 in scores.worst]
    return f"{scores.papers} papers, {scores.works} of them work\n{columns(rows, head=head)}\n\n" + columns(
        worst, head=("worst papers", "exact F1")
    )
