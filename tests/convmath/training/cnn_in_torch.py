"""The network of two convolutions made over again in torch, and trained there; only the digits are convmath's."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from convmath.training.zeros_and_ones import digits_of


class TorchRun(NamedTuple):
    """A training run in torch."""

    before: nn.Sequential
    after: nn.Sequential
    losses: list[float]
    films: tuple[list[np.ndarray], list[np.ndarray]]
    """The kernels of both convolutions at the start and after every step."""
    batch: np.ndarray
    """Which digits the first step learned from."""


def network(seed: int, filters: int) -> nn.Sequential:
    """Weights are normal of variance 2 over the values that a sum is made of (He et al. 2015), biases 0."""
    rng = np.random.default_rng(seed)
    model = nn.Sequential(
        nn.Conv2d(1, filters, 3),
        nn.ReLU(),
        nn.Conv2d(filters, filters, 3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(filters * 100, 2),
    ).double()
    for layer in (model[0], model[2], model[5]):
        deviation = np.sqrt(2 / np.prod(layer.weight.shape[1:]))
        layer.weight.data = torch.tensor(rng.normal(0, deviation, tuple(layer.weight.shape)))
        layer.bias.data.zero_()
    return model


def tensors(images, labels):
    return torch.tensor(np.array(images))[:, None], torch.tensor(np.array(labels))


@cache
def torch_run(seed: int, epochs: int, rate: float, filters: int, folder: str = "") -> TorchRun:
    training, _ = digits_of(folder)
    images, labels = tensors(training.images, training.labels)
    before, model = network(seed, filters), network(seed, filters)
    descent = torch.optim.SGD(model.parameters(), lr=rate)
    order = np.random.default_rng((seed, 1))
    losses, films, batches = [], ([], []), []
    for _ in range(epochs):
        shuffled = order.permutation(len(labels))
        for start in range(0, len(labels), 32):
            _record(model, films)
            batches.append(shuffled[start : start + 32])
            loss = nn.functional.cross_entropy(model(images[batches[-1]]), labels[batches[-1]])
            losses.append(loss.item())
            descent.zero_grad()
            loss.backward()
            descent.step()
    _record(model, films)
    return TorchRun(before, model, losses, films, batches[0])


def _record(model, films):
    for layer, film in zip((model[0], model[2]), films):
        film.append(layer.weight.detach().numpy().copy())


def steps_values(model: nn.Sequential, images, labels):
    """The values between the layers of a batch, each with its gradient, and the loss."""
    values = [images.clone().requires_grad_()]
    for layer in model:
        values.append(layer(values[-1]))
        values[-1].retain_grad()
    loss = nn.functional.cross_entropy(values[-1], labels)
    model.zero_grad()
    loss.backward()
    return values, loss.item()
