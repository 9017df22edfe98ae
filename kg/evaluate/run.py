"""Gold files and predictions read from disk, and the default extractor run over a gold file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.errors import InputError, MalformedRecord, Place
from kg.evaluate.lines import check_gold, check_prediction, check_text
from kg.evaluate.matching import Json, norm
from kg.evaluate.scores import RESAMPLES, Scores, evaluate
from kg.extract import Extractor, link_threshold, load
from kg.model import STORED_FROM, Entity, Extraction, Link, Paper
from kg.text import clean


def evaluate_file(
    gold: Path | Sequence[Path],
    *,
    predictions: Path | None = None,
    papers: Path | None = None,
    extractor: Extractor | None = None,
    resamples: int = RESAMPLES,
    on_problem: Callable[[str], None] | None = None,
) -> Scores:
    """Score ``predictions`` (JSON lines in the gold's shape), or what an extractor finds, against ``gold``.

    Several files of gold are scored as one.
    An id may stand in several files, but not with ``papers``.
    Without ``predictions`` the extractor (the built-in one by default) reads title and abstract of the gold's
    lines, or of the lines of ``papers`` with the same ``id``; its claims from its threshold on count.
    ``on_problem`` is told where abstracts are missing.
    """
    files = [gold] if isinstance(gold, Path) else gold
    wanted = [
        line for file in files for line in read_lines(file, required=("id", "entities"), check=check_gold)
    ]
    if predictions is not None:
        return evaluate(wanted, _answers(wanted, predictions), resamples=resamples)
    texts = wanted if papers is None else _texts_of(wanted, papers)
    missing = [str(line["id"]) for line, text in zip(wanted, texts, strict=True) if not text.get("title")]
    if missing:
        raise InputError(
            f"no title is known of {missing[0]!r}; name a file with title and abstract (--papers)"
        )
    bare = sum(not text.get("abstract") for text in texts)
    if bare and on_problem is not None:
        on_problem(
            f"{bare:,} of {len(texts):,} lines have no abstract and are scored by title alone (--papers)"
        )
    found = predict(texts, extractor or load())
    titled = [{**line, "title": text["title"]} for line, text in zip(wanted, texts, strict=True)]
    return evaluate(titled, found, resamples=resamples)


def _answers(wanted: Sequence[Json], predictions: Path) -> list[dict[str, Any]]:
    """The lines of ``predictions``; raises `InputError` where none is of a paper of the gold."""
    found = read_lines(predictions, required=("entities",), check=check_prediction)
    idents = {str(line["id"]) for line in wanted} & {str(line["id"]) for line in found if line.get("id")}
    titles = {norm(line.get("title") or "") for line in wanted} - {""}
    if not idents and not titles & {norm(line.get("title") or "") for line in found}:
        raise InputError("holds no paper of the gold, by id or title", place=Place(predictions.name))
    return found


def _texts_of(wanted: Sequence[Json], papers: Path) -> list[Json]:
    """The line of ``papers`` for each line of gold, empty where there is none."""
    texts = read_lines(papers, required=("id", "title"), check=check_text)
    for lines, where in ((wanted, "the gold"), (texts, papers.name)):
        (ident, times), *_ = Counter(str(line["id"]) for line in lines).most_common(1)
        if times > 1:
            raise InputError(f"{where} has {ident!r} {times} times; with --papers an id is one paper's")
    known = {str(line["id"]): line for line in texts}
    return [known.get(str(line["id"]), {}) for line in wanted]


def predict(lines: Sequence[Json], extractor: Extractor) -> Iterator[dict[str, Any]]:
    """What the extractor finds in lines with id, title and abstract, in the shape of the gold.

    ``stored`` has all claims, those below the threshold as well.
    """
    papers = [as_paper(line) for line in lines]
    for line, extraction in zip(lines, extractor.extract(papers), strict=True):
        yield {
            "id": str(line["id"]),
            "title": line["title"],
            **confident_claims(extraction, extractor),
            "stored": claims(extraction, STORED_FROM),
        }


def as_paper(line: Json) -> Paper:
    """A paper from a line with id, title and abstract, cleaned as the readers clean."""
    return Paper(id=str(line["id"]), title=clean(line["title"]), abstract=clean(line.get("abstract") or ""))


def confident_claims(extraction: Extraction, extractor: Extractor) -> dict[str, list[dict[str, Any]]]:
    """What the extractor is sure enough of, by its own thresholds, in the shape of the gold."""
    return claims(extraction, extractor.threshold, links_from=link_threshold(extractor))


def claims(
    extraction: Extraction, threshold: float, *, links_from: float | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Entities from ``threshold`` on and links from ``links_from`` (by default the same) on."""
    least = threshold if links_from is None else links_from
    entities = [_entity(entity) for entity in extraction.entities if entity.confidence >= threshold]
    names = {entity["name"] for entity in entities}
    links = [
        _link(link)
        for link in extraction.links
        if link.confidence >= least and {link.subject, link.object} <= names
    ]
    return {"entities": entities, "links": links}


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "name": entity.name,
        "aliases": list(entity.aliases),
        "type": entity.type,
        "relation": entity.relation,
        "core": entity.core,
        "context": entity.context,
        "confidence": entity.confidence,
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "subject": link.subject,
        "predicate": link.predicate,
        "object": link.object,
        "confidence": link.confidence,
    }


def read_lines(
    path: Path, *, required: Iterable[str], check: Callable[[Json], object] | None = None
) -> list[dict[str, Any]]:
    """JSON lines that have the ``required`` keys; raises `InputError` with file and line otherwise.

    So it does where ``check`` raises `ValueError` for a line.
    """
    out = []
    for place, row in placed_lines(path, required=required):
        try:
            if check is not None:
                check(row)
        except ValueError as error:
            raise MalformedRecord(str(error), place=place) from error
        out.append(row)
    return out


def placed_lines(path: Path, *, required: Iterable[str]) -> list[tuple[Place, dict[str, Any]]]:
    """JSON lines that have the ``required`` keys, each with its place; raises `InputError` otherwise."""
    out = []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        told = getattr(error, "strerror", None) or error  # without the name, which stands before it
        raise InputError(f"can not be read: {told}", place=Place(path.name)) from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            place = Place(path.name, line=number)
            out.append((place, _line(line, place, required)))
    if not out:
        raise InputError("holds no line of JSON", place=Place(path.name))
    return out


def _line(line: str, place: Place, required: Iterable[str]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise MalformedRecord(f"no JSON: {error}", place=place) from error
    lacking = [key for key in required if not isinstance(row, dict) or key not in row]
    if lacking:
        raise MalformedRecord(f"has no {lacking[0]!r}", place=place)
    return dict(row)
