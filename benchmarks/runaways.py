"""A client that keeps asking what no server can finish, beside the load that is measured."""

from __future__ import annotations

import itertools
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

CLIENTS = 4
"""Connections of that client."""
GIVES_UP = 12.0
"""Seconds after which it leaves and asks anew."""
_TEXTS = (
    "SELECT (COUNT(*) AS ?n{0}) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}",
    "SELECT (COUNT(*) AS ?n{0}) {{ ?a a ?x . ?b a ?y . ?c a ?z . ?d a ?w }}",  # looks short, and is not
    "SELECT (COUNT(*) AS ?n{0}) {{ ?a (<urn:{0}>|!<urn:b>)* ?b . ?c (<urn:{0}>|!<urn:b>)* ?d }}",
    "SELECT ?a {{ ?a ?b ?c . ?d ?e ?f }} ORDER BY ?c ?f ?d{0} LIMIT 10",
)


@contextmanager
def runaways(url: str) -> Iterator[Counter[str]]:
    """Ask at the endpoint ``url`` until the block is left; what came back is counted by status."""
    stop, seen, numbers = threading.Event(), Counter[str](), itertools.count()
    threads = [threading.Thread(target=_keep_asking, args=(url, stop, seen, numbers)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(1)  # they are at work when the block begins
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _keep_asking(url: str, stop: threading.Event, seen: Counter[str], numbers: Iterator[int]) -> None:
    """No two texts are the same, so that nobody can know one again."""
    while not stop.is_set():
        number = next(numbers)
        text = _TEXTS[number % len(_TEXTS)].format(number)
        try:
            with urllib.request.urlopen(f"{url}?query={quote(text)}", timeout=GIVES_UP) as response:
                seen[str(response.status)] += 1
        except urllib.error.HTTPError as error:
            seen[str(error.code)] += 1
            stop.wait(0.5 if error.code == 503 else 0)  # as Retry-After asks, but less patiently
        except OSError:
            seen["left"] += 1
