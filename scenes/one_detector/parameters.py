"""What a user may choose of the one-detector scene."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from numpy.typing import NDArray
from pydantic import ConfigDict, Field, model_validator

from convmath.core.errors import InputError
from convmath.core.provenance import Traced, traced
from convmath.images.coins import COIN_REACH, coin_places
from convmath.images.detector import search_for_patch
from convmath.images.full_size import full_image_from
from convmath.images.matching import compare_places
from convmath.images.photographs import photograph_names
from convmath.images.resampling import within
from scenes.base.parameters import ImageChoice, Parameters, patch_on

LONGEST = 384
SMALLEST, LARGEST = 8, 61
MOST_FOUND = 300


class Patch(NamedTuple):
    """What is searched for: an image, the patch's upper left pixel and side, and the correlation that counts."""

    image: str
    row: int
    col: int
    size: int
    threshold: float


COIN = Patch("coins", 104, 316, 41, 0.45)
LETTER = Patch("page", 70, 119, 12, 0.75)
CALLED = {COIN.image: "a coin", LETTER.image: "a letter"}
"""What the patches that are searched for second show."""


def _photographs() -> dict[str, NDArray[Any]]:
    return {name: within(full_image_from(name, side=LONGEST), longest=LONGEST) for name in photograph_names()}


class DetectorParameters(Parameters):
    """Which patch of which image is searched for, and how well it has to match."""

    model_config = ConfigDict(
        json_schema_extra=patch_on(_photographs, image="image", row="row", col="col", size="size")
    )

    image: ImageChoice = Field(COIN.image, description="An image by name, or the path of a picture")
    row: int = Field(COIN.row, ge=0, le=LONGEST - SMALLEST, description="Top row of the patch")
    col: int = Field(COIN.col, ge=0, le=LONGEST - SMALLEST, description="Left column of the patch")
    size: int = Field(COIN.size, ge=SMALLEST, le=LARGEST, description="Rows and columns of the patch")
    threshold: float = Field(COIN.threshold, ge=0.3, le=0.95, description="The least correlation that counts as found")

    @model_validator(mode="after")
    def _is_found_a_few_times(self) -> DetectorParameters:
        image = self.traced_image(self.image).value
        for name, start, length in (("row", self.row, image.shape[0]), ("col", self.col, image.shape[1])):
            if self.size > length:
                raise InputError("size", f"{self.size}", f"at most {length}, which this image has on one side")
            if start + self.size > length:
                raise InputError(name, f"{start}", f"at most {length - self.size}, to leave room for the patch")
        found = self.traced_search(self.patch).value.count
        if found > MOST_FOUND:
            got = f"{self.threshold:g}, at which the patch is found at {found} places"
            raise InputError("threshold", got, f"a threshold at which it is found at {MOST_FOUND} places at most")
        return self

    @property
    def patch(self) -> Patch:
        """What is searched for first."""
        return Patch(self.image, self.row, self.col, self.size, self.threshold)

    @property
    def second(self) -> Patch:
        """What is searched for then: a letter, or after a page a coin."""
        return COIN if self.image == LETTER.image else LETTER

    @property
    def is_marked(self) -> bool:
        """Whether it is known where the things are that the image shows."""
        return self.image == COIN.image

    def traced_image(self, name: str) -> Traced[Any]:
        """Return an image, with a longer side of at most `LONGEST` pixels."""
        return traced(within, traced(full_image_from, name, side=LONGEST), longest=LONGEST)

    def traced_search(self, patch: Patch) -> Traced[Any]:
        """Return where a patch is found."""
        return traced(
            search_for_patch,
            self.traced_image(patch.image),
            row=patch.row,
            column=patch.col,
            side=patch.size,
            threshold=patch.threshold,
        )

    def traced_detection(self) -> Traced[Any]:
        """Return what was found of the marked coins."""
        middles = self.traced_search(self.patch).field("middles")
        return traced(compare_places, middles, traced(coin_places), within=COIN_REACH)


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"row": 36, "col": 80, "size": 41, "threshold": 0.6},
    {"image": "page", "row": 52, "col": 100, "size": 13, "threshold": 0.7},
    {"image": "brick", "row": 30, "col": 60, "size": 25, "threshold": 0.5},
    {"image": "camera", "row": 40, "col": 140, "size": 61, "threshold": 0.95},
)
"""What is tried besides the defaults."""
