"""The vocabulary of a store: a copy beside the ledger, so that a rebuild is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kg import ledger
from kg.durable import write_atomically
from kg.errors import InputError, Place
from kg.extract import Extractor
from kg.extract.vocabulary import Wanted, WithVocabulary
from kg.ledger import Entry
from kg.names import slug
from kg.rulings import Rulings
from kg.store.layout import VOCABULARY
from kg.vocabulary import NONE, Vocabulary, read_vocabulary


def check_file(file: Path, *, strict: bool, problem: Callable[[InputError], None]) -> str:
    """The text of a vocabulary file; rows that can not be used go to ``problem``, or are raised.

    Raises `InputError` for a file that can not be used at all.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"can not be read: {error.strerror or error}", place=Place(str(file))) from error
    _, problems = read_vocabulary(data, file=file.name)
    for found in problems:
        if strict:
            raise found
        problem(found)
    return data.decode("utf-8-sig")


def remember(store: Path, text: str | None) -> None:
    """Keep the text of a vocabulary in ``store``; None forgets the one that is kept."""
    if text is None:
        (store / VOCABULARY).unlink(missing_ok=True)
    else:
        write_atomically(store / VOCABULARY, text)


def remembered(store: Path) -> Vocabulary:
    """The vocabulary of ``store``, empty where it has none; rows that can not be used count for nothing."""
    try:
        data = (store / VOCABULARY).read_bytes()
    except FileNotFoundError:
        return NONE
    return read_vocabulary(data, file=VOCABULARY)[0]


def with_vocabulary(extractor: Extractor, vocabulary: Vocabulary) -> Extractor:
    """``extractor``, knowing the vocabulary where there is one."""
    if vocabulary == NONE:
        return extractor
    return WithVocabulary(extractor, vocabulary)


def for_workers(extractor: str | Extractor, vocabulary: Vocabulary) -> str | Extractor | Wanted:
    """What processes of their own are told to read with."""
    return extractor if vocabulary == NONE else Wanted(extractor, vocabulary)


def rulings_of(store: Path, *, papers: Mapping[str, str] | None = None) -> Rulings:
    """What the ledger and the vocabulary of ``store`` come to; a decision goes before the vocabulary."""
    standing = tuple(_as_entries(remembered(store)))
    return ledger.rulings(ledger.read(store), papers=papers, standing=standing)


def _as_entries(vocabulary: Vocabulary) -> Iterator[Entry]:
    """The vocabulary as if somebody had decided it: aliases join, the name is the label."""
    for term in vocabulary.terms:
        name = slug(term.name), term.name
        for alias in term.aliases:
            yield Entry(0, "", "", "alias", names=(name,), value=alias)
        for written in (term.name, *term.aliases):
            yield Entry(0, "", "", "rename", names=((slug(written), written),), value=term.name)
