"""What a user may choose of the three-insights scene, and the layers that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from pydantic import Field, model_validator

from convmath.convolution.common_answers import CommonAnswer, common_answer
from convmath.convolution.equivariance import Commuting, ShiftedLayer
from convmath.convolution.untied import commute_untied, own_weights
from convmath.convolution.wide_gradients import wide_sobel_x
from convmath.core.errors import InputError
from convmath.core.provenance import Traced, traced
from convmath.images.named_images import image_from
from convmath.images.resampling import quantise
from convmath.networks.counting import Comparison, compare_layers, pixel_count, ratio
from convmath.networks.growth import LayerGrowth
from convmath.networks.image_formats import IMAGENET, image_format_by_name
from convmath.networks.tying import weight_uses
from convmath.networks.wiring import KINDS
from scenes.base.parameters import ImageChoice, Parameters

LEVELS = 100
"""Grey levels, so that a pixel has two digits and a sum of products is exact."""

MORE = 4
"""So many rows and columns more than a window the close-up shows."""

SEED = 0
CLAIM_CHANNELS, CLAIM_KERNEL, CLAIM_UNITS = 64, 3, 1000
"""The convolution, and the dense layer, of which a claim is put right."""


class Counts(NamedTuple):
    """What a layer holds: connections within the image, distinct weights, and the connections of each."""

    connections: Traced[int]
    weights: Traced[int]
    uses: Traced[tuple[int, ...]]


class ThreeInsightsParameters(Parameters):
    """The photograph, the window, how far the photograph moves, and whether a claim is put right."""

    image: ImageChoice = Field("camera", description="The picture: a name, or the path of a file")
    side: int = Field(224, ge=64, le=512, description="Rows and columns that the picture is brought to")
    kernel: Literal[3, 5] = Field(3, description="Rows and columns of a window")
    shift: int = Field(48, ge=1, le=63, description="Columns by which the picture moves to the right")
    errata: bool = Field(True, description="Whether a claim about connections, which is often made, is put right")

    @model_validator(mode="after")
    def _has_like_edges(self) -> ThreeInsightsParameters:
        image, weights = self.traced_image(), self.weights()
        try:
            common_answer(image.value, weights.value)
        except InputError as error:
            raise InputError("image", repr(self.image), _LIKE_EDGES) from error
        return self

    @property
    def by(self) -> tuple[int, int]:
        """The shift: rows and columns."""
        return 0, self.shift

    def traced_image(self) -> Traced[Any]:
        """Return the picture in whole grey levels."""
        return traced(quantise, traced(image_from, self.image, height=self.side, width=self.side), levels=LEVELS)

    def weights(self) -> Traced[Any]:
        """Return the kernel that looks for upright edges."""
        return traced(wide_sobel_x, self.kernel).field("matrix")

    def same_edge(self) -> Traced[CommonAnswer]:
        """Return a window at the top left and one at the bottom right with the same sum."""
        return traced(common_answer, self.traced_image(), self.weights())

    def pixels(self) -> Traced[int]:
        """Return the number of pixels, which is that of units as well."""
        return traced(pixel_count, self.side, self.side)

    def counts(self) -> tuple[Counts, ...]:
        """Return what each of the three layers holds, in the order of `KINDS`."""
        found = []
        for kind in KINDS:
            layer = traced(LayerGrowth, kind, kernel=self.kernel, bias=False)
            connections, weights = (layer.field(name).field("at", self.side) for name in _COUNTED)
            found.append(Counts(connections, weights, traced(weight_uses, kind, self.side, kernel=self.kernel)))
        return tuple(found)

    def taps(self) -> Traced[int]:
        """Return how many connections there are if those to padding count."""
        layer = traced(LayerGrowth, KINDS[-1], kernel=self.kernel, bias=False)
        return layer.field("connections").field("at", self.side)

    def fewer(self) -> dict[str, Traced[float]]:
        """Return the ratios: of connections by locality, with taps on padding, of weights by tying, and in all."""
        dense, local, tied = self.counts()
        return {
            "local": traced(ratio, dense.connections, local.connections),
            "padded": traced(ratio, dense.connections, self.taps()),
            "tied": traced(ratio, local.weights, tied.weights),
            "all": traced(ratio, dense.weights, tied.weights),
        }

    def both_ways(self, padding_mode: str) -> Traced[Commuting]:
        """Return the map of the moved picture, beside the moved map."""
        return traced(ShiftedLayer, padding_mode=padding_mode).field(
            "commute", self.traced_image(), self.weights(), self.by
        )

    def untied_weights(self) -> Traced[Any]:
        """Return weights for every place, drawn at random."""
        return traced(own_weights, self.side, self.kernel, seed=SEED)

    def untied(self) -> Traced[Commuting]:
        """Return the same as `both_ways` for a layer with weights of its own at every place."""
        return traced(commute_untied, self.traced_image(), self.untied_weights(), self.by)


_COUNTED = ("connections_within_image", "weights")
_LIKE_EDGES = "a picture with an edge near its top left that is as strong as one near its bottom right"


def claimed_layers() -> Traced[Comparison]:
    """Return the dense layer and the convolution of which a claim is put right, held against each other."""
    image = traced(image_format_by_name, IMAGENET.name.text)
    conv = image.field("conv_layer", CLAIM_CHANNELS, CLAIM_KERNEL, padding="same")
    return traced(compare_layers, image.field("dense_layer", CLAIM_UNITS), conv)


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"image": "coffee", "side": 97, "kernel": 5, "shift": 1, "errata": False},
    {"image": "astronaut", "side": 512, "shift": 63},
    {"image": "checkerboard", "side": 64, "kernel": 5, "shift": 7},
)
"""What is tried besides the defaults."""
