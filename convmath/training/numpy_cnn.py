"""A network of two convolutions learns to tell zeros from ones, by plain gradient descent: conv, relu, twice, then fc.

The run that is shown first is stored in a file beside this one, which `write_cnn_run` makes; others are computed, and
kept in the user's cache folder.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from convmath.core.errors import InputError, bad, real_number, whole_number
from convmath.training.cnn_run import CONVOLUTIONS, CnnRun
from convmath.training.descent import shuffled_batches, train
from convmath.training.kept_results import kept, named_arrays, weights_named
from convmath.training.layers import Conv, Dense, Flatten, Relu, Weights
from convmath.training.network import SmallNetwork
from convmath.training.zeros_and_ones import SIDE, classes, digits_of

SEED, EPOCHS, LEARNING_RATE, FILTERS = 74, 10, 0.2, 4
"""Of the run that is stored. Of the first 80 seeds this is the one whose kernels change most to the eye, among those
whose filters all answer to digits before training."""

BATCH = 32
"""How many digits there are to a step."""

KERNEL = 3
"""The side of all kernels."""

MOST_FILTERS = 16

MOMENTS = 40
"""How often the kernels are recorded on the way, about."""

_STORED = Path(__file__).with_name("numpy_cnn.npz")


def small_cnn(filters: int) -> SmallNetwork:
    """Return the untrained network: two convolutions without padding, each with a rectifier, and a dense layer.

    Parameters
    ----------
    filters : int
        How many filters each convolution has, 1 to 16.

    Raises
    ------
    InputError
        If it is not in that range.

    Examples
    --------
    >>> small_cnn(4).output_shapes
    ((1, 14, 14), (4, 12, 12), (4, 12, 12), (4, 10, 10), (4, 10, 10), (400,), (2,))
    >>> small_cnn(4).parameters
    990
    """
    count = whole_number("filters", filters, at_least=1)
    if count > MOST_FILTERS:
        raise bad("filters", filters, f"an integer from 1 to {MOST_FILTERS}")
    layers = (Conv(count, KERNEL), Relu(), Conv(count, KERNEL), Relu(), Flatten(), Dense(len(classes())))
    return SmallNetwork((1, SIDE, SIDE), layers)


def trained_cnn(
    *,
    seed: int = SEED,
    epochs: int = EPOCHS,
    learning_rate: float = LEARNING_RATE,
    filters: int = FILTERS,
    folder: str = "",
    on_epoch: Callable[[int], object] | None = None,
) -> CnnRun:
    """Return a training run of the network, computed before or now.

    Every step goes down the gradient of a batch of 32 digits, without momentum.

    Parameters
    ----------
    seed : int, optional
        Of the weights at the start and of the order of the digits.
    epochs : int, optional
        How often every digit is learned from.
    learning_rate : float, optional
        What a gradient is multiplied with, above 0.
    filters : int, optional
        As in `small_cnn`.
    folder : str, optional
        As in `convmath.training.zeros_and_ones.digits_of`.
    on_epoch : callable, optional
        Called with the number of epochs done, after each; never, if nothing has to be computed.

    Raises
    ------
    InputError
        If a number is out of range, the digits can't be read, or the weights leave the range of floats.

    Examples
    --------
    >>> run = trained_cnn()
    >>> run.steps, run.batch, run.tested
    (80, 32, 120)
    """
    network, (training, testing) = small_cnn(filters), digits_of(folder)
    seed, epochs = whole_number("seed", seed), whole_number("epochs", epochs, at_least=1)
    rate = real_number("learning_rate", learning_rate, at_least=0)
    count = int(network.output_shapes[1][0])
    if (seed, epochs, rate, count, folder) == (SEED, EPOCHS, LEARNING_RATE, FILTERS, "") and _STORED.exists():
        course = _stored()
    else:
        course = kept(
            train_cnn,
            images=training.images,
            labels=training.labels,
            seed=seed,
            epochs=epochs,
            learning_rate=rate,
            filters=count,
            on_epoch=on_epoch,
        )
    (chosen, *_) = next(shuffled_batches(len(training), seed=seed, batch=BATCH))
    first, last, losses, recorded, kernels = course
    return CnnRun(network, training, testing, first, last, losses, recorded, kernels, chosen, epochs, rate)


Course = tuple[
    tuple[Weights, ...],
    tuple[Weights, ...],
    NDArray[np.float64],
    NDArray[np.int64],
    tuple[NDArray[np.float64], ...],
]
"""The weights before and after, the losses, and when and how the kernels were recorded, as in `CnnRun`."""


def train_cnn(
    *,
    images: NDArray[np.float64],
    labels: NDArray[np.int64],
    seed: int,
    epochs: int,
    learning_rate: float,
    filters: int,
    on_epoch: Callable[[int], object] | None = None,
) -> Course:
    """Train the network now, and return its weights before and after, its losses and its kernels on the way.

    Parameters
    ----------
    images : ndarray of shape (N, 14, 14)
    labels : ndarray of int, shape (N,)
    seed, epochs, learning_rate, filters, on_epoch
        As in `trained_cnn`.

    Raises
    ------
    InputError
        As in `trained_cnn`.
    """
    network, epochs = small_cnn(filters), whole_number("epochs", epochs, at_least=1)
    steps = epochs * -(-len(images) // BATCH)
    pace = -(-steps // MOMENTS)
    taken = 0
    recorded = [0]
    kernels = [_kernels(network.initial_weights(seed))]

    def record(weights: tuple[Weights, ...]) -> None:
        nonlocal taken
        taken += 1
        if taken % pace == 0 or taken == steps:
            recorded.append(taken)
            kernels.append(_kernels(weights))

    options: dict[str, Any] = {
        "seed": seed,
        "epochs": epochs,
        "learning_rate": learning_rate,
        "batch": BATCH,
        "momentum": 0.0,
    }
    # On one core, sums are added in the same order everywhere; and on a busy machine two take six times as long.
    with threadpool_limits(1, "blas"), np.errstate(over="ignore", invalid="ignore"):
        try:
            run = train(network, np.asarray(images)[:, None], labels, **options, on_epoch=on_epoch, on_step=record)
        except InputError as error:
            if error.argument == "scores":
                raise bad("learning_rate", learning_rate, "a rate at which the scores stay finite") from None
            raise
        film = tuple(np.array(each, dtype=np.float32).astype(np.float64) for each in zip(*kernels))
    if not all(np.isfinite(each).all() for each in film):
        raise bad("learning_rate", learning_rate, "a rate at which the weights stay within the range of short floats")
    return run.first, run.last, run.losses, np.array(recorded), film


def write_cnn_run() -> None:
    """Train the network as it is shown first, and write the run to the file that is read for it.

    ``python -c "from convmath.training.numpy_cnn import write_cnn_run; write_cnn_run()"`` made the file.
    """
    training, _ = digits_of("")
    first, last, losses, recorded, kernels = train_cnn(
        images=training.images,
        labels=training.labels,
        seed=SEED,
        epochs=EPOCHS,
        learning_rate=LEARNING_RATE,
        filters=FILTERS,
    )
    arrays: dict[str, NDArray[Any]] = {"losses": losses, "recorded": recorded}
    arrays |= named_arrays("first", first) | named_arrays("last", last)
    arrays |= {f"kernels/{place}": values.astype(np.float32) for place, values in enumerate(kernels)}
    np.savez_compressed(_STORED, allow_pickle=False, **arrays)


def _kernels(weights: tuple[Weights, ...]) -> tuple[NDArray[np.float64], ...]:
    return tuple(weights[place]["kernel"] for place in CONVOLUTIONS)


@cache
def _stored() -> Course:
    layers = len(small_cnn(FILTERS).layers)
    with np.load(_STORED, allow_pickle=False) as arrays:
        first, last = (weights_named(arrays, name, layers=layers) for name in ("first", "last"))
        kernels = tuple(arrays[f"kernels/{place}"].astype(np.float64) for place in range(len(CONVOLUTIONS)))
        return first, last, arrays["losses"], arrays["recorded"], kernels
