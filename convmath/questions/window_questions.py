"""Questions on one window and on one edge: the value of an output, and where a Sobel filter answers."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.cross_correlation import convolve2d, cross_correlate2d
from convmath.convolution.filters import kernel_by_name
from convmath.core.provenance import Traced, traced
from convmath.images.named_images import vertical_edge
from convmath.questions.draws import Draws
from convmath.questions.question import Draft, Givens, Option, Picture, QuestionKind, number_option
from convmath.questions.wording import Wording, said

# One output value -----------------------------------------------------------------------------------------------------

SIDE, BRIGHTEST, VARIANTS = 3, 3, 240
_KERNELS = ("sobel_x", "sobel_y", "prewitt_x", "prewitt_y", "laplacian", "sharpen")


@cache
def value_space() -> tuple[Givens, ...]:
    """Return the windows and kernels that are asked about; the first is the corner of the chapter's example.

    Examples
    --------
    >>> value_space()[0]["window"]
    ((1, 2, 0), (0, 1, 2), (2, 0, 1))
    """
    found: list[Givens] = [_window(((1, 2, 0), (0, 1, 2), (2, 0, 1)), "sobel_x")]
    number = 0
    while len(found) < VARIANTS:
        draws = Draws("windows", number)
        rows = tuple(tuple(draws.below(BRIGHTEST + 1) for _ in range(SIDE)) for _ in range(SIDE))
        given = _window(rows, _KERNELS[draws.below(len(_KERNELS))])
        values = {taken(given) for taken in (value_of_sum, *_WRONG_SUMS)}
        if len(values) > SIDE and given not in found:
            found.append(given)
        number += 1
    return tuple(found)


def _window(rows: tuple[tuple[int, ...], ...], kernel: str) -> Givens:
    return {"window": rows, "kernel": tuple(tuple(int(each) for each in row) for row in kernel_by_name(kernel))}


def window_of(given: Givens) -> NDArray[np.int64]:
    """Return the pixels under the window."""
    return np.array(given["window"], dtype=np.int64)


def kernel_of(given: Givens) -> NDArray[np.int64]:
    """Return the kernel that lies on them."""
    return np.array(given["kernel"], dtype=np.int64)


def value_of_sum(given: Givens) -> int:
    """Return the sum of products, as a convolution layer computes it: the kernel is not flipped."""
    return int(cross_correlate2d(window_of(given), kernel_of(given))[0, 0])


def row_sums(given: Givens) -> tuple[int, ...]:
    """Return what the products of each row of the window add up to."""
    return tuple(int(each) for each in (window_of(given) * kernel_of(given)).sum(axis=1))


def value_with_kernel_flipped(given: Givens) -> int:
    """Flip the kernel, which no convolution layer does."""
    return int(convolve2d(window_of(given), kernel_of(given))[0, 0])


def value_with_kernel_transposed(given: Givens) -> int:
    """Take the rows of the kernel for its columns."""
    return int(cross_correlate2d(window_of(given), kernel_of(given).T)[0, 0])


def value_without_signs(given: Givens) -> int:
    """Multiply by the weights as if none were negative."""
    return int(cross_correlate2d(window_of(given), abs(kernel_of(given)))[0, 0])


def value_without_products(given: Givens) -> int:
    """Add up the pixels whose weight is not zero, without multiplying."""
    return int(window_of(given)[kernel_of(given) != 0].sum())


def value_of_all_pixels(given: Givens) -> int:
    """Add up all pixels, as if every weight were one."""
    return int(window_of(given).sum())


_WRONG_SUMS = (
    value_with_kernel_flipped,
    value_with_kernel_transposed,
    value_without_signs,
    value_without_products,
    value_of_all_pixels,
)


def draft_value(given: Traced[Givens]) -> Draft:
    """Ask what a convolution layer gives at one place."""
    answer = traced(value_of_sum, given)
    explained = (
        ("kernel flipped", "{n} flips the kernel first: layers lay it on as it stands."),
        ("kernel transposed", "{n} takes the kernel's rows for its columns."),
        ("signs forgotten", "{n} multiplies as if no weight were negative."),
        ("products forgotten", "{n} adds the pixels up without multiplying them by their weights."),
        ("weights forgotten", "{n} adds up all pixels, as if every weight were one."),
    )
    return Draft(
        asking=said("A convolution layer lays this kernel on this window. What is the output there, without a bias?"),
        right=number_option("", answer, "Each pixel times the weight on it, all added up: {n}."),
        mistakes=tuple(
            number_option(name, traced(function, given), template)
            for (name, template), function in zip(explained, _WRONG_SUMS, strict=True)
        ),
        derivation=(*(_row_line(given, row) for row in range(SIDE)), _total_line(traced(row_sums, given), answer)),
        pictures=(Picture("window", traced(window_of, given)), Picture("kernel", traced(kernel_of, given))),
    )


def _row_line(given: Traced[Givens], row: int) -> Wording:
    """Return the sum of one row's products, written out."""
    parts: dict[str, Traced[Any]] = {"s": traced(row_sums, given)[row]}
    terms = []
    for column in range(SIDE):
        x, w = given["window"][row][column], given["kernel"][row][column]
        parts |= {f"x{column}": x, f"w{column}": w}
        terms.append(f"{{x{column}}} × " + (f"({{w{column}}})" if w.value < 0 else f"{{w{column}}}"))
    return Wording(" + ".join(terms) + " = {s}", parts)


def _total_line(sums: Traced[tuple[int, ...]], answer: Traced[int]) -> Wording:
    parts = {f"s{row}": sums[row] for row in range(SIDE)}
    terms = [f"({{{name}}})" if part.value < 0 and name != "s0" else f"{{{name}}}" for name, part in parts.items()]
    return Wording(" + ".join(terms) + " = {n}", {**parts, "n": answer})


# Where a Sobel filter answers -----------------------------------------------------------------------------------------

_ROWS = 5


def edge_space() -> tuple[Givens, ...]:
    """Return the images that are asked about: their columns, the first bright one, and the filter.

    Examples
    --------
    >>> edge_space()[0]
    {'width': 8, 'edge': 4, 'filter': 'sobel_x'}
    """
    sizes = [(8, 4, "sobel_x")]
    sizes += [
        (width, edge, name)
        for width, name in product(range(7, 16), ("sobel_x", "sobel_y"))
        for edge in range(3, width - 2)
    ]
    return tuple(dict(zip(("width", "edge", "filter"), each)) for each in dict.fromkeys(sizes))


def columns_answered_by(given: Givens, kernel: str) -> tuple[int, ...]:
    """Return the columns in which a filter's answer to a vertical edge is not zero, windows within the image only.

    A window stands where its middle is. Columns are counted from zero.

    Examples
    --------
    >>> columns_answered_by({"width": 8, "edge": 4}, "sobel_x")
    (3, 4)
    """
    image = vertical_edge(_ROWS, given["width"], column=given["edge"])
    weights = kernel_by_name(kernel)
    answers = cross_correlate2d(image, weights)
    return tuple(int(column) + weights.shape[1] // 2 for column in np.flatnonzero(answers.any(axis=0)))


def columns_that_answer(given: Givens) -> tuple[int, ...]:
    """Return the columns in which the filter that is asked about answers."""
    return columns_answered_by(given, given["filter"])


def columns_of_the_other_filter(given: Givens) -> tuple[int, ...]:
    """Take Gx for Gy, or Gy for Gx."""
    return columns_answered_by(given, "sobel_y" if given["filter"] == "sobel_x" else "sobel_x")


def column_of_the_edge(given: Givens) -> int:
    """Expect an answer in the first bright column alone, as if the window were one pixel wide."""
    return int(given["edge"])


def columns_at_the_border(given: Givens) -> tuple[int, int]:
    """Expect answers at the border of the image, where a window would need padding."""
    return 0, int(given["width"]) - 1


def draft_edge(given: Traced[Givens]) -> Draft:
    """Ask in which columns a Sobel filter answers to a vertical edge."""
    answer, other = traced(columns_that_answer, given), traced(columns_of_the_other_filter, given)
    across = bool(answer.value)
    both, edge, border = (
        (answer if across else other),
        traced(column_of_the_edge, given),
        traced(columns_at_the_border, given),
    )
    places, nowhere = _at(both), said("nowhere")
    finds = "the difference between right and left" if across else "the difference between below and above"
    reach = {"a": both[0], "b": both[1]}
    seen = "The windows around columns {a} and {b} reach from dark pixels to bright ones."
    alike = "Every column is the same from top to bottom, so that below less above is zero."
    sides, vertical = said(seen, **reach), said(alike)
    taken = "filter taken for the other"
    right = Option(places if across else nowhere, sides if across else vertical)
    wrong = Option(
        nowhere if across else places,
        said("The filter takes right less left, and right and left of the edge differ.")
        if across
        else said("It takes below less above, and downwards nothing changes."),
        taken,
    )
    return Draft(
        asking=said(
            "An image of {w} columns, counted from zero, is dark, and bright from column {e} on. A Sobel filter takes "
            f"{finds}. In which columns is its answer not zero, without padding?",
            w=given["width"],
            e=given["edge"],
        ),
        right=right,
        mistakes=(
            wrong,
            Option(
                said("in column {n} alone", n=edge),
                said("A window is three columns wide, so that two of them reach across the edge.")
                if across
                else said("Only right less left would see the edge, and in two columns."),
                "window of one column",
            ),
            Option(
                said("in every column from {n} on", n=edge),
                said("A filter whose weights add up to zero answers to change, not to brightness."),
                "brightness taken for an edge",
            ),
            Option(
                said("in columns {a} and {b}", a=border[0], b=border[1]),
                said("Without padding no window stands there, and nothing changes there."),
                "border taken for an edge",
            ),
        ),
        derivation=(sides, said("So it answers in columns {a} and {b}.", **reach)) if across else (vertical,),
    )


def _at(columns: Traced[tuple[int, ...]]) -> Wording:
    return said("in columns {a} and {b}", a=columns[0], b=columns[1])


WINDOW_QUESTIONS = {
    "output-value": QuestionKind("what one window gives", value_space, draft_value),
    "sobel-columns": QuestionKind("where a Sobel filter answers", edge_space, draft_edge),
}
"""The questions of this module by name."""
