"""``kg evaluate``: the extractor's figures against annotations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.common import JsonOption, fail, print_json, say

if TYPE_CHECKING:
    from kg.evaluate.names import PairScores


def command(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Annotated papers (or probes), one JSON object a line; several files are scored as one.",
            show_default=False,
        ),
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
    links_to_background: Annotated[
        Path | None,
        typer.Option(help="Score instead which of these names are rightly linked to the background."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure an extractor: precision, recall and F1 of entities, relations and links, with intervals.

    Where claims carry a confidence, how far it can be believed, too.

    With --same it measures the resolution of names instead, over annotated pairs; with
    --links-to-background which names are rightly linked to concepts of the background; with --probes
    whether mini papers that are easily misread are read right.

    Examples: kg evaluate gold.jsonl · kg evaluate gold.jsonl --papers papers.jsonl --json ·
    kg evaluate gold.jsonl --predictions found.jsonl · kg evaluate --same pairs.jsonl --json ·
    kg evaluate --links-to-background links.jsonl --json · kg evaluate --probes ·
    kg evaluate --probes mine.jsonl --extractor other
    """
    _check_one(gold or [], same, links_to_background, probes)
    if not gold or probes:
        _refuse(papers, predictions)
    if probes:
        return _probes(gold[0] if gold else None, extractor, as_json)
    if same is not None:
        return _same(same, as_json)
    if links_to_background is not None:
        return _background(links_to_background, as_json)
    return _annotated(
        gold or [], extractor, as_json, predictions=predictions, papers=papers, resamples=resamples
    )


def _check_one(gold: list[Path], same: Path | None, background: Path | None, probes: bool) -> None:
    """Fail where more or less than one measurement is asked for."""
    if probes:
        if same is not None or background is not None:
            other = "--same" if same is not None else "--links-to-background"
            fail(f"--probes and {other} are two measurements; ask for one")
        if len(gold) > 1:
            fail("--probes takes one file")
    elif bool(gold) + (same is not None) + (background is not None) != 1:
        fail("name a file of annotated papers, or give --same, --links-to-background or --probes")


def _refuse(papers: Path | None, predictions: Path | None) -> None:
    """Fail on what only annotated papers are scored with."""
    for name, told in (("--papers", papers), ("--predictions", predictions)):
        if told is not None:
            fail(f"{name} is for files of annotated papers")


def _annotated(gold: list[Path], extractor: str, as_json: bool, **options: Any) -> None:
    from kg.cli.evaluating import scores_text
    from kg.evaluate import evaluate_file
    from kg.extract import load

    tool = None if options["predictions"] is not None else load(extractor)
    scores = evaluate_file(
        gold, extractor=tool, on_problem=lambda told: say(f"kg: warning: {told}"), **options
    )
    print_json(scores.to_dict()) if as_json else print(scores_text(scores))


def _probes(path: Path | None, extractor: str, as_json: bool) -> None:
    from kg.cli.evaluating import probes_text
    from kg.evaluate.probes import PACKAGED, probe, read_probes
    from kg.extract import load

    scores = probe(read_probes(path or PACKAGED), load(extractor))
    print_json(scores.to_dict()) if as_json else print(probes_text(scores))


def _same(pairs: Path, as_json: bool) -> None:
    from kg.evaluate.names import evaluate_same

    _print_pairs(evaluate_same(pairs), "the same thing", as_json)


def _background(pairs: Path, as_json: bool) -> None:
    from kg.evaluate.background import evaluate_background

    _print_pairs(evaluate_background(pairs), "exact or close", as_json)


def _print_pairs(scores: PairScores, positive: str, as_json: bool) -> None:
    from kg.terminal import columns

    if as_json:
        return print_json(scores.to_dict())
    rows = []
    for name in ("precision", "recall"):
        low, high = scores.intervals[name]
        rows.append((name, f"{getattr(scores, name):.3f}", f"{low:.3f}–{high:.3f}"))
    rows.append(("F1", f"{scores.f1:.3f}", ""))
    print(f"{scores.pairs} pairs, {scores.positives} of them {positive}")
    print(columns(rows, head=("measure", "figure", "95 % interval")))
    rules = [(rule, str(right), str(wrong)) for rule, (right, wrong) in scores.rules.items()]
    print("\n" + columns(rules, head=("rule", "right", "wrong")))
    return None
