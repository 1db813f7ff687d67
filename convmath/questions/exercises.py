"""The exercises of the chapter with their solutions worked out; the challenge is a scene of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from convmath.convolution.equivariance import ShiftedLayer, pooled_share_unchanged
from convmath.convolution.filters import kernel_by_name
from convmath.core.errors import one_of
from convmath.core.provenance import traced
from convmath.images.named_images import noise
from convmath.networks.counting import compare_layers, image_values
from convmath.networks.layers import ConvLayer, DenseLayer
from convmath.questions.property_questions import DATA_KINDS, data_kind_names, data_that_fit
from convmath.questions.wording import Wording, said
from convmath.training.moved_digit import trained_classifier


class ChapterExercise(NamedTuple):
    """An exercise.

    Parameters
    ----------
    asks : str
        What is to be done, in one or two sentences without numbers.
    about : str
        The same in a few words.
    solution : callable
        Returns its worked solution, sentence by sentence.
    listing : str
        The program that solves it, see `convmath.questions.code_runs.run_listing`; empty where none is asked for.
    """

    asks: str
    about: str
    solution: Callable[[], tuple[Wording, ...]]
    listing: str = ""

    @property
    def task(self) -> Wording:
        """What is to be done, as a wording."""
        return said(self.asks)


def parameters_of_both() -> tuple[Wording, ...]:
    """Return the parameters of the dense layer and of the convolution of the chapter's first exercise."""
    inputs = traced(image_values, 64, 64, 3)
    dense = traced(DenseLayer, inputs, 512)
    conv = traced(ConvLayer, 3, 64, kernel=5, input_size=64)
    kernel, bank = conv.field("geometry").field("kernel_size"), conv.field("weights_per_output")
    shape = conv.field("input_shape")
    return (
        said(
            "An image of {h} × {w} pixels with {c} channels holds {i} values.",
            h=shape[1],
            w=shape[2],
            c=shape[0],
            i=inputs,
        ),
        said(
            "Dense, {o} outputs: {i} × {o} + {o} = {n}.",
            i=inputs,
            o=dense.field("n_out"),
            n=dense.field("parameters"),
        ),
        said(
            "A convolution of {k} × {l}, {o} outputs: {b} × {o} + {o} = {n}.",
            k=kernel[0],
            l=kernel[1],
            b=bank,
            o=conv.field("out_channels"),
            n=conv.field("parameters"),
        ),
        said("That is {r:1} times fewer parameters.", r=traced(compare_layers, dense, conv).field("parameters")),
    )


def follow_the_digit() -> tuple[Wording, ...]:
    """Return how three networks, trained on digits in the middle, do on digits moved to where they do worst."""
    found = {name: traced(trained_classifier, name) for name in ("dense", "flatten", "global max")}

    def line(words: str, name: str) -> Wording:
        counts = {each: found[name].field(each) for each in ("tested", "centred", "least")}
        return said(words + ": {centred} of {tested} named in the middle, {least} in the worst place.", **counts)

    return (
        said("A dense layer has a weight for each pixel: those in the corner never met it."),
        line("Dense, on digits", "dense"),
        line("Convolutions, flattened", "flatten"),
        line("Convolutions, global maximum", "global max"),
    )


def tell_them_apart() -> tuple[Wording, ...]:
    """Return what is equivariant, what invariant, and what comes between, measured on noise."""
    image, kernel = traced(noise, 32, 32, seed=0), traced(kernel_by_name, "sobel_x")
    moved = traced(ShiftedLayer).field("commute", image, kernel, (0, 5))
    outputs = moved.field("outputs")
    still = traced(ShiftedLayer).field("strongest", image, kernel, (0, 0))
    rolled = traced(ShiftedLayer).field("strongest", image, kernel, (0, 5))
    return (
        said("Equivariant: the output moves along with the image. Invariant: it stays as it is."),
        said(
            "A convolution, rolled by {b} pixels: {a} of {n} outputs move along.",
            b=moved.field("by")[1],
            a=moved.field("agreeing_outputs"),
            n=outputs,
        ),
        said("Its maximum over all places is invariant: {a} before, {b} after.", a=still, b=rolled),
        said(
            "Pooling of two by two is so in part: moved by a pixel, {p:/} of the maxima of noise stay.",
            p=traced(pooled_share_unchanged, 2, (0, 1)),
        ),
    )


def leave_it() -> tuple[Wording, ...]:
    """Return for which data a convolution is the wrong tool."""
    known = traced(data_kind_names)
    return (
        said("It asks for a grid, for neighbours that are related, and for patterns that may stand anywhere."),
        *(said(f"{DATA_KINDS[name].words.capitalize()}. {DATA_KINDS[name].reason}") for name in ("table", "graph")),
        said(
            "Of {n} kinds of data in the questions it suits {m}.",
            n=known.field("__len__"),
            m=traced(data_that_fit, {"kinds": known}),
        ),
    )


def why_nothing_answers() -> tuple[Wording, ...]:
    """Return why a Sobel filter finds nothing on squares of one pixel."""
    return (
        said("Sobel compares the columns left and right of a pixel, or the rows above and below it."),
        said("With squares of one pixel those two are alike everywhere: every answer inside is zero."),
        said("With larger squares they differ where two squares meet."),
    )


def why_columns_differ() -> tuple[Wording, ...]:
    """Return why zero padding breaks equivariance where it does."""
    return (
        said("Rolled before or after the filter: with circular padding all outputs agree."),
        said("Zero padding does not move with the image: next to a border the outputs differ."),
    )


def why_a_matrix() -> tuple[Wording, ...]:
    """Return what the matrix of a convolution is as a dense layer."""
    return (
        said("A row per output, a column per pixel: a dense layer, most weights held at zero."),
        said("All rows hold the same weights, each a place further on."),
    )


EXERCISES: Mapping[str, ChapterExercise] = {
    "dense-against-convolution": ChapterExercise(
        "Count the parameters of a dense layer on a small colour image, and of a convolution on the same image.",
        "counting the parameters of a dense layer and of a convolution",
        parameters_of_both,
    ),
    "moved-object": ChapterExercise(
        "A dense network was trained on cats in the middle of the picture. Why does it fail on a cat in the corner?",
        "why a dense network misses what has moved",
        follow_the_digit,
    ),
    "equivariance-and-invariance": ChapterExercise(
        "What is the difference between equivariance and invariance, which of them has a convolution, and how is the "
        "other had?",
        "equivariance, invariance, and how to have either",
        tell_them_apart,
    ),
    "when-not": ChapterExercise(
        "For which data would you not use a convolution? Give two examples, and say what is missing.",
        "data for which a convolution is the wrong tool",
        leave_it,
    ),
    "edges-on-a-checkerboard": ChapterExercise(
        "Filter checkerboards with a detector of vertical and of horizontal edges. What answers, and what does not?",
        "edge detectors on checkerboards",
        why_nothing_answers,
        "edges_on_a_checkerboard",
    ),
    "equivariance-by-roll": ChapterExercise(
        "Roll an image and filter it, then filter it and roll the output. Where do the two differ?",
        "rolling before and after a filter",
        why_columns_differ,
        "equivariance_by_roll",
    ),
    "convolution-as-a-matrix": ChapterExercise(
        "Write a convolution as the weights of a dense layer. How many of them are not zero, how many differ?",
        "a convolution as the matrix of a dense layer",
        why_a_matrix,
        "convolution_as_a_matrix",
    ),
}
"""The chapter's exercises by name: four that ask for thought, three for code."""

CHALLENGE = "numpy-cnn"
"""The scene that is the chapter's challenge: a small network, written in NumPy and trained."""


def exercise_by_name(name: str) -> ChapterExercise:
    """Return an exercise.

    Raises
    ------
    InputError
        If there is none of that name.

    Examples
    --------
    >>> exercise_by_name("dense-against-convolution").solution()[1].text
    'Dense, 512 outputs: 12,288 × 512 + 512 = 6,291,968.'
    """
    return EXERCISES[one_of("exercise", name, EXERCISES)]
