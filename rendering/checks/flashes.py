"""Count flashes of luminance and of saturated red in the frames (WCAG 2.2, 2.3.1)."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rendering.checks.colour import LINEAR_OF_LEVEL, Floats, relative_luminance
from rendering.core.boxes import Box
from rendering.core.frames import Frame, Stage
from rendering.core.sinks import BaseSink

MOST_FLASHES = 3
"""Flashes allowed in any second, of either kind."""

STEP = 0.1
"""The least change of relative luminance that counts, as a share of the largest there can be."""

BRIGHT = 0.8
"""A change of luminance counts only if the darker of its two states is below this relative luminance."""

RED = 0.8
"""The share of red in the sum of linear red, green and blue, from which on it is saturated."""

RED_STEP = 0.2
"""The least change of chromaticity to or from saturated red that counts, in the u', v' of CIE 1976."""

FIELD = Fraction(1, 3)
"""Width and height of a field, as shares of the frame's."""
AREA = 0.25
"""Flashes count from this share of any field on. WCAG's field is 10 degrees of visual field: 341 × 256 pixels of a
1024 × 768 screen, which is a third of its width and height. Ours is the same of a figure that fills the screen."""

REDUCED_HEIGHT = 90
"""Rows of the reduced frames. At a field of 10 degrees to a third of the height a row is a third of a degree; patterns
finer than that are averaged, as WCAG exempts fine, balanced patterns of less than a tenth of a degree."""

BLACK = 0.01
"""A colour whose linear red, green and blue sum to less counts as grey: its chromaticity is noise."""

_LIGHT = LINEAR_OF_LEVEL.astype(np.float32)
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
"""From linear sRGB (IEC 61966-2-1)."""
_WHITE = np.array([0.1978, 0.4683])
"""The u', v' of D65."""


class FlashMeter(BaseSink):
    """A sink that counts flashes as frames pass.

    A *change* is a rise or a fall of a point's luminance by at least `STEP`, or its turning to saturated red or away
    from it by at least `RED_STEP`, however many frames that takes; changes of a point alternate. A *flash* is two of
    them. `light` and `red` count each kind.
    """

    def __init__(self) -> None:
        self.light, self.red = Flashes(), Flashes()
        self._rate = Fraction(0)
        self._reduced: Floats | None = None
        self._brightness: _Brightness | None = None
        self._redness: _Redness | None = None

    def open(self, stage: Stage) -> None:
        """Prepare for a new performance."""
        self._rate = stage.rate
        self._reduced = self._brightness = self._redness = None

    def write(self, frame: Frame) -> None:
        """Measure the next frame."""
        if self._reduced is None or frame.changed is None:
            self._reduced = reduced(frame.pixels)
        elif not frame.changed:
            return
        else:
            _update_reduced(self._reduced, frame.pixels, frame.changed)
        self.measure(frame.index, self._reduced)

    def measure(self, index: int, light: Floats) -> None:
        """Measure the linear red, green and blue, shape (..., 3), of the picture shown from frame `index` on."""
        if self._brightness is None or self._redness is None:
            self._brightness, self._redness = _Brightness(light), _Redness(light)
            return
        self.light.add(index, self._rate, self._brightness.changed(light))
        self.red.add(index, self._rate, self._redness.changed(light))


class Flashes:
    """The largest number of flashes in a second.

    `most` is the largest number of flashes within one second on the same `AREA` of a field; `when` is the time, in
    seconds, at the end of the first such second.
    """

    def __init__(self) -> None:
        self.most = 0
        self.when = 0.0
        self._recent: deque[tuple[int, NDArray[np.bool_]]] = deque()
        self._changes: NDArray[np.int16] | None = None

    def add(self, index: int, rate: Fraction, changed: NDArray[np.bool_]) -> None:
        """Add the points that change with frame `index`."""
        if self._changes is None:
            self._changes = np.zeros(changed.shape, np.int16)
        while self._recent and index - self._recent[0][0] > rate:
            self._changes -= self._recent.popleft()[1]
        if changed.any():
            self._recent.append((index, changed))
            self._changes += changed
            while largest_share(self._changes >= 2 * (self.most + 1)) >= AREA:
                self.most += 1
                self.when = float(index / rate)


class _Brightness:
    """Detects points that get lighter or darker by `STEP`."""

    def __init__(self, light: Floats) -> None:
        brightness = relative_luminance(light)
        self._direction = np.zeros(brightness.shape, np.int8)
        self._low, self._high = brightness.copy(), brightness

    def changed(self, light: Floats) -> NDArray[np.bool_]:
        """Return the points at which a rise or a fall is complete with this picture."""
        brightness = relative_luminance(light)
        np.minimum(self._low, brightness, out=self._low)
        np.maximum(self._high, brightness, out=self._high)
        rising = (self._direction <= 0) & (brightness - self._low >= STEP) & (self._low < BRIGHT)
        falling = (self._direction >= 0) & (self._high - brightness >= STEP) & (brightness < BRIGHT) & ~rising
        turned = np.asarray(rising | falling)
        self._low[turned] = brightness[turned]
        self._high[turned] = brightness[turned]
        self._direction[rising], self._direction[falling] = 1, -1
        return turned


class _Redness:
    """Detects points that turn to saturated red, or away from it."""

    def __init__(self, light: Floats) -> None:
        share, hue = redness(light)
        self._direction = np.zeros(share.shape, np.int8)
        self._least, self._most = share.copy(), share
        self._palest, self._reddest = hue.copy(), hue

    def changed(self, light: Floats) -> NDArray[np.bool_]:
        """Return the points at which such a change is complete with this picture."""
        share, hue = redness(light)
        paler, redder = share < self._least, share > self._most
        self._least[paler], self._palest[paler] = share[paler], hue[paler]
        self._most[redder], self._reddest[redder] = share[redder], hue[redder]
        rising = (self._direction <= 0) & (share >= RED) & (_distance(hue, self._palest) > RED_STEP)
        falling = (self._direction >= 0) & (self._most >= RED) & (_distance(hue, self._reddest) > RED_STEP) & ~rising
        turned = np.asarray(rising | falling)
        self._least[turned] = self._most[turned] = share[turned]
        self._palest[turned] = self._reddest[turned] = hue[turned]
        self._direction[rising], self._direction[falling] = 1, -1
        return turned


def redness(light: Floats) -> tuple[Floats, Floats]:
    """Return the share of red, shape (...), and the chromaticity u', v', shape (..., 2), of linear colours.

    Examples
    --------
    >>> share, hue = redness(np.array([1.0, 0.0, 0.0]))
    >>> float(share), hue.round(3).tolist()
    (1.0, [0.451, 0.523])
    """
    total = light.sum(axis=-1)
    coloured = total >= BLACK
    share = np.divide(light[..., 0], total, out=np.zeros_like(total), where=coloured)
    x, y, z = np.moveaxis(light @ _XYZ.T, -1, 0)
    below = np.where(coloured, x + 15 * y + 3 * z, 1.0)
    hue = np.stack([4 * x / below, 9 * y / below], axis=-1)
    hue[~coloured] = _WHITE
    return share, hue


def _distance(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.hypot(one[..., 0] - other[..., 0], one[..., 1] - other[..., 1]))


def reduced(pixels: NDArray[np.uint8]) -> Floats:
    """Return a frame's linear red, green and blue, averaged to about `REDUCED_HEIGHT` rows.

    Linear light is averaged, as the eye does at a distance.
    """
    block = _block_side(pixels)
    height, width = (side // block for side in pixels.shape[:2])
    return _averaged(pixels[: height * block, : width * block], block)


def _averaged(pixels: NDArray[np.uint8], block: int) -> Floats:
    """Return the linear red, green and blue of square blocks of pixels, `block` pixels wide."""
    shown = np.moveaxis(pixels[..., :3], -1, 0)
    channels = [np.asarray(Image.fromarray(_LIGHT[channel]).reduce(block)) for channel in shown]
    return np.stack(channels, axis=-1).astype(np.float64)


def _block_side(pixels: NDArray[np.uint8]) -> int:
    """Return how many pixels wide and high the blocks are that a frame is averaged over."""
    return max(1, len(pixels) // REDUCED_HEIGHT)


def _update_reduced(light: Floats, pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> None:
    """Make a reduced frame, in place, that of the next frame, which differs from the one before only in the boxes."""
    block = _block_side(pixels)
    for left, top, right, bottom in boxes:
        first_row, last_row = top // block, min(-(-bottom // block), light.shape[0])
        first_col, last_col = left // block, min(-(-right // block), light.shape[1])
        if first_row < last_row and first_col < last_col:
            part = pixels[first_row * block : last_row * block, first_col * block : last_col * block]
            light[first_row:last_row, first_col:last_col] = _averaged(part, block)


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
