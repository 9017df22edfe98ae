"""A query with terms in the place of its parameters.

The engine takes values for variables, but plans the query without them: what takes milliseconds with
the term in its place takes minutes with the value beside it. So the tokens of the variable give way to
the term, as a writer of terms wrote it. No text of a user gets here other than through that writer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.query.tokens import Token, tokens


def inline(text: str, terms: Mapping[str, str]) -> str:
    """``text`` with each variable that ``terms`` names replaced by its term, written as SPARQL.

    A plain variable of the SELECT list is left out, as its value is known; where the list holds nothing else,
    it is bound by VALUES instead.
    """
    if not terms:
        return text
    found = list(tokens(text))
    kept = _selected(found, terms)
    edits = dict(_edits(found, terms, kept))
    out, end = [], 0
    for token in found:
        if token.start in edits:
            out += [text[end : token.start], edits[token.start]]
            end = token.start + len(token.text)
    return "".join([*out, text[end:]])


def _selected(found: Sequence[Token], terms: Mapping[str, str]) -> frozenset[str]:
    """Parameters that must stay in the SELECT list: those of a list of nothing but parameters."""
    head: list[Token] = []
    for token in found:
        if token.text.upper() == "SELECT" and token.kind == "word" and not head:
            head = [token]
        elif head and token.text in ("{",):
            break
        elif head:
            head.append(token)
    plain = [t.text[1:] for t in head if t.kind == "variable"]
    others = any(t.text in ("*", "(") for t in head) or any(name not in terms for name in plain)
    return frozenset() if others else frozenset(plain)


def _edits(
    found: Sequence[Token], terms: Mapping[str, str], kept: frozenset[str]
) -> Iterator[tuple[int, str]]:
    """Offsets of tokens and what stands there instead."""
    values = "".join(f" VALUES ?{name} {{ {terms[name]} }}" for name in sorted(kept))
    walk = Walk()
    for earlier, before, token in zip([None, None, *found], [None, *found], found, strict=False):
        opened = walk.step(token)
        if opened and values:
            yield token.start, "{" + values
            values = ""
        name = token.text[1:]
        if token.kind != "variable" or name not in terms or name in kept:
            continue
        word = before.text.upper() if before is not None else ""
        if walk.mode == "head" and not walk.brackets:
            yield token.start, ""
        elif word == "(" and earlier is not None and earlier.text.upper() == "BOUND":
            yield earlier.start, ""  # BOUND takes nothing but a variable; this one has its value
            yield token.start, "true"
        elif (walk.mode in ("body", "described") or walk.brackets) and word not in ("AS", "VALUES"):
            yield token.start, terms[name]


class Walk:
    """Where a token stands: in a SELECT list (head), behind DESCRIBE, in a group (body), or behind one."""

    def __init__(self) -> None:
        self.mode, self.brackets = "start", 0
        self._outer: list[tuple[str, int]] = []

    def step(self, token: Token) -> bool:
        """Move on; True at the brace that opens the group of a SELECT."""
        word = token.text.upper() if token.kind == "word" else token.text
        if word == "SELECT":
            self.mode, self.brackets = "head", 0
        elif word == "DESCRIBE":
            self.mode = "described"
        elif word == "{":
            opened = self.mode == "head"
            self._outer.append(("tail" if self.mode != "body" else self.mode, self.brackets))
            self.mode, self.brackets = "body", 0
            return opened
        elif word == "}" and self._outer:
            self.mode, self.brackets = self._outer.pop()
        elif word == "(":
            self.brackets += 1
        elif word == ")":
            self.brackets = max(self.brackets - 1, 0)
        return False
