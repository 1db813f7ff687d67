"""How many rows the output of a convolution has."""

from __future__ import annotations

from itertools import product

from convmath.convolution.geometry import Geometry, window_geometry
from convmath.core.provenance import Traced, traced
from convmath.questions.question import OPTIONS, Draft, Givens, QuestionKind, number_option
from convmath.questions.wording import said


def output_space() -> tuple[Givens, ...]:
    """Return the images and windows that are asked about; the first is the chapter's.

    Examples
    --------
    >>> output_space()[0]
    {'side': 6, 'kernel': 3, 'stride': 1, 'padding': 0}
    """
    names = ("side", "kernel", "stride", "padding")
    sizes = product((*range(8, 21), 24, 28, 32), (3, 5, 7), (1, 2, 3), (0, 1, 2))
    kept = ((6, 3, 1, 0), *(each for each in sizes if each[3] <= each[1] // 2))
    found = (dict(zip(names, each)) for each in kept)
    return tuple(given for given in found if len({count(given) for count in (_rows, *_WRONG_ROWS)}) >= OPTIONS)


def windows_asked_about(given: Givens) -> Geometry:
    """Return where the windows stand."""
    return window_geometry(given["side"], given["kernel"], stride=given["stride"], padding=given["padding"])


def room_to_move(given: Givens) -> int:
    """Return how many pixels the window can move: the padded side less the kernel's."""
    geometry = windows_asked_about(given)
    return geometry.padded_size[0] - geometry.kernel_size[0]


def output_with_a_window_that_does_not_fit(given: Givens) -> int:
    """Count the last window though it reaches beyond the border."""
    return windows_asked_about(given).output_size[0] + (1 if room_to_move(given) % given["stride"] else 0)


def output_without_the_first_place(given: Givens) -> int:
    """Count the steps of the window and not the place where it starts."""
    return windows_asked_about(given).output_size[0] - 1


def output_padded_on_one_side(given: Givens) -> int:
    """Count the padding once, though it lies on both sides."""
    room = given["side"] + given["padding"] - given["kernel"]
    return int(room // given["stride"] + 1)


def output_padded_in_places(given: Givens) -> int:
    """Take padding, which is in pixels of the image, for places of the output."""
    return int((given["side"] - given["kernel"]) // given["stride"] + 1 + 2 * given["padding"])


def output_without_stride(given: Givens) -> int:
    """Move the window by one pixel, whatever the stride."""
    return room_to_move(given) + 1


def output_without_the_kernel(given: Givens) -> int:
    """Divide the padded side by the stride, as if a window stood at every pixel."""
    return int((given["side"] + 2 * given["padding"]) // given["stride"])


def output_with_half_the_loss(given: Givens) -> int:
    """Take the border that a window cannot reach away on one side alone."""
    geometry = windows_asked_about(given)
    return int((geometry.padded_size[0] - geometry.kernel_size[0] // 2 - 1) // given["stride"] + 1)


def output_as_input(given: Givens) -> int:
    """Take the output for as large as the image."""
    return int(given["side"])


def _rows(given: Givens) -> int:
    return windows_asked_about(given).output_size[0]


_WRONG_ROWS = (
    output_with_a_window_that_does_not_fit,
    output_without_the_first_place,
    output_padded_on_one_side,
    output_padded_in_places,
    output_without_stride,
    output_without_the_kernel,
    output_with_half_the_loss,
    output_as_input,
)


def draft_output_size(given: Traced[Givens]) -> Draft:
    """Ask how many rows the output of a convolution has."""
    geometry, room = traced(windows_asked_about, given), traced(room_to_move, given)
    answer, padded = geometry.field("output_size")[0], geometry.field("padded_size")[0]
    sizes = {
        "s": given["side"],
        "k": given["kernel"],
        "t": given["stride"],
        "p": given["padding"],
        "q": padded,
        "r": room,
    }
    steps = traced(output_without_the_first_place, given)
    return Draft(
        asking=said(
            "A window of {k} × {k} slides over an image of {s} × {s} pixels with stride {t} and padding {p} on every "
            "side. How many rows does the output have?",
            **sizes,
        ),
        right=number_option(
            "", answer, "The window can move by {r} in steps of {t}, and the first place counts: {n}.", **sizes
        ),
        mistakes=(
            number_option(
                "last window that does not fit",
                traced(output_with_a_window_that_does_not_fit, given),
                "{n} counts a last window that reaches beyond the border: round down.",
            ),
            number_option(
                "first place forgotten",
                traced(output_without_the_first_place, given),
                "{n} is the number of steps: the place where the window starts counts, too.",
            ),
            number_option(
                "padding on one side",
                traced(output_padded_on_one_side, given),
                "{n} has the padding of {p} on one side: it lies on both.",
                **sizes,
            ),
            number_option(
                "padding in the wrong unit",
                traced(output_padded_in_places, given),
                "{n} adds the padding to the output: it is counted in pixels of the image.",
            ),
            number_option(
                "stride forgotten",
                traced(output_without_stride, given),
                "{n} has the window move pixel by pixel: the stride is {t}.",
                **sizes,
            ),
            number_option(
                "kernel forgotten",
                traced(output_without_the_kernel, given),
                "{n} has a window start at the border's last pixels, where none fits.",
            ),
            number_option(
                "border lost on one side",
                traced(output_with_half_the_loss, given),
                "{n} loses half a kernel at one border: it is lost at both.",
            ),
            number_option(
                "output taken for input",
                traced(output_as_input, given),
                "{n} is the image's side: only with the right padding does it stay.",
            ),
        ),
        derivation=(
            said("{s} + {p} + {p} = {q} rows with padding", **sizes),
            said("{q} − {k} = {r}, the room to move", **sizes),
            said("{r} in steps of {t}: {m}, rounded down", m=steps, **sizes),
            said("{m} steps and the first place: {n} rows", m=steps, n=answer),
        ),
    )


OUTPUT_SIZE_QUESTIONS = {
    "output-size": QuestionKind("how many rows an output has", output_space, draft_output_size),
}
"""The question of this module by name."""
