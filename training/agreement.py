"""How far our annotation agrees with that of the gold files, on papers that both have.

usage: python -m training.agreement --shared ../shared
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from kg.evaluate import Scores, evaluate
from training.annotations import read_twice
from training.papers import Annotated, read_gold


def agreement(shared: Path) -> Scores:
    """The measures of `kg evaluate` of our annotation against the gold's."""
    ours = read_twice(shared)
    gold = {paper.id: paper for paper in read_gold(shared)}
    return evaluate([_line(gold[paper.id]) for paper in ours], [_line(paper) for paper in ours])


def _line(paper: Annotated) -> dict[str, Any]:
    return {"id": paper.id, "title": paper.title, "entities": paper.entities, "links": paper.links}


def main() -> None:
    """Print the measures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True)
    print(json.dumps(agreement(parser.parse_args().shared).to_dict(), indent=1))


if __name__ == "__main__":
    main()
