"""Numbers as they are printed: which digits, and what exactly a printed number is worth.

A number is printed to some decimals, or as a fraction; never is one that isn't 0 printed as "0". What was rounded keeps
its last zeros ("1.00"), so that it is not taken for what is exact ("1").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

DECIMALS = 2
"""Decimals that a number has unless more are asked for."""

MOST_DECIMALS = 4
"""Decimals beyond which nobody reads on: `form_of` asks for no more."""

SIGNIFICANT = 2
"""Digits that a number below 1 has at least, however many decimals that takes; where decimals are asked for, one."""

LARGEST_DENOMINATOR = 256

PARTS, FEW_PARTS = "1/", 10
"""The form of one part of so many, and how many of them are so few that they have decimals."""

WEIGHTS, SUMS = MOST_DECIMALS, MOST_DECIMALS + 1
"""From how many decimals on a kernel's weights, and sums of products, are read as fractions: 1/16, not 0.0625."""

_SMALLEST_PLAIN, _LARGEST_PLAIN = -4, 15
"""Powers of ten between which a number is written out, not as a power of ten."""

_NOISE = 1e-12
"""What a sum of floats may be off by, against the numbers that were added."""

_MEANT = 12
"""Significant digits that a number which was meant, not left over, has at most."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
_PRINTED = re.compile(r"(−?[\d,]+(?:\.\d+)?)(?:/([\d,]+(?:\.\d+)?)|·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")


def numeral(value: Any, form: str = "") -> str:
    """Return a number as it is printed: thousands separators, true minus, no more digits than tell something.

    Parameters
    ----------
    value : int, float or NumPy scalar
        The number.
    form : str, optional
        The most decimals it may have, ``"3"``; by default (``""`` or ``","``) 2. With a stroke before them, ``"/"`` or
        ``"/3"``, it is printed as a fraction where `as_fraction` finds one. ``"1/"`` prints a number between 0 and 1 as
        one part of so many, ``"d"`` a whole number without separators.

    Raises
    ------
    ValueError
        If there is no such form.

    Examples
    --------
    >>> [numeral(number) for number in (150528, -2.5, 0.996, 0.000165, 1 / 3)]
    ['150,528', '−2.5', '1.00', '0.00016', '0.33']
    >>> numeral(1 / 9, "/"), numeral(0.000165, "1/"), numeral(1.67e-7), numeral(0.1 + 0.2 - 0.3)
    ('1/9', '1/6,061', '1.7·10⁻⁷', '0')
    """
    plain = value.item() if isinstance(value, np.generic) else value
    if is_leftover(plain):
        plain = 0
    if form == PARTS and 0 < plain < 1:
        return f"1/{numeral(1 / plain, '' if 1 / plain < FEW_PARTS else '0')}"
    decimals = form.removeprefix("/").removesuffix(PARTS)
    if decimals not in ("", ",", "d") and not decimals.isdecimal():
        raise ValueError(f"no number is printed in the form {form!r}")
    fraction = as_fraction(plain) if form.startswith("/") else None
    if fraction is not None and fraction.denominator > 1:
        text = f"{fraction.numerator:,}/{fraction.denominator}"
    elif plain == int(plain) and (isinstance(plain, int) or abs(plain) < 10**_LARGEST_PLAIN):
        text = format(int(plain), "d" if form == "d" else ",")
    else:
        text = _decimal(plain, *((int(decimals), 1) if decimals.isdecimal() else (DECIMALS, SIGNIFICANT)))
    return text.replace("-", "−")


def worth(text: str) -> Fraction:
    """Return what a printed number is worth, exactly.

    Raises
    ------
    ValueError
        If the text is not a number as `numeral` prints it.

    Examples
    --------
    >>> worth("−1,234.5"), worth("1/9"), worth("1.6·10⁻⁷") == Fraction(16, 10**8)
    (Fraction(-2469, 2), Fraction(1, 9), True)
    """
    found = _PRINTED.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a printed number")
    number, divisor, power = found.groups()
    value: Fraction = Fraction(number.translate(_PLAIN).replace(",", ""))
    if divisor:
        return value / Fraction(divisor.replace(",", ""))
    tens = Fraction(f"1e{power.translate(_PLAIN)}") if power else Fraction(1)
    return value * tens


def exponent(superscripts: str) -> str:
    """Return an exponent as a number of its own.

    Examples
    --------
    >>> exponent("⁻⁷")
    '−7'
    """
    return superscripts.translate(_PLAIN).replace("-", "−")


def raised(power: int) -> str:
    """Return an exponent as superscripts.

    Examples
    --------
    >>> raised(-1888)
    '⁻¹⁸⁸⁸'
    """
    return str(int(power)).translate(_SUPERSCRIPTS)


def last_place(text: str) -> Fraction:
    """Return what a one in the last place of a printed number is worth; 0 for a fraction.

    Examples
    --------
    >>> last_place("0.25"), last_place("1,792"), last_place("1/9")
    (Fraction(1, 100), Fraction(1, 1), Fraction(0, 1))
    """
    if "/" in text:
        return Fraction(0)
    number, _, power = text.partition("·")
    decimals = len(number.partition(".")[2])
    scale = worth(f"1·{power}") if power else Fraction(1)
    return scale / Fraction(f"1e{decimals}")


def is_printed_exactly(value: Any, text: str) -> bool:
    """Return whether a number reads as what it is; rounding errors of the computation itself don't count.

    Examples
    --------
    >>> is_printed_exactly(1792, "1,792"), is_printed_exactly(1 / 3, "0.33"), is_printed_exactly(1 / 9, "1/9")
    (True, False, True)
    """
    printed, number = worth(text), Fraction(value.item() if isinstance(value, np.generic) else value)
    if not printed and is_leftover(value):
        return True
    return abs(printed - number) <= Fraction(_NOISE) * abs(number)


def is_leftover(value: Any, *, among: float = 1.0) -> bool:
    """Return whether a number is only what the rounding errors of a sum of floats left of 0.

    Such a number is tiny against the largest of those that were added, `among`, and has more digits than anybody would
    write.

    Examples
    --------
    >>> is_leftover(0.1 + 0.2 - 0.3), is_leftover(1e-15), is_leftover(0)
    (True, False, False)
    """
    number = value.item() if isinstance(value, np.generic) else value
    if not isinstance(number, float) or number == 0 or abs(number) > _NOISE * among:
        return False
    return len(Decimal(repr(number)).normalize().as_tuple().digits) > _MEANT


def as_fraction(value: Any) -> Fraction | None:
    """Return the fraction with a denominator of at most 256 that a number is, or None if it is none.

    Examples
    --------
    >>> as_fraction(1 / 9), as_fraction(0.0625), as_fraction(0.1234567)
    (Fraction(1, 9), Fraction(1, 16), None)
    """
    number = Fraction(value.item() if isinstance(value, np.generic) else value)
    near = number.limit_denominator(LARGEST_DENOMINATOR)
    return near if abs(near - number) <= Fraction(_NOISE) * abs(number) else None


def form_of(values: Iterable[Any], *, fractions_from: int | None = None) -> str:
    """Return the form in which all of some numbers are printed: one that rounds none of them, or else the usual one.

    Parameters
    ----------
    values : iterable of numbers
    fractions_from : int, optional
        From how many decimals on they are printed as fractions, if each is one; by default never. See `WEIGHTS` and
        `SUMS`.

    Examples
    --------
    >>> form_of([0.5, 2]), form_of([0.125, 1.5]), form_of([1 / 3]), form_of([1 / 9, 2 / 9], fractions_from=WEIGHTS)
    ('', '3', '', '/')
    """
    numbers = [value.item() if isinstance(value, np.generic) else value for value in values]
    most = max(map(_decimals_needed, numbers), default=0)
    if fractions_from is not None and most >= fractions_from and None not in map(as_fraction, numbers):
        return "/"
    return str(most) if DECIMALS < most <= MOST_DECIMALS else ""


def _decimals_needed(number: float) -> int:
    """Return the decimals that print a number exactly; one more than are ever printed if none do."""
    for decimals in range(MOST_DECIMALS + 1):
        if is_printed_exactly(number, numeral(number, str(decimals))):
            return decimals
    return MOST_DECIMALS + 1


def _decimal(number: float, decimals: int, significant: int) -> str:
    """Return a number to some decimals, and to more of them where it would have too few significant digits."""
    exactly = Decimal(repr(number))
    power = exactly.adjusted()
    if not _SMALLEST_PLAIN <= power < _LARGEST_PLAIN:
        mantissa, _, exponent = f"{exactly:.{max(decimals, significant) - 1}e}".partition("e")
        tens = f"·10{raised(int(exponent))}"
        return _without_empty_decimals(number, mantissa, tens)
    places = max(decimals, significant - 1 - power)
    return _without_empty_decimals(number, f"{exactly.quantize(Decimal(1).scaleb(-places)):,f}")


def _without_empty_decimals(number: float, text: str, tens: str = "") -> str:
    """Return the text without zeros at its end if it is exact without them; else they tell that it was rounded."""
    shorter = text.rstrip("0").rstrip(".") if "." in text else text
    exact = is_printed_exactly(number, f"{shorter}{tens}".replace("-", "−"))
    return f"{shorter if exact else text}{tens}"
