"""Where the vocabulary and the saved queries lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from kg.errors import NotFound

_PACKAGE = Path(__file__).resolve().parent


def data_path(kind: Literal["ontology", "queries"]) -> Path:
    """The folder of the vocabulary (``papertriples.ttl``, ``shapes.ttl``) or of the saved queries.

    Raises `NotFound` where an installation lacks it.
    """
    for path in (_PACKAGE / "_data" / kind, _PACKAGE.parent / kind):
        if path.is_dir():
            return path
    raise NotFound(f"the folder {kind!r} of this installation is missing; install papertriples again")
