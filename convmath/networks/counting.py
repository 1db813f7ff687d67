"""Counting: what a layer costs, and what that means for images.

The layers themselves, `DenseLayer` and `ConvLayer`, are specified in `convmath.networks.layers`.
"""

from __future__ import annotations

import decimal
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from convmath.core.errors import bad, exact_number, real_number, stays_finite, whole_number
from convmath.core.numerals import raised
from convmath.core.records import settle_whole
from convmath.networks.layers import ConvLayer, DenseLayer

HEURISTIC_EXAMPLES_PER_PARAMETER = (5, 10)
"""A rule of thumb, not a law: networks with far fewer examples per parameter generalise well."""

MOST_CONNECTIONS_LISTED = 100_000
MOST_VALUES = 10**300
SIGNIFICANT_DIGITS = 40
MOST_DIGITS = 4_000


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
    dividend, divisor = exact_number("a", a), exact_number("b", b)
    if divisor == 0:
        raise bad("b", b, "a finite number other than 0")
    return stays_finite("b", b, dividend / divisor)


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
    layer = DenseLayer(n_in, n_out)
    if layer.connections > MOST_CONNECTIONS_LISTED:
        allowed = f"at most {MOST_CONNECTIONS_LISTED} connections in all, not {layer.connections}"
        raise bad("n_in", layer.n_in, allowed)
    return tuple((source, target) for target in range(layer.n_out) for source in range(layer.n_in))


def grown_connections(n_in: int, n_out: int, fraction: float) -> int:
    """Return how many of a fully connected layer's connections are there when `fraction` of them have been drawn.

    The most whose share of all, as a float, is not above `fraction`: one of 49 is there at 1/49, though the float 1/49
    is a little less than that.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1, or the fraction not within 0..1.

    Examples
    --------
    >>> [grown_connections(16, 16, share) for share in (0, 0.5, 1)]
    [0, 128, 256]
    """
    total = DenseLayer(n_in, n_out).connections
    share = real_number("fraction", fraction, at_least=0, at_most=1)
    whole = math.floor(total * Fraction(share))
    return whole + (whole < total and (whole + 1) / total <= share)


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

    Raises
    ------
    InputError
        If a number is not an integer of at least 1, or there are more than 10**300 values.
    """

    values: int
    levels: int

    def __post_init__(self) -> None:
        settle_whole(self, "values", "levels", at_least=1)
        if self.values > MOST_VALUES:
            raise bad("values", self.values, "an integer from 1 to 10**300")

    @property
    def log10(self) -> float:
        """Logarithm of the number to base ten."""
        return self.values * math.log10(self.levels)

    @property
    def exponent(self) -> int:
        """The power of ten."""
        return int(self._logarithm.to_integral_value(decimal.ROUND_FLOOR))

    @property
    def mantissa(self) -> float:
        """The factor before the power of ten, from 1 to 10."""
        return float(self._context.power(10, self._logarithm - self.exponent))

    @property
    def number(self) -> int:
        """The number itself.

        Raises
        ------
        InputError
            If it has more than 4,000 digits.
        """
        if self.exponent >= MOST_DIGITS:
            raise bad("values", self.values, f"so few values that the number has at most {MOST_DIGITS} digits")
        return int(self.levels**self.values)

    @property
    def digits(self) -> str:
        """Every digit of the number; errors as for the number itself."""
        return str(self.number)

    @property
    def scientific(self) -> str:
        """The number as it is printed: a factor to two decimals, rounded, times a power of ten."""
        carried = self.mantissa >= 9.995
        return f"{self.mantissa / 10**carried:.2f}·10{raised(self.exponent + carried)}"

    @property
    def _logarithm(self) -> decimal.Decimal:
        """The logarithm to base ten, with `SIGNIFICANT_DIGITS` after the point: the number itself is far too long."""
        return self._context.multiply(self.values, self._context.log10(self.levels))

    @property
    def _context(self) -> decimal.Context:
        before_the_point = len(str(self.values)) + len(str(len(str(self.levels))))
        return decimal.Context(prec=before_the_point + SIGNIFICANT_DIGITS)


def possible_images(values: int, levels: int = 256) -> PossibleImages:
    """Return the number of different images with that many values of that many levels.

    Raises
    ------
    InputError
        If an argument is not an integer of at least 1, or there are more than 10**300 values.

    Examples
    --------
    >>> possible_images(784).exponent
    1888
    """
    return PossibleImages(values, levels)


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
    first, last = exact_number("start", start, at_least=0), exact_number("end", end, at_least=0)
    share = real_number("fraction", fraction, at_least=0, at_most=1)
    if share in (0, 1):
        return (first, last)[int(share)]
    low, high = sorted((first, last))
    try:
        between = math.expm1(math.log1p(first) + share * (math.log1p(last) - math.log1p(first)))
    except OverflowError:  # the logarithm of the largest floats rounds up
        return high
    shown = round(between) if isinstance(first, int) and isinstance(last, int) else between
    return min(max(shown, low), high)
