"""What all HTML that we make has in common: templates that escape, a content policy, files written whole."""

from __future__ import annotations

import base64
import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.errors import ForeignPath, UsageError
from kg.terminal import visible

HEAD = 4096
"""Bytes at the start of a file among which a page has its marker."""


def environment(templates: Path) -> Any:
    """Templates in which every text is escaped, and what acts without being seen is shown as U+FFFD."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    made.filters["short"] = short
    return made


def short(text: str, length: int) -> str:
    """``text`` in at most ``length`` characters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def digest(content: str | bytes) -> str:
    """How a content policy, or ``integrity``, names a script or style."""
    body = content.encode() if isinstance(content, str) else content
    return f"sha256-{base64.b64encode(hashlib.sha256(body).digest()).decode()}"


def policy(*, style: str, scripts: list[str], images: str) -> str:
    """The content policy of a page that loads nothing: its own style and scripts by their digests."""
    allowed = "".join(f" '{digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; {f'script-src{allowed}; ' if scripts else ''}style-src '{digest(style)}'; "
        f"img-src {images}; base-uri 'none'; form-action 'none'"
    )


def write_page(out: Path, page: str, *, marker: str, command: str) -> None:
    """Write a page to ``out``, whole or not at all.

    ``marker`` is what a file must hold near its start for us to overwrite it. Raises `ForeignPath` where
    ``out`` is something that ``command`` did not write, `UsageError` where it can not be.
    """
    if out.is_dir() or (out.exists() and not _holds(out, marker)):
        raise ForeignPath(f"{out}: not a page written by {command}; choose another --out or remove it first")
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(page.encode("utf-8", "replace"))
        partial.replace(out)
    except OSError as error:  # its own name is that of the partial file, which nobody has asked for
        raise UsageError(
            f"{out} can not be written ({error.strerror or error}); choose another --out"
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _holds(path: Path, marker: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return marker.encode() in file.read(HEAD)
