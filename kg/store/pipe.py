"""Lines to Oxigraph's bulk loader through a pipe.

The loader opens it by a path and reads without Python. From a file object of ours it reads two kilobytes at a
time, and may wait each time until whoever runs Python beside it lets go of the interpreter.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from threading import Thread

from pyoxigraph import RdfFormat, Store

_NO_LINE = b"!\n"
"""What makes the loader give up, and load nothing."""


def load(store: Store, pieces: Iterable[bytes]) -> None:
    """Bulk-load N-Quads that pyoxigraph wrote; raises what making them or loading them raised."""
    out, into = os.pipe()
    failed: list[BaseException] = []

    def read() -> None:
        try:
            store.bulk_load(path=f"/dev/fd/{out}", format=RdfFormat.N_QUADS, lenient=True)
        except BaseException as error:  # noqa: BLE001 - raised below
            failed.append(error)
        finally:
            os.close(out)  # who still writes is told

    thread = Thread(target=read)
    thread.start()
    try:
        for piece in pieces:
            _write(into, piece)
    except BrokenPipeError:
        pass  # the loader says why
    except BaseException:
        with suppress(BrokenPipeError):
            _write(into, _NO_LINE)
        raise
    finally:
        os.close(into)
        thread.join()
    if failed:
        raise failed[0]


def _write(into: int, piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[os.write(into, left) :]
