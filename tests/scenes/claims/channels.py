"""What the channels scene claims: photographs of scikit-image, loops over places, and torch's own counts."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import skimage.data
import torch
from numpy.typing import NDArray
from skimage.transform import resize_local_mean

from tests.scenes.claims.sentences import Claims, Rounded, ranging

ABOUT = {
    "apart": ["how red, how green, how blue"],
    "slices": ["as deep as the image"],
    "one-number": ["nine pixels times nine weights", "one bias make one number"],
    "one-plane": ["The windows move as one"],
    "many-kernels": ["each brings its weights and its bias"],
    "one-by-one": ["a single pixel wide"],
    "depthwise": ["nothing is summed", "the more groups, the fewer weights"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = (
    {"image": "coffee", "red": "prewitt_x", "green": "sharpen", "blue": "sobel_y", "bias": -7, "row": 3, "column": 20},
    {"image": "cat", "red": "laplacian", "green": "prewitt_y", "outputs": 48, "groups": 8},
)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

SIDE = 28
TITLES = {
    "astronaut": "the astronaut Eileen Collins",
    "cat": "a tabby cat's face",
    "coffee": "a cup of coffee with a spoon",
    "rocket": "a rocket on its launch pad",
}
SLICES = {
    "sobel_x": ("Sobel x kernel", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "sobel_y": ("Sobel y kernel", [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "prewitt_x": ("Prewitt x kernel", [[-1, 0, 1]] * 3),
    "prewitt_y": ("Prewitt y kernel", [[-1] * 3, [0] * 3, [1] * 3]),
    "laplacian": ("Laplacian kernel", [[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "sharpen": ("sharpen kernel", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "identity": ("identity kernel", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
}


@cache
def planes_of(image: str) -> NDArray[np.int64]:
    """The middle square of a photograph, brought down to ten levels of each colour."""
    pixels = getattr(skimage.data, {"cat": "chelsea"}.get(image, image))()
    side = min(pixels.shape[:2])
    top, left = ((length - side) // 2 for length in pixels.shape[:2])
    square = pixels[top : top + side, left : left + side] / 255
    small = resize_local_mean(square, (SIDE, SIDE), channel_axis=2)
    return np.floor(9 * small + 0.5).astype(np.int64).transpose(2, 0, 1)


def partial_sums(planes: NDArray[np.int64], slices: tuple[str, ...], row: int, column: int) -> list[int]:
    """What each slice makes of its plane at a place, tap by tap."""
    return [
        sum(int(plane[row + r, column + c]) * SLICES[name][1][r][c] for r, c in np.ndindex(3, 3))
        for plane, name in zip(planes, slices)
    ]


def output_of(image: str, slices: tuple[str, ...], bias: int) -> NDArray[np.int64]:
    """The whole output, place by place."""
    return np.array(
        [
            [sum(partial_sums(planes_of(image), slices, row, column)) + bias for column in range(SIDE - 2)]
            for row in range(SIDE - 2)
        ]
    )


def parameters(inputs: int, outputs: int, kernel: int = 3, groups: int = 1) -> int:
    """What torch allocates for such a layer."""
    layer = torch.nn.Conv2d(inputs, outputs, kernel, groups=groups, device="meta")
    return sum(each.numel() for each in layer.parameters())


def claims(
    image: str = "astronaut",
    red: str = "sobel_x",
    green: str = "sobel_y",
    blue: str = "laplacian",
    bias: int = 5,
    row: int = 13,
    column: int = 15,
    outputs: int = 64,
    groups: int = 4,
) -> Claims:
    slices = red, green, blue
    sums = partial_sums(planes_of(image), slices, row, column)
    output = output_of(image, slices, bias)
    answers, ends = ranging(float(output.min()), float(output.max()))
    roles: dict[str, Any] = {
        "title": TITLES[image],
        "side": SIDE,
        "kernel": 3,
        "red": SLICES[red][0],
        "green": SLICES[green][0],
        "blue": SLICES[blue][0],
        "row": row,
        "column": column,
        "sums": [Rounded(value) for value in sums],
        "bias": bias,
        "value": sum(sums) + bias,
        "places": SIDE - 2,
        "weights": 27,
        "outputs": outputs,
        "parameters": parameters(3, outputs),
        "single": parameters(3, outputs, 1),
        "apart": parameters(3, 3, groups=3),
        "together": parameters(3, 3),
        "none": parameters(outputs, outputs),
        "some": parameters(outputs, outputs, groups=groups),
        "groups": groups,
        "each": parameters(outputs, outputs, groups=outputs),
        **ends,
    }
    return {
        "alt": [
            ("A small photograph ({title}) comes apart into red, green and blue", roles),
            (
                (
                    "A kernel makes partial sums of them, {sums}, which with the bias {bias} are {value}; "
                    "{outputs} such kernels have {parameters} parameters"
                ),
                roles,
            ),
        ],
        "description": [
            (
                "A small photograph ({title}) comes apart into a red, a green and a blue plane, {side} × {side} each",
                roles,
            ),
            (
                (
                    "A kernel has a slice of {kernel} × {kernel} weights for each: the {red} for red, the "
                    "{green} for green and the {blue} for blue"
                ),
                roles,
            ),
            (
                (
                    "At the place in row {row} and column {column}, counted from nought, the three partial sums "
                    "are {sums}; with the bias {bias} they make {value}"
                ),
                roles,
            ),
            (
                (
                    f"Window by window the output fills, {{places}} × {{places}} numbers {answers}, by "
                    f"{{weights}} weights in all"
                ),
                roles,
            ),
            ("A layer of {outputs} such kernels has as many output planes, and {parameters} parameters", roles),
            (
                (
                    "With kernels of a single pixel it has {single}; one of them turns the photograph grey, by "
                    "the weights of a broadcasting standard"
                ),
                roles,
            ),
            (
                (
                    "Without the sum, depthwise, three slices give three planes and have {apart} parameters, "
                    "instead of {together}"
                ),
                roles,
            ),
            (
                (
                    "Between {outputs} planes and {outputs}, a layer has {none} parameters without groups, "
                    "{some} in {groups} groups and {each} depthwise"
                ),
                roles,
            ),
        ],
        "caption": [
            (
                (
                    "A slice for each plane, three partial sums and one bias make one number; {outputs} kernels "
                    "of this size have {parameters} parameters"
                ),
                roles,
            )
        ],
        "one-plane.alt": [
            (
                (
                    "The red, the green and the blue plane of a photograph ({title}); beside each a slice of "
                    "{kernel} × {kernel} weights and the map it makes"
                ),
                roles,
            ),
            ("The three maps and the bias {bias} add up to one output of {places} × {places}", roles),
        ],
        "one-plane.caption": [
            (
                (
                    "Three slices with {weights} weights in all make three maps, and their sum with the bias "
                    "{bias} is one plane of {places} × {places} numbers"
                ),
                roles,
            )
        ],
    }
