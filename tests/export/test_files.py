"""Files stand whole or not at all; folders of others are left alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from threading import Thread

import pytest

from kg.errors import ForeignPath, UsageError
from kg.export import export
from kg.export.files import MARKER, new_file, new_folder
from tests.export.stored import fixture_store


def test_a_file_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "x.nq"
    target.write_text("old")
    with pytest.raises(TypeError), new_file(target) as file:
        file.writelines([b"half", "not bytes"])  # type: ignore[list-item]
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_ordinary_permissions(tmp_path: Path) -> None:
    with new_file(tmp_path / "x") as file:
        file.write(b"1")
    (tmp_path / "y").write_text("1")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "xy"]
    assert modes[0] == modes[1]


def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    with new_file(pipe) as file:
        file.write(b"through")
    reader.join()
    assert got == [b"through"]
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("name", "message"), [("missing/x.nq", "No such file"), ("", "is a folder; name a file")]
)
def test_a_place_that_can_not_be_written_is_an_error(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        export(fixture_store(), tmp_path / name, format="nq")


@pytest.mark.parametrize("kind", ["neo4j", "parquet"])
def test_a_folder_of_others_is_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(ForeignPath, match="holds files that no export wrote"):
        export(fixture_store(), tmp_path, format=kind)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_or_a_link_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link", "dangling"):
        with pytest.raises(ForeignPath, match="is not a folder"):
            export(fixture_store(), tmp_path / name, format="neo4j")


def test_an_export_replaces_an_export_and_an_empty_folder(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    export(fixture_store(), target, format="neo4j")
    assert sorted(path.name for path in target.iterdir()) == ["nodes.csv", MARKER, "relationships.csv"]
    export(fixture_store(), target, format="parquet")
    assert sorted(path.name for path in target.iterdir()) == [
        "edges.parquet",
        "mentions.parquet",
        "nodes.parquet",
        MARKER,
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out"
    export(fixture_store(), target, format="neo4j")
    before = (target / "nodes.csv").read_bytes()
    with pytest.raises(TypeError), new_folder(target, format="neo4j") as folder:
        (folder / "nodes.csv").write_text(b"half")  # type: ignore[arg-type]
    assert (target / "nodes.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_needs_a_name(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as stream, pytest.raises(UsageError, match="name a folder"):
        export(fixture_store(), stream, format="neo4j")
