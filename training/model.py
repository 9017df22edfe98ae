"""The network in torch: the same computation as `kg.extract.network`, with gradients and dropout.

Parameter names are those of the weights in the package.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from kg.extract.tokens import FLAGS, ROWS

TAGS, TYPES, RELATIONS, PAIRS = 5, 5, 7, 8
PAIR_FEATURES = 12


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a network."""

    width: int = 192
    hidden: int | tuple[int, ...] = 256
    """Width of the hidden layer of the convolutions, or of each of them in turn."""
    blocks: str = "c1 c1 a c2 c4 a c1"
    heads: int = 4
    head_width: int = 32
    static: int = 128
    """Width of the word vectors."""
    features: int = 0
    """Width of an encoder's features; 0 for the student."""
    reach: int = 48
    """Relative positions beyond this are treated alike by the attention."""
    dropout: float = 0.2

    def hidden_widths(self) -> list[int]:
        """Width of the hidden layer of each block; none where a block is no convolution."""
        blocks = self.blocks.split()
        count = sum(block != "a" for block in blocks)
        widths = iter(self.hidden if isinstance(self.hidden, tuple) else (self.hidden,) * count)
        return [0 if block == "a" else next(widths) for block in blocks]


class Conv(nn.Module):
    """Residual block: three neighbours at a distance, then a hidden layer."""

    def __init__(self, shape: Shape, step: int, hidden: int) -> None:
        super().__init__()
        self.step = step
        self.norm = nn.LayerNorm(shape.width)
        self.inner = nn.Linear(3 * shape.width, hidden)
        self.outer = nn.Linear(hidden, shape.width)
        self.dropout = nn.Dropout(shape.dropout)

    def hidden(self, x: Tensor, mask: Tensor) -> Tensor:
        """What the hidden layer gets of each token and its neighbours."""
        y = self.norm(x) * mask[..., None]
        s = self.step
        before = fn.pad(y, (0, 0, s, 0))[:, :-s]
        after = fn.pad(y, (0, 0, 0, s))[:, s:]
        return self.inner(torch.cat([before, y, after], dim=-1))  # type: ignore[no-any-return]

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Add what the neighbours say."""
        return x + self.dropout(self.outer(fn.relu(self.hidden(x, mask))))


class Attention(nn.Module):
    """Residual block: each token looks at all others, with a bias by their distance."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        inner = shape.heads * shape.head_width
        self.norm = nn.LayerNorm(shape.width)
        self.query_key_value = nn.Linear(shape.width, 3 * inner)
        self.bias = nn.Parameter(torch.zeros(shape.heads, 2 * shape.reach + 1))
        self.outer = nn.Linear(inner, shape.width)
        self.dropout = nn.Dropout(shape.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Add what the attended tokens say."""
        batch, n, _ = x.shape
        parts = self.query_key_value(self.norm(x)).view(batch, n, 3, self.shape.heads, -1)
        q, k, v = (parts[:, :, i].transpose(1, 2) for i in range(3))
        reach = self.shape.reach
        distance = torch.arange(n)[None, :] - torch.arange(n)[:, None]
        bias = self.bias[:, distance.clamp(-reach, reach) + reach]
        bias = bias[None] + (1.0 - mask[:, None, None, :]) * -1e4
        y = fn.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return x + self.dropout(self.outer(y.transpose(1, 2).reshape(batch, n, -1)))


class Network(nn.Module):
    """Tokens to tags, and groups of mentions to entities and links."""

    def __init__(self, shape: Shape, vectors: Tensor) -> None:
        super().__init__()
        self.shape = shape
        w = shape.width
        self.vectors = nn.Parameter(vectors.clone(), requires_grad=False)
        self.norm_rows = nn.Embedding(ROWS[0], 64)
        self.prefix_rows = nn.Embedding(ROWS[1], 32)
        self.suffix_rows = nn.Embedding(ROWS[2], 48)
        self.shape_rows = nn.Embedding(ROWS[3], 32)
        for table in (self.norm_rows, self.prefix_rows, self.suffix_rows, self.shape_rows):
            nn.init.normal_(table.weight, std=0.3)
        self.mix = nn.Linear(64 + 32 + 48 + 32 + FLAGS + shape.static, w)
        self.feature_norm = nn.LayerNorm(shape.features) if shape.features else None
        self.feature_mix = nn.Linear(shape.features, w) if shape.features else None
        self.blocks = nn.ModuleList(
            Attention(shape) if block == "a" else Conv(shape, int(block[1:]), hidden)
            for block, hidden in zip(shape.blocks.split(), shape.hidden_widths(), strict=True)
        )
        self.last_norm = nn.LayerNorm(w)
        self.tags = nn.Linear(w, TAGS)
        self.mention = nn.Linear(3 * w, w)
        self.entity = nn.Linear(2 * w, w)
        self.decisions = nn.Linear(w, 1 + TYPES + RELATIONS + 1)
        self.subject = nn.Linear(w, 64)
        self.object = nn.Linear(w, 64)
        self.between = nn.Linear(w, 64)
        self.pair = nn.Linear(64 * 4 + PAIR_FEATURES, 96)
        self.pair_out = nn.Linear(96, PAIRS)
        self.dropout = nn.Dropout(shape.dropout)

    def mixed(self, rows: Tensor, flags: Tensor, words: Tensor, features: Tensor | None) -> Tensor:
        """What each token brings along, before it sees others; shape (batch, n, width)."""
        norm = self.norm_rows(rows[..., 0]) + self.norm_rows(rows[..., 1])
        static = self.vectors[words]
        affixes = [self.prefix_rows(rows[..., 2]), self.suffix_rows(rows[..., 3])]
        known = torch.cat([norm, *affixes, self.shape_rows(rows[..., 4]), static], dim=-1)
        x = self.mix(torch.cat([self.dropout(known), flags], dim=-1))
        if self.feature_mix is not None and self.feature_norm is not None and features is not None:
            x = x + self.feature_mix(self.dropout(self.feature_norm(features)))
        return x  # type: ignore[no-any-return]

    def tokens(
        self, rows: Tensor, flags: Tensor, words: Tensor, mask: Tensor, features: Tensor | None
    ) -> Tensor:
        """Vectors of all tokens of a batch, shape (batch, n, width)."""
        x = self.mixed(rows, flags, words, features)
        for block in self.blocks:
            x = block(x, mask)
        return self.dropout(self.last_norm(x))

    def entities(self, x: Tensor, where: Tensor, owner: Tensor, count: int) -> Tensor:
        """Vectors of ``count`` entities from their mentions: ``where`` is (m, 3) batch row, first, end."""
        row, first, end = where.unbind(1)
        sums = fn.pad(x.cumsum(1), (0, 0, 1, 0))
        mean = (sums[row, end] - sums[row, first]) / (end - first)[:, None]
        m = fn.relu(self.mention(torch.cat([x[row, first], x[row, end - 1], mean], dim=-1)))
        owners = owner[:, None].expand(-1, m.shape[1])
        total = m.new_zeros(count, m.shape[1]).scatter_reduce(0, owners, m, "mean", include_self=False)
        top = m.new_zeros(count, m.shape[1]).scatter_reduce(0, owners, m, "amax", include_self=False)
        return self.dropout(fn.relu(self.entity(torch.cat([total, top], dim=-1))))

    def pairs(self, x: Tensor, entities: Tensor, pairs: Tensor, gaps: Tensor, facts: Tensor) -> Tensor:
        """Logits of ordered pairs (p, 2) of entities: none, same, then the predicates.

        ``gaps`` is (p, 3): batch row, first and end token between the two nearest mentions.
        """
        row, first, end = gaps.unbind(1)
        sums = fn.pad(x.cumsum(1), (0, 0, 1, 0))
        mean = (sums[row, end] - sums[row, first]) / (end - first).clamp(min=1)[:, None]
        s, o = self.subject(entities)[pairs[:, 0]], self.object(entities)[pairs[:, 1]]
        z = torch.cat([s, o, s * o, self.between(mean), facts], dim=-1)
        return self.pair_out(self.dropout(fn.relu(self.pair(z))))  # type: ignore[no-any-return]
