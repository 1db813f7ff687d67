"""The one error for bad input, and the checks that raise it.

Every message names the argument, says what it was and what is allowed, so it can be shown to a user as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONGEST_VALUE_SHOWN = 80
INT64_MAX = int(np.iinfo(np.int64).max)
LARGEST_FLOAT = float(np.finfo(np.float64).max)


class InputError(ValueError):
    """A value given by the caller is not one the function accepts.

    Parameters
    ----------
    argument : str
        The name of the argument, as in the signature.
    got : str
        What it was, in words or as a ``repr``.
    allowed : str
        What it may be.
    """

    def __init__(self, argument: str, got: str, allowed: str) -> None:
        super().__init__(argument, got, allowed)
        self.argument = argument
        self.got = got
        self.allowed = allowed

    def __str__(self) -> str:
        return f"argument {self.argument!r} was {self.got}; allowed: {self.allowed}"


def bad(argument: str, got: object, allowed: str) -> InputError:
    """Return the `InputError` to raise for `argument`.

    Parameters
    ----------
    argument : str
        The name of the argument.
    got : object
        The value received; arrays are described by shape and type, long values cut short.
    allowed : str
        What the argument may be.

    Examples
    --------
    >>> str(bad("stride", 0, "an integer of at least 1"))
    "argument 'stride' was 0; allowed: an integer of at least 1"
    """
    return InputError(argument, _in_words(got), allowed)


def whole_number(argument: str, value: object, *, at_least: int | None = 0) -> int:
    """Return `value` as an int, refusing anything that is not a whole number of at least `at_least` (None: any).

    Booleans and floats are refused, even ``1.0``: they are mistakes more often than numbers. NumPy's integers become
    Python's, which have no width: compute with what is returned.

    Raises
    ------
    InputError
        If `value` is not an integer or is too small.

    Examples
    --------
    >>> whole_number("stride", 2, at_least=1)
    2
    """
    allowed = "an integer" if at_least is None else f"an integer of at least {at_least}"
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        raise bad(argument, value, allowed)
    number = int(value)
    if at_least is not None and number < at_least:
        raise bad(argument, value, allowed)
    return number


def whole_pair(argument: str, value: object, *, at_least: int = 0) -> tuple[int, int]:
    """Return `value` as a (row, column) pair of ints; one integer stands for both axes.

    Raises
    ------
    InputError
        If `value` is neither an integer of at least `at_least` nor a pair of them.

    Examples
    --------
    >>> whole_pair("kernel", 3), whole_pair("kernel", (3, 5))
    ((3, 3), (3, 5))
    """
    items = list(value) if isinstance(value, tuple | list) else [value, value]
    try:
        row, column = (whole_number(argument, item, at_least=at_least) for item in items)
    except ValueError:
        allowed = f"an integer of at least {at_least}, or a (row, column) pair of them"
        raise bad(argument, value, allowed) from None
    return row, column


def whole_or_pair(argument: str, value: object, *, at_least: int = 0) -> int | tuple[int, int]:
    """Return `value` checked as in `whole_pair`, with one integer left as one.

    Examples
    --------
    >>> whole_or_pair("kernel", np.int8(3)), whole_or_pair("kernel", [3, 5])
    (3, (3, 5))
    """
    pair = whole_pair(argument, value, at_least=at_least)
    return pair if isinstance(value, tuple | list) else pair[0]


def real_number(argument: str, value: object, *, at_least: float = -math.inf, at_most: float = math.inf) -> float:
    """Return `value` as a float, refusing NaN, infinity, booleans and anything outside the bounds.

    Raises
    ------
    InputError
        If `value` is not a finite real number between `at_least` and `at_most`.

    Examples
    --------
    >>> real_number("fraction", 1, at_least=0, at_most=1)
    1.0
    """
    allowed = f"a finite number{_between(at_least, at_most)}"
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise bad(argument, value, allowed)
    try:
        number = float(value)
    except OverflowError:
        raise bad(argument, value, allowed) from None
    if not math.isfinite(number) or not at_least <= number <= at_most:
        raise bad(argument, value, allowed)
    return number


def exact_number(
    argument: str, value: object, *, at_least: float = -math.inf, at_most: float = math.inf
) -> int | float:
    """Return `value` checked as in `real_number`: an integer, however large, as an int, anything else as a float.

    Examples
    --------
    >>> exact_number("part", np.uint8(200)) + 100, exact_number("part", 10**17 + 1)
    (300, 100000000000000001)
    """
    number = real_number(argument, value, at_least=at_least, at_most=at_most)
    return int(value) if isinstance(value, Integral) else number


def stays_finite(argument: str, given: object, result: float) -> float:
    """Return `result`, refusing the argument it was computed from if that made it NaN or infinite.

    Raises
    ------
    InputError
        If `result` is not finite.

    Examples
    --------
    >>> stays_finite("a", 7, 3.5)
    3.5
    """
    if not math.isfinite(result):
        raise bad(argument, given, "numbers whose result stays within the range of floats")
    return result


def one_of(argument: str, value: object, choices: Collection[str]) -> str:
    """Return `value` if it is one of the named `choices`.

    Raises
    ------
    InputError
        If it is not; the message lists the choices.

    Examples
    --------
    >>> one_of("padding_mode", "zero", ["zero", "replicate"])
    'zero'
    """
    if not isinstance(value, str) or value not in choices:
        raise bad(argument, value, "one of " + ", ".join(repr(choice) for choice in choices))
    return value


def finite_array(argument: str, value: object, *, ranks: Collection[int] = (2,)) -> NDArray[Any]:
    """Return `value` as an array of finite real numbers that has values and one of the allowed `ranks`.

    Integers of any width (and booleans) come back as int64, so that sums of bytes cannot wrap round; floats as float64.

    Parameters
    ----------
    argument : str
        The name of the argument.
    value : array_like
        What was received.
    ranks : collection of int, optional
        The allowed numbers of dimensions.

    Raises
    ------
    InputError
        If `value` is ragged, not numeric, empty, of another rank, or holds NaN, infinity or masked values.

    Examples
    --------
    >>> finite_array("image", [[1, 2], [3, 4]]).shape
    (2, 2)
    """
    allowed = f"an array of finite numbers with {' or '.join(map(str, ranks))} dimensions"
    if _is_masked(value):
        raise InputError(argument, "partly masked", f"{allowed}, none of them masked")
    try:
        array = np.asarray(value)
    except ValueError:
        raise bad(argument, "ragged (rows of different lengths)", allowed) from None
    if array.dtype.kind not in "biuf":
        raise bad(argument, value, allowed)
    if array.ndim not in ranks:
        raise bad(argument, array, allowed)
    if array.size == 0:
        raise bad(argument, array, f"{allowed} and at least one value")
    if array.dtype.kind == "f":
        with np.errstate(over="ignore"):  # a long double may be too large: infinite here, and refused below
            array = array.astype(np.float64)
        if not np.isfinite(array).all():
            index = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
            raise InputError(argument, f"{array[index]} at index {index}", allowed)
        return array
    if array.max() > INT64_MAX:
        raise bad(argument, array.max(), f"integers of at most {INT64_MAX}")
    return array.astype(np.int64)


def _is_masked(value: object) -> bool:
    """Whether a masked value is in an array, or in lists of arrays: `np.asarray` shows what lies under the mask."""
    if isinstance(value, list | tuple):
        return any(map(_is_masked, value))
    return isinstance(value, np.ma.MaskedArray) and bool(np.ma.is_masked(value))


def _between(at_least: float, at_most: float) -> str:
    lower = f"at least {at_least:g}" if math.isfinite(at_least) else ""
    upper = f"at most {at_most:g}" if math.isfinite(at_most) else ""
    bounds = " and ".join(filter(None, (lower, upper)))
    return f" of {bounds}" if bounds else ""


def _in_words(got: object) -> str:
    if isinstance(got, np.ndarray):
        return f"an array of shape {got.shape} and type {got.dtype}"
    text = repr(got.item() if isinstance(got, np.generic) else got)
    return text if len(text) <= LONGEST_VALUE_SHOWN else text[: LONGEST_VALUE_SHOWN - 1] + "…"
