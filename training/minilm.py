"""The pretrained encoder (MiniLM-L6, Apache-2.0) in plain torch: features for teacher and word vectors."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as fn

from training.pretrained import Pretrained

HEADS = 12
WIDTH = 384
LAYERS = (4, 6)
"""Hidden states that are kept, side by side."""


class MiniLM(Pretrained):
    """A frozen BERT of six layers, run in inference mode."""

    pad, width, epsilon = 0, WIDTH, 1e-12

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
