"""Text as a source wrote it, turned into the text that offsets refer to; its sentences; the key of a title.

**Offsets depend on this file**: a change of its answers needs a new `CLEANING_VERSION`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from kg.latex import to_unicode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ftfy import TextFixerConfig

CLEANING_VERSION = "1"
"""Stored with the graph; texts cleaned by another version may have other offsets."""

_PASSES = 6
_ENTITY = re.compile(r"&(?:amp;)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SUP = re.compile(r"(?<=\w)<sup>(?=[\w+-])", re.I)
_INLINE = r"b|i|em|strong|sub|sup|span|tt|u|small|font|a|ins|strike|italic|bold|sc|jats:\w+|mml:\w+"
_BLOCK = r"p|br|hr|div|ul|ol|li|h[1-6]|blockquote|table|tr|td|th|tbody"
_TAG = re.compile(rf"</?(?:(?P<block>{_BLOCK})|(?:{_INLINE}))(?:\s[^<>]{{0,2000}})?/?>", re.I)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ufdd0-\ufdef\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
"""What RDF or XML can not carry, what hides or reorders text, and what shows nothing."""
_QUOTES = re.compile(r"``([^`']{1,300}?)''")

# UTF-8 read as Mac Roman: a lead byte seen as one of these signs, then continuation bytes 0x80 to 0xBF.
_MAC_TAIL = "".join(bytes([byte]).decode("mac_roman") for byte in range(0x80, 0xC0))
_MAC_TWO = "".join(bytes([byte]).decode("mac_roman") for byte in (0xC2, 0xC3, 0xC4, 0xC5, 0xCE, 0xCF))
_MAC_ROMAN = re.compile(f"[‚„][{re.escape(_MAC_TAIL)}]{{2}}|[{_MAC_TWO}][{re.escape(_MAC_TAIL)}]")
_MAC_FORMULA = "(?:[¬√ŒœƒƑ≈][πΩµ∞∂∫∆∏∑≤≥±≠]|¬[¨¬]|ƒ.|≈.)"
_MAC_DOUBTFUL = re.compile(f"(?<![A-Za-z]){_MAC_FORMULA}|{_MAC_FORMULA}(?![a-z])")
_MAC_SURE = re.compile("‚[ÄÑâàÜ]|√[©®¶ºüß°•≠≥±§™´]|Œ[±≤≥¥µª]")


def clean(text: str) -> str:
    """The text as a reader should see it, on one line.

    Mends mojibake, decodes HTML entities, drops HTML's own tags, turns LaTeX into Unicode, removes characters
    that can not be stored or not be seen, and collapses white space. Words are never lost; cleaning twice
    changes nothing.

    >>> clean("Caf\\u221a\\u00a9s &amp; <i>$\\\\epsilon$-greedy</i>\\n  agents")
    'Cafés & ε-greedy agents'
    """
    for _ in range(_PASSES):
        cleaned = _clean_once(text)
        if cleaned == text:
            return cleaned
        text = cleaned
    return _clean_by_force(text)


def _clean_by_force(text: str) -> str:
    """For text that was built to turn into new markup again and again: makes all markup inert."""
    text = re.sub(r"[\\$&<>`]+", " ", text)
    while (cleaned := _clean_once(text)) != text:
        text = cleaned
    return text


def _clean_once(text: str) -> str:
    if not text.isascii():
        text = _mend(_pair_surrogates(text))
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(f"&{match[1]};"), text)
    if "<" in text:
        text = _SUP.sub("^", text)
        text = _TAG.sub(lambda match: " " if match["block"] else "", text)
    if "``" in text:
        text = _QUOTES.sub(r"“\1”", text)
    text = to_unicode(text)
    text = " ".join(_INVISIBLE.sub("", text).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def printable(text: str) -> str:
    """``text`` without the characters that can not be stored or not be seen."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def _pair_surrogates(text: str) -> str:
    """Two halves of a UTF-16 pair as the one character they stand for; lone halves go."""
    if not re.search("[\ud800-\udfff]", text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


@cache
def _fixer() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    # Entities and line ends are dealt with here; quotation marks stay as the authors set them.
    return TextFixerConfig(unescape_html=False, uncurl_quotes=False, fix_line_breaks=False, explain=False)


def _mend(text: str) -> str:
    """Undoes wrong decoding: ftfy for the usual kinds, our own rule for what it leaves of Mac Roman.

    Signs that stand side by side in formulas too (``√π``) are kept from both, unless they stand within a word
    or others prove the damage.
    """
    from ftfy import fix_text

    if _MAC_ROMAN.search(text):
        if not _MAC_SURE.search(text):
            text = _MAC_DOUBTFUL.sub(lambda match: f"{match[0][0]}\u2060{match[0][1:]}", text)
        text = _MAC_ROMAN.sub(lambda match: _from_mac_roman(match[0]), text)
    return fix_text(text, _fixer())


def _from_mac_roman(run: str) -> str:
    try:
        return run.encode("mac_roman").decode("utf-8")
    except UnicodeError:
        return run


# --- sentences ---------------------------------------------------------------------------------------------


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_END = re.compile(
    r"[.!?…。！？](?:(?<![.!?…。！？]{2})[.!?…。！？]*+[\"'”’»)\]]*+(?=\s)|(?<=[。！？])(?=\S)"
    r"|(?P<tight>(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]{0,30}\s)))"
)
"""Where a sentence may end. It begins with a set of characters, so that a search skips all others."""
_OPENERS = _words(
    """the a an this these those that we our in it its to for on as at by with from if when while although
    though however moreover furthermore finally first second third here there such both each all most
    many some one two using based given since because despite unlike compared experiments results code
    extensive empirical recent existing specifically additionally consequently therefore thus hence
    similarly notably importantly overall then also but and yet under through during after before not no
    they their he she you i how what why which motivated inspired project our in-depth towards toward
    across beyond"""
)
_NEVER_LAST = _words(
    """e.g i.e cf vs fig figs eq eqs eqn eqns sect ref refs tab nos vol pp p ch chap dr mr mrs prof st approx
    resp viz ca et c.f dept univ thm lem prop cor proc conf incl excl"""
)
_SELDOM_LAST = _words(
    """inc corp ltd co jr sr i.i.d u.s u.k u.s.a e.u ph.d m.sc a.m p.m d.c al w.r.t a.k.a s.t no ms sec secs
    ver est avg max min alg def app rev trans"""
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘]+\Z")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence of ``title + "\\n" + abstract``; the title is one of its own.

    Spans are trimmed, not empty, in order and without overlap; together they hold every character but blanks.

    >>> text = "On GPT-3.5\\nIt is fast, e.g. on CPUs. We test it."
    >>> [text[a:b] for a, b in sentences(text)]
    ['On GPT-3.5', 'It is fast, e.g. on CPUs.', 'We test it.']
    """
    title, newline, _ = text.partition("\n")
    spans = [_trim(text, 0, len(title))]
    start = len(title) + len(newline)
    for match in _END.finditer(text, start):
        mark = match.end() if match["tight"] is not None else match.start()
        if match.end() > start and _ends(text, start, mark, match.end()):
            spans.append(_trim(text, start, match.end()))
            start = match.end()
    spans.append(_trim(text, start, len(text)))
    return tuple(span for span in spans if span[0] < span[1])


def sentence_of(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The sentence of a mention, or the stretch of sentences that holds it; itself where it lies in none."""
    touched = [span for span in spans if span[0] < end and start < span[1]]
    return (min(touched[0][0], start), max(touched[-1][1], end)) if touched else (start, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends(text: str, start: int, mark: int, end: int) -> bool:
    """Whether the punctuation at ``mark`` to ``end`` ends the sentence that began at ``start``."""
    if mark == end:  # a full stop without a blank after it: only before a word that often opens a sentence
        return _next_word(text, end) in _OPENERS
    following = text[end : end + 60].lstrip()
    if not following:
        return True
    if not _may_open(following) or _in_brackets(text, start, mark, end):
        return False
    if text[mark] != "." or text[mark:end].startswith(".."):
        return True
    before = _WORD_BEFORE.search(text, max(start, mark - 40), mark)
    return _word_may_be_last(before[0] if before else "", text, start, mark, end)


def _in_brackets(text: str, start: int, mark: int, end: int) -> bool:
    """Whether a bracket that the sentence opened is closed soon after ``end``, as around a reference."""
    for pair in ("()", "[]"):
        if text.count(pair[0], start, mark) > text.count(pair[1], start, end):
            near = re.search(f"[{re.escape(pair)}]", text[end : end + 150])
            if near is not None and near[0] == pair[1]:
                return True
    return False


def _word_may_be_last(word: str, text: str, start: int, mark: int, end: int) -> bool:
    plain = word.casefold().lstrip("~*")
    opener = _next_word(text, end) in _OPENERS
    if plain in _SELDOM_LAST:
        return opener
    if plain in _NEVER_LAST:
        return False
    if word.isdigit() and not text[start : mark - len(word)].strip():  # "1." before an item of a list
        return False
    initial = len(word) == 1 and word.isupper() and word.isascii()
    return opener if initial or re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", word) else True


def _may_open(following: str) -> bool:
    """Whether a sentence may begin so: no lower case, except in names such as ``iREPO`` or a formula."""
    first = following[0]
    if first.islower() and first.isascii():
        word = following.split(maxsplit=1)[0]
        return any(char.isupper() for char in word[1:4]) and not word[1:2].isdigit()
    return first not in ",;:.!?)]}%–—-=<>≤≥"


def _next_word(text: str, start: int) -> str:
    match = re.compile(r"\s*[\"'“‘(\[]*([A-Za-z-]+)").match(text, start)
    return match[1].casefold() if match else ""


# --- title keys --------------------------------------------------------------------------------------------


def title_key(title: str, date: str | None = None, first_author: str | None = None) -> str:
    """By which records without a common identifier are held to be one paper.

    The normalised title with the year; without a year with the family name of the first author; else alone.

    >>> title_key("A  Study: of X", "2023-09-22", "Ann Lee"), title_key("A study of X!", None, "Lee, Ann")
    ('a study of x|2023', 'a study of x|lee')
    """
    form = normal_title(title)
    if date:
        return f"{form}|{date[:4]}"
    family = _family_name(first_author) if first_author else ""
    return f"{form}|{family}" if family else form


def normal_title(title: str) -> str:
    """Letters and digits of a title, folded, with single blanks; the title as it is where it has none."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    return " ".join(re.findall(r"[^\W_]+", folded)) or " ".join(folded.split())


def _family_name(author: str) -> str:
    head, comma, _ = author.partition(",")
    words = normal_title(head).split()
    return " ".join(words) if comma else "".join(words[-1:])
