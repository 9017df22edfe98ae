from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.tokens import FLAGS, ROWS, blank, flags, hashed, spans_of

NLP = blank()


def test_hyphens_and_slashes_are_tokens() -> None:
    words = [token.text for token in NLP.make_doc("CIFAR-10/100 and LLM-based Qwen2.5 (f1).")]
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


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_tokens_are_slices_of_the_text(text: str) -> None:
    doc = NLP.make_doc(text)
    assert doc.text == text
    spans = spans_of(doc)
    assert [text[a:b] for a, b in spans.tolist()] == [token.text for token in doc]
    if len(doc):
        assert hashed(doc).shape == (len(doc), 5)
        assert (hashed(doc).max(axis=0) < (ROWS[0], ROWS[0], *ROWS[1:])).all()
        assert flags(doc).shape == (len(doc), FLAGS)
