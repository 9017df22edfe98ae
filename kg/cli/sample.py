"""``kg sample``: how much of one's own graph is right."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.asking import Lines
from kg.cli.common import JsonOption, StoreOption, print_json, say, store_of, width
from kg.cli.options import RelationsOption

if TYPE_CHECKING:
    from kg.sampling import Answers, Drawn, Estimate, Sample

_KEYS = {
    "right": ("r", "right", "y", "yes"),
    "wrong": ("w", "wrong", "n", "no"),
    "unsure": ("u", "unsure", "?"),
    "stop": ("s", "stop", "q", "quit"),
}
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def command(
    number: Annotated[int, typer.Argument(min=1, max=100_000, help="Claims to draw.")] = 50,
    store: StoreOption = None,
    seed: Annotated[int, typer.Option(help="Another seed draws other claims.")] = 0,
    min_confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Leave out claims below [default: from where plain triples begin]."),
    ] = None,
    relation: RelationsOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Keep the answers here as gold lines, and go on from them.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Draw claims of the store, ask whether each is right, and print the precision with its interval.

    The questions go to standard error, so that standard output holds the result alone. Answers are r(ight),
    w(rong), u(nsure) and s(top), one a line; they may come from a pipe.

    Examples: kg sample 50 --out mine.jsonl · kg sample 100 --relation uses --min-confidence 0.7 --seed 3 ·
    kg sample 20 --json < answers.txt
    """
    from kg.sampling import Answers, draw, estimate
    from kg.store.snapshot import Snapshot

    answers = Answers(out)
    with Snapshot.open(store_of(store)) as snapshot:
        sample = draw(
            snapshot, number, seed=seed, min_confidence=min_confidence, relations=tuple(relation or ())
        )
    _ask(sample, answers)
    found = estimate(sample, answers.given)
    if as_json:
        return print_json({**found.to_dict(), "claims_drawn": [_plain(d, answers) for d in sample.drawn]})
    print(render(found))
    return None


def _ask(sample: Sample, answers: Answers) -> None:
    waiting = [drawn for drawn in sample.drawn if drawn.id not in answers.given]
    if len(waiting) < len(sample.drawn):
        say(f"{len(sample.drawn) - len(waiting)} of {len(sample.drawn)} were answered before")
    lines = Lines()
    for place, drawn in enumerate(waiting, len(sample.drawn) - len(waiting) + 1):
        _show(drawn, f"{place}/{len(sample.drawn)}")
        answer = _answer(lines)
        if answer is None:
            break
        answers.put(drawn, answer)  # type: ignore[arg-type]
    if lines.gave_up:
        say("kg: no answer came; stopped")


def _answer(lines: Lines) -> str | None:
    while True:
        print("  right, wrong, unsure or stop? [r/w/u/s] ", end="", file=sys.stderr, flush=True)
        try:
            line = lines.next()
        except KeyboardInterrupt:
            line = None
        if line is None:
            say("")
            return None
        found = next((name for name, keys in _KEYS.items() if line.strip().lower() in keys), None)
        if found is not None:
            return None if found == "stop" else found
        say("  (answer r, w, u or s)")


def _show(drawn: Drawn, place: str) -> None:
    from kg.sampling.words import CLOSE, OPEN, claim_in_words, marked_sentence
    from kg.terminal import one_line

    sentence = one_line(marked_sentence(drawn))
    told = one_line(claim_in_words(drawn))
    if sys.stderr.isatty():
        sentence = sentence.replace(OPEN, _BOLD + OPEN).replace(CLOSE, CLOSE + _PLAIN)
        told = f"{_BOLD}{told}{_PLAIN}"
    title = one_line(f"{drawn.paper.id}  {drawn.paper.title}", width())
    print(f"\n{place}  {title}\n  “{sentence}”\n  {told}", file=sys.stderr)


def _plain(drawn: Drawn, answers: Answers) -> dict[str, object]:
    from kg.model import Link
    from kg.sampling.words import claim_in_words

    claim, (start, end) = drawn.claim, drawn.sentence
    link = isinstance(claim, Link)
    return {
        "claim": drawn.id,
        "paper": drawn.paper.id,
        "subject": claim.subject if isinstance(claim, Link) else drawn.paper.id,
        "predicate": claim.predicate if isinstance(claim, Link) else claim.relation,
        "object": claim.object if isinstance(claim, Link) else claim.name,
        "kind": "link" if link else "entity",
        "confidence": claim.confidence,
        "extractor": drawn.extractor,
        "words": claim_in_words(drawn),
        "sentence": drawn.paper.text[start:end],
        "answer": answers.given.get(drawn.id),
    }


def render(found: Estimate) -> str:
    """The result for people."""
    from kg.terminal import columns

    def figure(value: float | None) -> str:
        return "–" if value is None else f"{value:.3f}"

    if found.precision is None:
        first = f"no claim was judged; {found.claims:,} could be"
    else:
        low, high = found.interval
        first = (
            f"precision {found.precision:.3f} ({low:.3f}–{high:.3f}) over {found.claims:,} claims; "
            f"their confidence promises {figure(found.confidence)}"
        )
    rows = [
        (
            b.band,
            f"{b.claims:,}",
            str(b.right),
            str(b.wrong),
            str(b.unsure),
            figure(b.precision),
            figure(b.confidence),
        )
        for b in found.bands
    ]
    head = ("confidence", "claims", "right", "wrong", "unsure", "precision", "promised")
    lines = [first, "", columns(rows, head=head)]
    if 0 < found.covered < 1:
        lines += [
            "",
            f"bands without an answer are left out: the figure speaks of {found.covered:.0%} of the claims",
        ]
    return "\n".join(lines)
