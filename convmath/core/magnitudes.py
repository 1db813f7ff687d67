"""How large a count is: its power of ten, and the word for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convmath.core.errors import bad, exact_number, stays_finite, whole_number

POWERS = {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
"""The powers of ten that have a name of their own, on the short scale."""

SPELT_FROM = 6
"""The power of ten from which a number is easier to read with a word: 84,001, but 269.7 million."""


MOST_DIGITS = 4_000
"""Digits that are written out, at most; Python itself writes out 4,300."""


class SpeltNumber(NamedTuple):
    """A number as it is read: ``mantissa`` times the power of ten named ``power`` (empty for one itself)."""

    mantissa: float
    power: str


def spelt(number: float) -> SpeltNumber:
    """Return a number as it is read, from a million upwards with a word for its power of ten.

    Raises
    ------
    InputError
        If `number` is not a finite number of at least 0.

    Examples
    --------
    >>> spelt(269_700_000)
    SpeltNumber(mantissa=269.7, power='million')
    >>> spelt(1792)
    SpeltNumber(mantissa=1792, power='')
    """
    number = exact_number("number", number, at_least=0)
    reached = [power for power in POWERS if power >= SPELT_FROM and number >= 10**power]
    if not reached:
        return SpeltNumber(number, "")
    return SpeltNumber(number / 10 ** max(reached), POWERS[max(reached)])


class Decades(NamedTuple):
    """Exponents of the powers of ten at the two ends of a logarithmic scale."""

    low: int
    high: int


def enclosing_decades(numbers: Sequence[float]) -> Decades:
    """Return the closest powers of ten that have all the numbers between them.

    Raises
    ------
    InputError
        If there are no numbers, or one is not a finite number above 0.

    Examples
    --------
    >>> enclosing_decades([272, 785_000])
    Decades(low=2, high=6)
    """
    values = [exact_number("numbers", number, at_least=0) for number in numbers]
    if not values or min(values) == 0:
        raise bad("numbers", values, "at least one number, each above 0")
    low, high = _decade_of(min(values)), _decade_of(max(values))
    return Decades(low, max(high + (max(values) > _power_of_ten(high, max(values))), low + 1))


def percentage(part: float, whole: float) -> float:
    """Return how many hundredths of `whole` `part` is.

    Raises
    ------
    InputError
        If either is not a finite number of at least 0, or `whole` is 0.

    Examples
    --------
    >>> round(percentage(9, 49), 2)
    18.37
    """
    share, total = exact_number("part", part, at_least=0), exact_number("whole", whole, at_least=0)
    if total == 0:
        raise bad("whole", whole, "a finite number above 0")
    hundredths = 100 * Fraction(share) / Fraction(total)  # 100 times a float may be too large where the result is not
    try:
        return float(hundredths)
    except OverflowError:
        return stays_finite("part", part, math.inf)


def sides_between(first: int, last: int, *, steps: int) -> tuple[int, ...]:
    """Return sides from one to another, each about as many times the one before: where a curve on log axes is drawn.

    Parameters
    ----------
    first, last : int
        The sides at the ends.
    steps : int
        How many steps there are at most; two that round to the same side are one.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1, or `last` is below `first`.

    Examples
    --------
    >>> sides_between(8, 64, steps=3), sides_between(2, 4, steps=9)
    ((8, 16, 32, 64), (2, 3, 4))
    """
    start, count = whole_number("first", first, at_least=1), whole_number("steps", steps, at_least=1)
    end = whole_number("last", last, at_least=start)
    between = {round(start * (end / start) ** (step / count)) for step in range(1, count)}
    return tuple(sorted({start, *between, end}))


def doublings_between(first: int, last: int) -> tuple[int, ...]:
    """Return a side, and twice, four times, eight times it and so on, up to another.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1.

    Examples
    --------
    >>> doublings_between(8, 100)
    (8, 16, 32, 64)
    """
    side, end = whole_number("first", first, at_least=1), whole_number("last", last, at_least=1)
    found = []
    while side <= end:
        found.append(side)
        side *= 2
    return tuple(found)


def digit_count(number: int) -> int:
    """Return how many digits a whole number has, written out.

    Raises
    ------
    InputError
        If it is not an integer of at least 0, or has more than 4,000 digits.

    Examples
    --------
    >>> digit_count(256**2), digit_count(0)
    (5, 1)
    """
    return len(_written_out(number))


def digit_lines(number: int, *, per_line: int) -> tuple[str, ...]:
    """Return all digits of a whole number, from the first, cut into lines.

    Parameters
    ----------
    number : int
        At least 0.
    per_line : int
        How many digits a line has; the last may have fewer.

    Raises
    ------
    InputError
        If an argument is not such an integer, or the number has more than 4,000 digits.

    Examples
    --------
    >>> digit_lines(2**20, per_line=3)
    ('104', '857', '6')
    """
    each = whole_number("per_line", per_line, at_least=1)
    digits = _written_out(number)
    return tuple(digits[start : start + each] for start in range(0, len(digits), each))


def atoms_in_the_universe() -> int:
    """Return the order of magnitude of the number of atoms in the observable universe: `convmath.core.facts.ATOMS`.

    Examples
    --------
    >>> digit_count(atoms_in_the_universe())
    81
    """
    return 10**80


def about_one(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `values` scaled by the power of two that brings the largest to between a half and one.

    Squares of very large or very small numbers leave the range of floats; a power of two changes no digit of them.

    Examples
    --------
    >>> about_one(np.array([3e200, -6e200])).round(2).tolist()
    [0.49, -0.98]
    """
    _, exponent = np.frexp(np.abs(values).max())
    scaled: NDArray[np.float64] = np.ldexp(values, -exponent)
    return scaled


def _written_out(number: int) -> str:
    whole = whole_number("number", number)
    if whole >= 10**MOST_DIGITS:
        raise bad("number", f"10**{MOST_DIGITS} or more", f"an integer of at most {MOST_DIGITS} digits")
    return str(whole)


def _decade_of(number: float) -> int:
    """Exponent of the largest power of ten that is not above `number`; exact, where a logarithm may round up."""
    exponent = math.floor(math.log10(number))
    while _power_of_ten(exponent, number) > number:
        exponent -= 1
    while _power_of_ten(exponent + 1, number) <= number:
        exponent += 1
    return exponent


def _power_of_ten(exponent: int, like: float) -> float:
    """Return the power exactly for an integer, the float next to it for a float: 0.001 is a power of ten."""
    return 10**exponent if isinstance(like, int) else float(f"1e{exponent}")


def nearest_power_of_ten(number: float) -> int:
    """Return the power of ten that a number comes closest to by ratio: its order of magnitude.

    Raises
    ------
    InputError
        If it is not a finite number of at least 1.

    Examples
    --------
    >>> nearest_power_of_ten(87_111), nearest_power_of_ten(3)
    (100000, 1)
    """
    value = Fraction(exact_number("number", number, at_least=1))
    power = _decade_of(int(value))
    return int(10 ** (power + (value**2 > 10 ** (2 * power + 1))))
