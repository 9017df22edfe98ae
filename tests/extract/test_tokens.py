from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.tokens import FLAGS, ROWS, Words, cut

WORDS = Words()


def test_hyphens_and_slashes_are_tokens() -> None:
    words, starts = cut("CIFAR-10/100 and LLM-based Qwen2.5 (f1).")
    assert words == [
        "CIFAR",
        "-",
        "10",
        "/",
        "100",
        "and",
        "LLM",
        "-",
        "based",
        "Qwen2.5",
        "(",
        "f1",
        ")",
        ".",
    ]
    assert starts == [0, 5, 6, 8, 9, 13, 17, 20, 21, 27, 35, 36, 38, 39]


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_tokens_are_slices_of_the_text(text: str) -> None:
    tokens = WORDS.read(text)
    assert [text[a:b] for a, b in tokens.offsets.tolist()] == tokens.words
    left = text
    for word in tokens.words:
        left = left.replace(word, "", 1)
    assert left.strip(" ") == ""
    if tokens.words:
        assert tokens.rows.shape == (len(tokens.words), 5)
        assert (tokens.rows.max(axis=0) < (ROWS[0], ROWS[0], *ROWS[1:])).all()
        assert tokens.flags.shape == (len(tokens.words), FLAGS)


def test_a_word_is_told_alike_after_all_were_forgotten() -> None:
    words = Words()
    text = "GridNet\nWe train GridNet (a net) on the grid, the grid."
    before = words.read(text)
    words.read("Entirely other words stand here.")
    words.forget()
    after = words.read(text)
    assert (before.rows == after.rows).all()
    assert (before.flags == after.flags).all()
    assert before.lower == after.lower


def test_title_repetition_and_brackets_are_told() -> None:
    tokens = WORDS.read("GridNet\nWe train GridNet (a net).")
    flags = dict(zip(tokens.words, tokens.flags.tolist(), strict=True))
    assert [word for word, row in zip(tokens.words, tokens.flags.tolist(), strict=True) if row[8]] == [
        "GridNet",
        "GridNet",
    ]
    assert flags["a"][9] == flags["net"][9] == 1.0
    assert flags[")"][9] == flags["train"][9] == 0.0


def test_words_are_told_what_spacy_says_of_them() -> None:
    from spacy.lang.en import English

    words = ["Graph", "GNN", "42", "1.5", "the", "acl", "NOUN", "İstanbul", "ﬁt", "漢", "(", "\n\n", "twenty"]
    tokens = Words().read(" ".join(words))
    assert tokens.words == words
    for word, rows, flags in zip(words, tokens.rows.tolist(), tokens.flags.tolist(), strict=True):
        seen = English().vocab[word]
        keys = (seen.lower, seen.lower >> 32, seen.prefix, seen.suffix, seen.shape)
        assert rows == [key % size for key, size in zip(keys, (ROWS[0], *ROWS), strict=True)]
        assert flags[:4] == [seen.is_title, seen.is_upper, seen.like_num, seen.is_punct]
        assert flags[7] == seen.is_stop
