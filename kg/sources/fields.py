"""Pure functions that read one field: identifiers, dates, names, and the language of a text."""

from __future__ import annotations

import calendar
import email.utils
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from kg.model import Author
from kg.sources.raw import list_of, mapping_of, text_of
from kg.text import printable

_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs"
    "|dg-ga|econ|eess|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th"
    "|patt-sol|physics|plasm-ph|q-alg|q-bio|q-fin|quant-ph|solv-int|stat|supr-con"
)
"""https://arxiv.org/category_taxonomy and the archives it replaced."""
_ARXIV = rf"(?P<id>\d{{4}}\.\d{{4,5}}|(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?/\d{{7}})(?:v(?P<version>\d{{1,3}}))?"
_ARXIV_BARE = re.compile(rf"\s*(?:arxiv:\s*)?{_ARXIV}\s*(?:\[[\w.-]+\])?\s*\Z", re.I | re.A)
_ARXIV_URL = re.compile(
    rf"(?:arxiv\.org/(?:abs|pdf|html|format|ps)/|huggingface\.co/papers/|10\.48550/arxiv\.|alphaxiv\.org/abs/)"
    rf"{_ARXIV}(?![\d.]\d)",
    re.I | re.A,
)
_DOI = re.compile(r"(?<![\d.])10\.\d{4,9}(?:\.\d+)*/(?:(?!</)[^\s\"{}|\\^`])+", re.A)
_MONTHS = {
    name.casefold(): n for names in (calendar.month_name, calendar.month_abbr) for n, name in enumerate(names)
}
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?=\D|\Z)")
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]{3,9})\.?(?:\s+(\d{1,2})(?:st|nd|rd|th)?)?,?\s+(\d{4})"
)
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.A)
_LIST_OF_QUOTED = re.compile(r"\s*\[?\s*(['\"]).*\1\s*\]?\s*\Z", re.S)


MAX_NAMES = 500_000
"""Characters of a string of names that are read."""


def arxiv_id(text: str) -> tuple[str, int | None] | None:
    """Identifier and version in a bare identifier or in an address of arXiv or Hugging Face.

    >>> arxiv_id("arXiv:2311.12345v2"), arxiv_id("http://arxiv.org/abs/hep-ph/9901001")
    (('2311.12345', 2), ('hep-ph/9901001', None))
    """
    match = _ARXIV_BARE.match(text) or _ARXIV_URL.search(text)
    if match is None:
        return None
    found = match["id"]
    if "/" in found:
        archive, _, number = found.partition("/")
        head, dot, subject = archive.partition(".")
        found = f"{head.lower()}{dot}{subject.upper()}/{number}"
    elif not 1 <= int(found[2:4]) <= 12:
        return None
    return found, int(match["version"]) if match["version"] else None


def doi_of(text: str) -> str | None:
    """The DOI in ``text``, lower case, without resolver and closing punctuation; arXiv's own are no DOI here.

    >>> doi_of("https://doi.org/10.1145/3593013.3593994")
    '10.1145/3593013.3593994'
    """
    match = _DOI.search(printable(text[:2000]))
    if match is None:
        return None
    found = match[0].rstrip(".,;:'")
    while found.endswith(")") and found.count(")") > found.count("("):
        found = found[:-1].rstrip(".,;:'")
    found = found.lower()
    return None if found.startswith("10.48550/arxiv.") or len(found) > 300 else found


def iso_date(value: Any) -> str:
    """A date of any usual writing as ISO 8601, as exact as it is; empty where there is none.

    >>> iso_date("2023-9-5T10:00Z"), iso_date("Mon, 2 Apr 2007 19:18:42 GMT"), iso_date("Sep 2023")
    ('2023-09-05', '2007-04-02', '2023-09')
    """
    text = text_of(value).strip()[:100]
    if match := _ISO.match(text):
        return make_date(int(match[1]), int(match[2] or 0), int(match[3] or 0))
    if parsed := email.utils.parsedate(text):
        return make_date(*parsed[:3])
    if (match := _WORDED.search(text)) and match[2].casefold() in _MONTHS:
        return make_date(int(match[4]), _MONTHS[match[2].casefold()], int(match[1] or match[3] or 0))
    if match := re.search(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", text):
        return match[0]
    return ""


def month_of(text: str) -> int:
    """Number of the month with this English name or abbreviation, or in digits; 0 for none."""
    plain = text.strip().strip(".").casefold()
    if plain.isascii() and plain.isdigit() and 1 <= int(plain[:3]) <= 12:
        return int(plain)
    return _MONTHS.get(plain, 0) or _MONTHS.get(plain[:3], 0) if plain.isalpha() else 0


def make_date(year: int, month: int = 0, day: int = 0) -> str:
    """ISO 8601 of the parts that make sense; empty for an impossible year."""
    if not 1500 <= year <= 2200:
        return ""
    if not 1 <= month <= 12:
        return f"{year:04d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return f"{year:04d}-{month:02d}"


def unread_date(value: Any, read: str) -> str:
    """What stands where a date should, if ``read``, the date that was made of it, lacks a part of it.

    >>> unread_date("yesterday", ""), unread_date("2024-13-05", "2024"), unread_date("2024-05", "2024-05")
    ('yesterday', '2024-13-05', '')
    """
    text = text_of(value).strip()[:100]
    match = _ISO.match(text)
    parts = [part for part in match.groups() if part and int(part)] if match else [text] if text else []
    return text if len(parts) > len(read.split("-") if read else ()) else ""


def orcid_of(value: Any) -> str | None:
    """The ORCID in an address or bare."""
    match = _ORCID.search(text_of(value).upper())
    return match[0] if match else None


def authors_of(value: Any) -> tuple[Author, ...]:
    """Authors from whatever sources put there: a list of names or objects, or one string of several names."""
    if isinstance(value, str):
        return tuple(Author(name) for name in split_names(value))
    found = []
    for part in list_of(value):
        if isinstance(part, str):
            found.append(Author(part))
        elif name := text_of(mapping_of(part).get("name") or mapping_of(part).get("display_name")):
            found.append(Author(name, orcid_of(part.get("orcid") or part.get("ORCID"))))
        elif family := text_of(mapping_of(part).get("family")):
            found.append(
                Author(f"{text_of(part.get('given'))} {family}".strip(), orcid_of(part.get("ORCID")))
            )
    return tuple(author for author in found if author.name.strip())


def split_names(text: str) -> list[str]:
    """The names in one string: quoted and with commas, or separated by ``;``, ``and`` or commas.

    >>> split_names("'Ann Lee', 'Bo Li'"), split_names("Lee, Ann; Li, Bo"), split_names("Ann Lee and C. Wu")
    (['Ann Lee', 'Bo Li'], ['Ann Lee', 'Bo Li'], ['Ann Lee', 'C. Wu'])
    """
    text = text[:MAX_NAMES]
    if _LIST_OF_QUOTED.match(text):
        inner = text.strip().strip("[]").strip()[1:-1]
        return [name.strip() for name in re.split(r"['\"]\s*,\s*['\"]", inner) if name.strip()]
    if ";" in text:
        parts = text.split(";")
    elif re.fullmatch(r"\s*[^\s,]+\s*,\s*[^\s,]+\s*", text):
        parts = [text]  # "Lee, Ann" is one person
    elif re.fullmatch(r"[^,]+,[^,]+(?:\sand\s[^,]+,[^,]+)+", text):
        parts = re.split(r"\sand\s", text)  # "Lee, Ann and Li, Bo"
    else:
        parts = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*\|\s*", text)
    return [name for part in parts if (name := turn_name(part))]


def turn_name(name: str) -> str:
    """``Family, Given`` (or ``Family, Jr, Given``) as ``Given Family``; other names as they are."""
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if len(parts) == 2:
        return f"{parts[1]} {parts[0]}"
    return f"{parts[2]} {parts[0]} {parts[1]}" if len(parts) == 3 else " ".join(parts)


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENGLISH = _words(
    "the of and to in a is for we that with on as are by this an be our from which can it has have at or"
)
_OTHER = _words(
    "der das ist mit für von zu den nicht eine des le la les et est une du pour dans que qui el los las una "
    "por para del se il di che della è não uma os da em het een voor och att som und"
)


_LETTER = re.compile(r"[^\W\d_]")
_FOREIGN = re.compile(r"[^\W\d_\u0000-\u036f\u1e00-\u1fff]")


def not_english(title: str, abstract: str) -> bool:
    """Whether a text is clearly in another language: another script, or without English's commonest words.

    Short texts in Latin letters get the benefit of the doubt.
    """
    text = f"{title} {abstract}"
    if not text.isascii() and len(_FOREIGN.findall(text)) > 0.4 * len(_LETTER.findall(text)):
        return True
    words = re.findall(r"[^\W\d_]+", text.casefold())
    english = sum(word in _ENGLISH for word in words)
    other = sum(word in _OTHER for word in words)
    if len(words) < 20:
        return other >= 3 and english == 0
    return english < 0.06 * len(words) and other > 2 * english


_ARXIV_CATEGORY = re.compile(rf"(?:{_ARCHIVES})(?:\.[A-Za-z]{{2}}|\.[a-z]+(?:-[a-z]+)*)?\Z")


def in_computer_science(categories: Iterable[str]) -> bool | None:
    """Whether arXiv's categories are of computer science (cs, stat.ML); None where none is arXiv's."""
    known = [category for category in categories if _ARXIV_CATEGORY.match(category)]
    if not known:
        return None
    return any(c == "cs" or c.startswith("cs.") or c in ("stat.ML", "cmp-lg") for c in known)
