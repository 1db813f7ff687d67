"""Counting: what a layer costs, and what that means for images.

The layers themselves, `DenseLayer` and `ConvLayer`, are specified in `convmath.networks.layers`.
"""

from __future__ import annotations

import decimal
import math
from dataclasses import dataclass
from numbers import Integral
from typing import NamedTuple

from convmath.core.errors import bad, real_number, whole_number
from convmath.networks.layers import ConvLayer, DenseLayer

HEURISTIC_EXAMPLES_PER_PARAMETER = (5, 10)
"""A rule of thumb, not a law: networks with far fewer examples per parameter generalise well."""

MOST_CONNECTIONS_LISTED = 100_000
SIGNIFICANT_DIGITS = 40


def pixel_count(height: int, width: int) -> int:
    """Return the number of pixels of an image.

    Raises
    ------
    InputError
        If a side is not an integer of at least 1.

    Examples
    --------
    >>> pixel_count(224, 224)
    50176
    """
    return whole_number("height", height, at_least=1) * whole_number("width", width, at_least=1)


def image_values(height: int, width: int, channels: int = 1) -> int:
    """Return the number of values of an image: its pixels times its channels.

    Raises
    ------
    InputError
        If an argument is not an integer of at least 1.

    Examples
    --------
    >>> image_values(224, 224, 3)
    150528
    """
    return pixel_count(height, width) * whole_number("channels", channels, at_least=1)


def ratio(a: float, b: float) -> float:
    """Return how many times `b` goes into `a`.

    Raises
    ------
    InputError
        If either is not a finite number or `b` is 0.

    Examples
    --------
    >>> round(ratio(150529000, 1792), 2)
    84000.56
    """
    real_number("a", a)
    if real_number("b", b) == 0:
        raise bad("b", b, "a finite number other than 0")
    return a / b


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two layers held against each other, ledger by ledger: how many times the second goes into the first.

    Parameters
    ----------
    first, second : DenseLayer or ConvLayer
    """

    first: DenseLayer | ConvLayer
    second: DenseLayer | ConvLayer

    @property
    def weights(self) -> float:
        """Ratio of the weights, biases left out."""
        return ratio(self.first.weights, self.second.weights)

    @property
    def parameters(self) -> float:
        """Ratio of the parameters."""
        return ratio(self.first.parameters, self.second.parameters)

    @property
    def connections(self) -> float:
        """Ratio of the connections, taps on padding included."""
        return ratio(self.first.connections, self.second.connections)

    @property
    def connections_within_image(self) -> float:
        """Ratio of the connections without the taps that fall on padding."""
        return ratio(self.first.connections_within_image, self.second.connections_within_image)

    @property
    def multiply_adds(self) -> float:
        """Ratio of the multiplications."""
        return ratio(self.first.multiply_adds, self.second.multiply_adds)


def compare_layers(first: DenseLayer | ConvLayer, second: DenseLayer | ConvLayer) -> Comparison:
    """Return the two layers held against each other.

    Raises
    ------
    InputError
        If either is not a layer.

    Examples
    --------
    >>> conv = ConvLayer(3, 64, kernel=3, input_size=224, padding=1)
    >>> round(compare_layers(dense_layer_with_same_output_shape(conv), conv).parameters)
    269747968
    """
    for name, layer in (("first", first), ("second", second)):
        if not isinstance(layer, DenseLayer | ConvLayer):
            raise bad(name, layer, "a DenseLayer or a ConvLayer")
    return Comparison(first, second)


def dense_layer_with_same_output_shape(conv: ConvLayer) -> DenseLayer:
    """Return the fully connected layer with as many inputs and outputs as `conv`: the fair one to compare it with.

    Raises
    ------
    InputError
        If `conv` is not a ConvLayer.

    Examples
    --------
    >>> dense_layer_with_same_output_shape(ConvLayer(1, 1, kernel=3, input_size=4, padding=1)).weights
    256
    """
    if not isinstance(conv, ConvLayer):
        raise bad("conv", conv, "a ConvLayer")
    return DenseLayer(conv.input_values, conv.output_values, bias=conv.bias)


def dense_connections(n_in: int, n_out: int) -> tuple[tuple[int, int], ...]:
    """Return every connection of a fully connected layer as (input, output), output by output.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1, or there would be more than 100,000 connections.

    Examples
    --------
    >>> dense_connections(2, 2)
    ((0, 0), (1, 0), (0, 1), (1, 1))
    """
    if (total := DenseLayer(n_in, n_out).connections) > MOST_CONNECTIONS_LISTED:
        raise bad("n_in", n_in, f"at most {MOST_CONNECTIONS_LISTED} connections in all, not {total}")
    return tuple((source, target) for target in range(n_out) for source in range(n_in))


def grown_connections(n_in: int, n_out: int, fraction: float) -> int:
    """Return how many of a fully connected layer's connections are there when `fraction` of them have been drawn.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1, or the fraction not within 0..1.

    Examples
    --------
    >>> [grown_connections(16, 16, share) for share in (0, 0.5, 1)]
    [0, 128, 256]
    """
    return math.floor(DenseLayer(n_in, n_out).connections * real_number("fraction", fraction, at_least=0, at_most=1))


class ExampleRange(NamedTuple):
    """From how many to how many examples."""

    low: int
    high: int


def examples_needed(parameters: int) -> ExampleRange:
    """Return how many training examples a heuristic asks for: 5 to 10 for every parameter.

    It is a rule of thumb of classical statistics and not a law: by it VGG-16 could not have been trained.

    Raises
    ------
    InputError
        If `parameters` is not an integer of at least 0.

    Examples
    --------
    >>> examples_needed(785_000)
    ExampleRange(low=3925000, high=7850000)
    """
    count = whole_number("parameters", parameters)
    return ExampleRange(*(count * examples for examples in HEURISTIC_EXAMPLES_PER_PARAMETER))


@dataclass(frozen=True, slots=True)
class PossibleImages:
    """The number of different images of some size, ``levels ** values``, as ``mantissa · 10 ** exponent``.

    Parameters
    ----------
    values : int
        Number of values an image has.
    levels : int
        Number of levels a value can take.
    """

    values: int
    levels: int

    @property
    def log10(self) -> float:
        """Logarithm of the number to base ten."""
        return self.values * math.log10(self.levels)

    @property
    def exponent(self) -> int:
        """The power of ten."""
        return self._number.adjusted()

    @property
    def mantissa(self) -> float:
        """The factor before the power of ten, from 1 to 10."""
        return float(self._number.scaleb(-self.exponent, _WIDE))

    @property
    def _number(self) -> decimal.Decimal:
        return _WIDE.power(decimal.Decimal(self.levels), self.values)


_WIDE = decimal.Context(prec=SIGNIFICANT_DIGITS, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)


def possible_images(values: int, levels: int = 256) -> PossibleImages:
    """Return the number of different images with that many values of that many levels.

    Raises
    ------
    InputError
        If an argument is not an integer of at least 1.

    Examples
    --------
    >>> possible_images(784).exponent
    1888
    """
    return PossibleImages(whole_number("values", values, at_least=1), whole_number("levels", levels, at_least=1))


def log10_possible_images(values: int, levels: int = 256) -> float:
    """Return the logarithm to base ten of the number of different images: ``values * log10(levels)``.

    Arguments and errors as in `possible_images`.

    Examples
    --------
    >>> round(log10_possible_images(784), 2)
    1888.06
    """
    return possible_images(values, levels).log10


def log_interpolate(start: float, end: float, fraction: float) -> int | float:
    """Return what a counter shows on its way from `start` to `end`, `fraction` of the way along a log scale.

    The scale is log(1 + n), so that it begins at 0. Both ends are exact and the way between them is monotone. Between
    two integers the counter shows integers.

    Raises
    ------
    InputError
        If an end is not a finite number of at least 0, or the fraction not within 0..1.

    Examples
    --------
    >>> [log_interpolate(0, 999_999, share) for share in (0, 0.5, 1)]
    [0, 999, 999999]
    """
    first, last = real_number("start", start, at_least=0), real_number("end", end, at_least=0)
    share = real_number("fraction", fraction, at_least=0, at_most=1)
    if share in (0, 1):
        return (start, end)[int(share)]
    low, high = sorted((start, end))
    between = math.expm1(math.log1p(first) + share * (math.log1p(last) - math.log1p(first)))
    ends: tuple[object, ...] = (start, end)
    shown = round(between) if all(isinstance(bound, Integral) for bound in ends) else between
    return min(max(shown, low), high)
