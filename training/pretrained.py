"""What pretrained encoders share: weights, pieces of texts, the mean state of each token's pieces."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as fn

LONGEST = 512


class Pretrained(ABC):
    """A frozen encoder in plain torch, read from a folder with its weights and its tokenizer."""

    pad: ClassVar[int]
    """Id of the piece that fills up a batch."""
    width: ClassVar[int]
    epsilon: ClassVar[float]
    """Of the layer norms."""

    def __init__(self, folder: Path) -> None:
        from safetensors.torch import load_file
        from tokenizers import Tokenizer

        self.weights = load_file(str(folder / "model.safetensors"))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    @abstractmethod
    def hidden(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The kept states for a padded batch of piece ids, side by side: shape (batch, pieces, states)."""

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return fn.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return fn.layer_norm(x, (self.width,), weight, bias, self.epsilon)

    @torch.inference_mode()
    def features(
        self, texts: list[str], spans: list[NDArray[np.int64]], *, batch: int = 8
    ) -> list[NDArray[np.float16]]:
        """Mean of the pieces' states of each token, for texts with the tokens at ``spans``."""
        encoded = [self.tokenizer.encode(text.replace("\n", ". ", 1)) for text in texts]
        out: list[NDArray[np.float16]] = [np.zeros((0, 0), np.float16)] * len(texts)
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))
        for at in range(0, len(order), batch):
            part = order[at : at + batch]
            longest = min(max(len(encoded[i].ids) for i in part), LONGEST)
            ids = torch.full((len(part), longest), self.pad)
            mask = torch.zeros(len(part), longest, dtype=torch.bool)
            for row, i in enumerate(part):
                pieces = encoded[i].ids[:longest]
                ids[row, : len(pieces)] = torch.tensor(pieces)
                mask[row, : len(pieces)] = True
            states = self.hidden(ids, mask).numpy()
            for row, i in enumerate(part):
                offsets = np.array(encoded[i].offsets[:longest], dtype=np.int64)
                out[i] = _pool(states[row], offsets, spans[i], texts[i].find("\n"))
        return out


def owners(
    offsets: NDArray[np.int64], spans: NDArray[np.int64], line: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Of each piece the token in which it begins, and whether there is one; ``line``: end of the title."""
    starts = np.where((offsets[:, 0] > line) & (line >= 0), offsets[:, 0] - 1, offsets[:, 0])
    real = offsets[:, 1] > offsets[:, 0]
    token = np.searchsorted(spans[:, 0], starts, side="right") - 1
    return token, real & (token >= 0) & (starts < spans[np.maximum(token, 0), 1])


def _pool(
    states: NDArray[np.float32], offsets: NDArray[np.int64], spans: NDArray[np.int64], line: int
) -> NDArray[np.float16]:
    """Average the states of the pieces that begin inside each token."""
    token, good = owners(offsets, spans, line)
    total = np.zeros((len(spans), states.shape[1]), np.float32)
    count = np.zeros((len(spans), 1), np.float32)
    np.add.at(total, token[good], states[: len(offsets)][good])
    np.add.at(count, token[good], 1.0)
    return (total / np.maximum(count, 1.0)).astype(np.float16)
