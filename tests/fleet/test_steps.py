"""Single steps: shards, connected groups, and the cutting of sorted files."""

from __future__ import annotations

import io
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.fleet import steps_groups
from kg.fleet.shards import AT_ONCE, Out, grouped, rows, shard_of, table
from kg.fleet.steps_quads import _between
from kg.fleet.tasks import Context, Work

LINES = st.lists(st.binary(max_size=4).map(lambda b: b.replace(b"\n", b"x") + b"\n"), max_size=12)


def test_rows_come_back(tmp_path: Path) -> None:
    given_ = [(f"key {n % 7} \udce9 漢", json.dumps(n)) for n in range(2 * AT_ONCE + 3)]
    with Out(tmp_path, 3) as out:
        for key, value in given_:
            out.put("x", key, value)
        out.put("y", "a", {"b": [1, None]}, shard=0)
    found = [row for shard in range(3) for row in rows([tmp_path], "x", shard)]
    assert sorted(found) == sorted(given_)
    assert all(shard_of(key, 3) == shard for shard in range(3) for key, _ in rows([tmp_path], "x", shard))
    keys = [key for shard in range(3) for key, _ in grouped([tmp_path], "x", shard)]
    assert sorted(keys) == sorted({key for key, _ in given_})
    assert table([tmp_path, tmp_path / "none"], "y", 0) == {"a": {"b": [1, None]}}


def test_equal_rows_make_equal_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with Out(tmp_path / name, 1) as out:
            for n in range(AT_ONCE + 1):
                out.put("x", str(n), [n])
    one, two = ((tmp_path / name / "x-00000.parquet").read_bytes() for name in ("one", "two"))
    assert one == two


@settings(max_examples=200, deadline=None)
@given(LINES, st.lists(st.binary(max_size=4), max_size=3))
def test_a_sorted_file_is_cut_without_loss(lines: list[bytes], cuts: list[bytes]) -> None:
    data = b"".join(sorted(lines))
    bounds = sorted({cut.decode("latin-1") for cut in cuts if cut.isascii()} | {""})
    parts = [
        b"".join(_between(io.BytesIO(data), low.encode(), high))
        for low, high in zip(bounds, [*bounds[1:], None], strict=True)
    ]
    assert b"".join(parts) == data


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=14))
def test_groups_are_the_connected_components(tmp_path_factory: object, pairs: list[tuple[int, int]]) -> None:
    root = tmp_path_factory.mktemp("groups")  # type: ignore[attr-defined]
    nodes = {f"{n:02d}": sorted(f"{a}-{b}" for a, b in pairs if n in (a, b)) for n in range(15)}
    state = root / "0"
    state.mkdir()
    with Out(state, 1) as out:
        for node, keys in nodes.items():
            out.put("node", node, [node, keys])
            for key in keys:
                out.put("key", key, [node, node])
    for number in range(1, 30):
        spread, settled = root / f"{number}a", root / f"{number}b"
        _step(steps_groups.spread, spread, nodes=state)
        changed = _step(steps_groups.settle, settled, nodes=state, spread=spread)["changed"]
        state = settled
        if not changed:
            break
    found = {node: label for node, (label, _) in table([state], "node", 0).items()}
    assert found == {node: min(_reached(node, pairs)) for node in nodes}


def _step(step: object, folder: Path, **inputs: Path) -> dict[str, int]:
    folder.mkdir()
    folders: dict[str, tuple[Path, ...]] = {name: (path,) for name, path in inputs.items()}
    with Out(folder, 1) as out:
        work = Work(0, Context(1, None), folders, "", out, folder)
        step(work)  # type: ignore[operator]
    return work.told


def _reached(node: str, pairs: list[tuple[int, int]]) -> set[str]:
    found = {int(node)}
    while new := {end for pair in pairs for end in pair if found.intersection(pair)} - found:
        found |= new
    return {f"{n:02d}" for n in found}
