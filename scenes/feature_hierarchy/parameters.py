"""What a user may choose of the feature-hierarchy scene, and what the model makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import Field

from convmath.core.histograms import Histogram, histogram
from convmath.core.provenance import Traced, traced
from convmath.cortex.hmax import Hmax, Threshold, best_threshold
from convmath.cortex.pieces import Match, best_match, c1_of_images, c2_of_maps, right_by_piece
from convmath.images.image_space import FACES, faces, non_faces
from scenes.base.parameters import Parameters

SHARPNESS = 10
"""Spreads the responses from 0 to 1; which images answer more than others does not depend on it."""

LAST_PLACE = 5
CLASSES = {"low": 0, "high": 1, "classes": 25}
OTHER = 1
"""Which of the other faces is looked at first."""
APART, SHOWN = 37, 21
"""From one face that is shown to the next, a number without a factor in common with theirs; and how many are shown."""


class HierarchyParameters(Parameters):
    """The face that is taken a piece of, and where the piece lies."""

    image: int = Field(3, ge=0, le=FACES - 1, description="The face that leaves its imprint, counted from 0")
    row: int = Field(0, ge=0, le=LAST_PLACE, description="Row of the piece, in steps of two pixels")
    column: int = Field(2, ge=0, le=LAST_PLACE, description="Column of the piece, in steps of two pixels")

    @cached_property
    def model(self) -> Traced[Hmax]:
        """The model."""
        return traced(Hmax, sharpness=SHARPNESS)

    def face(self, number: int = 0) -> Traced[Any]:
        """Return the face that leaves its imprint, or one of those that are searched for it."""
        return traced(faces)[(self.image + number * APART) % FACES]

    def s1(self, number: int = 0) -> Traced[Any]:
        """Return how well bars match a face, shape (sizes, orientations, H, W)."""
        return self.model.field("s1", self.face(number))

    def c1(self, number: int = 0) -> Traced[Any]:
        """Return the maxima of that, shape (orientations, H', W')."""
        return self.model.field("c1", self.s1(number))

    @cached_property
    def prototype(self) -> Traced[Any]:
        """The imprint, shape (orientations, side, side)."""
        return self.model.field("imprint", self.c1(), self.row, self.column)

    def s2(self, number: int) -> Traced[Any]:
        """Return how alike each piece of a face is to the imprint."""
        return self.model.field("s2", self.c1(number), self.prototype)

    def match(self, number: int) -> Traced[Match]:
        """Return where in a face that is most."""
        return traced(best_match, self.model, self.c1(number), self.prototype)

    @cached_property
    def maps(self) -> tuple[Traced[Any], Traced[Any]]:
        """The maxima for all faces, and for all pieces of photographs without one."""
        return traced(c1_of_images, self.model, traced(faces)), traced(c1_of_images, self.model, traced(non_faces))

    @cached_property
    def responses(self) -> tuple[Traced[Any], Traced[Any]]:
        """The best response of each of them."""
        first, second = (traced(c2_of_maps, self.model, maps, self.prototype) for maps in self.maps)
        return first, second

    @cached_property
    def histograms(self) -> tuple[Traced[Histogram], Traced[Histogram]]:
        """How the responses are spread."""
        first, second = (traced(histogram, values, **CLASSES) for values in self.responses)
        return first, second

    @cached_property
    def threshold(self) -> Traced[Threshold]:
        """The threshold that tells faces from others best."""
        return traced(best_threshold, *self.responses)

    @cached_property
    def by_piece(self) -> Traced[Any]:
        """How many the best threshold gets right for each piece of the face."""
        return traced(right_by_piece, self.model, self.c1(), *self.maps)


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"image": 70, "row": 0, "column": 3},
    {"image": 99, "row": 5, "column": 5},
    {"image": 20, "row": 2, "column": 4},
)
"""What is tried besides the defaults."""
