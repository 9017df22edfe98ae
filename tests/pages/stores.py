"""A store whose every text is nasty: titles, names, authors, venues, categories."""

from __future__ import annotations

from pathlib import Path

from kg.build.derived import derive_all, publish, remember_threshold
from kg.model import Author, Entity, Extraction, Link, Mention, Paper
from kg.store.state import PaperRow
from kg.store.writer import Writer
from tests.views.samples import CANARY

NAMES = (
    f"<img src=x onerror={CANARY}>",
    f"</script><script>{CANARY}</script>",
    f'"><svg onload={CANARY}>',
    f"javascript:{CANARY}",
    f"{{{{ {CANARY} }}}} {{% raw %}}",
    "safe \u202egnp.exe\u202c after \u2066isolated\u2069",
    "עברית and العربية",
    "漢字 \U0001f600 naïve",
    "W" * 300,
)


def nasty_paper(number: int) -> tuple[Paper, Extraction]:
    """A paper that proposes one nasty name and uses it for the next one."""
    names = NAMES[number], NAMES[(number + 1) % len(NAMES)]
    title = f"On {names[0]} {number}"
    paper = Paper(
        f"2401.{number:05d}",
        title,
        f"We propose {names[0]} for {names[1]}.",
        authors=(Author(names[0]),),
        date="2024-01-01",
        arxiv=f"2401.{number:05d}",
        urls=("https://example.org/a?b=%22%3E%3Cscript%3E",),
        categories=(names[0],),
        venue=names[0],
        organisation=names[0],
    )
    entities = tuple(_entity(paper, name, n) for n, name in enumerate(names))
    start = len(title) + 1
    links = (Link(names[0], "usedFor", names[1], 0.9, start, len(paper.text)),)
    return paper, Extraction(paper.id, "nasty", "1", entities, links)


def _entity(paper: Paper, name: str, number: int) -> Entity:
    first = len(paper.title) + 1
    start = paper.text.index(name, first)
    mention = Mention(start, start + len(name), name, first, len(paper.text))
    kind, relation = (("Method", "proposes"), ("Task", "addresses"))[number]
    return Entity(name, kind, relation, 0.9, (mention,))  # type: ignore[arg-type]


def publish_nasty(store: Path) -> Path:
    """Write and publish the nasty papers."""
    pairs = [nasty_paper(number) for number in range(len(NAMES))]
    with Writer.open(store) as writer:
        remember_threshold(writer.state, ("nasty", "1"), 0.5, 0.5)
        writer.put([PaperRow(paper, (extraction,)) for paper, extraction in pairs])
        publish(writer, *derive_all(writer, ()))
    return store
