"""How many times one count exceeds another, as it is read on screen and in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from convmath.core.magnitudes import spelt
from convmath.core.numerals import PARTS
from convmath.core.provenance import Traced, traced


class Multiple(NamedTuple):
    """A ratio: the placeholder ``{n}`` of its number in a template, with the word for a power of ten, and its source.

    Parameters
    ----------
    template
        Such as ``"{n:1} million"``.
    form
        How the number is printed.
    n
        What stands for the placeholder.
    below_one
        Whether it is read as one part of so many.
    """

    template: str
    form: str
    n: Traced[Any]
    below_one: bool


def multiple(ratio: Traced[float]) -> Multiple:
    """Return how a ratio is read: from one upwards with a word for millions, below one as one part of so many."""
    if 0 < ratio.value < 1:
        return Multiple(f"{{n:{PARTS}}}", PARTS, ratio, below_one=True)
    number = traced(spelt, ratio)
    form = str(sum(number.value.mantissa < bound for bound in (10, 1000)))
    return Multiple(f"{{n:{form}}} {number.value.power}".rstrip(), form, number.field("mantissa"), below_one=False)
