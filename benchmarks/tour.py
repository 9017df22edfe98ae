"""Run the commands that documents show over the sample, and write what they print into the documents:
``python -m benchmarks.tour``. A test compares.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.sample import build_sample
from kg.cli.build import summary
from kg.cli.main import main as kg

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "asking.md")
STORE = "graphs/first"
"""What the store of the sample is called in the documents."""
_BLOCK = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)


@contextlib.contextmanager
def sample_store() -> Iterator[str]:
    """A store of the sample as the one that commands read; what its build printed."""
    before = os.environ.get("KG_STORE")
    with tempfile.TemporaryDirectory() as folder:
        report = build_sample(Path(folder, "first"))
        os.environ["KG_STORE"] = str(Path(folder, "first"))
        try:
            yield summary(report, STORE) + "\n"
        finally:
            os.environ.pop("KG_STORE")
            if before is not None:
                os.environ["KG_STORE"] = before


def with_answers(text: str, built: str) -> str:
    """A document with what its commands print now; ``built`` is what `kg build` of the sample prints."""

    def again(block: re.Match[str]) -> str:
        commands = re.findall(r"^\$ kg (.*)$", block[1], re.MULTILINE)
        return "".join(f"$ kg {command}\n{_answer(command, built)}" for command in commands)

    return _BLOCK.sub(again, text)


def _answer(command: str, built: str) -> str:
    if command.startswith("build "):
        return built
    output = io.StringIO()
    with (
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(output),
        contextlib.suppress(SystemExit),
    ):
        kg(shlex.split(command))
    return "".join(f"{line.rstrip()}\n" for line in output.getvalue().splitlines())


def main() -> None:
    """Write the documents."""
    with sample_store() as built:
        for document in DOCUMENTS:
            document.write_text(with_answers(document.read_text("utf-8"), built), "utf-8")


if __name__ == "__main__":
    main()
