"""The kernel-sliding scene in words."""

from __future__ import annotations

from typing import Any

from convmath.convolution.cross_correlation import trace
from convmath.convolution.landmarks import value_range
from convmath.core.numerals import SUMS, WEIGHTS, form_of
from convmath.core.provenance import Traced, traced
from convmath.networks.layers import DenseLayer
from scenes.base.descriptions import (
    Description,
    Phrase,
    about,
    counted,
    from_to,
    joined,
    kernel_called,
    phrase,
    picture_of,
    row_by_row,
    sides,
)
from scenes.kernel_sliding.claim import claim_beside, claim_in_words
from scenes.kernel_sliding.parameters import SlidingParameters

MOST_IN_FULL = 25
"""Outputs that are read out one by one; of more only the range is given."""

BEYOND = {
    "zero": "zeros",
    "replicate": "the pixels of its border",
    "reflect": "its own mirror image",
    "circular": "its own opposite side",
}
"""What pads the image under each padding mode."""


def describe(given: SlidingParameters) -> Description:
    """Return what slides over what, and what comes of it."""
    image, kernel = given.traced_image(), given.traced_kernel()
    output = given.traced_output()
    steps = traced(trace, image, kernel, **given.window())
    whole = {
        "pixels": sides(image.field("shape")),
        "picture": Phrase(picture_of(given.image)),
        "kernel": phrase("{sides} " + kernel_called(given.kernel), sides=sides(kernel.field("shape"))),
        "places": counted(steps.field("geometry").field("positions"), "place"),
        "weights": counted(kernel.field("size"), "weight"),
    }
    weights, are = ("weights", "are") if kernel.value.size > 1 else ("weight", "is")
    course = joined(
        [
            phrase("The image has {pixels} pixels{picture}.", **whole),
            phrase(
                f"Row by row, the {weights} of the {{kernel}} {are} {{rows}}.",
                rows=row_by_row(kernel, fractions_from=WEIGHTS),
                **whole,
            ),
            *_how_it_moves(given, steps),
            phrase("So it fits at {places}." if len(steps) > 1 else "It fits at {places}.", **whole),
            *_sums(steps, output),
            claim_in_words(given.verdict(), output) if given.claimed else _saving(image, kernel, output),
        ]
    )
    return Description(
        alt=phrase(
            "An image of {pixels} pixels{picture}, a {kernel} and their output{beside}. The kernel visits "
            "{places} of the image; {outputs}.",
            beside=claim_beside(given.verdict(), output) if given.claimed else Phrase(" side by side"),
            outputs=phrase("each output is a sum of pixels times weights, {range}", range=_range(output))
            if len(steps) > 1
            else phrase("the output is {n}", n=about(output[0, 0], sum_form(output))),
            **whole,
        ),
        description=course,
        caption=phrase(
            "A kernel of {weights} at {places} of an image: "
            + ("each visit is one sum of products." if len(steps) > 1 else "one sum of products."),
            **whole,
        ),
    )


def _how_it_moves(given: SlidingParameters, steps: Traced[Any]) -> list[Phrase]:
    """Say what is out of the ordinary about the window: flip, padding, stride, dilation."""
    geometry = steps.field("geometry")
    said = []
    if given.flip:
        said.append(Phrase("This is true convolution: the kernel is first turned by half a circle."))
    if any(side for pair in geometry.value.padding for side in pair):
        grown = sides(geometry.field("padded_size"))
        said.append(phrase(f"The image is padded to {{grown}} pixels with {BEYOND[given.padding_mode]}.", grown=grown))
    for name, sentence in (
        ("stride", "From one place to the next the kernel moves by {n} pixels."),
        ("dilation", "Its weights are laid on pixels that stand {n} apart."),
    ):
        if getattr(given, name) > 1 and (name == "dilation" or len(steps) > 1):
            said.append(phrase(sentence, n=geometry.field(name)[0]))
    return said


def _sums(steps: Traced[Any], output: Traced[Any]) -> list[Phrase]:
    """Say what the sums come to that the scene writes out, and then the whole output or, of a large one, its range."""
    form = sum_form(output)
    first, *others = (about(output[steps[index].value.position], form) for index in range(min(2, len(steps))))
    one = steps[0].value.products.size == 1
    said = [phrase(f"At the first place the {'product is' if one else 'products add up to'} {{sum}}.", sum=first)]
    if not others:
        return said
    said.append(phrase(f"One step on, the same {'weight gives' if one else 'weights give'} {{sum}}.", sum=others[0]))
    if output.value.size > MOST_IN_FULL:
        return [*said, phrase("All sums together run {range}.", range=_range(output))]
    return [*said, phrase("Row by row, the output is {rows}.", rows=row_by_row(output, fractions_from=SUMS))]


def sum_form(output: Traced[Any]) -> str:
    """Return the form in which the output's numbers are printed."""
    return form_of(output.value.ravel(), fractions_from=SUMS)


def _range(output: Traced[Any]) -> Phrase:
    return from_to(list(traced(value_range, output)), fractions_from=SUMS)


def _saving(image: Traced[Any], kernel: Traced[Any], output: Traced[Any]) -> Phrase:
    """Hold the kernel's weights against those of a dense layer."""
    dense = traced(DenseLayer, image.field("size"), output.field("size"), bias=False).field("weights")
    return phrase(
        "The kernel has {weights} for all that; a dense layer between the same grids would have {dense}.",
        weights=counted(kernel.field("size"), "weight"),
        dense=dense,
    )
