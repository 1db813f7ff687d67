"""The layers of a small network, each forward and backward.

A batch of images is an array of shape (N, C, H, W), a batch of vectors one of shape (N, D), both float64. A layer holds
no numbers of its own: its weights are handed to it, and its backward pass is given what it was given and what it gave.

A backward pass takes the gradient of the loss by the layer's output and returns the gradient by its input and those by
its weights. For a convolution both are what its forward pass is, once more: the gradient by the kernel is the
cross-correlation of input and error, the gradient by the input the full convolution of the error with the kernel.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from convmath.core.errors import bad, whole_number
from convmath.core.records import settle, settle_whole

Array = NDArray[np.float64]
Shape = tuple[int, ...]
"""The shape of one image, (C, H, W), or of one vector, (D,)."""

Weights = dict[str, Array]
"""A layer's weights by name: "kernel" and "bias", or nothing."""


class Layer(Protocol):
    """What each layer can do."""

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of the output for one input of `shape`; raise InputError for one it can't take."""

    def initial_weights(self, shape: Shape, rng: np.random.Generator) -> Weights:
        """Return random weights for inputs of `shape`."""

    def forward(self, given: Array, weights: Weights) -> Array:
        """Return the output for a batch."""

    def backward(self, given: Array, output: Array, error: Array, weights: Weights) -> tuple[Array, Weights]:
        """Return the gradients by the input and by the weights, of a loss whose gradient by the output is `error`."""


@dataclass(frozen=True, slots=True)
class Dense:
    """A fully connected layer: every output is a weighted sum of all inputs, and a bias.

    Its kernel has the shape (units, D).

    Parameters
    ----------
    units : int
        How many outputs it has.

    Raises
    ------
    InputError
        If it is not an integer of at least 1.
    """

    units: int

    def __post_init__(self) -> None:
        settle_whole(self, "units", at_least=1)

    def output_shape(self, shape: Shape) -> Shape:
        """Return (units,); only a vector has it."""
        if len(shape) != 1:
            raise bad("shape", shape, "the shape of a vector: put Flatten or GlobalMaxPool before a Dense layer")
        return (self.units,)

    def initial_weights(self, shape: Shape, rng: np.random.Generator) -> Weights:
        """Return normal weights of variance 2 / D (He et al. 2015), and biases of 0."""
        return _he_normal((self.units, *shape), rng)

    def forward(self, given: Array, weights: Weights) -> Array:
        """Return the sums, shape (N, units)."""
        sums: Array = given @ weights["kernel"].T + weights["bias"]
        return sums

    def backward(self, given: Array, output: Array, error: Array, weights: Weights) -> tuple[Array, Weights]:
        """Return the gradients by the input, the kernel and the bias."""
        del output
        return error @ weights["kernel"], {"kernel": error.T @ given, "bias": error.sum(axis=0)}


@dataclass(frozen=True, slots=True)
class Conv:
    """A convolutional layer: cross-correlation of all channels with each filter, and a bias a filter.

    Its kernel has the shape (filters, C, size, size).

    Parameters
    ----------
    filters : int
        How many output channels it has.
    size : int
        The side of its kernels.
    stride : int, optional
        How far the window moves.
    padding : int, optional
        How many zeros lie beyond each border.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1 (the padding: 0).
    """

    filters: int
    size: int
    stride: int = 1
    padding: int = 0

    def __post_init__(self) -> None:
        settle_whole(self, "filters", "size", "stride", at_least=1)
        settle(self, padding=whole_number("padding", self.padding))

    def output_shape(self, shape: Shape) -> Shape:
        """Return (filters, H', W')."""
        _, height, width = _image_shape(shape)
        sides = [self._places(side) for side in (height, width)]
        return (self.filters, *sides)

    def initial_weights(self, shape: Shape, rng: np.random.Generator) -> Weights:
        """Return normal weights of variance 2 / (C · size²) (He et al. 2015), and biases of 0."""
        return _he_normal((self.filters, shape[0], self.size, self.size), rng)

    def forward(self, given: Array, weights: Weights) -> Array:
        """Return the feature maps, shape (N, filters, H', W')."""
        met = self._met(given)
        sums = weights["kernel"].reshape(self.filters, -1) @ met.reshape(-1, met[0, 0, 0].size)
        maps = sums.reshape(self.filters, *met.shape[3:]) + weights["bias"][:, None, None, None]
        return np.ascontiguousarray(maps.swapaxes(0, 1))

    def backward(self, given: Array, output: Array, error: Array, weights: Weights) -> tuple[Array, Weights]:
        """Return the gradients by the input, the kernel and the bias."""
        del output
        met, kernel = self._met(given), weights["kernel"]
        errors = error.swapaxes(0, 1).reshape(self.filters, -1)
        by_kernel = errors @ met.reshape(-1, errors.shape[1]).T
        by_met = (kernel.reshape(self.filters, -1).T @ errors).reshape(met.shape)
        gradients = {"kernel": by_kernel.reshape(kernel.shape), "bias": error.sum(axis=(0, 2, 3))}
        return self._by_input(given, by_met), gradients

    def _met(self, given: Array) -> Array:
        """Return what each weight of a kernel meets at each place, shape (C, size, size, N, H', W').

        The places stand last, so that whole rows are copied at once: a training step takes a third of the time.
        """
        border = (self.padding, self.padding)
        padded = np.pad(given, ((0, 0), (0, 0), border, border)).swapaxes(0, 1)
        met = np.empty((given.shape[1], self.size, self.size, len(given), *map(self._places, given.shape[2:])))
        for row, column, rows, columns in self._taps(met.shape):
            met[:, row, column] = padded[:, :, rows, columns]
        return met

    def _by_input(self, given: Array, by_met: Array) -> Array:
        """Return the gradient by the input: what each pixel was met by, added up."""
        count, channels, height, width = given.shape
        padded = np.zeros((channels, count, height + 2 * self.padding, width + 2 * self.padding))
        for row, column, rows, columns in self._taps(by_met.shape):
            padded[:, :, rows, columns] += by_met[:, row, column]
        inner = slice(self.padding, -self.padding or None)
        return np.ascontiguousarray(padded[:, :, inner, inner].swapaxes(0, 1))

    def _taps(self, shape: tuple[int, ...]) -> Iterator[tuple[int, int, slice, slice]]:
        """Yield row and column of each weight of a kernel, and the rows and columns of the pixels that it meets."""
        for row, column in np.ndindex(self.size, self.size):
            rows, columns = (
                slice(first, first + self.stride * (places - 1) + 1, self.stride)
                for first, places in zip((row, column), shape[4:])
            )
            yield row, column, rows, columns

    def _places(self, side: int) -> int:
        room = side + 2 * self.padding - self.size
        if room < 0:
            raise bad("shape", side, f"a side of at least {self.size - 2 * self.padding} for a kernel of {self.size}")
        return room // self.stride + 1


class _Weightless:
    """A layer that learns nothing."""

    __slots__ = ()

    def initial_weights(self, shape: Shape, rng: np.random.Generator) -> Weights:
        """Return none."""
        del shape, rng
        return {}


@dataclass(frozen=True, slots=True)
class Relu(_Weightless):
    """The rectifier: what is negative becomes 0. Its slope at 0 is 0."""

    def output_shape(self, shape: Shape) -> Shape:
        """Return the same shape."""
        return shape

    def forward(self, given: Array, weights: Weights) -> Array:
        """Return the positive part."""
        del weights
        return np.maximum(given, 0.0)

    def backward(self, given: Array, output: Array, error: Array, weights: Weights) -> tuple[Array, Weights]:
        """Return the error where the input was positive."""
        del output, weights
        return np.where(given > 0, error, 0.0), {}


@dataclass(frozen=True, slots=True)
class MaxPool(_Weightless):
    """The largest value of each window, channel by channel; of equal values the first in raster order is taken.

    Parameters
    ----------
    size : int
        The side of the window.
    stride : int or None, optional
        How far it moves; by default its own size. Windows overlap where it is smaller.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1.
    """

    size: int
    stride: int | None = None

    def __post_init__(self) -> None:
        settle(self, stride=self.size if self.stride is None else self.stride)
        settle_whole(self, "size", "stride", at_least=1)

    def output_shape(self, shape: Shape) -> Shape:
        """Return (C, H', W'); what is beyond the last whole window is dropped."""
        channels, *sides = _image_shape(shape)
        if min(sides) < self.size:
            raise bad("shape", shape, f"sides of at least the window's, {self.size}")
        return (channels, *((side - self.size) // self._step + 1 for side in sides))

    def forward(self, given: Array, weights: Weights) -> Array:
        """Return the maxima."""
        del weights
        maxima: Array = self._windows(given).max(axis=-1)
        return maxima

    def backward(self, given: Array, output: Array, error: Array, weights: Weights) -> tuple[Array, Weights]:
        """Return the error at the place of each window's maximum, added up where windows share it."""
        del output, weights
        first = self._windows(given).argmax(axis=-1)
        image, channel, row, column = np.indices(error.shape)
        by_input = np.zeros_like(given)
        rows, columns = row * self._step + first // self.size, column * self._step + first % self.size
        np.add.at(by_input, (image, channel, rows, columns), error)
        return by_input, {}

    @property
    def _step(self) -> int:
        return self.stride or self.size

    def _windows(self, given: Array) -> Array:
        """Return the windows, their values in a row: shape (N, C, H', W', size²)."""
        windows = np.lib.stride_tricks.sliding_window_view(given, (self.size, self.size), axis=(2, 3))
        strided = windows[:, :, :: self._step, :: self._step]
        return strided.reshape(*strided.shape[:4], -1)


@dataclass(frozen=True, slots=True)
class GlobalMaxPool(_Weightless):
    """The largest value of each channel, wherever it is; of equal values the first in raster order is taken."""

    def output_shape(self, shape: Shape) -> Shape:
        """Return (C,)."""
        return _image_shape(shape)[:1]

    def forward(self, given: Array, weights: Weights) -> Array:
        """Return the maxima, shape (N, C)."""
        del weights
        maxima: Array = given.max(axis=(2, 3))
        return maxima

    def backward(self, given: Array, output: Array, error: Array, weights: Weights) -> tuple[Array, Weights]:
        """Return the error at the place of each channel's maximum."""
        del output, weights
        flat = given.reshape(*given.shape[:2], -1)
        by_input = np.zeros_like(flat)
        np.put_along_axis(by_input, flat.argmax(axis=-1)[..., None], error[..., None], axis=-1)
        return by_input.reshape(given.shape), {}


@dataclass(frozen=True, slots=True)
class Flatten(_Weightless):
    """All values of an image in a row: channel by channel, row by row."""

    def output_shape(self, shape: Shape) -> Shape:
        """Return (C · H · W,)."""
        return (math.prod(shape),)

    def forward(self, given: Array, weights: Weights) -> Array:
        """Return the rows, shape (N, C · H · W)."""
        del weights
        return given.reshape(len(given), -1)

    def backward(self, given: Array, output: Array, error: Array, weights: Weights) -> tuple[Array, Weights]:
        """Return the error in the image's shape."""
        del output, weights
        return error.reshape(given.shape), {}


def _he_normal(shape: tuple[int, ...], rng: np.random.Generator) -> Weights:
    deviation = math.sqrt(2 / math.prod(shape[1:]))
    return {"kernel": rng.normal(0.0, deviation, shape), "bias": np.zeros(shape[0])}


def _image_shape(shape: Shape) -> tuple[Any, ...]:
    if len(shape) != 3:
        raise bad("shape", shape, "the shape of an image, (channels, height, width)")
    return shape
