"""What a training run of the small convolutional network shows: before, at its first step, all along, and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, finite_array, real_number, whole_number
from convmath.training.digits import Digits
from convmath.training.layers import Weights
from convmath.training.network import SmallNetwork, Step, softmax, step

CONVOLUTIONS = (0, 2)
"""Which layers of the network are convolutions."""


@dataclass(frozen=True, eq=False, slots=True)
class CnnRun:
    """A network with two convolutions, the digits it learned from and is tested on, and the course of its training.

    Parameters
    ----------
    network : SmallNetwork
    training, testing : Digits
    first, last : tuple of dict
        The weights before and after training, layer by layer.
    losses : ndarray of shape (steps,)
        The loss of each batch before the step that it caused.
    recorded : ndarray of int, shape (moments,)
        After how many steps the kernels were recorded; the first is 0, the last all.
    kernels : tuple of ndarray
        For each of the two convolutions its kernels at those moments, shape (moments, filters, C, size, size).
    first_batch : ndarray of int
        Which of the training digits the first step learned from.
    epochs : int
    learning_rate : float
    """

    network: SmallNetwork
    training: Digits
    testing: Digits
    first: tuple[Weights, ...]
    last: tuple[Weights, ...]
    losses: NDArray[np.float64]
    recorded: NDArray[np.int64]
    kernels: tuple[NDArray[np.float64], ...]
    first_batch: NDArray[np.int64]
    epochs: int
    learning_rate: float

    @property
    def steps(self) -> int:
        """How many steps the training took."""
        return len(self.losses)

    @property
    def step_numbers(self) -> NDArray[np.int64]:
        """The numbers of the steps, from 1."""
        return np.arange(1, self.steps + 1)

    @property
    def batch(self) -> int:
        """How many digits the first step learned from."""
        return len(self.first_batch)

    def image(self, digit: int) -> NDArray[np.float64]:
        """Return a digit of the first batch, shape (14, 14).

        Raises
        ------
        InputError
            If there is no such digit.
        """
        image: NDArray[np.float64] = self.training.images[self.first_batch[self._checked(digit)]]
        return image

    def label(self, digit: int) -> int:
        """Return what a digit of the first batch is. Errors as in `image`."""
        return int(self.training.labels[self.first_batch[self._checked(digit)]])

    def step_of(self, digit: int) -> Step:
        """Return what one digit of the first batch alone says to the weights before training. Errors as in `image`."""
        chosen = self.first_batch[[self._checked(digit)]]
        return step(self.network, self.training.images[chosen][:, None], self.training.labels[chosen], self.first)

    @property
    def first_step(self) -> Step:
        """What the first batch says to the weights before training: the step that was taken first."""
        chosen = self.first_batch
        return step(self.network, self.training.images[chosen][:, None], self.training.labels[chosen], self.first)

    def shares(self, digit: int) -> tuple[float, ...]:
        """Return the share that a digit of the first batch gives to each class before training. Errors as in `image`.

        It is what the network holds for its probability.
        """
        scores = self.step_of(digit).activations[-1]
        return tuple(float(share) for share in softmax(scores)[0])

    def share_of_label(self, digit: int) -> float:
        """Return the share of what the digit is. Parameters and errors as in `shares`."""
        return self.shares(digit)[self.label(digit)]

    def steepest_slice(self, digit: int) -> tuple[int, int]:
        """Return the filter and the channel of the second convolution whose slice one digit would change the most.

        Among equals the first is taken. Errors as in `image`.
        """
        gradient = self.step_of(digit).gradients[CONVOLUTIONS[1]]["kernel"]
        largest = np.abs(gradient).max(axis=(2, 3))
        row, column = np.unravel_index(largest.argmax(), largest.shape)
        return int(row), int(column)

    def slice_after_first_step(self, filter: int, channel: int) -> NDArray[np.float64]:  # noqa: A002 (its own name)
        """Return a slice of the second convolution's kernels after the first step, shape (size, size).

        It is the slice before, less the learning rate times the gradient of the first batch.

        Raises
        ------
        InputError
            If there is no such filter or channel.
        """
        place = CONVOLUTIONS[1]
        kernels, gradient = self.first[place]["kernel"], self.first_step.gradients[place]["kernel"]
        numbers = []
        for name, number, count in zip(("filter", "channel"), (filter, channel), kernels.shape):
            numbers.append(_below(name, number, count))
        changed: NDArray[np.float64] = kernels[tuple(numbers)] - self.learning_rate * gradient[tuple(numbers)]
        return changed

    def step_at(self, share: float) -> int:
        """Return the number of the step at a share of the way from the first to the last.

        Raises
        ------
        InputError
            If the share is not a number from 0 to 1.
        """
        whole = real_number("share", share, at_least=0, at_most=1)
        return 1 + int(whole * (self.steps - 1) + 1e-9)

    def epoch_at(self, share: float) -> int:
        """Return the number of the epoch which that step belongs to. Parameters and errors as in `step_at`."""
        return 1 + (self.step_at(share) - 1) * self.epochs // self.steps

    def moment_at(self, share: float) -> int:
        """Return which of the recorded kernels are the newest at that step. Parameters and errors as in `step_at`."""
        taken = self.step_at(share)
        return int(np.searchsorted(self.recorded, taken, side="right")) - 1

    @property
    def tested(self) -> int:
        """How many digits it is tested on."""
        return len(self.testing)

    @property
    def right(self) -> int:
        """How many of them it names rightly after training."""
        return self.tested - len(self.wrong)

    @property
    def right_before(self) -> int:
        """How many of them it named rightly before training."""
        answers = self.network.answers(self.testing.images[:, None], self.first)
        return int(np.count_nonzero(answers == self.testing.labels))

    @property
    def wrong(self) -> tuple[int, ...]:
        """Which of the digits that it is tested on it names wrongly."""
        answers = self.network.answers(self.testing.images[:, None], self.last)
        return tuple(int(number) for number in np.flatnonzero(answers != self.testing.labels))

    @property
    def wrong_count(self) -> int:
        """How many those are."""
        return len(self.wrong)

    def answer(self, number: int) -> int:
        """Return what it takes one of the digits for that it is tested on.

        Raises
        ------
        InputError
            If there is no such digit.
        """
        image = self.testing.images[[_below("number", number, self.tested)]][:, None]
        return int(self.network.answers(image, self.last)[0])

    def tested_share(self, number: int) -> float:
        """Return the share that it gives to what such a digit is. Parameters and errors as in `answer`."""
        return float(self._tested_shares()[_below("number", number, self.tested)])

    def least_sure(self, count: int) -> tuple[int, ...]:
        """Return the digits it is tested on to whose own class it gives the smallest shares, the smallest first.

        Raises
        ------
        InputError
            If `count` is not an integer from 1 to the number of those digits.
        """
        count = whole_number("count", count, at_least=1)
        if count > self.tested:
            raise bad("count", count, f"an integer from 1 to {self.tested}")
        return tuple(int(number) for number in np.argsort(self._tested_shares(), kind="stable")[:count])

    def _tested_shares(self) -> NDArray[np.float64]:
        shares = softmax(self.network.scores(self.testing.images[:, None], self.last))
        own: NDArray[np.float64] = shares[np.arange(self.tested), self.testing.labels]
        return own

    def _checked(self, digit: int) -> int:
        return _below("digit", digit, self.batch)


@dataclass(frozen=True, eq=False, slots=True)
class LossCurve:
    """The loss for every share that the right class may have.

    Parameters
    ----------
    shares, losses : ndarray of shape (samples,)
        The shares rise to 1, the losses fall to 0.
    """

    shares: NDArray[np.float64]
    losses: NDArray[np.float64]


def loss_curve(share: float) -> LossCurve:
    """Return minus the logarithm of the shares from 0.02, or from half of `share` if that is less, to 1.

    Parameters
    ----------
    share : float
        A share that is to lie on the curve, above 0 and at most 1.

    Raises
    ------
    InputError
        If it does not.

    Examples
    --------
    >>> curve = loss_curve(0.5)
    >>> [round(float(values[0]), 3) for values in (curve.shares, curve.losses)]
    [0.02, 3.912]
    """
    own = real_number("share", share, at_most=1)
    if own <= 0:
        raise bad("share", share, "a number above 0 and at most 1")
    least = min(0.02, own / 2)
    shares = least + (1 - least) * np.linspace(0, 1, 121) ** 2  # close together where the curve is steep
    shares[-1] = 1.0
    return LossCurve(shares, -np.log(shares))


@dataclass(frozen=True, slots=True)
class LargestProduct:
    """The factors with the largest product, by its size, among two arrays multiplied place by place.

    Parameters
    ----------
    row, column : int
        Where they stand.
    first, second, product : float
    """

    row: int
    column: int
    first: float
    second: float
    product: float


def largest_product(first: ArrayLike, second: ArrayLike) -> LargestProduct:
    """Return the largest product, positive or negative, of two arrays of one shape; the first among equals.

    Raises
    ------
    InputError
        If they are not arrays of two dimensions and of one shape.

    Examples
    --------
    >>> largest_product([[1, 2]], [[5, -3]])
    LargestProduct(row=0, column=1, first=2.0, second=-3.0, product=-6.0)
    """
    one, other = (finite_array(name, values) for name, values in (("first", first), ("second", second)))
    if one.shape != other.shape:
        raise bad("second", other, f"an array of the shape of the first, {one.shape}")
    products = one.astype(np.float64) * other
    row, column = (int(place) for place in np.unravel_index(np.abs(products).argmax(), products.shape))
    values = (float(array[row, column]) for array in (one, other, products))
    return LargestProduct(row, column, *values)


def _below(name: str, value: int, count: int) -> int:
    number = whole_number(name, value)
    if number >= count:
        raise bad(name, value, f"an integer from 0 to {count - 1}")
    return number
