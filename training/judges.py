"""Trains the last decisions on papers that the network has not seen, in folds, and calibrates them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as fn

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Weights = dict[str, NDArray[Any]]

FOLDS = 5


@dataclass(slots=True)
class Task:
    """Rows with what is to be decided of them; ``paper`` says which belong together, -1: never left out."""

    rows: Floats
    paper: Ints
    loss: Callable[[Tensor, Tensor, Ints], Tensor]
    """Of logits, rows and their numbers."""
    outputs: int
    hidden: int
    epochs: int = 30
    seeds: int = 1
    """Members a fold: more of them differ less from training to training, and take longer."""
    often: int = 1
    """Times an epoch goes through the papers that may be left out: the network has not seen these either."""


class Small(nn.Module):
    """One hidden layer."""

    def __init__(self, inputs: int, hidden: int, outputs: int) -> None:
        super().__init__()
        self.inner = nn.Linear(inputs, hidden)
        self.outer = nn.Linear(hidden, outputs)
        nn.init.zeros_(self.outer.weight)
        nn.init.zeros_(self.outer.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Logits."""
        return self.outer(fn.dropout(fn.relu(self.inner(x)), 0.3, self.training))  # type: ignore[no-any-return]


def train_task(task: Task, name: str) -> tuple[Weights, Floats]:
    """Weights of a committee, and each row's logits by the members of the fold that has not seen it."""
    mean = task.rows.mean(axis=0)
    scale = 1.0 / np.maximum(task.rows.std(axis=0), 1e-2)
    x = torch.from_numpy(np.clip((task.rows - mean) * scale, -6, 6))
    unseen = np.zeros((len(task.rows), task.outputs), np.float32)
    members = []
    for fold in range(FOLDS):
        left_out = (task.paper % FOLDS == fold) & (task.paper >= 0)
        inside, outside = np.flatnonzero(~left_out), np.flatnonzero(left_out)
        inside = np.concatenate([inside, *[inside[task.paper[inside] >= 0]] * (task.often - 1)])
        for seed in range(fold, FOLDS * task.seeds, FOLDS):
            model = _fit(task, x, inside, seed=seed)
            members.append(model)
            with torch.inference_mode():
                unseen[outside] += model(x[outside]).numpy() / task.seeds
    weights = {
        f"{name}.mean": mean,
        f"{name}.scale": scale,
        f"{name}.inner": _stack([m.inner.weight.T for m in members]),
        f"{name}.inner_bias": _stack([m.inner.bias for m in members]),
        f"{name}.outer": _stack([m.outer.weight.T for m in members]),
        f"{name}.outer_bias": _stack([m.outer.bias for m in members]),
    }
    return weights, unseen


def _stack(parameters: list[Tensor]) -> NDArray[Any]:
    return np.stack([parameter.detach().numpy() for parameter in parameters])


def _fit(task: Task, x: Tensor, inside: Ints, *, seed: int) -> Small:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Small(x.shape[1], task.hidden, task.outputs)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, task.epochs)
    for _ in range(task.epochs):
        order = rng.permutation(inside)
        for at in range(0, len(order), 256):
            part = order[at : at + 256]
            rows = x[part]
            loss = task.loss(model(rows), torch.from_numpy(task.rows[part]), part)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
    return model.eval()


def calibrate(raw: Floats, right: NDArray[np.bool_], name: str) -> Weights:
    """A monotone map by isotonic regression, smoothed over at most 25 knots."""
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0.005, y_max=0.995, out_of_bounds="clip").fit(raw, right)
    knots = np.unique(np.quantile(raw, np.linspace(0, 1, 26)))
    middle = np.array([fitted.predict(raw[_near(raw, knot)]).mean() for knot in knots])
    return {f"{name}.raw": knots, f"{name}.true": np.maximum.accumulate(middle)}


def _near(raw: Floats, knot: float) -> Ints:
    window = max(len(raw) // 50, 20)
    order = np.argsort(np.abs(raw - knot), kind="stable")
    return order[:window]
