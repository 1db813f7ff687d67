"""How the costs of a layer grow with the side of a square image, as exact polynomials of the side.

With stride 1 and "same" padding a layer gives a plane as large as the image. Along one axis of n pixels a kernel of k
taps makes k·n connections, less those that fall on padding: a tap that lies o pixels from the window's own place misses
the image |o| times. For an odd kernel of 2r + 1 taps that leaves k·n − r(r + 1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.geometry import Padding, window_geometry
from convmath.convolution.padding import Pair
from convmath.core.errors import bad, one_of, stays_finite, whole_number, whole_pair
from convmath.core.records import checked_flag, settle, settle_whole
from convmath.networks.layers import settle_sizes
from convmath.networks.wiring import KINDS

PADDINGS_OF_ANY_SIDE = ("same", "valid")

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial of a side n with whole coefficients; all its values are exact.

    Parameters
    ----------
    coefficients : tuple of int
        Those of n⁰, n¹, n², ...; zeros at the end are left out.
    least_side : int, optional
        The smallest side for which it holds.

    Raises
    ------
    InputError
        If there are no coefficients, one is not an integer, or the side not an integer of at least 1.

    Examples
    --------
    >>> taps = Polynomial((4, -12, 9))
    >>> str(taps), taps.degree, taps.at(224)
    ('9n² − 12n + 4', 2, 448900)
    """

    coefficients: tuple[int, ...]
    _: KW_ONLY
    least_side: int = 1

    def __post_init__(self) -> None:
        settle_whole(self, "coefficients")
        settle_whole(self, "least_side", at_least=1)
        if not isinstance(self.coefficients, tuple) or not self.coefficients:
            raise bad("coefficients", self.coefficients, "one or more integers, that of n⁰ first")
        last = max((power for power, factor in enumerate(self.coefficients) if factor), default=0)
        settle(self, coefficients=self.coefficients[: last + 1])

    @property
    def degree(self) -> int:
        """The highest power of the side; 0 for a constant."""
        return len(self.coefficients) - 1

    @property
    def leading(self) -> int:
        """The coefficient of the highest power, which alone counts for large sides."""
        return self.coefficients[-1]

    def at(self, side: int) -> int:
        """Return the value for a side, every digit of it.

        Raises
        ------
        InputError
            If the side is not an integer of at least `least_side`.
        """
        n, value = whole_number("side", side, at_least=self.least_side), 0
        for factor in reversed(self.coefficients):
            value = value * n + factor
        return value

    def times(self, other: Polynomial | int) -> Polynomial:
        """Return the product with another polynomial, or with a number; it holds where both hold."""
        factor = _as_polynomial(other)
        product = [0] * (self.degree + factor.degree + 1)
        for power, own in enumerate(self.coefficients):
            for shift, theirs in enumerate(factor.coefficients):
                product[power + shift] += own * theirs
        return Polynomial(tuple(product), least_side=max(self.least_side, factor.least_side))

    def plus(self, other: Polynomial | int) -> Polynomial:
        """Return the sum with another polynomial, or with a number; it holds where both hold."""
        term = _as_polynomial(other)
        total = [0] * (max(self.degree, term.degree) + 1)
        for coefficients in (self.coefficients, term.coefficients):
            for power, factor in enumerate(coefficients):
                total[power] += factor
        return Polynomial(tuple(total), least_side=max(self.least_side, term.least_side))

    def growth_on_doubling(self, side: int) -> float:
        """Return how many times the value for a side goes into that for twice the side.

        For large sides that is two to the power of the degree.

        Raises
        ------
        InputError
            As for `at`, or if the value for the side is 0 or the quotient too large for a float.

        Examples
        --------
        >>> Polynomial((0, 0, 0, 0, 1)).growth_on_doubling(224), Polynomial((9,)).growth_on_doubling(224)
        (16.0, 1.0)
        """
        n = whole_number("side", side, at_least=self.least_side)
        once = self.at(n)
        if not once:
            raise bad("side", side, "a side for which the value is not 0")
        try:
            return float(Fraction(self.at(2 * n), once))
        except OverflowError:
            return stays_finite("side", side, math.inf)

    def values_at(self, sides: Sequence[int]) -> NDArray[np.float64]:
        """Return the values for several sides as a curve has them: the nearest floats, shape (sides,).

        Raises
        ------
        InputError
            As for `at`, or if a value is too large for a float.

        Examples
        --------
        >>> Polynomial((4, -12, 9)).values_at((8, 224)).tolist()
        [484.0, 448900.0]
        """
        try:
            return np.array([float(self.at(side)) for side in sides])
        except OverflowError:
            raise bad("sides", sides, "sides whose values are within the range of floats") from None

    @property
    def formula(self) -> str:
        """The polynomial as it is written."""
        return str(self)

    def __str__(self) -> str:
        terms = [(power, factor) for power, factor in enumerate(self.coefficients) if factor][::-1]
        if not terms:
            return "0"
        first, *others = [(factor < 0, _term(abs(factor), power)) for power, factor in terms]
        start = f"−{first[1]}" if first[0] else first[1]
        return start + "".join(f" {'−' if negative else '+'} {term}" for negative, term in others)


@dataclass(frozen=True, slots=True)
class LayerGrowth:
    """A layer of one kind on a square image of any side: what it costs, as polynomials of the side.

    Stride 1. The three ledgers are those of `convmath.networks.layers`. In a locally connected layer each connection
    within the image has a weight of its own and each output value its own bias.

    Parameters
    ----------
    kind : {"dense", "locally connected", "convolutional"}
        A dense layer gives as many values as the others.
    kernel : int or (int, int)
        Rows and columns of a window.
    channels_in, channels_out : int, optional
        Number of channels of the image and of the output.
    dilation : int or (int, int), optional
        Distance between a window's taps.
    padding : {"same", "valid"}, optional
        Whether the output is as large as the image, or only windows within the image are taken.
    bias : bool, optional
        Whether there are biases.

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> local = LayerGrowth("locally connected", kernel=3, bias=False)
    >>> str(local.parameters), local.parameters.at(224)
    ('9n² − 12n + 4', 448900)
    >>> str(LayerGrowth("dense", kernel=3, bias=False).parameters)
    'n⁴'
    """

    kind: str
    _: KW_ONLY
    kernel: int | Pair
    channels_in: int = 1
    channels_out: int = 1
    dilation: int | Pair = 1
    padding: str = "same"
    bias: bool = True

    def __post_init__(self) -> None:
        one_of("kind", self.kind, KINDS)
        one_of("padding", self.padding, PADDINGS_OF_ANY_SIDE)
        settle_sizes(self, "kernel", "dilation")
        settle_whole(self, "channels_in", "channels_out", at_least=1)
        settle(self, bias=checked_flag("bias", self.bias))

    @property
    def input_values(self) -> Polynomial:
        """Number of values of the image."""
        return Polynomial((0, 0, self.channels_in))

    @property
    def output_values(self) -> Polynomial:
        """Number of values of the output."""
        return self._units(0).times(self._units(1)).times(self.channels_out)

    @property
    def weights(self) -> Polynomial:
        """Number of weights that are learnt; those shared count once."""
        if self.kind == "convolutional":
            rows, columns = whole_pair("kernel", self.kernel)
            return self._everywhere(Polynomial((rows * columns * self._channel_pairs,)))
        return self.connections_within_image

    @property
    def biases(self) -> Polynomial:
        """Number of biases: one for each output value, or for each output channel where weights are shared."""
        if not self.bias:
            return self._everywhere(Polynomial((0,)))
        if self.kind == "convolutional":
            return self._everywhere(Polynomial((self.channels_out,)))
        return self.output_values

    @property
    def parameters(self) -> Polynomial:
        """Weights and biases."""
        return self.weights.plus(self.biases)

    @property
    def connections(self) -> Polynomial:
        """Pairs of an input and an output value with a weight between them, taps on padding included."""
        if self.kind == "dense":
            return self.input_values.times(self.output_values)
        rows, columns = whole_pair("kernel", self.kernel)
        return self._units(0).times(self._units(1)).times(rows * columns * self._channel_pairs)

    @property
    def connections_within_image(self) -> Polynomial:
        """The connections without the taps that fall on padding."""
        if self.kind == "dense":
            return self.connections
        return self.taps_within_image(0).times(self.taps_within_image(1)).times(self._channel_pairs)

    @property
    def held_at_zero(self) -> Polynomial:
        """Entries of the layer's matrix, outputs by inputs, at which there is no connection.

        A dense layer has none; the others are dense layers in which these weights are held at 0.
        """
        every = self.input_values.times(self.output_values)
        return every.plus(self.connections_within_image.times(-1))

    def taps_within_image(self, axis: int) -> Polynomial:
        """Return how often the windows along one axis (0 rows, 1 columns) tap the image and not its padding."""
        offsets = self._offsets(axis)
        if self.padding == "valid":
            return self._units(axis).times(len(offsets))
        return Polynomial((-sum(map(abs, offsets)), len(offsets)), least_side=self._least_side(axis))

    @property
    def _channel_pairs(self) -> int:
        return self.channels_in * self.channels_out

    def _units(self, axis: int) -> Polynomial:
        """Return the number of windows along an axis."""
        offsets = self._offsets(axis)
        lost = offsets[-1] - offsets[0] if self.padding == "valid" else 0
        return Polynomial((-lost, 1), least_side=self._least_side(axis))

    def _offsets(self, axis: int) -> tuple[int, ...]:
        """Return where the taps of a window of "same" padding lie along an axis, against its own place."""
        padding: Padding = "same"
        one_pixel = window_geometry(1, self.kernel, dilation=self.dilation, padding=padding)
        return one_pixel.axis_taps(_axis(axis), 0)

    def _least_side(self, axis: int) -> int:
        offsets = self._offsets(axis)
        if self.padding == "valid":
            return offsets[-1] - offsets[0] + 1
        return max(1, *map(abs, offsets))

    def _everywhere(self, polynomial: Polynomial) -> Polynomial:
        """Return the polynomial, to hold where there are windows."""
        return polynomial.plus(Polynomial((0,), least_side=max(self._least_side(0), self._least_side(1))))


def _as_polynomial(value: Polynomial | int) -> Polynomial:
    return value if isinstance(value, Polynomial) else Polynomial((value,))


def _axis(axis: int) -> int:
    if (number := whole_number("axis", axis)) > 1:
        raise bad("axis", axis, "0 for rows, 1 for columns")
    return number


def _term(factor: int, power: int) -> str:
    if power == 0:
        return f"{factor:,}"
    return f"{'' if factor == 1 else f'{factor:,}'}n{'' if power == 1 else str(power).translate(_SUPERSCRIPTS)}"
