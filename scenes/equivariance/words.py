"""The equivariance scene in words."""

from __future__ import annotations

from typing import Any

from convmath.convolution.equivariance import Commuting, pooled_share_unchanged
from convmath.core.provenance import Traced, traced
from scenes.base.descriptions import (
    Description,
    Legend,
    Part,
    Phrase,
    about,
    counted,
    joined,
    kernel_called,
    phrase,
    picture_of,
    sides,
)
from scenes.equivariance.parameters import EquivarianceParameters
from scenes.equivariance.two_ways import FEW

BEYOND = {"zero": "zeros", "replicate": "the border's own pixels", "reflect": "a mirror image"}
"""What lies beyond the border."""


def describe(given: EquivarianceParameters) -> Description:
    """Return what agrees of the two ways under each layer."""
    image, kernel = given.traced_image(), given.traced_kernel()
    circle, border = given.both_ways(), given.both_ways(padding_mode=given.padding_mode)
    strided, noise = given.both_ways(stride=given.stride), given.pooled_noise()
    rows, columns = circle.field("by")
    whole: dict[str, Part] = {
        "pixels": sides(image.field("shape")),
        "picture": Phrase(picture_of(given.image)),
        "kernel": phrase("{sides} " + kernel_called(given.kernel), sides=sides(kernel.field("shape"))),
        "rows": counted(rows, "row"),
        "columns": counted(columns, "column"),
        "all": circle.field("outputs"),
        "circle": circle.field("agreeing_outputs"),
        "beyond": Phrase(BEYOND[given.padding_mode]),
        "border": border.field("agreeing_outputs"),
        "strided": strided.field("agreeing_outputs"),
        "fewer": strided.field("outputs"),
        "stays": noise.field("agreeing_outputs"),
        "regions": noise.field("outputs"),
        "expected": phrase("{n:/}", n=traced(pooled_share_unchanged, given.pooling, (0, 1))),
        "largest": about(given.strongest(given.by)),
    }
    return Description(
        alt=phrase(
            "An image{picture} goes two ways: shifted by {rows} and {columns}, then filtered; "
            "filtered, then shifted. On a circle {circle} of {all} outputs agree, with {beyond} beyond the border "
            "{border}.",
            **whole,
        ),
        description=joined(
            [
                phrase("An image of {pixels} pixels{picture} is shifted by {rows} and {columns}.", **whole),
                phrase("A {kernel} filters it, before the shift and after it.", **whole),
                phrase("If the image closes to a circle, {circle} of {all} outputs of both ways agree.", **whole),
                phrase(
                    "If {beyond} lie beyond the border, {border} of them do."
                    if given.padding_mode != "reflect"
                    else "If {beyond} lies beyond the border, {border} of them do.",
                    **whole,
                ),
                phrase(
                    "With a stride of {stride} there are {fewer} outputs, of which {strided} agree.",
                    stride=traced_stride(given),
                    **whole,
                ),
                phrase(
                    "Of {regions} maxima of noise {stays} stay when it moves by one pixel; {expected} of all is what "
                    "is expected.",
                    **whole,
                ),
                phrase("The largest output of all on the circle is {largest}, before the shift and after it.", **whole),
            ]
        ),
        caption=phrase(
            "Shifted and then filtered, or filtered and then shifted: {circle} of {all} outputs agree on a circle, "
            "{border} with a border.",
            **whole,
        ),
        beats={
            "border": Legend(
                alt=phrase(
                    "Two ways from an image{picture}, shifted by {rows} and {columns} and filtered, "
                    "and filtered and shifted, with {beyond} beyond the border. A map of the difference: {border} of "
                    "{all} outputs agree.",
                    **whole,
                ),
                caption=phrase("With {beyond} beyond the border, {border} of {all} outputs agree.", **whole),
            )
        },
    )


def traced_stride(given: EquivarianceParameters) -> Traced[int]:
    """Return the stride."""
    return given.layer(stride=given.stride).field("stride")


def unlike(both: Traced[Commuting]) -> tuple[str, dict[str, Any]]:
    """Return the sentence that says which outputs differ, as a template and its parts."""
    for noun in ("column", "row"):
        places = list(both.field(f"differing_{noun}s"))
        if 0 < len(places) <= FEW:
            letters = "abcdef"[: len(places)]
            marks = [f"{{{letter}}}" for letter in letters]
            listed = " and ".join([", ".join(marks[:-1]), marks[-1]] if len(marks) > 1 else marks)
            verb = f"{noun} {listed} differs" if len(marks) == 1 else f"{noun}s {listed} differ"
            return verb, dict(zip(letters, places))
    if both.value.differing_outputs == 0:
        return "largest difference: {n}", {"n": both.field("largest_difference")}
    return "{n} of {all} outputs differ", {"n": both.field("differing_outputs"), "all": both.field("outputs")}
