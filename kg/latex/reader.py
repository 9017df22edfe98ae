"""LaTeX as it stands in titles and abstracts, turned into readable Unicode.

Symbols come from pylatexenc's table. Its parser is not used: in abstracts a per cent sign starts no comment,
an unknown macro is a word that must stay (``\\ourmethod``), and half the markup is broken. One pass over the
tokens, linear in the length, with a limit on the depth of braces.
"""

from __future__ import annotations

import re
import unicodedata

from kg.latex.tables import (
    ACCENTS,
    BROKEN_GREEK,
    DROPPED,
    ESCAPES,
    NOTHING,
    PARTS,
    STYLES,
    WORDY,
    symbols,
)

MAX_DEPTH = 60
"""Braces nested deeper than this are taken for damage: the markup is dropped without being interpreted."""


_TOKEN = re.compile(
    r"\\u(?=[0-9a-fA-F]{4})[0-9a-fA-F]*\d[0-9a-fA-F]*|\\[A-Za-z]+\*?|\\.|\\\Z|[{}$]|[^\\{}$]+", re.S
)
_FUNCTION = re.compile(
    r"(?:log|ln|min|max|exp|sin|cos|tan|arg|argmin|argmax|sup|inf|lim|det|dim|Pr|poly|polylog)\Z"
)
_TIE = re.compile(r"(?<=[^\W_])~(?=[^\W_])|(?<=[.,;:)])~(?=[\w(])|(?<=[^\W_])~(?=\()")
_PROSE = re.compile(r"(?<![\\\w{])[a-z]{3,}[ ,]+[a-z]{3,}(?![\w}])")
_URL = re.compile(r"https?://\S+")


def to_unicode(text: str) -> str:
    """``text`` with its LaTeX markup as Unicode; unchanged where there is neither ``\\`` nor ``$``.

    >>> to_unicode(r"$i$REPO needs $O(\\sqrt{T}\\log{T})$ steps, 30\\% of \\textbf{ours}")
    'iREPO needs O(√T log T) steps, 30% of ours'
    """
    if "\\" not in text and "$" not in text:
        return text
    tokens = _TOKEN.findall(text)
    closing, depth = _match_braces(tokens)
    if depth > MAX_DEPTH:
        return text.replace("\\", " ")
    return _tie(_Reader(tokens, closing, _maths(tokens)).render(0, len(tokens), maths=False)[0])


def _tie(text: str) -> str:
    """Non-breaking ties as spaces, except inside addresses."""
    if "~" not in text:
        return text
    pieces, last = [], 0
    for url in _URL.finditer(text):
        pieces += [_TIE.sub(" ", text[last : url.start()]), url[0]]
        last = url.end()
    return "".join([*pieces, _TIE.sub(" ", text[last:])])


def _match_braces(tokens: list[str]) -> tuple[dict[int, int], int]:
    """Opening brace to its closing one, and the greatest depth; braces without a partner are left out."""
    closing: dict[int, int] = {}
    stack: list[int] = []
    deepest = 0
    for i, token in enumerate(tokens):
        if token == "{":
            stack.append(i)
            deepest = max(deepest, len(stack))
        elif token == "}" and stack:
            closing[stack.pop()] = i
    return closing, deepest


def _maths(tokens: list[str]) -> dict[int, bool]:
    """Which dollar signs delimit mathematics: token number to "opens". The others are money."""
    found: dict[int, bool] = {}
    dollars = [i for i, token in enumerate(tokens) if token == "$"]
    k = 0
    while k + 1 < len(dollars):
        a, b = dollars[k], dollars[k + 1]
        if b == a + 1 and k + 3 < len(dollars) and dollars[k + 3] == dollars[k + 2] + 1:
            found.update({a: True, b: True, dollars[k + 2]: False, dollars[k + 3]: False})
            k += 4
        elif _is_maths(tokens, a, b):
            found.update({a: True, b: False})
            k += 2
        else:
            k += 1
    return found


def _is_maths(tokens: list[str], a: int, b: int) -> bool:
    """Whether what two dollar signs enclose reads as a formula rather than as prose between two prices."""
    content = "".join(tokens[a + 1 : min(b, a + 400)])
    if not content.strip() or b - a > 400:
        return False
    after = tokens[b + 1][:1] if b + 1 < len(tokens) else ""
    if "\\" in content or "^" in content or "_" in content:
        return not _PROSE.search(re.sub(r"\\(?:text|mbox|textit|textrm|mathrm)\s*\{[^{}]*\}", "", content))
    price = content[0].isdigit() and (content[-1].isspace() or after.isdigit())
    return not price and not _PROSE.search(content) and len(content) < 200


class _Reader:
    """Renders tokens; the state is what was found out about them beforehand."""

    def __init__(self, tokens: list[str], closing: dict[int, int], maths: dict[int, bool]) -> None:
        self.tokens, self.closing, self.maths = tokens, closing, maths

    def render(self, lo: int, hi: int, *, maths: bool) -> tuple[str, bool]:
        """The text of tokens ``lo`` to ``hi``, and whether there was any markup in them."""
        out: list[str] = []
        marked = False
        i = lo
        while i < hi:
            token = self.tokens[i]
            if token == "{" and self.closing.get(i, hi) < hi:
                end = self.closing[i]
                inner, inner_marked = self.render(i + 1, end, maths=maths)
                _add(out, self._group(inner, out, strip=maths or inner_marked))
                i = end + 1
            elif token == "$" and i in self.maths:
                maths, marked, i = self.maths[i], True, i + 1
            elif token[0] == "\\":
                i = self._macro(i, hi, out, maths=maths)
                marked = True
            else:
                _add(out, token)
                i += 1
        return "".join(out), marked

    def _group(self, inner: str, out: list[str], *, strip: bool) -> str:
        if not strip:
            return f"{{{inner}}}"
        after_script = bool(out) and out[-1][-1:] in ("^", "_")
        return _script(inner) if after_script else inner

    def _span(self, i: int, hi: int) -> tuple[int, int] | None:
        """First and last token of the argument in braces at token ``i``, blanks before it allowed."""
        while i < hi and self.tokens[i].isspace():
            i += 1
        if i < hi and self.tokens[i] == "{" and self.closing.get(i, hi) < hi:
            return i, self.closing[i]
        return None

    def _spans(self, i: int, hi: int, count: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        while len(found) < count and (span := self._span(i, hi)):
            found.append(span)
            i = span[1] + 1
        return found

    def _inside(self, span: tuple[int, int], *, maths: bool) -> str:
        return self.render(span[0] + 1, span[1], maths=maths)[0]

    def _macro(self, i: int, hi: int, out: list[str], *, maths: bool) -> int:
        """Writes what the macro at token ``i`` stands for; the answer is the next token to read."""
        name = self.tokens[i][1:].rstrip("*")
        if name[:1] == "u" and len(name) >= 5 and name[1:5].strip("0123456789abcdefABCDEF") == "":
            _add(out, chr(int(name[1:5], 16)) + name[5:])
            return i + 1
        if name in ACCENTS and (after := self._accent(name, i + 1, hi, out, maths=maths)):
            return after
        if not name.isalpha():
            _add(out, ESCAPES.get(name, name))
            return i + 1
        return self._named(name, i + 1, hi, out, maths=maths)

    def _accent(self, name: str, i: int, hi: int, out: list[str], *, maths: bool) -> int | None:
        """Writes an accented letter; None where what follows can not carry an accent."""
        if span := self._span(i, hi):
            inner = self._inside(span, maths=maths).strip()
            _add(out, BROKEN_GREEK.get((name, inner)) or _accented(inner, ACCENTS[name]))
            return span[1] + 1
        if i >= hi or self.tokens[i] in "{}$":
            return None
        following = self.tokens[i]
        if following[0] == "\\":
            if following in ("\\i", "\\j"):
                _add(out, _accented(following[1], ACCENTS[name]))
                rest = self.tokens[i + 1] if i + 1 < hi else ""
                if rest[:1] == " ":  # the space ends the name of the macro, it is none of the text
                    self.tokens[i + 1] = rest.lstrip()
                return i + 1
            return None
        stripped = following.lstrip() if name.isalpha() else following
        if not stripped or not stripped[0].isalpha() or (name.isalpha() and stripped == following):
            return None
        if name.isalpha() and name not in WORDY and stripped[1:2] and not stripped[1].isalpha():
            return None
        _add(out, _accented(stripped[0], ACCENTS[name]) + stripped[1:])
        return i + 1

    def _named(self, name: str, i: int, hi: int, out: list[str], *, maths: bool) -> int:
        """A macro with a name of letters: a style, something to drop, a construction, a symbol or a word."""
        if name in DROPPED:
            return self._skip(i, hi, DROPPED[name])
        if name in PARTS and len(spans := self._spans(i, hi, PARTS[name])) == PARTS[name]:
            _add(out, _construct(name, [self._inside(span, maths=maths) for span in spans]))
            return spans[-1][1] + 1
        if name in STYLES:
            if span := self._span(i, hi):
                _add(out, self._group(self._inside(span, maths=maths), out, strip=True))
                return span[1] + 1
            return i + 1 if i < hi and self.tokens[i] == "{" else i
        if name not in NOTHING:
            return self._word(name, i, hi, out)
        if i < hi and self.tokens[i] == "{" and (span := self._span(i, hi)):
            _add(out, self._group(self._inside(span, maths=maths), out, strip=True))
            return span[1] + 1
        return i

    def _skip(self, i: int, hi: int, count: int) -> int:
        """Passes over arguments that are no words, and over an option in brackets before them."""
        if i < hi and self.tokens[i].startswith("[") and (end := self.tokens[i].find("]")) >= 0:
            self.tokens[i] = self.tokens[i][end + 1 :] or " "
        spans = self._spans(i, hi, count)
        return spans[-1][1] + 1 if spans else i

    def _word(self, name: str, i: int, hi: int, out: list[str]) -> int:
        symbol = symbols().get(name)
        if symbol is None and re.match(r"n[A-Z]", name):  # a line end written as two characters
            name = " " + name[1:]
        written = name if symbol is None else symbol
        wordy = symbol is None or _FUNCTION.match(name) is not None
        before = out[-1][-1:] if out else ""
        _add(out, " " + written if wordy and before.isalnum() else written)
        following = self.tokens[i] if i < hi else ""
        if following == "{" and self.closing.get(i) == i + 1:
            return i + 2
        if wordy and (following[:1].isalnum() or following == "{"):
            _add(out, " ")
        return i


def _add(out: list[str], piece: str) -> None:
    if piece:
        out.append(piece)


def _accented(inner: str, mark: str) -> str:
    """``inner`` with a combining mark on its only letter, or on the first of a word; formulas stay bare."""
    if not inner[:1].isalpha():
        return inner
    return unicodedata.normalize("NFC", inner[0] + mark) + inner[1:]


def _script(inner: str) -> str:
    """What follows ``^`` or ``_``: bare where it is one word, else in parentheses."""
    inner = inner.strip()
    return inner if re.fullmatch(r"\w+|.|\([^()]*\)|[+-−]?\w", inner) else f"({inner})"


def _simple(inner: str) -> str:
    return inner if re.fullmatch(r"\w*", inner) else f"({inner})"


def _construct(name: str, arguments: list[str]) -> str:
    """A macro of several parts, written on the line."""
    a, b = arguments[0].strip(), arguments[-1].strip()
    match name:
        case "binom":
            return f"C({a}, {b})"
        case "href":
            return b if a == b or b in a else f"{b} ({a})"
        case "textcolor" | "colorbox":
            return arguments[1]
        case "SI" | "qty":
            return a + b if b in ("%", "°") else f"{a} {b}"
        case "replaced":
            return arguments[0]
        case "sqrt":
            return "√" + _simple(a)
        case "footnote":
            return f" ({a})"
        case "textsuperscript":
            return "^" + _script(a) if a else ""
        case _:
            return f"{_simple(a)}/{_simple(b)}"
