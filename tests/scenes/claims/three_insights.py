"""What the three-insights scene claims, by torch's gradient, SciPy's correlation and loops."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)
from numpy.typing import NDArray
from scipy.ndimage import correlate
from torch import nn

from convmath.images.named_images import image_from
from tests.scenes.claims.equivariance import agreeing
from tests.scenes.claims.sentences import Claims, plural

ABOUT = {
    "dense": ["Dense: each output", "so does every other output"],
    "local": ["Keep only the neighbours", "Close up"],
    "tied": ["Tie the weights"],
    "same-edge": ["two ends of the picture", "meets its pixel", "elsewhere"],
    "map": ["in one sweep"],
    "moves": ["Move the picture", "zeros beyond the border"],
    "errata": ["Often claimed", "Those are its weights"],
    "poster": ["one kernel for all"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"image": "moon", "side": 64, "shift": 63}, {"image": "ramp", "side": 101, "kernel": 5, "errata": False})
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

SOBEL = {3: np.outer([1, 2, 1], [-1, 0, 1]), 5: np.outer([1, 4, 6, 4, 1], [-1, -2, 0, 2, 1])}


@cache
def levels(image: str, side: int) -> NDArray[Any]:
    """The picture in a hundred grey levels."""
    return np.floor(99 * image_from(image, height=side, width=side) + 0.5)


def taps_within(side: int, kernel: int) -> int:
    """How many taps of all windows fall on the image, by a loop over one axis."""
    reach = kernel // 2
    along = sum(0 <= unit + tap < side for unit in range(side) for tap in range(-reach, reach + 1))
    return along**2


def uses(side: int, kernel: int) -> list[int]:
    """How often each weight meets a pixel: what a picture of ones adds to its gradient."""
    weights = torch.zeros(1, 1, kernel, kernel, dtype=torch.float64, requires_grad=True)
    F.conv2d(torch.ones(1, 1, side, side, dtype=torch.float64), weights, padding=kernel // 2).sum().backward()
    assert weights.grad is not None
    return [int(number) for number in weights.grad.ravel().tolist()]


def common(pixels: NDArray[Any], weights: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    """The strongest answer of both quarters, and all answers."""
    reach = len(weights) // 2
    answers = correlate(pixels, weights.astype(float), mode="constant")[reach:-reach, reach:-reach]
    half = len(answers) // 2
    both = set(answers[:half, :half].ravel()) & set(answers[-half:, -half:].ravel())
    return max(both, key=lambda answer: (abs(answer), answer)), answers


@cache
def untied_agreeing(image: str, side: int, kernel: int, shift: int) -> int:
    """How many outputs move along where each place has random weights of its own."""
    pixels, reach = levels(image, side), kernel // 2
    own = np.random.default_rng(0).standard_normal((side, side, kernel, kernel))

    def layer(seen: NDArray[Any]) -> NDArray[Any]:
        total = np.zeros(seen.shape)
        for row in range(kernel):
            for col in range(kernel):
                total += own[:, :, row, col] * np.roll(seen, (reach - row, reach - col), (0, 1))
        return total

    first, last = layer(np.roll(pixels, shift, 1)), np.roll(layer(pixels), shift, 1)
    return int((np.abs(first - last) <= 1e-9 * max(np.abs(first).max(), np.abs(last).max())).sum())


def times(many: int, few: int) -> str:
    """How many times one whole number goes into another, to the nearest whole number."""
    whole, rest = divmod(many, few)
    return f"{'about ' if rest else ''}{whole + (2 * rest > few):,}"


def convolution() -> tuple[int, int]:
    """Weights, and connections within the image, of the convolution that the claim is about."""
    layer = nn.Conv2d(3, 64, 3, padding=1, bias=False, device="meta")
    return layer.weight.numel(), 3 * 64 * taps_within(224, 3)


def claims(image: str = "camera", side: int = 224, kernel: int = 3, shift: int = 48, errata: bool = True) -> Claims:
    pixels, weights, used = levels(image, side), SOBEL[kernel], uses(side, kernel)
    near, pair = taps_within(side, kernel), (0, shift)
    claimed, connections = convolution()
    roles: dict[str, Any] = {
        "side": side,
        "picture": ...,
        "kernel": kernel,
        "all": side**4,
        "near": near,
        "few": kernel**2,
        "least": min(used),
        "most": max(used),
        "answer": common(pixels, weights)[0],
        "shift": shift,
        "outputs": side**2,
        "circle": int(agreeing(pixels, weights, pair, "circular").sum()),
        "zeros": int(agreeing(pixels, weights, pair, "zero").sum()),
        "untied": untied_agreeing(image, side, kernel, shift),
        "connections_fewer": times(side**4, near),
        "weights_fewer": times(near, kernel**2),
        "all_fewer": times(side**4, kernel**2),
        "claimed": claimed,
        "connections": connections,
        "fan_in": 3,
        "fan_out": 64,
    }
    size, columns = "{side} × {side} pixels", f"{{shift}} {plural(shift, 'column')}"
    right = (
        (
            "A claim is put right: {claimed} is the number of weights of a convolution from {fan_in} to {fan_out} "
            "channels, not that of its connections, {connections}"
        ),
        roles,
    )
    return {
        "alt": [
            (
                (
                    f"A layer from {size} to as many units: with lines from everywhere {{all}} weights, with those of "
                    "neighbours alone {near}, with one kernel for all {few}"
                ),
                roles,
            ),
            (f"Moved by {columns}, the picture takes the map along", roles),
        ],
        "description": [
            (f"A picture of {size}{{picture}} is read by as many units", roles),
            ("Dense: lines from everywhere lead to each unit, {all} connections and weights", roles),
            (
                (
                    "Local: all lines go but those of a window of {kernel} × {kernel}, which leaves {near} connections "
                    "within the image, {connections_fewer} times fewer, each with a weight of its own"
                ),
                roles,
            ),
            (
                (
                    "Tied: the same {near} connections take the looks of {few} weights, {weights_fewer} times fewer, "
                    "each used {least} to {most} times"
                ),
                roles,
            ),
            (
                (
                    "An edge near the top left and one near the bottom right get the same answer from the same "
                    "weights, {answer}"
                ),
                roles,
            ),
            ("Swept over the picture, they make a map", roles),
            (
                (
                    f"When the picture moves by {columns}, {{circle}} of {{outputs}} outputs of the map move along on "
                    "a circle, {zeros} with zeros beyond the border, and {untied} if each unit has weights of its own"
                ),
                roles,
            ),
            *([right] if errata else []),
        ],
        "caption": [
            (
                (
                    "Keeping neighbours takes {all} weights to {near}, tying them takes these to {few}: {all_fewer} "
                    "times fewer"
                ),
                roles,
            )
        ],
        "tied.alt": [
            (
                (
                    "Close up, a unit reads a window of {kernel} × {kernel} pixels by lines in {few} looks, those of "
                    "the weights of a kernel above"
                ),
                roles,
            ),
            ("A ledger beside it: {near} connections, {few} distinct weights", roles),
        ],
        "tied.caption": [("All {near} connections share {few} weights", roles)],
        "poster.alt": [
            (
                (
                    "Three times a picture and its units: lines from everywhere with {all} distinct weights, lines "
                    "from neighbours with {near}, the same lines in the looks of one kernel with {few}"
                ),
                roles,
            )
        ],
        "poster.caption": [
            ("Dense, with {all} weights; with neighbours alone, {near}; with one kernel for all, {few}", roles)
        ],
    }
