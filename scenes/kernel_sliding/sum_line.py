"""The sum of one window's products, written on one line as fully as the line holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convmath.core.numerals import SUMS, WEIGHTS, form_of
from convmath.core.provenance import Traced
from scenes.base.readout import Statement, form_that_holds, is_exact
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, SMALLEST, STATEMENT

WIDEST = 13.2


DECIMALS = (3, 4)
"""Decimals in which a sum may be written where two are too few."""


def sum_lines(steps: Sequence[Traced[Any]], totals: Sequence[Traced[Any]], theme: Theme) -> list[Statement]:
    """Return the sums of some window steps: pixel × weight each, or else the products, or else how many there are.

    All are set in the same way and size, the fullest and largest in which each fits on a line; and if there is room,
    with so many decimals that what is printed is true.

    Parameters
    ----------
    steps
        Traced `convmath.convolution.cross_correlation.WindowStep`s of one channel.
    totals
        What the products of each add up to.
    theme
        The theme; a total has the colour of the output, and is ``line["total"]``.
    """
    ways = (list(lines) for lines in zip(*(_settings(*pair, theme) for pair in zip(steps, totals))))
    return next(lines for lines in ways if max(line.width for line in lines) <= WIDEST)


def _settings(step: Traced[Any], total: Traced[Any], theme: Theme) -> Iterator[Statement]:
    """Set the sum in every way, the fullest and largest first."""
    cols = step.value.products.shape[1]
    taps = range(step.value.products.size)
    sources: dict[str, Any] = {
        f"{letter}{tap}": step.field(field)[divmod(tap, cols)]
        for tap in taps
        for letter, field in (("x", "patch"), ("w", "kernel"), ("p", "products"))
    }
    sources |= {"total": total, "n": step.field("products").field("size")}
    fraction = _stroke(step.value.kernel, WEIGHTS)
    strokes = {"x": "", "w": fraction, "p": fraction, "t": fraction and _stroke(np.array(total.value), SUMS)}

    def shown(name: str, form: str) -> str:
        number = f"{{{name}:{strokes[name[0]]}{form}}}"
        return f"({number})" if sources[name].value < 0 and name != "total" else number

    def written_out(form: str) -> str:
        terms = (f"{shown(f'x{tap}', form)} × {shown(f'w{tap}', form)}" for tap in taps)
        return " + ".join(terms) + f" = {shown('total', form)}"

    def products(form: str) -> str:
        return " + ".join(shown(f"p{tap}", form) for tap in taps) + f" = {shown('total', form)}"

    def told(form: str) -> str:
        about = "" if is_exact(total, f"{strokes['t']}{form}") else "about "
        return f"The {{n}} products add up to {about}{shown('total', form)}"

    forms = ("", *_decimals(step.value.products))
    for template_in in (written_out, products, told):
        for form in (form_that_holds(template_in, sources, forms), forms[0]):
            for size in (STATEMENT, LABEL, CELL, SMALLEST):
                yield Statement(
                    template_in(form), color=theme.ink, size=size, colors={"total": theme.output}, **sources
                )


def _decimals(products: NDArray[Any]) -> Iterator[str]:
    """Yield the decimals that a sum may have; more where its products are so small that fewer leave one digit."""
    largest = np.abs(products).max()
    more = max(0, -2 - int(np.floor(np.log10(largest)))) if largest else 0
    yield from (str(decimals + more) for decimals in DECIMALS)


def _stroke(values: NDArray[Any], fractions_from: int) -> str:
    """Return what asks for fractions, as in `convmath.core.numerals.numeral`, if the values are better read so."""
    return "/" if form_of(values.ravel(), fractions_from=fractions_from) == "/" else ""
