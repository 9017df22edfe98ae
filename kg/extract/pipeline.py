"""The built-in extractor: a spaCy tokenizer, one network in numpy, decisions at the level of the paper."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from kg.errors import ExtractionError
from kg.extract.analysis import Analyser
from kg.extract.assemble import Judges, entities_of, judge, links_of
from kg.extract.decide import Calibration, Committee
from kg.extract.features import Lexicon
from kg.extract.network import Floats, Network
from kg.extract.tokens import Words
from kg.model import Extraction, Paper

WEIGHTS = Path(__file__).parent / "weights"
_UNREADABLE = (OSError, EOFError, ValueError, BadZipFile, zlib.error)
"""What numpy raises for an archive that is cut, empty or damaged."""


class SpacyExtractor:
    """The extractor whose weights lie in the package; looks at one paper at a time."""

    name = "spacy"

    def __init__(
        self, analyser: Analyser, judges: Judges, *, version: str, threshold: float, link_threshold: float
    ) -> None:
        self.analyser, self.judges = analyser, judges
        self.version, self.threshold, self.link_threshold = version, threshold, link_threshold
        # Small matrices lose more to the waiting of threads than they gain, three times over on a busy
        # machine; and sums must not depend on how many cores there are.
        self._one_thread = ThreadpoolController()
        self._blas = self._one_thread.select(user_api="blas").lib_controllers

    @classmethod
    def packaged(cls) -> SpacyExtractor:
        """The one that the package carries."""
        return cls.from_folder(WEIGHTS)

    @classmethod
    def from_folder(cls, folder: Path) -> SpacyExtractor:
        """One whose weights lie in ``folder``; raises `ExtractionError` where they can not be read."""
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            analyser = read_analyser(folder, config)
            judges = read_judges(read_arrays(folder / "judges.npz"))
            thresholds = {name: config[name] for name in ("threshold", "link_threshold")}
            return cls(analyser, judges, version=config["version"], **thresholds)
        except (*_UNREADABLE, KeyError, TypeError) as error:
            raise ExtractionError(f"{folder.name}: the weights can not be read: {error}") from error

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """One extraction a paper, in the order of the papers."""
        for paper in papers:
            with self._alone():
                found = self.extract_one(paper)
            yield found

    def _alone(self) -> AbstractContextManager[object]:
        """One thread for matrices; where there is only one already, nothing needs to be set."""
        alone = all(library.get_num_threads() == 1 for library in self._blas)
        if alone:
            return nullcontext()
        limited: AbstractContextManager[object] = self._one_thread.limit(limits=1, user_api="blas")
        return limited

    def extract_one(self, paper: Paper) -> Extraction:
        """What one paper says."""
        analysis = self.analyser.analyse(paper.text)
        if not analysis.candidates:
            return Extraction(paper.id, self.name, self.version)
        judged = judge(analysis, self.judges)
        entities = entities_of(analysis, judged, self.judges.entity_calibration)
        links = links_of(analysis, judged, self.judges, entities)
        return Extraction(paper.id, self.name, self.version, tuple(entities.values()), links)


def read_analyser(folder: Path, config: dict[str, Any]) -> Analyser:
    """All that comes before the decisions."""
    network = Network(read_arrays(folder / "network.npz"), config["blocks"], config["heads"])
    lexicon = Lexicon(read_lexicon(folder / "lexicon.tsv"))
    return Analyser(Words(), network, *read_vectors(folder), lexicon)


def read_vectors(folder: Path) -> tuple[dict[str, int], Floats]:
    """The row of each word that has a vector, and the vectors."""
    data = read_arrays(folder / "vectors.npz")
    table = data["table"].astype(np.float32) * data["scale"].astype(np.float32)
    words = (folder / "words.txt").read_text(encoding="utf-8").split("\n")
    return {word: row for row, word in enumerate(words) if word}, table


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of an archive by name; numpy alone leaves one that it can not read open."""
    with path.open("rb") as file, np.load(file) as data:
        return {name: data[name] for name in data.files}


def read_lexicon(path: Path) -> dict[str, tuple[int, int]]:
    """Form, times annotated, times seen; one a line."""
    out = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        form, yes, seen = line.split("\t")
        out[form] = (int(yes), int(seen))
    return out


def read_judges(weights: dict[str, NDArray[np.generic]]) -> Judges:
    """The last decisions."""
    return Judges(
        Committee(weights, "entity"),
        Committee(weights, "link"),
        Calibration(weights, "entity_calibration"),
        Calibration(weights, "link_calibration"),
    )
