"""papertriples: listings of research papers become an RDF knowledge graph that carries its evidence.

``kg.open()`` gives a read-only handle on a built store; everything else lies in the submodules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kg.handle import Graph

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(directory: str | Path | None = None) -> Graph:  # noqa: A001 - kg.open() reads like the builtin on purpose
    """Open the store in ``directory`` for reading, by default the one that the command line would take.

    Raises `kg.errors.StoreNotFound` where there is none and `kg.errors.StoreVersionError` where
    another version of the software wrote it.
    """
    from kg.handle import Graph  # heavy imports stay out of `import kg`
    from kg.store.layout import default_store

    return Graph.open(default_store(directory))
