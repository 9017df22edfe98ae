"""The encoder trained along with the network on top of it: the teacher whose reading is distilled."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as fn

from training.minilm import HEADS, LAYERS, WIDTH, MiniLM
from training.model import Network
from training.pretrained import LONGEST, owners

PIECES = 8
"""Pieces of a token beyond this number are not looked at."""
START, END = 101, 102
DROPOUT = 0.1
ENCODER_SCALE = 0.15
"""Learning rate of the encoder in parts of that of the network on top of it."""


def piece_table(encoder: MiniLM, text: str, spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """The piece ids of each token, shape (tokens, `PIECES`); 0 where there is none."""
    encoded = encoder.tokenizer.encode(text.replace("\n", ". ", 1))
    offsets = np.array(encoded.offsets, dtype=np.int64)
    token, good = owners(offsets, spans, text.find("\n"))
    table = np.zeros((len(spans), PIECES), dtype=np.int64)
    used = np.zeros(len(spans), dtype=np.int64)
    for piece in np.flatnonzero(good).tolist():
        at = token[piece]
        if used[at] < PIECES:
            table[at, used[at]] = encoded.ids[piece]
            used[at] += 1
    return table


class Encoder(nn.Module):
    """MiniLM with gradients; gives each token the mean state of its pieces."""

    def __init__(self, source: MiniLM) -> None:
        super().__init__()
        self.values = nn.ParameterDict(
            {
                name.replace(".", "/"): nn.Parameter(value.clone())
                for name, value in source.weights.items()
                if value.is_floating_point() and not name.startswith("pooler")
            }
        )
        for name, value in self.values.items():
            value.requires_grad_(not name.startswith("embeddings"))

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return fn.linear(x, self.values[f"{name}/weight"], self.values[f"{name}/bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return fn.layer_norm(x, (WIDTH,), self.values[f"{name}/weight"], self.values[f"{name}/bias"], 1e-12)

    def _drop(self, x: Tensor) -> Tensor:
        return fn.dropout(x, DROPOUT, self.training)

    def forward(self, table: Tensor) -> Tensor:
        """Shape (batch, tokens, 2 * `WIDTH`) for piece ids of shape (batch, tokens, `PIECES`)."""
        ids, mask, owner = _flatten(table)
        x = self.values["embeddings/word_embeddings/weight"][ids]
        x = x + self.values["embeddings/position_embeddings/weight"][: ids.shape[1]]
        x = x + self.values["embeddings/token_type_embeddings/weight"][0]
        x = self._drop(self._norm(x, "embeddings/LayerNorm"))
        kept = []
        for layer in range(6):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                x = self._layer(x, mask, f"encoder/layer/{layer}")
            if layer + 1 in LAYERS:
                kept.append(x.float())
        states = torch.cat(kept, dim=-1)
        batch, tokens = table.shape[:2]
        total = states.new_zeros(batch, tokens + 1, states.shape[-1])
        total = total.scatter_add(1, owner[..., None].expand_as(states), states)
        return total[:, :tokens] / (table > 0).sum(-1).clamp(min=1)[..., None]

    def _layer(self, x: Tensor, mask: Tensor, name: str) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = (
            self._linear(x, f"{name}/attention/self/{part}").view(batch, length, HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        y = fn.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        y = self._linear(y.transpose(1, 2).reshape(batch, length, WIDTH), f"{name}/attention/output/dense")
        x = self._norm((x + self._drop(y)).float(), f"{name}/attention/output/LayerNorm")
        y = self._linear(fn.gelu(self._linear(x, f"{name}/intermediate/dense")), f"{name}/output/dense")
        return self._norm((x + self._drop(y)).float(), f"{name}/output/LayerNorm")


def _flatten(table: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Ids between start and end mark, their mask, and the token of each piece (the last one: none)."""
    batch, tokens, _ = table.shape
    real = table > 0
    counts = real.sum((1, 2)).clamp(max=LONGEST - 2)
    longest = int(counts.max()) + 2
    ids = torch.zeros(batch, longest, dtype=torch.long)
    owner = torch.full((batch, longest), tokens, dtype=torch.long)
    numbers = torch.arange(tokens)[:, None].expand(tokens, PIECES)
    for row in range(batch):
        n = int(counts[row])
        ids[row, 0], ids[row, n + 1] = START, END
        ids[row, 1 : n + 1] = table[row][real[row]][:n]
        owner[row, 1 : n + 1] = numbers[real[row]][:n]
    return ids, ids > 0, owner


class Tuned(nn.Module):
    """Encoder and network as one; where a `Network` takes features this takes piece ids."""

    def __init__(self, encoder: Encoder, network: Network) -> None:
        super().__init__()
        self.encoder, self.network = encoder, network
        self.tags, self.decisions = network.tags, network.decisions
        self.entities, self.pairs = network.entities, network.pairs

    def tokens(
        self, rows: Tensor, flags: Tensor, words: Tensor, mask: Tensor, features: Tensor | None
    ) -> Tensor:
        """Vectors of all tokens of a batch, shape (batch, n, width)."""
        assert features is not None
        return self.network.tokens(rows, flags, words, mask, self.encoder(features.long()))

    def groups(self) -> list[dict[str, Any]]:
        """Parameters by their share of the learning rate."""
        return [
            {"params": [p for p in self.encoder.parameters() if p.requires_grad], "scale": ENCODER_SCALE},
            {"params": [p for p in self.network.parameters() if p.requires_grad], "scale": 1.0},
        ]
