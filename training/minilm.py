"""The pretrained encoder (MiniLM-L6, Apache-2.0) in plain torch: features for teacher and word vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as fn

HEADS = 12
WIDTH = 384
LAYERS = (4, 6)
"""Hidden states that are kept, side by side."""
LONGEST = 512


class MiniLM:
    """A frozen BERT of six layers, run in inference mode."""

    def __init__(self, folder: Path) -> None:
        from safetensors.torch import load_file
        from tokenizers import Tokenizer

        self.weights = load_file(str(folder / "model.safetensors"))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return fn.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return fn.layer_norm(x, (WIDTH,), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], 1e-12)

    def hidden(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The states of `LAYERS` for a padded batch of piece ids, shape (batch, pieces, 2 * WIDTH)."""
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][ids]
        x = x + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = x + w["embeddings.token_type_embeddings.weight"][0]
        x = self._norm(x, "embeddings.LayerNorm")
        kept = []
        for layer in range(6):
            x = self._layer(x, mask, f"encoder.layer.{layer}")
            if layer + 1 in LAYERS:
                kept.append(x)
        return torch.cat(kept, dim=-1)

    def _layer(self, x: Tensor, mask: Tensor, name: str) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = (
            self._linear(x, f"{name}.attention.self.{part}").view(batch, length, HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        y = fn.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        y = self._linear(y.transpose(1, 2).reshape(batch, length, WIDTH), f"{name}.attention.output.dense")
        x = self._norm(x + y, f"{name}.attention.output.LayerNorm")
        y = self._linear(fn.gelu(self._linear(x, f"{name}.intermediate.dense")), f"{name}.output.dense")
        return self._norm(x + y, f"{name}.output.LayerNorm")

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
            ids = torch.zeros(len(part), longest, dtype=torch.long)
            mask = torch.zeros(len(part), longest, dtype=torch.bool)
            for row, i in enumerate(part):
                pieces = encoded[i].ids[:longest]
                ids[row, : len(pieces)] = torch.tensor(pieces)
                mask[row, : len(pieces)] = True
            states = self.hidden(ids, mask).numpy()
            for row, i in enumerate(part):
                line = texts[i].find("\n")
                offsets = np.array(encoded[i].offsets[: min(longest, len(encoded[i].ids))], dtype=np.int64)
                out[i] = pool(states[row], offsets, spans[i], line)
        return out


def owners(
    offsets: NDArray[np.int64], spans: NDArray[np.int64], line: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Of each piece the token in which it begins, and whether there is one; ``line``: end of the title."""
    starts = np.where((offsets[:, 0] > line) & (line >= 0), offsets[:, 0] - 1, offsets[:, 0])
    real = offsets[:, 1] > offsets[:, 0]
    token = np.searchsorted(spans[:, 0], starts, side="right") - 1
    return token, real & (token >= 0) & (starts < spans[np.maximum(token, 0), 1])


def pool(
    states: NDArray[np.float32], offsets: NDArray[np.int64], spans: NDArray[np.int64], line: int
) -> NDArray[np.float16]:
    """Average the states of the pieces that begin inside each token."""
    token, good = owners(offsets, spans, line)
    total = np.zeros((len(spans), states.shape[1]), np.float32)
    count = np.zeros((len(spans), 1), np.float32)
    np.add.at(total, token[good], states[: len(offsets)][good])
    np.add.at(count, token[good], 1.0)
    return (total / np.maximum(count, 1.0)).astype(np.float16)
