"""Pages as HTML: templates that escape, and assets that the browser checks by their digests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg import __version__, vocab
from kg.page import digest, environment

ROOT = Path(__file__).parent
TEMPLATES, ASSETS = ROOT / "templates", ROOT / "assets"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
"""What a page may do: run and load what this server sent, and nothing else."""
_MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages load; its address changes with its content."""

    url: str
    body: bytes
    media: str
    integrity: str


@cache
def assets() -> dict[str, Asset]:
    """All assets by file name."""
    found = {}
    for path in sorted(ASSETS.iterdir()):
        body = path.read_bytes()
        url = f"/assets/{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
        found[path.name] = Asset(url, body, _MEDIA[path.suffix], digest(body))
    return found


@cache
def seal() -> str:
    """Changes when anything does that pages are made with."""
    sealed = hashlib.sha256(__version__.encode())
    for path in sorted([*TEMPLATES.iterdir(), *ASSETS.iterdir(), *ROOT.glob("*.py")]):
        sealed.update(path.read_bytes())
    return sealed.hexdigest()[:10]


def render(template: str, **values: Any) -> str:
    """A page; every text in ``values`` is escaped, and what acts without being seen is shown as U+FFFD."""
    page: str = _environment().get_template(template).render(**values)
    return page


@cache
def _environment() -> Any:
    made = environment(TEMPLATES)
    made.filters["number"] = lambda number: f"{number:,}"
    made.filters["sure"] = lambda number: f"{number:.2f}"
    made.filters["curie"] = vocab.curie
    made.filters["href"] = href
    made.globals.update(assets=assets(), base=vocab.BASE, version=__version__)
    return made


def href(iri: str) -> str:
    """Where a link to an IRI leads: our own ones to this server, unsafe ones nowhere."""
    if iri.startswith(vocab.BASE):
        return f"/{iri.removeprefix(vocab.BASE)}"
    return iri if vocab.is_safe_iri(iri) else "#"
