"""Pixels added around an image: how many, and what they hold."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, finite_array, one_of, whole_number

Pair: TypeAlias = tuple[int, int]
Sides: TypeAlias = tuple[Pair, Pair]
PaddingMode: TypeAlias = Literal["zero", "replicate", "reflect", "circular"]

NUMPY_MODES: dict[str, Literal["constant", "edge", "reflect", "wrap"]] = {
    "zero": "constant",
    "replicate": "edge",
    "reflect": "reflect",
    "circular": "wrap",
}
PADDING_MODES = tuple(NUMPY_MODES)


def pad(image: ArrayLike, padding: int | Pair | Sides, *, padding_mode: str = "zero") -> NDArray[Any]:
    """Return the image with pixels added around it.

    Parameters
    ----------
    image : array_like, (H, W) or (C, H, W)
    padding : int, (int, int) or ((int, int), (int, int))
        Pixels to add: everywhere, along (rows, columns), or at ((top, bottom), (left, right)).
    padding_mode : {"zero", "replicate", "reflect", "circular"}, optional
        What is added: zeros, the nearest pixel, the image mirrored at its outermost pixels, or the image over again.

    Raises
    ------
    InputError
        If an argument is not as described; mirroring needs less padding than pixels, repeating at most as much.

    Examples
    --------
    >>> pad([[1, 2, 3]], (0, 2), padding_mode="circular").tolist()
    [[2, 3, 1, 2, 3, 1, 2]]
    """
    pixels = finite_array("image", image, ranks=(2, 3))
    mode = NUMPY_MODES[one_of("padding_mode", padding_mode, PADDING_MODES)]
    sides = padding_sides(padding)
    if padding_mode in ("reflect", "circular"):
        most = [size - (padding_mode == "reflect") for size in pixels.shape[-2:]]
        if any(max(pair) > limit for pair, limit in zip(sides, most)):
            raise bad("padding", padding, f"at most {most[0]} rows and {most[1]} columns with mode {padding_mode!r}")
    return np.pad(pixels, [(0, 0)] * (pixels.ndim - 2) + list(sides), mode=mode)


def padding_sides(padding: int | Pair | Sides) -> Sides:
    """Return the padding as ((top, bottom), (left, right)).

    Raises
    ------
    InputError
        If it is not a non-negative integer, a pair of them, or a pair of pairs.

    Examples
    --------
    >>> padding_sides((1, 2))
    ((1, 1), (2, 2))
    """
    per_axis = padding if isinstance(padding, tuple | list) else (padding, padding)
    try:
        rows, columns = per_axis
        return _axis_sides(rows), _axis_sides(columns)
    except (TypeError, ValueError):
        allowed = "an integer of at least 0, a (rows, columns) pair, or ((top, bottom), (left, right))"
        raise bad("padding", padding, allowed) from None


def checked_sides(padding: int | Pair | Sides) -> int | Pair | Sides:
    """Return `padding` checked as in `padding_sides`, in the form it came in and of Python's own integers.

    Examples
    --------
    >>> checked_sides(np.int8(1)), checked_sides([1, (2, 3)])
    (1, (1, (2, 3)))
    """
    sides = padding_sides(padding)
    if not isinstance(padding, tuple | list):
        return sides[0][0]
    per_axis = [side if isinstance(given, tuple | list) else side[0] for given, side in zip(padding, sides)]
    return tuple(per_axis)  # type: ignore[return-value]


def _axis_sides(padding: object) -> Pair:
    if isinstance(padding, tuple | list):
        before, after = (whole_number("padding", side) for side in padding)
        return before, after
    width = whole_number("padding", padding)
    return width, width
