"""What an output depends on: the receptive field of a deep unit, and the zeros of a convolution's matrix."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

from convmath.convolution.matrix_structure import MatrixStructure, matrix_structure
from convmath.core.provenance import Traced, traced
from convmath.networks.receptive_field import RFLayer, RFState, receptive_field
from convmath.questions.question import Draft, Givens, Option, QuestionKind, number_option
from convmath.questions.wording import said


def receptive_space() -> tuple[Givens, ...]:
    """Return the layers that are asked about, all of one kernel; the first are the chapter's.

    Examples
    --------
    >>> receptive_space()[0]
    {'kernel': 3, 'strides': (1, 1, 1)}
    """
    strides = [each for depth in (2, 3, 4) for each in product((1, 2, 3), repeat=depth) if prod(each[:-1]) <= 8]
    kept = [(3, (1, 1, 1)), *((kernel, each) for kernel in (3, 5, 7) for each in strides)]
    return tuple({"kernel": kernel, "strides": each} for kernel, each in dict.fromkeys(kept))


def fields_asked_about(given: Givens) -> tuple[RFState, ...]:
    """Return the receptive fields of the image's pixels and of the units of each layer."""
    return receptive_field([RFLayer(given["kernel"], stride=stride) for stride in given["strides"]])


def field_by_own_stride(given: Givens) -> int:
    """Multiply each layer's growth by its own stride, instead of by those before it."""
    return int(1 + sum((given["kernel"] - 1) * stride for stride in given["strides"]))


def field_without_strides(given: Givens) -> int:
    """Add up the growth of layers as if no layer had a stride."""
    return int(1 + (given["kernel"] - 1) * len(given["strides"]))


def field_as_sum_of_kernels(given: Givens) -> int:
    """Add up the kernels, though neighbouring windows overlap."""
    return int(given["kernel"] * len(given["strides"]))


def field_of_last_kernel(given: Givens) -> int:
    """Take the last layer's kernel for what its units see of the image."""
    return int(given["kernel"])


def field_as_product_of_kernels(given: Givens) -> int:
    """Multiply the kernels, as if neighbouring windows did not overlap."""
    return int(given["kernel"] ** len(given["strides"]))


def field_without_its_first_pixel(given: Givens) -> int:
    """Add up what each layer adds, and forget the pixel that it starts from."""
    return fields_asked_about(given)[-1].size[0] - 1


def draft_receptive_field(given: Traced[Givens]) -> Draft:
    """Ask how large the receptive field of the last layer's units is."""
    fields = traced(fields_asked_about, given)
    answer, depth = fields[-1].field("size")[0], len(given.value["strides"])
    strides = {f"t{chr(ord('a') + number)}": given["strides"][number] for number in range(depth)}
    names = [f"{{{name}}}" for name in strides]
    listed = ", ".join(names[:-1]) + " and " + names[-1]
    sizes: dict[str, Traced[Any]] = {"k": given["kernel"], **strides}
    count = ("two", "three", "four")[depth - 2]
    return Draft(
        asking=said(
            f"The {count} layers of a network are convolutions of {{k}} × {{k}}, of strides {listed}, undilated. "
            "How many pixels of the image does a unit of the last one see along a side?",
            **sizes,
        ),
        right=number_option(
            "",
            answer,
            "Each layer adds the gaps of its kernel times the strides before it, starting from one pixel: {n}.",
        ),
        mistakes=(
            number_option(
                "own stride",
                traced(field_by_own_stride, given),
                "{n} multiplies by a layer's own stride: what counts are the strides before it.",
            ),
            number_option(
                "strides forgotten",
                traced(field_without_strides, given),
                "{n} leaves the strides out: after a stride, neighbours lie further apart in the image.",
            ),
            number_option(
                "kernels added",
                traced(field_as_sum_of_kernels, given),
                "{n} adds up the kernels: neighbouring windows overlap.",
            ),
            number_option(
                "kernel of the last layer",
                traced(field_of_last_kernel, given),
                "{n} is what a unit sees of the layer before, not of the image.",
            ),
            number_option(
                "kernels multiplied",
                traced(field_as_product_of_kernels, given),
                "{n} multiplies the kernels, as if windows did not overlap.",
            ),
            number_option(
                "first pixel forgotten",
                traced(field_without_its_first_pixel, given),
                "{n} adds up the growth and forgets the pixel it starts from.",
            ),
        ),
        derivation=tuple(_grown(fields[number].field("growth")[0]) for number in range(1, depth + 1)),
    )


def _grown(growth: Traced[Any]) -> Any:
    names = ("previous", "kernel_minus_one", "jump", "total")
    before, gaps, jump, total = (growth.field(name) for name in names)
    return said("{b} + {g} × {j} = {n} pixels", b=before, g=gaps, j=jump, n=total)


# The zeros of the matrix ----------------------------------------------------------------------------------------------


def matrix_space() -> tuple[Givens, ...]:
    """Return the images and kernels whose matrices are asked about; the first is the chapter's exercise.

    Examples
    --------
    >>> matrix_space()[0]
    {'rows': 6, 'columns': 6, 'kernel': 3}
    """
    sizes = [each for each in product(range(4, 9), range(4, 9), (2, 3)) if each != (6, 6, 3)]
    names = ("rows", "columns", "kernel")
    return tuple(dict(zip(names, each)) for each in ((6, 6, 3), *sizes))


def matrix_asked_about(given: Givens) -> MatrixStructure:
    """Return the structure of the matrix of a convolution without padding."""
    return matrix_structure(given["kernel"], (given["rows"], given["columns"]))


def zeros_taken_for_weights(given: Givens) -> int:
    """Count the entries that are not held at zero."""
    return matrix_asked_about(given).non_zeros


def zeros_with_weights_once(given: Givens) -> int:
    """Take away each shared weight once, and not each time that it stands in the matrix."""
    return matrix_asked_about(given).entries - int(given["kernel"]) ** 2


def zeros_of_a_square_matrix(given: Givens) -> int:
    """Take the matrix for square, as if there were as many outputs as pixels."""
    pixels = int(given["rows"] * given["columns"])
    return pixels * (pixels - int(given["kernel"]) ** 2)


def zeros_with_one_row_of_the_kernel(given: Givens) -> int:
    """Take a row of the matrix to hold one row of the kernel alone."""
    structure = matrix_asked_about(given)
    return structure.entries - structure.shape[0] * int(given["kernel"])


def zeros_with_all_entries(given: Givens) -> int:
    """Count all entries, the weights among them."""
    return matrix_asked_about(given).entries


def draft_matrix_zeros(given: Traced[Givens]) -> Draft:
    """Ask how many entries of a convolution's matrix are held at zero."""
    structure = traced(matrix_asked_about, given)
    shape, entries, filled = structure.field("shape"), structure.field("entries"), structure.field("non_zeros")
    answer, per_row = structure.field("zeros"), structure.field("row_non_zeros")[0]
    sizes = {"h": given["rows"], "w": given["columns"], "k": given["kernel"], "r": shape[0], "c": shape[1]}
    counts: dict[str, Traced[Any]] = {**sizes, "e": entries, "f": filled, "m": per_row}

    def wrong(name: str, value: Traced[int], template: str) -> Option:
        return number_option(name, value, template, **counts)

    return Draft(
        asking=said(
            "A convolution of {k} × {k} without padding on {h} × {w} pixels of one channel is written as a matrix with "
            "a row per output and a column per pixel. How many of its entries are held at zero?",
            **sizes,
        ),
        right=wrong("", answer, "{e} − {f} = {n}: each row holds the weights of one window, and zeros elsewhere."),
        mistakes=(
            wrong("weights counted", traced(zeros_taken_for_weights, given), "{n} is how many are not held at zero."),
            wrong(
                "each weight once",
                traced(zeros_with_weights_once, given),
                "{e} − {m} = {n}: the same weights stand in every row, not once.",
            ),
            wrong(
                "square matrix",
                traced(zeros_of_a_square_matrix, given),
                "{n} has a row for each pixel: there are only {r} outputs, so {r} rows.",
            ),
            wrong(
                "one row of the kernel",
                traced(zeros_with_one_row_of_the_kernel, given),
                "{n} has {k} weights in a row of the matrix: a window reads {k} rows of {k} pixels.",
            ),
            wrong(
                "all entries",
                traced(zeros_with_all_entries, given),
                "{r} × {c} = {n} are all entries, weights included.",
            ),
        ),
        derivation=(
            said("{r} outputs × {c} pixels = {e} entries", **counts),
            said("{r} × {m} = {f} hold a weight", **counts),
            said("{e} − {f} = {n} zeros", n=answer, **counts),
        ),
    )


REACH_QUESTIONS = {
    "receptive-field": QuestionKind("how many pixels a deep unit sees", receptive_space, draft_receptive_field),
    "matrix-zeros": QuestionKind(
        "how many entries of a convolution's matrix are zero", matrix_space, draft_matrix_zeros
    ),
}
"""The questions of this module by name."""
