"""Count flashes on the frames, by relative luminance."""

from __future__ import annotations

from collections import deque
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rendering.figures.colour import Floats, luminance
from rendering.performance import Frame, Performance, Stage

MOST_FLASHES = 3
"""In any second (WCAG 2.2, 2.3.1)."""

STEP = 0.1
"""The least change of relative luminance that counts, as a share of the largest there can be."""

BRIGHT = 0.8
"""A change counts only if the darker of its two states is below this relative luminance."""

FIELD = Fraction(1, 3)
AREA = 0.25
"""What flashes counts from this share of any field on. WCAG's field is 10 degrees of sight: 341 × 256 pixels of a
1024 × 768 screen, a third of its width and of its height, and so is ours, for a figure that fills the screen."""

HEIGHT = 90
"""Rows of the reduced frames. At a field of 10 degrees to a third of the height a row is a third of a degree; patterns
finer than that are averaged, as WCAG leaves out what is balanced within a tenth of a degree."""

_LIGHT = luminance(np.repeat(np.arange(256)[:, None] / 255, 3, axis=1))
_SHARES = np.array([luminance(channel) for channel in np.eye(3)])


class FlashMeter:
    """A sink that counts flashes as frames pass.

    A *change* is a rise or a fall of a point's luminance by at least `STEP`, however many frames it takes; changes of a
    point alternate. A *flash* is two of them. `most` is the largest number of flashes that fell, within one second, on
    the same `AREA` of some field; `when` is the second at whose end that was first so.

    Red flashes, which WCAG judges by chromaticity, are not counted.
    """

    def __init__(self) -> None:
        self.most = 0
        self.when = 0.0
        self._rate = Fraction(0)
        self._recent: deque[tuple[int, NDArray[np.bool_]]] = deque()

    def open(self, stage: Stage) -> None:
        """Begin."""
        self._rate = stage.rate
        self._direction: NDArray[np.int8] | None = None

    def write(self, frame: Frame) -> None:
        """Take the next picture."""
        self.watch(frame.index, reduced(frame.pixels))

    def watch(self, index: int, light: Floats) -> None:
        """Take the relative luminance of the picture that begins with frame `index`."""
        if self._direction is None:
            self._direction = np.zeros(light.shape, np.int8)
            self._low, self._high = light.copy(), light.copy()
            self._changes = np.zeros(light.shape, np.int16)
            return
        np.minimum(self._low, light, out=self._low)
        np.maximum(self._high, light, out=self._high)
        rising = (self._direction <= 0) & (light - self._low >= STEP) & (self._low < BRIGHT)
        falling = (self._direction >= 0) & (self._high - light >= STEP) & (light < BRIGHT) & ~rising
        turned = rising | falling
        self._low[turned] = light[turned]
        self._high[turned] = light[turned]
        self._direction[rising], self._direction[falling] = 1, -1
        while self._recent and index - self._recent[0][0] > self._rate:
            self._changes -= self._recent.popleft()[1]
        if turned.any():
            self._recent.append((index, turned))
            self._changes += turned
            while largest_share(self._changes >= 2 * (self.most + 1)) >= AREA:
                self.most += 1
                self.when = float(index / self._rate)

    def finish(self, performance: Performance) -> None:
        """Nothing to complete."""

    def abort(self) -> None:
        """Nothing to undo."""


def reduced(pixels: NDArray[np.uint8]) -> Floats:
    """Return the relative luminance of a frame, averaged to about `HEIGHT` rows.

    Averages are taken of linear light, as the eye does at a distance.
    """
    block = max(1, pixels.shape[0] // HEIGHT)
    height, width = (side // block for side in pixels.shape[:2])
    light = _linear(pixels[: height * block, : width * block, :3])
    return np.asarray(light.reshape(height, block, width, block).mean(axis=(1, 3)))


def _linear(pixels: NDArray[np.uint8]) -> Floats:
    light = sum(share * _LIGHT[pixels[..., channel]] for channel, share in enumerate(_SHARES))
    return np.asarray(light)


def largest_share(mask: NDArray[np.bool_]) -> float:
    """Return the largest share of any field, a third of the frame's width by a third of its height, that is set.

    Examples
    --------
    >>> mask = np.zeros((9, 9), bool)
    >>> mask[:3, :1] = True
    >>> round(largest_share(mask), 3)
    0.333
    """
    if not mask.any():
        return 0.0
    height, width = (max(1, round(side * FIELD)) for side in mask.shape)
    sums = np.pad(mask.astype(np.int64).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    inside = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    return float(inside.max() / (height * width))
