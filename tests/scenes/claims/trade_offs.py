"""What the trade-offs scene claims, by torch, SciPy and loops."""

from __future__ import annotations

import numpy as np
import torch
from scipy.signal import correlate2d
from torch import nn

from tests.scenes.claims.receptive_field_growth import VGG_STAGES, taps
from tests.scenes.claims.sentences import Claims, Rounded, plural

ABOUT = {
    "ledgers": ["One layer, three ways", "keep the ledgers apart"],
    "growth": ["by the fourth power"],
    "far": ["layer upon layer", "never sees the frame"],
    "position": ["A blob left of the middle"],
    "moved": ["crosses the middle"],
    "relations": ["need not be symmetric", "Only where it is top left"],
    "no-neighbours": ["The wrong tool", "Nor has a graph"],
    "errata": ["What is often said"],
    "balance": ["A dense layer under a constraint"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"side": 61, "kernel": 9, "image": "noise", "rows": -2, "columns": 6, "errata": False},)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

SHOWN = {
    "cat": " (a tabby cat's face)",
    "astronaut": " (the astronaut Eileen Collins)",
    "moon": " (the surface of the moon)",
    "checkerboard": " (a checkerboard)",
    "noise": " (noise)",
}
SOBEL = np.outer([1, 2, 1], [-1, 0, 1])
ROWS, COLUMNS, RADIUS = 27, 35, 4


def parameters_of(layer: nn.Module) -> int:
    return sum(each.numel() for each in layer.parameters())


def blob_at(row: int, column: int) -> np.ndarray:
    picture = np.zeros((ROWS, COLUMNS), dtype=int)
    for place in np.ndindex(picture.shape):
        apart = (place[0] - row) ** 2 + (place[1] - column) ** 2
        picture[place] = max((RADIUS + 1) ** 2 - apart, 0)
    return picture


def taps_on_the_image(side: int, kernel: int) -> int:
    ones = torch.ones(1, 1, side, side, dtype=torch.float64)
    window = torch.ones(1, 1, kernel, kernel, dtype=torch.float64)
    return int(nn.functional.conv2d(ones, window, padding=kernel // 2).sum())


def claims(
    side: int = 224, kernel: int = 3, image: str = "cat", rows: int = 0, columns: int = 9, errata: bool = True
) -> Claims:
    with torch.device("meta"):
        dense = parameters_of(nn.Linear(side**2, side**2, bias=False))
        conv = parameters_of(nn.Conv2d(1, 1, kernel, bias=False))
    connections, within = kernel**2 * side**2, taps_on_the_image(side, kernel)
    layers = next(n for n in range(1, 300) if len(taps([(kernel, 1, 1)] * n)) >= 224)
    seen = len(taps([layer for stage in VGG_STAGES for layer in stage]))
    first, second = (blob_at(13 + rows, 17 + way * columns) for way in (-1, 1))
    maps = correlate2d(first, SOBEL, mode="same")
    pooled = np.maximum(maps, 0)
    weights = np.sign(np.arange(COLUMNS) - 17)
    corner = blob_at(6, 8)
    roles = {
        "side": side,
        "k": kernel,
        "dense": dense,
        "local": within,
        "conv": conv,
        "connections": connections,
        "fewer_weights": Rounded(dense / conv),
        "fewer_connections": dense / connections,
        "four": (2 * side) ** 4 / side**4,
        "two": (2 * side) ** 2 / side**2,
        "layers": layers,
        "pixels": 224,
        "unseen": 224**2 - seen**2,
        "largest": pooled.max(),
        "mean": pooled.mean(),
        "left": (first * weights).sum(),
        "right": (second * weights).sum(),
        "highest": maps.max(),
        "lowest": maps.min(),
        "alike": correlate2d(corner, SOBEL, mode="same").max(),
        "alone": corner.sum(),
        "zeros": dense - within,
    }
    same = "the same largest value, {largest}, and the same mean, {mean}"
    sums = "a dense unit sums them to {left} and {right}"
    return {
        "alt": [
            (
                (
                    "Bars compare layers on {side} × {side} pixels: a dense one has {dense} weights and connections, a "
                    "{k} × {k} convolution {conv} weights and {connections} connections"
                ),
                roles,
            ),
            ("Pictures show what it gives up: what is far, and where a thing is", roles),
        ],
        "description": [
            (
                (
                    "Between planes of {side} × {side} pixels a dense layer has {dense} weights, a locally connected "
                    "one {local} and a {k} × {k} convolution {conv}"
                ),
                roles,
            ),
            (
                (
                    "Of connections the dense layer has as many as weights, and the convolution {connections} with "
                    "taps on padding: the weights are {fewer_weights} times fewer, the connections "
                    "{fewer_connections} times"
                ),
                roles,
            ),
            (
                (
                    "On twice the side the dense layer has {four} times the weights, the convolution {two} times the "
                    "connections and as many weights"
                ),
                roles,
            ),
            (
                (
                    f"It takes {{layers}} {plural(layers, 'layer')} until a unit sees {{pixels}} pixels across, and of "
                    f"a picture{SHOWN[image]} the middle unit after the last pooling of VGG-16 never sees "
                    "{unseen} pixels"
                ),
                roles,
            ),
            (f"A blob left of the middle and one right of it give a convolution {same}; {sums}", roles),
            (
                (
                    "The kernel, which is not symmetric, answers {highest} where the right is brighter and {lowest} "
                    "where the left is, but the same {alike} for a blob in each quarter; a dense unit answers {alone} "
                    "for one of them"
                ),
                roles,
            ),
            (
                (
                    "A table with its columns in another order stays the same table, and a graph drawn otherwise the "
                    "same graph"
                ),
                roles,
            ),
            *([("Claims that are often made stand beside what was computed", roles)] if errata else []),
            ("A convolution is a dense layer of which {zeros} weights are held at zero", roles),
        ],
        "caption": [
            (
                (
                    "A {k} × {k} convolution has {conv} weights for a dense layer's {dense}, and gives up what is far "
                    "and where a thing is"
                ),
                roles,
            )
        ],
        "moved.alt": [
            ("A blob left of the middle and, below, right of it", roles),
            (f"A convolution finds {same}, in both; {sums}", roles),
        ],
        "moved.caption": [
            (
                (
                    "Where the blob stands does not change the pooled numbers, {largest} and {mean}; the dense sum "
                    "goes from {left} to {right}"
                ),
                roles,
            )
        ],
    }
