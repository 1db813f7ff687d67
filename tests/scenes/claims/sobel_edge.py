"""What the sobel-edge scene claims, by SciPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import correlate2d

from convmath.images.named_images import whole_image_from
from tests.scenes.claims.sentences import Claim, Claims, ranging

ABOUT = {
    "edge": ["brightness jumps"],
    "factors": ["has two factors", "nine products, one kernel"],
    "window": ["right minus left in each row"],
    "sweep": ["how fast brightness changes to the right"],
    "maps": ["the kernel gives Gy"],
    "false-edges": ["more strongly than any inside"],
    "cause": ["the kernel sees black"],
    "mend": ["the border repeated instead, the response across the border is gone"],
    "photograph": ["on a photograph"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = (
    {"image": "coffee", "padding_mode": "circular", "filter": "scharr"},
    {"image": "moon", "padding_mode": "reflect"},
)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

MODES = {
    "zero": ("constant", "black beyond the border"),
    "replicate": ("edge", "the border repeated"),
    "reflect": ("reflect", "the image mirrored"),
    "circular": ("wrap", "the image wrapped round"),
}
SMOOTHING = {"sobel": [1, 2, 1], "prewitt": [1, 1, 1], "scharr": [3, 10, 3]}
NONE = 1e-9


@dataclass
class Found:
    """The gradients of an image under an operator and a padding."""

    image: NDArray[Any]
    operator: str
    mode: str

    @cached_property
    def maps(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Gx and Gy."""
        padded = np.pad(self.image, 1, mode=MODES[self.mode][0])
        kernel = np.outer(SMOOTHING[self.operator], [-1, 0, 1])
        gx, gy = (correlate2d(padded, turned, mode="valid") for turned in (kernel, kernel.T))
        return gx, gy

    @property
    def magnitude(self) -> NDArray[Any]:
        return np.hypot(*self.maps)

    @property
    def inside(self) -> NDArray[Any]:
        return self.magnitude[1:-1, 1:-1]

    @property
    def leaving(self) -> NDArray[Any]:
        """The magnitudes of the windows that leave the image, one after another."""
        around = np.ones(self.image.shape, dtype=bool)
        around[1:-1, 1:-1] = False
        return self.magnitude[around]

    @property
    def upright(self) -> bool:
        """Whether Gx is the stronger gradient clear of the border."""
        gx, gy = (np.abs(each[1:-1, 1:-1]).max() for each in self.maps)
        return bool(gx >= gy - NONE)

    @property
    def strongest(self) -> float:
        """What the stronger gradient is where it is strongest clear of the border, first in reading order."""
        answers = self.maps[not self.upright][1:-1, 1:-1].ravel()
        return float(answers[np.flatnonzero(np.abs(answers) >= np.abs(answers).max() - NONE)[0]])

    @property
    def across(self) -> tuple[str, float]:
        """The side that is crossed by the strongest gradient, and that gradient; corners are left out."""
        gx, gy = self.maps
        sides = {"left": gx[1:-1, 0], "right": gx[1:-1, -1], "top": gy[0, 1:-1], "bottom": gy[-1, 1:-1]}
        answers = {side: float(line[np.abs(line).argmax()]) for side, line in sides.items()}
        side = max(answers, key=lambda name: abs(answers[name]))
        return side, answers[side]

    @property
    def edge(self) -> str:
        """What is said of the edge inside the image."""
        if self.inside.max() <= NONE:
            return "no edge"
        places = np.argwhere(self.inside >= self.inside.max() - NONE) + 1
        for noun, axis in (("column", 1), ("row", 0)):
            lines = sorted({int(place[axis]) for place in places})
            if len(lines) <= 2:
                return f"an edge of {{top}} in {noun}{'s' * (len(lines) > 1)} {' and '.join(map(str, lines))}"
        return "edges of up to {top}"

    @property
    def roles(self) -> dict[str, Any]:
        side, value = self.across
        return {
            "top": self.inside.max(),
            "inside": int((self.inside > NONE).sum()),
            "n": int((self.leaving > NONE).sum()),
            "all": self.leaving.size,
            "largest": self.leaving.max(),
            "side": side,
            "value": value,
        }

    @property
    def respond(self) -> str:
        return "responds" if self.roles["n"] == 1 else "respond"

    @property
    def up_to(self) -> str:
        return ", up to {largest}" * bool(self.leaving.max() > NONE)

    @property
    def with_padding(self) -> Claim:
        """The sentence on the windows that leave the image."""
        across = "; across the {side} side the strongest is {value}" * (abs(self.across[1]) > NONE)
        said = f"{{n}} of {{all}} windows that leave it {self.respond}{self.up_to}{across}"
        return f"With {MODES[self.mode][1]}, {said}", self.roles


def claims(
    image: str = "vertical_edge", padding_mode: str = "zero", photograph: str = "camera", **options: str
) -> Claims:
    operator, pixels = options.get("filter", "sobel"), whole_image_from(image)
    shown, other = (
        Found(pixels, operator, mode) for mode in (padding_mode, "zero" if padding_mode == "replicate" else "replicate")
    )
    column, row = (SMOOTHING[operator], [-1, 0, 1])[:: 1 if shown.upright else -1]
    horizontal, vertical = ("horizontal", "vertical")[:: 1 if shown.upright else -1]
    roles = shown.roles | {
        "rows": pixels.shape[0],
        "cols": pixels.shape[1],
        "picture": ...,
        "name": operator.title(),
        "column": ", ".join(map(str, column)).replace("-", "−"),
        "row": ", ".join(map(str, row)).replace("-", "−"),
        "matrix": np.outer(column, row).ravel().tolist(),
        "strongest": shown.strongest,
        "count": pixels.size,
    }
    beyond, edge = MODES[padding_mode][1], shown.edge
    answers, ends = ranging(*(float(end(shown.maps[not shown.upright])) for end in (np.min, np.max)))
    brightness, least_and_most = ranging(float(pixels.min()), float(pixels.max()))
    factors = ("smoothing", "difference")[:: 1 if shown.upright else -1]
    alone = "responds" if roles["inside"] == 1 else "respond"
    up_to = ", up to {top}" * bool(shown.inside.max() > NONE)
    return {
        "alt": [
            (
                (
                    f"The {{name}} kernel turns {{rows}} × {{cols}} pixels{{picture}} into gradient maps: inside the "
                    f"image, {edge}"
                ),
                roles,
            ),
            (f"With {beyond}, {{n}} of {{all}} windows that leave it {shown.respond}{shown.up_to}", roles),
        ],
        "caption": [
            (
                (
                    f"The {{name}} kernel finds {edge}; with {beyond}, {{n}} of {{all}} windows that leave the image "
                    f"{shown.respond}"
                ),
                roles,
            )
        ],
        "description": [
            (
                f"The image has {{rows}} × {{cols}} pixels{{picture}}, its brightness {brightness}",
                roles | least_and_most,
            ),
            (
                (
                    f"A {factors[0]} column, {{column}}, times a {factors[1]} row, {{row}}, is the {{name}} "
                    "kernel of the "
                    f"{horizontal} gradient: {{matrix}}"
                ),
                roles,
            ),
            ("Clear of the border it answers {strongest} at its strongest", roles),
            (
                f"Turned by a right angle it gives the {vertical} gradient, and both together the magnitude: {edge}",
                roles,
            ),
            (
                (
                    f"Of {{count}} windows, {{all}} leave the image; of the others, {{inside}} {alone}{up_to}, "
                    "whatever the "
                    "padding"
                ),
                roles,
            ),
            shown.with_padding,
            other.with_padding,
            ("At the end the same weights draw the outlines of a photograph of 128 × 128 pixels{picture}", roles),
        ],
        "sweep.alt": [
            (
                (
                    "An image of {rows} × {cols} pixels{picture}, and beside it what the {name} kernel of the "
                    f"{horizontal} gradient answers at each of them, with {beyond}: {answers}"
                ),
                roles | ends,
            )
        ],
        "sweep.caption": [
            (
                f"The {{name}} kernel at every pixel: the {horizontal} gradient, {answers}, with {beyond}",
                roles | ends,
            )
        ],
    }
