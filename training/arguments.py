"""The arguments that the commands of training share."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def parser(about: str | None, *, encoder: str = "") -> argparse.ArgumentParser:
    """Takes ``--shared``, ``--work``, ``--threads``, ``--resume``, and an encoder's folder under its name."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--shared", type=Path, required=True)
    made.add_argument("--work", type=Path, required=True, help="folder for what the stages keep")
    if encoder:
        made.add_argument(f"--{encoder}", type=Path, required=True, help="folder with model.safetensors")
    made.add_argument("--threads", type=int, default=2)
    made.add_argument("--resume", action="store_true", help="go on from the checkpoints in the work folder")
    return made


def read(given: argparse.ArgumentParser) -> argparse.Namespace:
    """The arguments told, after setting the number of threads."""
    args = given.parse_args()
    torch.set_num_threads(args.threads)
    return args
