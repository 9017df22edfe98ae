"""Cleaning, sentences and title keys."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.latex import to_unicode
from kg.text import clean, sentences, title_key

MARKUP = st.lists(
    st.sampled_from(
        ["\\", "$", "{", "}", "&amp;", "&lt;", "lt;", "<b>", "b>", "√", "©", "π", "‚", "Ä", "ô", "``", "''",
         "~", "^", "_", "\\alpha", "\\frac", "\\textbf", "\\b", "eta", "\u202e", "\x00", "\ud800", "\udc00",
         " ", "\n", "a", "word", "5", "%", "é", "&#36;", "&#92;", "ﬁ", "\\u0024", "\\textbackslash ", "。",
         ". ", "? ", "et al. "]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("$i$REPO", "iREPO"),
        (r"$\epsilon$-greedy, {\epsilon}-DP", "ε-greedy, ε-DP"),
        ("K,(ge 1) stays, R^d too", "K,(ge 1) stays, R^d too"),
        (r"(\ge 1 - \alpha) 0.99\to0.995 13.5\%\to63.4\%\pm0.5", "(≥ 1 - α) 0.99→0.995 13.5%→63.4%±0.5"),
        (r"our \ewtune~adds and \ours needs \name{}.", "our ewtune adds and ours needs name."),
        (r"$O(\sqrt{T}\log{T})$ and $x_{i,j}^{2}$", "O(√T log T) and x_(i,j)^2"),
        (r"Bal\'azs Yan{\i}ko\u{g}lu \.{I}lk K\"{u}hn", "Balázs Yanikoğlu İlk Kühn"),
        (r"Fran\c{c}ois \v{S}t \L{} Na\"ive \'\i a \~n", "François Št Ł Naïve ía ñ"),
        (r"\textbf{T}ext \emph{in \textit{styles}} \bf{bold}", "Text in styles bold"),
        (r"\href{https://x.org/~me}{page}, \url{http://x.org}", "page (https://x.org/~me), http://x.org"),
        (r"SurgNet-\b{eta} with \r{ho}", "SurgNet-β with ρ"),
        (r"as in \citep{key_2020} and \cite[p. 3]{k}.", "as in and ."),
        (r"\SI{96.7}{\percent} \num{6.4} \textcolor{red}{x} \footnote{note}", "96.7% 6.4 x (note)"),
        ("costs $5 and up to $10 per unit", "costs $5 and up to $10 per unit"),
        (r"\$5 \& \# \_ 50% of 100%", "$5 & # _ 50% of 100%"),
        (r"unclosed \textit{here and $ there", "unclosed here and $ there"),
        ("users‚Äô ‚Äúview‚Äù ‚Äî K√ºhne J√∏rgensen", "users’ “view” — Kühne Jørgensen"),
        ("M√∂ller and √∂", "Möller and √∂"),
        ("15 √ó Nk ‚â™ n", "15 × Nk ≪ n"),
        (r"$\sqrt{\pi}$", "√π"),
        ("√π grows and ¬∞ stays", "√π grows and ¬∞ stays"),
        ("It’s café FranÃ§ois", "It’s café François"),
        ("AT&amp;T R&D &lt;think&gt; &amp;lt;i&amp;gt;x&amp;lt;/i&amp;gt;", "AT&T R&D <think> x"),
        ("H<sub>2</sub>O 10<sup>6</sup><br/>next <p>para</p>", "H2O 10^6 next para"),
        ("``quoted'' words", "“quoted” words"),
        ("classiﬁcation", "classification"),
        ("a\u202eb\u200b\ufeff\x00c\x07 \U000e0041d\u2028e\u00a0f", "abc d e f"),
        ("\ud83d\ude00 and \ud800 alone", "😀 and alone"),
        (r"Bird\u2019s eye", "Bird’s eye"),
        (r"one\nTwo", "one Two"),
    ],
)  # fmt: skip
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@settings(max_examples=400, deadline=None)
@given(st.one_of(MARKUP, st.text(max_size=60)))
@example("\\textbackslash " * 12 + "alpha")
@example("&amp;#92;" * 9 + "alpha")
@example("$" * 9 + "a$ b$")
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == once.strip()
    assert not any(char in once for char in "\n\t\x00\ufffe\u202e")
    once.encode()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.from_regex(r"[a-zA-Z]{2,9}", fullmatch=True), min_size=1, max_size=12))
def test_no_word_is_lost(words: list[str]) -> None:
    assert clean(" ".join(words)) == " ".join(words)
    for style in ("\\textbf{%s}", "$%s$", "<b>%s</b>", "{\\em %s}"):
        assert clean(" ".join(style % word for word in words)) == " ".join(words)


@pytest.mark.parametrize(
    "piece", ["{\\frac", "$", "\\a$", "\\frac{", "``", "<b ", "&amp;", ". ", "...", "√", "a\\"]
)
def test_time_stays_bounded(piece: str) -> None:
    started = time.perf_counter()
    text = clean(piece * (60_000 // len(piece)))
    sentences(f"t\n{text}")
    assert time.perf_counter() - started < 10


def test_deep_braces_are_damage() -> None:
    assert to_unicode("{" * 100 + r"\alpha" + "}" * 100) == "{" * 100 + " alpha" + "}" * 100


def split(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text)]


@pytest.mark.parametrize(
    "abstract",
    [
        "We compare GPT-3.5 with v2.0 of it.|It wins by 3.2 points.",
        "Methods (e.g., A. Smith et al. 2020) vs. others, i.e. B, fail w.r.t. Fig. 3 and Eq. 2.|We fix that.",
        "It runs on CPUs, GPUs, etc.|The code is free.",
        "Is it fast?|Yes!|iREPO is faster.|(It is small.)|“Good.”|10 runs suffice.",
        "Samples are i.i.d. in time.|They are i.i.d.|We assume more.",
        "It takes 80 ms.|Our method takes 5 ms on average.",
        "See https://x.org/a.B?c=D. It.e is one. x stays.",
        "This follows [J. Comput. Appl. Math. 116 (2000) 41] and R. Miles.|We extend it.",
        "We drop the blank.The code is at x.y/z.|Done.",
        "It is said ... and done.|Then it ends",
        "",
    ],
)
def test_sentences(abstract: str) -> None:
    if abstract.startswith("See"):
        assert len(split("T\n" + abstract)) == 3
        return
    expected = abstract.replace("blank.The", "blank.|The").split("|")
    joined = abstract.replace("|", " ")
    assert split("A title. With a stop?\n" + joined) == ["A title. With a stop?", *filter(None, expected)]


@settings(max_examples=300, deadline=None)
@given(st.one_of(MARKUP, st.text(max_size=80)), st.one_of(MARKUP, st.text(max_size=80)))
def test_sentence_spans_are_sound(title: str, abstract: str) -> None:
    text = f"{clean(title)}\n{clean(abstract)}"
    spans = sentences(text)
    assert spans == sentences(text)
    covered = "".join(text[a:b] for a, b in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(a < b and text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_title_keys() -> None:
    assert title_key("On  X: a Study!", "2023-01-02", "Ann Lee") == title_key("on x - A STUDY", "2023", None)
    assert title_key("On X", None, "Ann Lee") == title_key("On X", "", "Lee, Ann") == "on x|lee"
    assert title_key("On X") == "on x"
    assert title_key("???", "2020") == "???|2020"
