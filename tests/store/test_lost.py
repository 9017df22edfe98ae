"""A store whose records are gone is not written to; one that never had any is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kg import ledger
from kg.build import build
from kg.build.curate import curate
from kg.build.upgrade import upgrade
from kg.check import verify
from kg.errors import StoreError
from kg.store.layout import current_name
from kg.store.snapshot import Snapshot
from kg.store.writer import Writer
from tests.archive.test_backup import made
from tests.keywords import Keywords
from tests.store.churn import no_index

WRITERS: dict[str, Callable[[Path], object]] = {
    "build": lambda store: build([], store, extractor=Keywords()),
    "upgrade": lambda store: upgrade(store, extractors=[Keywords()]),
    "rebuild": lambda store: upgrade(store, extractors=[Keywords()], again=True),
    "retract": lambda store: curate(store, "retract", ["2401.00001"], author="A", extractor=Keywords()),
}
MEND = "restore a backup (`kg restore-backup`), or build again from the sources into a new store"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("lost") / "s", 0, 1)


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Path:
    """A copy of a store with two papers."""
    return Path(shutil.copytree(whole, tmp_path / "s"))


def empty(file: Path) -> None:
    """Leave a file of records without one, as an older version made it where it was lost."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("DELETE FROM record")
        database.commit()


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("harm", [Path.unlink, empty])
def test_a_store_without_its_records_is_not_written_to(
    store: Path, writer: str, harm: Callable[[Path], None]
) -> None:
    file = store / "records" / "records.sqlite"
    harm(file)
    with pytest.raises(StoreError) as refused:
        WRITERS[writer](store)
    what = "holds no records" if harm is empty else "is missing"
    assert str(refused.value) == (
        f"{file} {what}, and the papers of {store} can not be made again without; {MEND}"
    )
    assert refused.value.exit_code == 3
    assert file.exists() == (harm is empty)
    assert ledger.read(store) == ()
    assert current_name(store) == "00000001"
    with Snapshot.open(store) as snapshot:
        assert list(snapshot.papers()) == ["2401.00001", "2401.00002"]


@pytest.mark.parametrize("harm", [Path.unlink, empty])
def test_what_is_published_tells_of_papers_where_the_books_are_gone_too(
    store: Path, harm: Callable[[Path], None]
) -> None:
    harm(store / "records" / "records.sqlite")
    shutil.rmtree(store / "live")
    with pytest.raises(StoreError, match="can not be made again without"):
        Writer.open(store)
    assert not (store / "live").exists()


def test_verify_finds_it(store: Path) -> None:
    file = store / "records" / "records.sqlite"
    empty(file)
    (found,) = verify(store, quick=True).findings
    assert (found.part, found.message) == (
        "records",
        f"records/records.sqlite lacks records of 2 papers; {MEND}",
    )
    file.unlink()
    (found,) = verify(store, quick=True).findings
    assert (found.part, found.message) == ("records", f"records/records.sqlite is missing; {MEND}")


def test_a_store_that_never_had_a_paper_needs_no_records(tmp_path: Path) -> None:
    with Writer.open(tmp_path / "s") as writer:
        writer.publish(no_index)
    (tmp_path / "s" / "records" / "records.sqlite").unlink()
    with Writer.open(tmp_path / "s") as writer:
        assert writer.state.record_count() == 0
    build([], tmp_path / "t", extractor=Keywords())
    (tmp_path / "t" / "records" / "records.sqlite").unlink()
    build([], tmp_path / "t", extractor=Keywords())
