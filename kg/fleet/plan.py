"""The stages from files to sorted N-Quads, and what each reads of which."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg.build.crew import Crew
from kg.build.vocabulary import for_workers
from kg.durable import write_atomically
from kg.errors import ForeignPath, InputError, StoreBusy
from kg.extract import Extractor, link_threshold
from kg.extract.vocabulary import Wanted
from kg.fleet.driver import LEAST, Progress, run_all
from kg.fleet.engines import Engine
from kg.fleet.given import STAGE, texts, vocabulary_of
from kg.fleet.shards import require_pyarrow
from kg.fleet.tasks import Context, Task, signature
from kg.fleet.writing import QUADS
from kg.sources.stream import expand

MARKER = "papertriples-shards.json"
WORK, OUT, LOCK = "work", "quads", "lock"
SHARDS = 64


@dataclass(slots=True)
class Done:
    """What came of it."""

    records: int = 0
    papers: int = 0
    quads: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that is done."""

    folders: tuple[Path, ...]
    content: str
    """A digest of all that its tasks wrote."""
    told: tuple[dict[str, Any], ...]


def extract_far(
    inputs: Sequence[str | Path],
    out: Path,
    engine: Engine,
    *,
    extractor: str | Extractor = "spacy",
    shards: int = SHARDS,
    format: str | None = None,  # noqa: A002 - the word of the command line
    listing_year: int | None = None,
    decisions: Path | None = None,
    vocabulary: Path | None = None,
    late: float = LEAST,
    on_progress: Progress | None = None,
) -> Done:
    """Read, resolve and write the papers of ``inputs`` on ``engine``; sorted lines in ``out/quads``.

    One after the other, its files are what `kg export` writes of a store that `kg.build.build` made of the
    same inputs. ``out`` must be seen by all workers under the same name. Called again it goes on where it
    was, and does again only what follows from something that changed. ``decisions`` is a store or a backup
    whose decisions and vocabulary are obeyed, or a ledger alone; ``vocabulary`` a file of names that counts
    instead. ``late``: seconds before a task may be run twice.

    Raises `kg.errors.InputError`, `kg.errors.ExtractionError` and `kg.errors.StoreError`.
    """
    require_pyarrow()
    given = texts(decisions, vocabulary)
    found, missing = expand(inputs)
    if missing:
        raise missing[0]
    files = sorted(source.path.absolute() for source in found if source.path is not None)
    if len(files) < len(found):
        raise InputError("workers can not read standard input; name a file")
    words, problems = vocabulary_of(given, vocabulary)
    wanted = for_workers(extractor, words)
    with _owned(out):
        context = Context(shards, wanted, (_described(wanted),), format, listing_year)
        done = _Plan(out, engine, context, on_progress or (lambda *_: None), late).run(files, given)
    done.problems[:0] = problems
    return done


class _Plan:
    """One run."""

    def __init__(self, out: Path, engine: Engine, context: Context, progress: Progress, late: float) -> None:
        self._out = out
        self._engine = engine
        self._context = context
        self._progress = progress
        self._late = late

    def run(self, files: Sequence[Path], given_: Mapping[str, str]) -> Done:
        """All stages."""
        given = self._stage(STAGE, "given:give", {}, [json.dumps(given_, sort_keys=True)])
        extras = [json.dumps([str(file), _digest(file)]) for file in files]
        read = self._stage("read", "steps_papers:read", {}, [str(file) for file in files], extras)
        keep = self._stage("keep", "steps_papers:keep", {"read": read})
        label = self._stage(
            "label", "steps_papers:label", {"keep": keep, "nodes": self._groups("same-paper", keep)}
        )
        papers = self._stage("papers", "steps_papers:papers", {"label": label, STAGE: given})
        extract = self._stage("extract", "steps_extract:extract", {"papers": papers})
        coin = self._stage("coin", "steps_names:coin", {"extract": extract})
        sense = self._stage("sense", "steps_names:sense", {"coin": coin})
        tell = self._stage("tell", "steps_names:tell", {"extract": extract, "sense": sense, STAGE: given})
        pair, rule, announce = self._resolve(tell, given)
        ruled = {STAGE: given, "rule": rule}
        told = {"extract": extract, "sense": sense, "announce": announce}
        state = self._stage("state", "steps_quads:papers", told | ruled)
        inputs = {"announce": announce, "papers": state}
        entities = self._stage("entities", "steps_quads:entities", inputs | ruled)
        links = self._stage("links", "steps_quads:links", {"papers": state})
        others = self._stage("others", "steps_quads:others", {"pair": pair, "tell": tell, "rule": rule})
        number = sum(told["papers"] for told in extract.told)
        pairs = self._stage("pairs", "steps_lists:pairs", {"papers": state})
        lists = {"papers": state, "entities": entities, "links": links, "pairs": pairs}
        small = self._stage("small", "steps_quads:small", {**lists, **ruled, "kept": papers}, [str(number)])
        broader = self._broader(entities, announce, links)
        around = self._stage("around", "steps_company:around", {"papers": state, "entities": entities})
        company = self._stage("company", "steps_company:company", {"around": around, "links": links})
        lines = {"1": state, "2": entities, "3": links, "4": others, "5": small, "6": broader, "7": company}
        merged = self._stage(
            "merged", "steps_quads:merge", lines, _bounds(lines.values(), self._context.shards)
        )
        done = Done(
            records=sum(told["records"] for told in read.told),
            papers=number,
            quads=sum(told["quads"] for told in merged.told),
            problems=[text for stage in (read, extract) for told in stage.told for text in told["problems"]],
        )
        done.files = self._give(merged)
        found = {
            "shards": self._context.shards,
            "extractor": self._context.limits[0],
            "content": hashlib.sha256(f"{extract.content} {given.content}".encode()).hexdigest(),
        }
        write_atomically(self._out / MARKER, json.dumps(found))
        return done

    def _resolve(self, tell: Stage, given: Stage) -> tuple[Stage, Stage, Stage]:
        """Comparisons, what people made of names, and what each name stands for."""
        profile = self._stage("profile", "steps_names:profile", {"tell": tell})
        explain = self._stage("explain", "steps_names:explain", {"tell": tell, "profile": profile})
        inputs = {"profile": profile, "explain": explain, STAGE: given}
        block = self._stage("block", "steps_names:block", inputs)
        compare = self._stage("compare", "steps_names:compare", {"block": block, STAGE: given})
        pair = self._stage("pair", "steps_names:pair", {"compare": compare, "block": block})
        nodes = self._groups("same-name", self._stage("connect", "steps_names:connect", {"pair": pair}))
        inputs = {"nodes": nodes, "profile": profile, "pair": pair, STAGE: given}
        gather = self._stage("gather", "steps_names:gather", inputs)
        settle = self._stage("settle", "steps_names:settle", {"gather": gather, STAGE: given})
        inputs = {"gather": gather, "settle": settle, STAGE: given}
        rule = self._stage("rule", "steps_ruled:rule", inputs, [""])
        inputs = {"settle": settle, "rule": rule, "tell": tell, "profile": profile}
        return pair, rule, self._stage("announce", "steps_names:announce", inputs)

    def _broader(self, entities: Stage, announce: Stage, links: Stage) -> Stage:
        """What is broader than each entity."""
        heads = self._stage("heads", "steps_lists:heads", {"entities": entities, "announce": announce})
        named = self._stage("named", "steps_lists:named", {"entities": entities, "heads": heads})
        inputs = {"entities": entities, "named": named, "links": links}
        return self._stage("broader", "steps_lists:broader", inputs)

    def _groups(self, name: str, nodes: Stage) -> Stage:
        """Nodes with the least label of all that they are connected with."""
        for number in range(1, 1_000):
            spread = self._stage(f"{name}-{number}a", "steps_groups:spread", {"nodes": nodes})
            nodes = self._stage(
                f"{name}-{number}b", "steps_groups:settle", {"nodes": nodes, "spread": spread}
            )
            if not any(told["changed"] for told in nodes.told):
                break
        return nodes

    def _stage(
        self,
        name: str,
        step: str,
        inputs: Mapping[str, Stage],
        extras: Sequence[str] | None = None,
        known: Sequence[str] | None = None,
    ) -> Stage:
        """One task a shard, or one for each of ``extras``, whose result depends on ``known`` instead."""
        given = list(extras) if extras is not None else [""] * self._context.shards
        folders = tuple((alias, done.folders) for alias, done in sorted(inputs.items()))
        depends = [(alias, done.content) for alias, done in sorted(inputs.items())]
        shared = replace(self._context, extractor=None)
        tasks = [
            Task(
                step,
                name,
                number,
                self._out / WORK,
                folders,
                self._context,
                signature(step, number, (known or given)[number], repr(shared), depends),
                extra,
            )
            for number, extra in enumerate(given)
        ]
        self._tidy(self._out / WORK / name, len(tasks))
        markers = run_all(self._engine, tasks, self._progress, least=self._late) if tasks else []
        content = hashlib.sha256("".join(marker["content"] for marker in markers).encode()).hexdigest()
        return Stage(tuple(task.folder for task in tasks), content, tuple(m["told"] for m in markers))

    def _tidy(self, stage: Path, tasks: int) -> None:
        """Remove what killed tasks of an earlier run left, and tasks that there are no more."""
        for folder in stage.iterdir() if stage.is_dir() else ():
            if folder.name.startswith(".") or int(folder.name) >= tasks:
                shutil.rmtree(folder, ignore_errors=True)

    def _give(self, merged: Stage) -> int:
        """Hard links of the lines under their last names; how many."""
        part, out = self._out / f".{OUT}", self._out / OUT
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        for number, folder in enumerate(merged.folders):
            os.link(folder / QUADS, part / f"part-{number:05d}.nq")
        shutil.rmtree(out, ignore_errors=True)
        part.rename(out)
        return len(merged.folders)


def _described(extractor: str | Extractor | Wanted) -> tuple[str, str, float, float]:
    """Name, version and thresholds of an extractor; one that is named is loaded in a process of its own."""
    if isinstance(extractor, Wanted) and not isinstance(extractor.extractor, str):
        extractor = extractor.load()
    if not isinstance(extractor, str | Wanted):
        return extractor.name, extractor.version, extractor.threshold, link_threshold(extractor)
    with Crew(extractor, 1) as crew:
        found = crew.described
        return found.name, found.version, found.threshold, found.link_threshold


def _bounds(stages: Sequence[Stage] | Any, parts: int) -> list[str]:
    """Lines at which all lines are cut into about as many parts, as pairs of bounds."""
    sample = sorted({line for stage in stages for told in stage.told for line in told["sample"]})
    cuts = ["", *sorted({sample[len(sample) * n // parts] for n in range(1, parts)} if sample else ())]
    return [json.dumps([low, high]) for low, high in zip(cuts, [*cuts[1:], None], strict=True)]


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _owned(out: Path) -> Iterator[None]:
    """The folder is ours, or made, and nobody else's plan writes there."""
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARKER).is_file())):
        raise ForeignPath(f"{out} holds files that no extraction wrote; name another folder")
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).touch()
    descriptor = os.open(out / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StoreBusy(f"another process works in {out}; wait for it to end, or stop it") from None
    finally:
        os.close(descriptor)
