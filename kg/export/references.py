"""Papers as reading lists: BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from kg.errors import UsageError
from kg.model import Paper
from kg.query.result import Result
from kg.query.terms import Term
from kg.vocab import BASE

REFERENCES = ("bib", "ris", "csl-json")
_PAPER = f"{BASE}paper/"
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\^{}",
    "~": r"\~{}",
}


def papers_of(result: Result) -> tuple[str, ...]:
    """Local names of the papers that a result names, each once, in order; raises `UsageError` for none."""
    rows: Sequence[Iterable[Term | None]] = result.rows if result.triples is None else result.triples
    found = [
        term.value.removeprefix(_PAPER)
        for row in rows
        for term in row
        if term is not None and term.kind == "iri" and term.value.startswith(_PAPER) and "#" not in term.value
    ]
    if not found and rows:
        raise UsageError("the answer names no papers; a reading list needs a column of papers")
    return tuple(dict.fromkeys(found))


def references(papers: Iterable[Paper], form: str) -> str:
    """The papers as ``bib``, ``ris`` or ``csl-json``."""
    if form == "csl-json":
        return json.dumps([_csl(paper) for paper in papers], ensure_ascii=False, indent=1) + "\n"
    write = {"bib": _bib, "ris": _ris}[form]
    return "".join(write(paper) for paper in papers)


def _url(paper: Paper) -> str | None:
    if paper.arxiv:
        return f"https://arxiv.org/abs/{paper.arxiv}"
    return next((url for url in paper.urls if url.startswith(("http://", "https://"))), None)


def _line(text: str) -> str:
    return " ".join(text.split())


def _bib(paper: Paper) -> str:
    year, month = (paper.date or "")[:4], (paper.date or "")[5:7]
    fields = {
        "title": f"{{{_tex(paper.title)}}}",
        "author": " and ".join(_tex(author.name) for author in paper.authors),
        "year": year,
        "month": month.lstrip("0"),
        "journal": _tex(paper.venue or ""),
        "doi": re.sub(r"[{}\\%\s]", "", paper.doi or ""),
        "eprint": paper.arxiv or "",
        "archiveprefix": "arXiv" if paper.arxiv else "",
        "url": re.sub(r"[{}\\\s]", "", _url(paper) or ""),
        "abstract": _tex(paper.abstract),
    }
    kind = "article" if paper.venue else "misc"
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{paper.id},\n{lines}}}\n"


def _tex(text: str) -> str:
    """A text that can not leave its braces, and that TeX prints as it is."""
    return re.sub(r"[\\{}$&#%_^~]", lambda match: _TEX[match[0]], _line(text))


def _ris(paper: Paper) -> str:
    lines = [("TY", "JOUR" if paper.venue else "GEN"), ("ID", paper.id), ("TI", paper.title)]
    lines += [("AU", author.name) for author in paper.authors]
    lines += [("PY", (paper.date or "")[:4]), ("DA", (paper.date or "").replace("-", "/"))]
    lines += [("T2", paper.venue or ""), ("DO", paper.doi or ""), ("UR", _url(paper) or "")]
    lines += [("AB", paper.abstract)]
    return "".join(f"{tag}  - {_line(value)}\n" for tag, value in lines if value) + "ER  - \n\n"


def _csl(paper: Paper) -> dict[str, object]:
    date = [int(part) for part in (paper.date or "").split("-") if part]
    plain: dict[str, object] = {
        "id": paper.id,
        "type": "article-journal" if paper.venue else "article",
        "title": paper.title,
        "author": [{"literal": author.name} for author in paper.authors],
        "issued": {"date-parts": [date]} if date else None,
        "container-title": paper.venue,
        "DOI": paper.doi,
        "URL": _url(paper),
        "abstract": paper.abstract,
    }
    return {name: value for name, value in plain.items() if value}
