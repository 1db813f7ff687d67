"""What a wrong output may have come of: the value of every cell changed by one rule, or a single cell by one product.

Each function holds a claimed output against one that was computed, and returns the causes that turn the one into the
other. `convmath.convolution.claimed_output` tries them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = (
    "flipped kernel",
    "transposed kernel",
    "mirrored kernel",
    "turned kernel",
    "one axis",
    "stride",
    "dilation",
    "padding",
    "padding mode",
    "sign",
    "scale",
    "rounding",
    "integer overflow",
    "clipping",
    "constant added",
    "single product",
    "offset",
)
"""The names of all causes, the more telling first."""

_FACTORS = {
    "1/8": 1 / 8,
    "1/4": 1 / 4,
    "1/(4√2)": 1 / (4 * math.sqrt(2)),
    "4√2": 4 * math.sqrt(2),
    "√2": math.sqrt(2),
    "1/√2": 1 / math.sqrt(2),
    "1/2": 1 / 2,
    "1/9": 1 / 9,
    "1/16": 1 / 16,
    "1/255": 1 / 255,
}
_WIDTHS = {"uint8": (0, 2**8), "int8": (-(2**7), 2**8), "uint16": (0, 2**16), "int16": (-(2**15), 2**16)}
_MOST_DECIMALS = 8
_FARTHEST_OFFSET = 2


@dataclass(frozen=True, slots=True)
class Cause:
    """A mistake that gives the claimed output.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    detail : str
        What exactly was done, in words.
    """

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """When two numbers count as the same.

    Parameters
    ----------
    tolerance : float
        The share of the largest number by which they may differ.
    """

    tolerance: float

    def cells(self, left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.bool_]:
        """Return where two arrays of one shape hold the same; whole numbers are the same or not."""
        if left.dtype.kind in "iu" and right.dtype.kind in "iu":
            return np.asarray(left == right)
        scale = max(float(np.abs(left).max(initial=0)), float(np.abs(right).max(initial=0)))
        return np.asarray(np.abs(left.astype(np.float64) - right.astype(np.float64)) <= self.tolerance * scale)

    def all(self, left: NDArray[Any], right: NDArray[Any]) -> bool:
        """Whether two arrays have one shape and hold the same everywhere."""
        return left.shape == right.shape and bool(self.cells(left, right).all())


def value_causes(expected: NDArray[Any], claimed: NDArray[Any], like: Likeness) -> Iterator[Cause]:
    """Yield what turns the computed output into the claimed one, cell by cell or as a whole."""
    if like.all(expected, claimed):
        return
    if expected.shape == claimed.shape:
        yield from _signs(expected, claimed, like)
        yield from _scale(expected, claimed, like)
        yield from _rounding(expected, claimed, like)
        yield from _overflow(expected, claimed, like)
        yield from _constant(expected, claimed, like)
        yield from _offset(expected, claimed, like)


def _signs(expected: NDArray[Any], claimed: NDArray[Any], like: Likeness) -> Iterator[Cause]:
    if like.all(-expected, claimed):
        yield Cause("sign", "every sign is reversed")
    elif like.all(np.abs(expected), claimed):
        yield Cause("sign", "the signs are lost: these are the absolute values")


def _scale(expected: NDArray[Any], claimed: NDArray[Any], like: Likeness) -> Iterator[Cause]:
    place = int(np.argmax(np.abs(expected)))
    largest = float(expected.ravel()[place])
    if not largest or not like.all(claimed, claimed := claimed.astype(np.float64)):
        return
    ratio = float(claimed.ravel()[place]) / largest
    if ratio in (0.0, 1.0, -1.0) or not math.isfinite(ratio) or not like.all(expected * ratio, claimed):
        return
    name = _factor(abs(ratio))
    if name or np.count_nonzero(expected) > 1:
        yield Cause("scale", f"everything is multiplied by {'−' if ratio < 0 else ''}{name or f'{abs(ratio):.6g}'}")


def _factor(ratio: float) -> str:
    """Return how a factor is written that has a name or is whole, or one over a whole number; else nothing."""
    for name, value in _FACTORS.items():
        if math.isclose(ratio, value, rel_tol=1e-5):
            return name
    for number, form in ((ratio, "{}"), (1 / ratio, "1/{}")):
        if round(number) >= 1 and math.isclose(number, round(number), rel_tol=1e-6):
            return form.format(round(number))
    return ""


def _rounding(expected: NDArray[Any], claimed: NDArray[Any], like: Likeness) -> Iterator[Cause]:
    if expected.dtype.kind == "i":
        return
    for way, rounded in (("down", np.floor), ("towards zero", np.trunc), ("up", np.ceil)):
        if like.all(rounded(expected), claimed):
            yield Cause("rounding", f"rounded {way} to whole numbers")
            return
    for decimals in range(_MOST_DECIMALS + 1):
        tens = 10.0**decimals
        halves_up = np.copysign(np.floor(np.abs(expected) * tens + 0.5) / tens, expected)
        if like.all(np.round(expected, decimals), claimed) or like.all(halves_up, claimed):
            to = f"{decimals} decimal{'s' if decimals > 1 else ''}" if decimals else "whole numbers"
            yield Cause("rounding", f"rounded to {to}")
            return
    for digits in range(1, _MOST_DECIMALS + 1):
        if like.all(np.vectorize(lambda value, n=digits: float(f"{value:.{n}g}"))(expected), claimed):
            yield Cause("rounding", f"rounded to {digits} significant digit{'s' if digits > 1 else ''}")
            return


def _overflow(expected: NDArray[Any], claimed: NDArray[Any], like: Likeness) -> Iterator[Cause]:
    whole = np.trunc(expected).astype(np.float64)
    for name, (least, count) in _WIDTHS.items():
        if like.all((whole - least) % count + least, claimed) and not like.all(whole, claimed):
            yield Cause("integer overflow", f"the sums wrapped round in {name}")
            break
    for least, most in ((0, np.inf), (0, 255), (0, 1), (-128, 127)):
        for clipped in (np.clip(expected, least, most), np.clip(np.trunc(expected), least, most)):
            if like.all(clipped, claimed) and not like.all(np.trunc(expected), claimed):
                bounds = "negative sums became 0" if most == np.inf else f"sums were clipped to {least} … {most}"
                yield Cause("clipping", bounds.replace("-", "−"))
                return


def _constant(expected: NDArray[Any], claimed: NDArray[Any], like: Likeness) -> Iterator[Cause]:
    if expected.size > 1 and like.all(expected + (claimed.ravel()[0] - expected.ravel()[0]), claimed):
        added = claimed.ravel()[0] - expected.ravel()[0]
        yield Cause("constant added", f"{added:+.6g} everywhere, as a bias would add".replace("-", "−"))


def _offset(expected: NDArray[Any], claimed: NDArray[Any], like: Likeness) -> Iterator[Cause]:
    steps = range(-_FARTHEST_OFFSET, _FARTHEST_OFFSET + 1)
    for down, right in sorted(product(steps, steps), key=lambda step: (abs(step[0]) + abs(step[1]), step)):
        if not (down or right) or abs(down) >= expected.shape[0] or abs(right) >= expected.shape[1]:
            continue
        here, there = _overlap(expected, down, right), _overlap(claimed, -down, -right)
        if 2 * here.size >= expected.size and like.all(here, there):
            yield Cause("offset", " and ".join(_moves(down, right)))
            return


def _overlap(values: NDArray[Any], down: int, right: int) -> NDArray[Any]:
    """Return what stays of an array that moves down and right behind a window of its own size."""
    rows, columns = values.shape
    return values[max(0, -down) : rows - max(0, down), max(0, -right) : columns - max(0, right)]


def _moves(down: int, right: int) -> Iterator[str]:
    for distance, unit, forwards, backwards in ((down, "row", "down", "up"), (right, "column", "right", "left")):
        if distance:
            many = "s" if abs(distance) > 1 else ""
            yield f"moved {forwards if distance > 0 else backwards} by {abs(distance)} {unit}{many}"


def slip(patch: NDArray[Any], weights: NDArray[Any], difference: float, like: Likeness) -> Cause:
    """Return what may have gone wrong with one product of the only window whose sum is wrong.

    Parameters
    ----------
    patch, weights : ndarray, (kh, kw)
        The pixels under the window, and the kernel as it is laid on them.
    difference : float
        What was claimed less what is right.
    like : Likeness
    """
    pixels, factors = patch.ravel(), weights.ravel()
    products = pixels * factors
    most = float(np.abs(products).max(initial=0)) + abs(difference)

    def gives(change: float) -> bool:
        return abs(change - difference) <= max(like.tolerance, 1e-12) * most

    for tap in range(products.size):
        row, column = divmod(tap, patch.shape[1])
        place = f"of tap ({row}, {column})"
        if gives(-2 * products[tap]):
            return Cause("single product", f"the product {place} has the wrong sign")
        if gives(-products[tap]):
            return Cause("single product", f"the product {place} was left out")
        if gives(products[tap]):
            return Cause("single product", f"the product {place} was added twice")
        for other in (each for each in range(products.size) if each != tap):
            if gives(pixels[other] * factors[tap] - products[tap]):
                return Cause("single product", f"the product {place} was taken with another pixel of the window")
            if gives(pixels[tap] * factors[other] - products[tap]):
                return Cause("single product", f"the product {place} was taken with another weight of the kernel")
    return Cause("single product", f"one sum is off by {difference:+.6g}".replace("-", "−"))
