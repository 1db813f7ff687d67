"""Training by stochastic gradient descent with momentum, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, real_number, whole_number
from convmath.training.layers import Weights
from convmath.training.network import SmallNetwork, checked_labels, step


@dataclass(frozen=True, eq=False, slots=True)
class Training:
    """A training run: what was lost at each step, and the weights at the start and after each epoch.

    Parameters
    ----------
    losses : ndarray of shape (steps,)
        The loss of each batch before the step that it caused.
    weights : tuple of tuple of dict
        The network's weights at the start, then after each epoch.
    """

    losses: NDArray[np.float64]
    weights: tuple[tuple[Weights, ...], ...]

    @property
    def first(self) -> tuple[Weights, ...]:
        """The weights at the start."""
        return self.weights[0]

    @property
    def last(self) -> tuple[Weights, ...]:
        """The weights after the last epoch."""
        return self.weights[-1]


def train(
    network: SmallNetwork,
    images: ArrayLike,
    labels: ArrayLike,
    *,
    seed: int,
    epochs: int,
    learning_rate: float,
    momentum: float = 0.9,
    batch: int = 32,
    on_epoch: Callable[[int], object] | None = None,
    on_step: Callable[[tuple[Weights, ...]], object] | None = None,
) -> Training:
    """Train a network from random weights.

    In every epoch each image is seen once, in a new order, in batches of which the last may be smaller. A step adds to
    each weight its velocity, which is `momentum` times what it was, less `learning_rate` times the gradient.

    Parameters
    ----------
    network : SmallNetwork
    images : array of shape (N, C, H, W)
    labels : array of int, shape (N,)
    seed : int
        Of the weights at the start and of the order of the images.
    epochs : int
    learning_rate : float
    momentum : float, optional
    batch : int, optional
        How many images there are to a step.
    on_epoch : callable, optional
        Called with the number of epochs done, after each.
    on_step : callable, optional
        Called with the weights, layer by layer, after each step.

    Raises
    ------
    InputError
        If a number is out of range, the images don't fit the network, or the weights leave the range of floats.

    Examples
    --------
    >>> from convmath.training.layers import Dense, Flatten
    >>> network = SmallNetwork((1, 1, 2), (Flatten(), Dense(2)))
    >>> images = np.array([[[[0.0, 1.0]]], [[[1.0, 0.0]]]])
    >>> run = train(network, images, [0, 1], seed=0, epochs=20, learning_rate=0.5)
    >>> network.answers(images, run.last).tolist()
    [0, 1]
    """
    epochs, batch = whole_number("epochs", epochs, at_least=1), whole_number("batch", batch, at_least=1)
    rate = real_number("learning_rate", learning_rate, at_least=0)
    friction = real_number("momentum", momentum, at_least=0, at_most=1)
    weights = network.initial_weights(seed)
    network.activations(images, weights)
    given = np.asarray(images, dtype=np.float64)
    targets = checked_labels(labels, len(given), network.classes)
    velocity = tuple({name: np.zeros_like(values) for name, values in own.items()} for own in weights)
    losses, history = [], [weights]
    for epoch, drawn in zip(range(epochs), shuffled_batches(len(given), seed=seed, batch=batch)):
        for chosen in drawn:
            found = step(network, given[chosen], targets[chosen], weights)
            losses.append(found.loss)
            with np.errstate(over="ignore", invalid="ignore"):
                velocity = _combined(velocity, found.gradients, friction, -rate)
                weights = _combined(weights, velocity, 1.0, 1.0)
            if not all(np.isfinite(values).all() for own in weights for values in own.values()):
                raise bad("learning_rate", learning_rate, "a rate at which the weights stay finite")
            if on_step is not None:
                on_step(weights)
        history.append(weights)
        if on_epoch is not None:
            on_epoch(epoch + 1)
    return Training(np.array(losses), tuple(history))


def shuffled_batches(count: int, *, seed: int, batch: int) -> Iterator[tuple[NDArray[np.int64], ...]]:
    """Yield the batches of one epoch after another, without end: which images each of its steps learns from.

    Every image is in one batch of each epoch, the order is new in each, and the last batch may be smaller.

    Parameters
    ----------
    count : int
        How many images there are.
    seed : int
        Of the order.
    batch : int
        How many images there are to a step.

    Raises
    ------
    InputError
        If the seed is not an integer of at least 0, or another number not one of at least 1.

    Examples
    --------
    >>> [len(step) for step in next(shuffled_batches(5, seed=0, batch=2))]
    [2, 2, 1]
    """
    count, batch = whole_number("count", count, at_least=1), whole_number("batch", batch, at_least=1)
    # The weights take the first numbers of the seed's own generator; the order of the images has a stream of its own.
    order = np.random.default_rng((whole_number("seed", seed), 1))
    while True:
        shuffled = order.permutation(count)
        yield tuple(shuffled[start : start + batch] for start in range(0, count, batch))


def _combined(
    first: tuple[Weights, ...], second: tuple[Weights, ...], factor: float, other: float
) -> tuple[Weights, ...]:
    return tuple(
        {name: factor * values + other * more[name] for name, values in own.items()} for own, more in zip(first, second)
    )
