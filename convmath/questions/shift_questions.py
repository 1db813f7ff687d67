"""Whether what is done to an image is equivariant or invariant to shifts, measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.convolution.equivariance import ALIKE, ShiftedLayer, shift
from convmath.convolution.filters import kernel_by_name
from convmath.core.errors import one_of
from convmath.core.provenance import Traced, traced
from convmath.images.named_images import noise
from convmath.questions.question import Draft, Givens, Option, QuestionKind
from convmath.questions.wording import Wording, said

Image = NDArray[np.float64]


class Operation(NamedTuple):
    """Something done to an image whose answer to a shift is asked for.

    Parameters
    ----------
    words : str
        What it is.
    output : callable
        From an image, shape (H, W), to its output.
    odd : bool
        Whether only odd shifts are asked about, as it has a stride of two.
    reason : str
        Why it answers as it does.
    """

    words: str
    output: Callable[[Image], Image]
    odd: bool
    reason: str


def _convolution(image: Image, *, padding_mode: str = "circular", stride: int = 1, pool: int = 1) -> Image:
    layer = ShiftedLayer(padding_mode=padding_mode, stride=stride, pool=pool)
    return layer.output(image, kernel_by_name("sobel_x"))


def _pooled(image: Image) -> Image:
    return ShiftedLayer(pool=2).output(image, kernel_by_name("identity"))


def _dense(image: Image) -> Image:
    weights = noise(*image.shape, seed=1)
    return np.asarray(cross_correlate2d(image, weights), dtype=np.float64)


_ALONG = "The same sum is computed at every place, so what moves in goes out moved."
_ANYWHERE = "What is taken over all places does not ask where a value stands."
_STEP = "With steps of two pixels an odd shift falls between outputs: others come out."

OPERATIONS: Mapping[str, Operation] = {
    "convolution": Operation("a convolution with circular padding", _convolution, False, _ALONG),
    "rectified": Operation(
        "a convolution with circular padding, followed by ReLU",
        lambda image: np.maximum(_convolution(image), 0),
        False,
        _ALONG,
    ),
    "global maximum": Operation(
        "a convolution with circular padding, and the maximum of its whole output",
        lambda image: _convolution(image).max(keepdims=True),
        False,
        _ANYWHERE,
    ),
    "global mean": Operation(
        "the mean over the whole image", lambda image: image.mean(keepdims=True), False, _ANYWHERE
    ),
    "stride of two": Operation(
        "a convolution with circular padding and a stride of two",
        lambda image: _convolution(image, stride=2),
        True,
        _STEP,
    ),
    "pooling": Operation("maximum pooling of two by two pixels", _pooled, True, _STEP),
    "zero padding": Operation(
        "a convolution with zero padding",
        lambda image: _convolution(image, padding_mode="zero"),
        False,
        "At the border padding comes in where the pixels went round: the outputs there differ.",
    ),
    "dense": Operation(
        "a dense layer", _dense, False, "Every input has a weight of its own, so that each place means something else."
    ),
}
ANSWERS = {
    "equivariant": "equivariant: the output moves along with the image",
    "invariant": "invariant: the output stays the same",
    "both": "both equivariant and invariant",
    "neither": "neither of the two",
}
MEASURED = 12
"""Rows and columns of the noise on which it is measured."""


def measured_side() -> int:
    """Return how many rows and columns of noise it is measured on."""
    return MEASURED


def shift_space() -> tuple[Givens, ...]:
    """Return the operations and the shifts that are asked about."""
    return tuple(
        {"operation": name, "shift": by}
        for by in range(1, MEASURED // 2)
        for name, operation in OPERATIONS.items()
        if by % 2 or not operation.odd
    )


class ShiftAgreement(NamedTuple):
    """How an operation's outputs for a rolled image agree with those for the image.

    Parameters
    ----------
    outputs : int
        How many there are.
    moved : int
        How many are what stood as far away as the image was rolled.
    stayed : int
        How many are what stood there before.
    """

    outputs: int
    moved: int
    stayed: int


def agreement_under_shift(given: Givens) -> ShiftAgreement:
    """Measure on noise how many of an operation's outputs move along with an image that is rolled, and how many stay.

    Raises
    ------
    InputError
        If there is no such operation.

    Examples
    --------
    >>> agreement_under_shift({"operation": "convolution", "shift": 3})
    ShiftAgreement(outputs=144, moved=144, stayed=0)
    """
    output = OPERATIONS[one_of("operation", given["operation"], OPERATIONS)].output
    image = noise(MEASURED, MEASURED, seed=0)
    before, after = output(image), output(shift(image, 0, given["shift"]))
    moved = np.zeros(before.shape, dtype=bool)
    if before.size > 1:
        moved = np.abs(after - shift(before, 0, given["shift"] * before.shape[1] // image.shape[1])) <= ALIKE
    return ShiftAgreement(before.size, int(moved.sum()), int((np.abs(after - before) <= ALIKE).sum()))


def answer_to_shift(given: Givens) -> str:
    """Return whether all outputs move along, all stay, both, or neither.

    Examples
    --------
    >>> answer_to_shift({"operation": "convolution", "shift": 3})
    'equivariant'
    >>> answer_to_shift({"operation": "global mean", "shift": 3})
    'invariant'
    """
    outputs, moved, stayed = agreement_under_shift(given)
    if moved == outputs:
        return "both" if stayed == outputs else "equivariant"
    return "invariant" if stayed == outputs else "neither"


def draft_shift(given: Traced[Givens]) -> Draft:
    """Ask whether an operation is equivariant or invariant."""
    right = traced(answer_to_shift, given).value
    operation = OPERATIONS[given.value["operation"]]
    options = {
        name: Option(said(words), said(operation.reason if name == right else _confused(name, right)), _TAKEN[name])
        for name, words in ANSWERS.items()
    }
    pixels = "a pixel" if given.value["shift"] == 1 else "{n} pixels"
    return Draft(
        asking=said(
            f"An image is rolled by {pixels}: what leaves on one side comes in on the other. Under "
            f"such shifts, what is {operation.words}?",
            n=given["shift"],
        ),
        right=options[right]._replace(misconception=""),
        mistakes=tuple(option for name, option in options.items() if name != right),
        derivation=_measured(traced(agreement_under_shift, given)),
    )


def _measured(found: Traced[ShiftAgreement]) -> tuple[Wording, ...]:
    counts = {
        "s": traced(measured_side),
        "n": found.field("outputs"),
        "a": found.field("moved"),
        "b": found.field("stayed"),
    }
    if found.value.outputs == 1:
        kept = "stays" if found.value.stayed else "changes"
        return (said("Measured on noise of {s} × {s} pixels: the output, a single number, " + kept + ".", **counts),)
    return (said("Measured on noise: of {n} outputs {a} move along, and {b} stay.", **counts),)


_TAKEN = {
    "equivariant": "invariance taken for equivariance",
    "invariant": "equivariance taken for invariance",
    "both": "the two taken for one",
    "neither": "neither recognised",
}


def _confused(name: str, right: str) -> str:
    """Return what is wrong with an answer, given the right one."""
    if name == "equivariant":
        return "The output would move by as much: here it does not move along."
    if name == "invariant":
        return "The output would stay as it is: here it changes with the shift."
    if name == "both":
        return "An output that moves along does not stay, unless nothing changes at all."
    return {
        "equivariant": "It does move along: shifting first or last comes to the same.",
        "invariant": "It does stay: the same number comes out wherever the image is rolled to.",
    }[right]


SHIFT_QUESTIONS = {
    "equivariance-or-invariance": QuestionKind(
        "whether an operation is equivariant or invariant", shift_space, draft_shift
    ),
}
"""The question of this module by name."""
