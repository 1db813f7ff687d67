"""What a user may choose of the summary, and the numbers of the earlier scenes that it calls up again."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from convmath.core.errors import InputError
from convmath.core.provenance import Traced, traced
from convmath.images.coins import COIN_REACH, coin_places
from convmath.images.correlation_curves import correlation_curve
from convmath.images.detector import search_for_patch
from convmath.images.full_size import full_image_from
from convmath.images.locality import partners
from convmath.images.matching import compare_places
from convmath.images.resampling import within
from convmath.networks.counting import compare_layers, dense_layer_with_same_output_shape
from convmath.networks.image_formats import IMAGENET, image_format_by_name
from convmath.networks.wiring import wiring
from convmath.training.moved_digit import EPOCHS, TrainedClassifier, trained_classifier
from scenes.base.parameters import ImageChoice, Parameters

SMALLEST_SIDE, LONGEST_RATIO = 16, 3
DRAWN = 320
"""Pixels along the longer side of the photograph as it is drawn, at most."""

LEAST_ALIKE = 0.5
"""The least correlation of neighbours in an image of which it can be said that they agree."""

STEP = {"rows": 0, "columns": 1}
DOTS, DRAWN_WITH = 300, 20
"""How many pairs of neighbours are drawn, and the seed that chooses them."""

SIDE, KERNEL = 4, 3
"""Rows and columns of the wired image, and of a unit's window on it."""

CHANNELS = 64
"""Output channels of the layer whose parameters are counted."""

PATCH_AT, PATCH_SIDE, THRESHOLD, LONGEST = (104, 316), 41, 0.45, 384
"""The coin that is searched for: its upper left pixel, its side, the least correlation; the image's longer side."""

COMPARED = ("dense", "global max")
"""The networks that are held against each other."""


class SummaryParameters(Parameters):
    """A photograph, and the seed that two networks were trained from."""

    image: ImageChoice = Field("camera", description="A photograph by name, or the path of a picture")
    seed: int = Field(0, ge=0, le=9_999, description="Seed of the training; another than 0 takes some seconds")

    @model_validator(mode="after")
    def _neighbours_agree(self) -> SummaryParameters:
        rows, cols = self.photograph().value.shape
        if min(rows, cols) < SMALLEST_SIDE:
            raise InputError("image", f"{rows} × {cols} pixels", f"at least {SMALLEST_SIDE} pixels on either side")
        if max(rows, cols) > LONGEST_RATIO * min(rows, cols):
            allowed = f"one side at most {LONGEST_RATIO} times the other, to be recognised when it is small"
            raise InputError("image", f"{rows} × {cols} pixels", allowed)
        alike = self.neighbours().value
        if alike < LEAST_ALIKE:
            got = f"one whose neighbouring pixels correlate by {alike:.2f}"
            raise InputError("image", got, f"one whose neighbours agree, by {LEAST_ALIKE:g} or more, as photographs do")
        return self

    def layers(self) -> tuple[Traced[Any], Traced[Any]]:
        """Return the wiring of a dense layer and of a convolution on a tiny image."""
        options = {"kernel": KERNEL, "padding": KERNEL // 2}
        return traced(wiring, "dense", SIDE, **options), traced(wiring, "convolutional", SIDE, **options)

    def counted_layers(self) -> tuple[Traced[Any], Traced[Any]]:
        """Return a convolution on an image of 224 × 224 pixels in colour, and a dense layer with the same outputs."""
        image = traced(image_format_by_name, IMAGENET.name.text)
        conv = image.field("conv_layer", CHANNELS, KERNEL, padding="same")
        return conv, traced(dense_layer_with_same_output_shape, conv)

    def saving(self) -> Traced[float]:
        """Return how many times the convolution's parameters go into the dense layer's."""
        conv, dense = self.counted_layers()
        return traced(compare_layers, dense, conv).field("parameters")

    def photograph(self) -> Traced[Any]:
        """Return the photograph."""
        return traced(full_image_from, self.image)

    def drawn_photograph(self) -> Traced[Any]:
        """Return the photograph as it is drawn: with no more pixels than are to be seen where it is small."""
        return traced(within, self.photograph(), longest=DRAWN)

    def neighbours(self) -> Traced[float]:
        """Return the correlation of its pixels with their right neighbours."""
        return traced(correlation_curve, self.photograph(), **STEP, times=1).field("correlations")[0]

    def pairs(self) -> Traced[Any]:
        """Return some of its pixels, each with its right neighbour."""
        return traced(partners, self.photograph(), **STEP, times=1, count=DOTS, seed=DRAWN_WITH)

    def coins(self) -> Traced[Any]:
        """Return the image that is searched for one of its coins."""
        return traced(within, traced(full_image_from, "coins", side=LONGEST), longest=LONGEST)

    def search(self) -> Traced[Any]:
        """Return where the coin is found."""
        return traced(
            search_for_patch, self.coins(), row=PATCH_AT[0], column=PATCH_AT[1], side=PATCH_SIDE, threshold=THRESHOLD
        )

    def detection(self) -> Traced[Any]:
        """Return what was found of the coins that there are."""
        return traced(compare_places, self.search().field("middles"), traced(coin_places), within=COIN_REACH)

    def networks(self) -> tuple[Traced[TrainedClassifier], ...]:
        """Return the two networks, trained; if their seed is new, say how far the training is."""
        for kind in COMPARED:

            def tell(epoch: int, kind: str = kind) -> None:
                if epoch % 5 == 0:
                    sys.stderr.write(f"training ({kind}, seed {self.seed}): epoch {epoch} of {EPOCHS}\n")

            trained_classifier(kind, seed=self.seed, on_epoch=tell)
        return tuple(traced(trained_classifier, kind, seed=self.seed) for kind in COMPARED)


EXAMPLES: tuple[Mapping[str, Any], ...] = ({"image": "grass"}, {"image": "cat", "seed": 3})
"""What is tried besides the defaults."""
