"""How fast a served store answers: ``python -m benchmarks.serving --store DIR [--load 60]``.

Starts ``kg serve``, leaves it ``--settle`` seconds (30) to read its snapshot ahead, and prints, as JSON
lines: milliseconds of each saved query over HTTP (median, 95th percentile, largest), with names drawn in
proportion to the papers that name them; of `find` for misspelt names, and for three quarters of such names;
the CPU time of a cold ``kg neighbours`` over that of
``python -c pass``. ``--load SECONDS`` then runs
wrk (Debian) with 64 connections on a mix of those queries that take less than 2 ms, and of those that take
longer, and where `oxigraph` (PyPI) is on the path, on ``oxigraph serve-read-only`` over the same files;
then the short mix once more at each, while another client keeps sending runaways
(`benchmarks.runaways`). ``not_200`` and ``socket_errors`` are wrk's, ``p50`` and ``p99`` milliseconds.
Times are wall times: run it on a quiet machine, or believe ratios only.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import kg
from benchmarks.runaways import runaways
from benchmarks.scale import cpu
from kg.handle import Graph
from kg.index import EntityRow, Index
from kg.query import SavedQuery, bind, list_queries
from kg.query.engine import answer, written
from kg.query.inlining import inline
from kg.store.layout import GRAPH
from kg.vocab import PREFIXES

DRAWS = 20
KINDS = ("task", "method", "dataset", "metric", "concept")
STARTING = 300.0
"""Seconds that a server may take until it listens, from disk; a tenth of it until it has ended."""
SHORT = 2.0
"""Milliseconds up to which a query counts as short."""


def percentiles(taken: list[float]) -> dict[str, float]:
    """Median, 95th percentile and largest, in milliseconds."""
    ordered = sorted(1_000 * seconds for seconds in taken)
    at95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"p50": round(statistics.median(ordered), 1), "p95": round(at95, 1), "max": round(ordered[-1], 1)}


def drawn(index: Index, dice: random.Random) -> list[EntityRow]:
    """Entities in proportion to the papers that name them, as people ask for them."""
    found = (index.entity(slug) for slug in index.most_used(50_000))
    rows = [row for row in found if row is not None]
    return dice.choices(rows, weights=[row.papers for row in rows], k=2_000)


def values(
    query: SavedQuery, pool: list[EntityRow], papers: list[str], dice: random.Random
) -> dict[str, str]:
    """Values for the parameters that are needed."""
    given = {}
    for parameter in query.parameters:
        if parameter.type in (*KINDS, "name", "topic"):
            wanted = parameter.type.capitalize()
            anything = wanted in ("Name", "Topic")
            fitting = [row for row in pool if anything or wanted in [kind for kind, _ in row.types]]
            given[parameter.name] = dice.choice(fitting).label
        elif parameter.type == "paper":
            given[parameter.name] = dice.choice(papers)
        elif parameter.required:
            given[parameter.name] = parameter.example or ""
    return given


@contextmanager
def running(command: list[str], port: int) -> Iterator[str]:
    """A server as a process of its own; ended by its handle."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + STARTING
            while time.monotonic() < deadline and process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(STARTING / 10)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def asked(url: str) -> float | None:
    """Seconds of a request, None where it is refused or not answered."""
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            response.read()
    except OSError:  # an answer that is no 200 among them
        return None
    return time.perf_counter() - began


def saved_queries(url: str, asking: dict[str, list[dict[str, str]]]) -> dict[str, dict[str, float]]:
    """Print and return the times of each query; what is stopped at its limit counts as errors."""
    table = {}
    for name, draws in asking.items():
        asked(f"{url}/api/query/{name}?{urlencode(draws[0])}")  # warm
        taken = [asked(f"{url}/api/query/{name}?{urlencode(given)}") for given in draws]
        fine = [seconds for seconds in taken if seconds is not None]
        table[name] = percentiles(fine) if fine else {}
        print(json.dumps({"query": name, **table[name], "errors": len(taken) - len(fine)}), flush=True)
    return table


def in_process(graph: Graph, query: SavedQuery, draws: list[dict[str, str]]) -> dict[str, float]:
    """Processor times of a query without a server, once what it reads is in memory."""
    taken = []
    for given in draws:
        terms = bind(query, given, graph.snapshot.index).terms
        answer(graph.snapshot.store, query.text, substitutions=terms)
        began = time.process_time()
        answer(graph.snapshot.store, query.text, substitutions=terms)
        taken.append(time.process_time() - began)
    return percentiles(taken)


def misspelt(index: Index, dice: random.Random, part: float = 1.0) -> dict[str, float]:
    """Times of `find` for names, or that part of each that is typed so far, with one character left out."""
    slugs = index.most_used(400_000)
    taken, worked = [], []
    for slug in dice.sample(slugs, min(300, len(slugs))):
        name = index.label("name", slug) or slug
        name = name[: max(4, int(part * len(name)))]
        at = dice.randrange(1, max(len(name), 2))
        began, work = time.perf_counter(), time.process_time()
        index.find(name[:at] + name[at + 1 :])
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - work)
    return {"names": len(slugs), **percentiles(taken), "cpu_p95": percentiles(worked)["p95"]}


def wrk(url: str, texts: list[str], seconds: int, path: str = "/sparql") -> dict[str, object]:
    """Requests a second, and answers that are no 200, of 64 connections on the queries in turn.

    Where wrk gives up, what it said.
    """
    paths = ",".join(json.dumps(f"{path}?query={quote(text)}") for text in texts)
    script = f"local p={{{paths}}} local i=0\nrequest=function() i=i%#p+1 return wrk.format('GET',p[i]) end\n"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = [
            "wrk",
            "-t1",
            "-c64",
            f"-d{seconds}s",
            "--latency",
            "--timeout",
            "30s",
            "-s",
            file.name,
            url,
        ]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=seconds + STARTING)
        except subprocess.TimeoutExpired:
            return {"failed": f"wrk was not done {STARTING:.0f} seconds after its time"}
    if ran.returncode:
        return {"failed": (ran.stderr or ran.stdout).strip()[-200:]}
    out = ran.stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    socket_errors = re.search(r"Socket errors: (.*)", out)
    return {
        "requests_s": float(rate[1]) if rate else 0.0,
        "not_200": int(bad[1]) if bad else 0,
        "socket_errors": sum(map(int, re.findall(r"\d+", socket_errors[1]))) if socket_errors else 0,
        **{f"p{part}": milliseconds(out, part) for part in (50, 99)},
    }


def self_contained(query: SavedQuery, given: dict[str, str], index: Index) -> str:
    """The text of a query with its values in it, for any endpoint."""
    terms = {name: written(term) for name, term in bind(query, given, index).terms.items()}
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#"))
    used = (f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" in body)
    return " ".join(used) + inline(body, terms)


def milliseconds(out: str, part: int) -> float:
    """The latency within which ``part`` of a hundred answers came, as wrk printed it."""
    found = re.search(rf"{part}%\s+([\d.]+)(us|ms|s|m)\b", out)
    scale = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}
    return round(float(found[1]) * scale[found[2]], 2) if found else 0.0


@contextmanager
def peer(location: Path) -> Iterator[str | None]:
    """The address of ``oxigraph serve-read-only`` over the same files; None where it is not installed."""
    oxigraph = shutil.which("oxigraph")
    if oxigraph is None:
        yield None
        return
    port = free_port()
    command = [oxigraph, "serve-read-only", "--location", str(location), "--union-default-graph"]
    # no --timeout-s: it keeps a thread for each request of the last seconds, and ends at some 20,000 of them
    with running([*command, "--bind", f"127.0.0.1:{port}"], port) as url:
        yield url


def beside_runaways(url: str, texts: list[str], seconds: int, path: str) -> dict[str, object]:
    """The throughput of a mix while another client keeps asking what can not be finished."""
    with runaways(url + path) as seen:
        found = wrk(url, texts, seconds, path)
    return {**found, "runaways": dict(seen)}


def load(ours: str, mixes: dict[str, list[str]], location: Path, seconds: int) -> None:
    """Print the throughput of each mix, here and at the peer where it is installed."""
    for mix, beside in (("short", ""), ("longer", ""), ("short", "runaways")):
        measure = beside_runaways if beside else wrk
        texts = mixes[mix]
        row: dict[str, object] = {"mix": mix, "beside": beside, "queries": len(texts)}
        if not texts:
            print(json.dumps({**row, "failed": "no query is of this mix here"}), flush=True)
            continue
        row["kg"] = measure(ours, texts, seconds, "/sparql")
        with peer(location) as theirs:
            if theirs is not None:
                row["oxigraph"] = measure(theirs, texts, seconds, "/query")
        print(json.dumps(row), flush=True)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--store", type=Path, required=True)
    arguments.add_argument("--queries", nargs="*")
    arguments.add_argument("--load", type=int, default=0)
    arguments.add_argument("--settle", type=float, default=30.0, help="seconds from start to first question")
    arguments.add_argument("--here", action="store_true", help="processor times without a server, no more")
    given = arguments.parse_args()
    dice, port = random.Random(7), free_port()
    with kg.open(given.store) as graph:
        index = graph.snapshot.index
        pool, papers = drawn(index, dice), [row.id for row in index.papers()[:1_000]]
        chosen = [q for q in list_queries() if not given.queries or q.name in given.queries]
        asking = {q.name: [values(q, pool, papers, dice) for _ in range(DRAWS)] for q in chosen}
        print(json.dumps({"find": misspelt(index, dice)}), flush=True)
        print(json.dumps({"find, while typing": misspelt(index, random.Random(8), 0.75)}), flush=True)
        for query in chosen if given.here else ():
            row = in_process(graph, query, asking[query.name])
            print(json.dumps({"query": query.name, **row}), flush=True)
        if given.here:
            return
        command = [sys.executable, "-m", "kg", "serve", "--store", str(given.store), "--port", str(port)]
        with running(command, port) as url:
            time.sleep(given.settle)
            table = saved_queries(url, asking)
            if given.load:
                mixes: dict[str, list[str]] = {"short": [], "longer": []}
                for query in chosen:
                    if table[query.name]:
                        kind = "short" if table[query.name]["p50"] < SHORT else "longer"
                        mixes[kind] += [self_contained(query, v, index) for v in asking[query.name][:5]]
                load(url, mixes, graph.snapshot.path / GRAPH, given.load)
        name = pool[0].label
    look_up = [sys.executable, "-m", "kg", "neighbours", name, "--store", str(given.store)]
    bare, cold = cpu([sys.executable, "-c", "pass"]), cpu(look_up)
    print(json.dumps({"cold neighbours, CPU over python -c pass": round(cold / bare, 2)}))


if __name__ == "__main__":
    main()
