"""What the last decision on links looks at."""

from __future__ import annotations

import numpy as np

from kg.extract.assemble import judge, link_candidates
from kg.extract.linking import _rivals, links_rows
from kg.extract.pipeline import SpacyExtractor

TEXT = "MossNet: Counting Ferns\nWe propose MossNet for fern counting and test it on FernSet and BirchSet."


def test_a_link_is_seen_beside_the_other_links_of_its_ends() -> None:
    chance = np.array([[0.5, 0.1], [0.2, 0.4], [0.3, 0.3]], np.float32)
    rows = _rivals(chance, np.array([(0, 1), (0, 2), (3, 2)]))
    best, total = rows[:, 0:2], rows[:, 2:4]  # of the other links of the first end
    assert best.tolist() == np.array([[0.2, 0.4], [0.5, 0.1], [0.0, 0.0]], np.float32).tolist()
    assert np.allclose(total, best)
    assert np.allclose(rows[:, 4:6], [[0.0, 0.0], [0.3, 0.3], [0.2, 0.4]])  # … and of the second
    assert rows[:, 8].tolist() == chance.max(axis=1).tolist()


def test_rows_fit_the_shipped_committee() -> None:
    extractor = SpacyExtractor.packaged()
    analysis = extractor.analyser.analyse(TEXT)
    judged = judge(analysis, extractor.judges)
    rows, forward, backward, _ = link_candidates(analysis, judged.keep)
    seen = links_rows(analysis, judged, rows, forward, backward)
    assert seen.shape == (len(rows), len(extractor.judges.link.mean))
    assert seen.dtype == np.float32
    assert np.isfinite(seen).all()
