"""Trained in the middle, tested everywhere: three small networks, and digits that are moved off the centre.

Handwritten zeros and ones stand in the middle of a canvas when the networks are trained. Then every test digit is moved
to every place where it still lies wholly on the canvas. What is found for the seed that is shown first is stored in a
file beside this one, which `write_stored` makes; for other seeds it is computed, and kept in the user's cache folder.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_limits

from convmath.core.errors import bad, finite_array, whole_number
from convmath.training.descent import train
from convmath.training.digits import Digits, on_canvas
from convmath.training.kept_results import kept, named_arrays, weights_named
from convmath.training.layers import Conv, Dense, Flatten, GlobalMaxPool, Layer, Relu, Weights
from convmath.training.network import SmallNetwork, softmax
from convmath.training.zeros_and_ones import SIDE, TESTING_DIGITS, digits

CANVAS = 22
"""Pixels along a side of the canvas that a digit stands on."""

REACH = (CANVAS - SIDE) // 2
"""How many pixels a digit can move from the middle, in each direction."""

SEED, EPOCHS, LEARNING_RATE = 0, 25, 0.02

# Padded, so that the border of the canvas is seen as often as its middle; without padding the global maximum of a digit
# in the corner is taken over maps that lack its outermost pixels, and the answer depends on the place after all.
_CONVOLUTIONS: tuple[Layer, ...] = (Conv(4, 3, padding=1), Relu(), Conv(8, 5, padding=2), Relu())
_LAYERS: dict[str, tuple[Layer, ...]] = {
    "dense": (Flatten(), Dense(2)),
    "flatten": (*_CONVOLUTIONS, Flatten(), Dense(2)),
    "global max": (*_CONVOLUTIONS, GlobalMaxPool(), Dense(2)),
}
KINDS = tuple(_LAYERS)

ALIKE = 1e-9
"""Values that differ by no more are the same, rounding aside."""

_STORED = Path(__file__).with_name("moved_digit.npz")


def classifier(kind: str) -> SmallNetwork:
    """Return one of the three untrained networks that tell a zero from a one on the canvas.

    Parameters
    ----------
    kind : {"dense", "flatten", "global max"}
        One fully connected layer alone; or two convolutions, whose maps are read place by place, or of each of which
        only the largest value is read.

    Raises
    ------
    InputError
        If there is no such network.

    Examples
    --------
    >>> [classifier(kind).parameters for kind in KINDS]
    [970, 8594, 866]
    """
    if kind not in _LAYERS:
        raise bad("kind", kind, f"one of {', '.join(KINDS)}")
    return SmallNetwork((1, CANVAS, CANVAS), _LAYERS[kind])


@dataclass(frozen=True, eq=False, slots=True)
class TrainedClassifier:
    """A network trained on digits in the middle of the canvas, and how it does elsewhere.

    Parameters
    ----------
    network : SmallNetwork
    weights : tuple of dict
        Layer by layer.
    right : ndarray of int, shape (9, 9)
        How many of the test digits it names rightly, for each move: down by −4 … 4 rows, and to the right by
        −4 … 4 columns.
    """

    network: SmallNetwork
    weights: tuple[Weights, ...]
    right: NDArray[np.int64]

    @property
    def tested(self) -> int:
        """How many test digits there are."""
        return TESTING_DIGITS

    @property
    def centred(self) -> int:
        """How many it names rightly where the digits stood in training."""
        return int(self.right[REACH, REACH])

    @property
    def least(self) -> int:
        """How many it names rightly where it does worst."""
        return int(self.right.min())

    def probabilities(self, image: ArrayLike, *, rows: int = 0, columns: int = 0) -> tuple[float, ...]:
        """Return the probability that it gives to each class, for one digit moved off the middle.

        Parameters
        ----------
        image : array of shape (14, 14)
        rows, columns : int, optional
            How far down and to the right.

        Raises
        ------
        InputError
            If the image does not lie wholly on the canvas.
        """
        scores = self.network.scores(_placed(image, rows, columns), self.weights)
        return tuple(float(share) for share in softmax(scores)[0])

    def answer(self, image: ArrayLike, *, rows: int = 0, columns: int = 0) -> int:
        """Return the digit that it takes a moved one for. Parameters and errors as in `probabilities`."""
        return int(self.network.answers(_placed(image, rows, columns), self.weights)[0])

    def maps(self, image: ArrayLike, *, rows: int = 0, columns: int = 0) -> NDArray[np.float64]:
        """Return the maps of its last convolution for a moved digit, shape (8, 22, 22); of none, the canvas.

        Parameters and errors as in `probabilities`.
        """
        values = self.network.activations(_placed(image, rows, columns), self.weights)
        maps: NDArray[np.float64] = [value for value in values if value.ndim == 4][-1][0]
        return maps

    def swayed_map(self, image: ArrayLike, *, rows: int, columns: int) -> int:
        """Return which map's part in the answer changes most as a digit is moved off the middle.

        Only a network that reads its maps place by place has such parts. Parameters as in `probabilities`.

        Raises
        ------
        InputError
            As in `weights_of_map` and `probabilities`.
        """
        before, after = self._parts(image, 0, 0), self._parts(image, rows, columns)
        return int(np.abs(after - before).argmax())

    def clearest_map(self, image: ArrayLike) -> int:
        """Return which map of the last convolution has the largest value for a digit in the middle.

        Parameters and errors as in `probabilities`.
        """
        return int(self.largest_values(image).argmax())

    def weights_of_map(self, number: int) -> NDArray[np.float64]:
        """Return what each place of a map counts for, shape (22, 22): positive for a one, negative for a zero.

        It is the weight from that place to the score of a one, less the weight to the score of a zero.

        Raises
        ------
        InputError
            If there is no such map, or the network does not read its maps place by place.
        """
        weights = self._weights_by_map()
        places: NDArray[np.float64] = weights[self._checked(number, len(weights))]
        return places

    def part_of_map(self, number: int, image: ArrayLike, *, rows: int = 0, columns: int = 0) -> float:
        """Return what a map says for a moved digit: the sum of its values times what their places count for.

        It is positive for a one and negative for a zero. Parameters and errors as in `weights_of_map` and
        `probabilities`.
        """
        parts = self._parts(image, rows, columns)
        return float(parts[self._checked(number, len(parts))])

    def largest_values(self, image: ArrayLike, *, rows: int = 0, columns: int = 0) -> NDArray[np.float64]:
        """Return the largest value of each map for a moved digit, shape (8,). Parameters as in `probabilities`."""
        largest: NDArray[np.float64] = self.maps(image, rows=rows, columns=columns).max(axis=(1, 2))
        return largest

    def largest_alike(self, image: ArrayLike, *, rows: int, columns: int) -> int:
        """Return how many of the largest values are what they were before the move, rounding aside.

        The others come from windows that leave the canvas. Parameters and errors as in `probabilities`.
        """
        before, after = self.largest_values(image), self.largest_values(image, rows=rows, columns=columns)
        return int(np.isclose(before, after, rtol=ALIKE, atol=ALIKE).sum())

    def place_of_largest(self, number: int, image: ArrayLike, *, rows: int = 0, columns: int = 0) -> tuple[int, int]:
        """Return the row and column of the first such value. Parameters and errors as in `probabilities`."""
        values = self.maps(image, rows=rows, columns=columns)[number]
        row, column = np.unravel_index(values.argmax(), values.shape)
        return int(row), int(column)

    def _weights_by_map(self) -> NDArray[np.float64]:
        """Return what each place of each map counts for, shape (maps, 22, 22)."""
        kernel = self.weights[-1]["kernel"]
        if kernel.shape[1] < CANVAS**2:
            raise bad("self", self.network.layers[-2], "a network that reads its maps place by place")
        by_map: NDArray[np.float64] = (kernel[1] - kernel[0]).reshape(-1, CANVAS, CANVAS)
        return by_map

    def _parts(self, image: ArrayLike, rows: int, columns: int) -> NDArray[np.float64]:
        """Return what each map says for a moved digit, shape (maps,)."""
        products = self._weights_by_map() * self.maps(image, rows=rows, columns=columns)
        return np.asarray(products.sum(axis=(1, 2)))

    @staticmethod
    def _checked(number: int, count: int) -> int:
        number = whole_number("number", number)
        if number >= count:
            raise bad("number", number, f"an integer from 0 to {count - 1}")
        return number


def trained_classifier(
    kind: str, *, seed: int = SEED, on_epoch: Callable[[int], object] | None = None
) -> TrainedClassifier:
    """Return one of the three networks, trained on centred digits, with its accuracy for every move.

    It is read from a file where it was computed before: in this folder for `SEED`, else in the user's cache folder,
    under a key that changes with the code.

    Parameters
    ----------
    kind : {"dense", "flatten", "global max"}
        As in `classifier`.
    seed : int, optional
        Of the weights at the start and of the order of the digits.
    on_epoch : callable, optional
        Called with the number of epochs done, after each; never, if nothing has to be computed.

    Raises
    ------
    InputError
        If there is no such network, the seed is not an integer of at least 0, or scikit-learn is not installed.
    """
    network, seed = classifier(kind), whole_number("seed", seed)
    if seed == SEED and _STORED.exists():
        weights, right = _stored(kind)
    else:
        weights, right = kept(train_classifier, kind=kind, seed=seed, on_epoch=on_epoch)
    return TrainedClassifier(network, weights, right)


def train_classifier(
    kind: str, *, seed: int, on_epoch: Callable[[int], object] | None = None
) -> tuple[tuple[Weights, ...], NDArray[np.int64]]:
    """Train a network now, and return its weights and how many digits it names rightly for each move.

    Parameters, shapes and errors as in `trained_classifier`.
    """
    network, (training, testing) = classifier(kind), digits()
    centred = on_canvas(training.images, side=CANVAS)[:, None]
    moves = range(-REACH, REACH + 1)
    # On one core, sums are added in the same order everywhere; and on a busy machine two take six times as long.
    with threadpool_limits(1, "blas"):
        run = train(
            network, centred, training.labels, seed=seed, epochs=EPOCHS, learning_rate=LEARNING_RATE, on_epoch=on_epoch
        )
        right = [[_right(network, testing, run.last, rows, columns) for columns in moves] for rows in moves]
    return run.last, np.array(right)


def write_stored() -> None:
    """Train the three networks from `SEED` and write what was found to the file that is read for it.

    ``python -c "from convmath.training.moved_digit import write_stored; write_stored()"`` made the file.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for kind in KINDS:
        weights, arrays[f"{kind}/right"] = train_classifier(kind, seed=SEED)
        arrays |= named_arrays(kind, weights)
    np.savez_compressed(_STORED, allow_pickle=False, **arrays)


def _placed(image: ArrayLike, rows: int, columns: int) -> NDArray[np.float64]:
    array = finite_array("image", image)
    return on_canvas(array, side=CANVAS, rows=rows, columns=columns)[None, None]


def _right(network: SmallNetwork, testing: Digits, weights: tuple[Weights, ...], rows: int, columns: int) -> int:
    moved = on_canvas(testing.images, side=CANVAS, rows=rows, columns=columns)[:, None]
    return int(np.count_nonzero(network.answers(moved, weights) == testing.labels))


@cache
def _stored(kind: str) -> tuple[tuple[Weights, ...], NDArray[np.int64]]:
    with np.load(_STORED, allow_pickle=False) as arrays:
        return weights_named(arrays, kind, layers=len(_LAYERS[kind])), arrays[f"{kind}/right"]
