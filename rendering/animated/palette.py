"""One palette for all frames of a GIF: which few colours stand for the many.

The commonest colours are kept exactly, and greys are served by greys: as many as make the squared error of all small,
and the best of that number there are. The rest is divided by libimagequant and refined by weighted k-means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import imagequant
import numpy as np
from numpy.typing import NDArray

from rendering.animated.palette_greys import best_greys

Colours = NDArray[np.uint8]
"""Shape (n, 3): red, green, blue."""
Packed = NDArray[np.uint32]
"""Colours as 0xRRGGBB."""
_Draft = tuple[Colours, int]
"""A palette, and how many entries at its beginning are to stay as they are."""

EXACT_SHARE = 0.002
"""A colour that fills at least this share of the changing pixels is kept exactly."""
GREY_SHARES = (1 / 64, 1 / 32, 1 / 16, 3 / 32, 1 / 8, 3 / 16, 1 / 4, 3 / 8, 1 / 2, 3 / 4)
"""Of the palette, that greys may take up, beside those that are common."""
PINNED = 1e9
"""How much more the error of a colour counts that has to be exact."""
ROUNDS = 8
"""Of k-means; the error hardly falls after that."""
CANVAS = 1 << 18
"""Pixels of the picture that shows libimagequant each colour as often as it counts."""
CHUNK = 1 << 14


def pack(pixels: NDArray[np.uint8]) -> Packed:
    """Return pixels of shape (..., 3) or (..., 4) as 0xRRGGBB, without alpha."""
    wide = pixels[..., :3].astype(np.uint32)
    return np.asarray(wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2], np.uint32)


def unpack(packed: Packed) -> Colours:
    """Return 0xRRGGBB as red, green, blue."""
    return np.stack([packed >> 16 & 0xFF, packed >> 8 & 0xFF, packed & 0xFF], axis=-1).astype(np.uint8)


@dataclass(frozen=True)
class Histogram:
    """Colours and how often each was seen.

    Parameters
    ----------
    packed
        The distinct colours, ascending, shape (n,).
    counts
        How often each was seen, shape (n,).
    """

    packed: Packed
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, packed: Packed, weights: NDArray[np.int32] | None = None) -> Histogram:
        """Count colours of any shape, each pixel once or as often as its weight says."""
        colours, where = np.unique(packed, return_inverse=True)
        counts = np.bincount(where.ravel(), None if weights is None else weights.ravel(), len(colours))
        return cls(colours, counts.astype(np.int64))

    @classmethod
    def total(cls, parts: list[Histogram]) -> Histogram:
        """Add histograms up."""
        colours, where = np.unique(np.concatenate([part.packed for part in parts]), return_inverse=True)
        counts = np.bincount(where, weights=np.concatenate([part.counts for part in parts]))
        return cls(colours, counts.astype(np.int64))

    def only(self, chosen: NDArray[np.bool_]) -> Histogram:
        """Return some of the colours."""
        return Histogram(self.packed[chosen], self.counts[chosen])

    @property
    def common(self) -> NDArray[np.bool_]:
        """Which colours are so common that they have to be exact."""
        common: NDArray[np.bool_] = self.counts >= EXACT_SHARE * self.counts.sum()
        return common


def choose(histogram: Histogram, size: int) -> Colours:
    """Return at most `size` colours that stand for those of the histogram.

    Where there are no more than `size`, they are returned as they are.

    Examples
    --------
    >>> choose(Histogram.of(np.array([0x000000, 0xFF8000], np.uint32)), 4).tolist()
    [[0, 0, 0], [255, 128, 0]]
    """
    if len(histogram.packed) <= size:
        return unpack(histogram.packed)
    exact = _exact(histogram, size)
    grey = is_grey(unpack(histogram.packed))
    greys, others = histogram.only(grey), histogram.only(~grey)
    least = max(min(1, len(greys.packed)), int(exact[grey].sum()))
    most = min(len(greys.packed), size - min(len(others.packed), max(1, int(exact[~grey].sum()))))
    shares = GREY_SHARES if len(others.packed) else (1.0,)
    numbers = sorted({min(max(least, round(size * share)), most) for share in shares})
    drafted = partial(_drafted, others, exact[~grey], size)
    entries, standing = _best(histogram, [partial(drafted, some) for some in _greys(greys, exact[grey], numbers)])
    return np.unique(_refined(others, entries, standing), axis=0)


def _best(histogram: Histogram, drafts: Sequence[Callable[[], _Draft]]) -> _Draft:
    """Return the draft of least error, of several whose errors first fall and then rise."""
    made: dict[int, tuple[float, _Draft]] = {}

    def error(place: int) -> float:
        if place not in made:
            draft = drafts[place]()
            made[place] = (error_of(histogram, draft[0]), draft)
        return made[place][0]

    low, high = 0, len(drafts) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if error(middle) <= error(middle + 1) else (middle + 1, high)
    error(low)
    return made[low][1]


def is_grey(colours: Colours) -> NDArray[np.bool_]:
    """Say of each colour whether red, green and blue are the same."""
    same: NDArray[np.bool_] = (colours[..., 0] == colours[..., 1]) & (colours[..., 1] == colours[..., 2])
    return same


def lookup(packed: Packed, palette: Colours) -> NDArray[np.uint8]:
    """Return the index of the nearest entry for each of the distinct colours; greys get greys where there are any."""
    colours = unpack(packed)
    indices = _nearest(colours, palette)
    grey, grey_entries = is_grey(colours), np.flatnonzero(is_grey(palette))
    if grey.any() and len(grey_entries):
        indices[grey] = grey_entries[_nearest(colours[grey], palette[grey_entries])]
    return indices.astype(np.uint8)


def error_of(histogram: Histogram, palette: Colours) -> float:
    """Return the mean squared error of a histogram's samples, each colour shown as its nearest entry.

    Examples
    --------
    >>> error_of(Histogram.of(np.array([0x000000, 0x030000], np.uint32)), np.zeros((1, 3), np.uint8))
    1.5
    """
    shown = palette[lookup(histogram.packed, palette)].astype(np.float64)
    off = ((shown - unpack(histogram.packed)) ** 2).sum(axis=1)
    return float((off * histogram.counts).sum() / (3 * histogram.counts.sum()))


def _exact(histogram: Histogram, size: int) -> NDArray[np.bool_]:
    """Return which colours are kept exactly: the common ones that alone deserve an entry, at most half the palette."""
    exact = np.zeros(len(histogram.packed), np.bool_)
    exact[np.argsort(histogram.counts)[::-1][: size // 2]] = True
    exact &= histogram.common & (histogram.counts * size >= histogram.counts.sum())
    return exact


def _greys(histogram: Histogram, exact: NDArray[np.bool_], numbers: Sequence[int]) -> list[Colours]:
    """Return palettes of so many greys for a histogram of greys, of which some have to be exact."""
    if not len(histogram.packed):
        return [np.empty((0, 3), np.uint8)]
    weights = (np.where(exact, PINNED, 1.0) * histogram.counts).tolist()
    levels = (histogram.packed & 0xFF).tolist()
    return [np.repeat(np.array(greys, np.uint8)[:, None], 3, axis=1) for greys in best_greys(levels, weights, numbers)]


def _drafted(others: Histogram, exact: NDArray[np.bool_], size: int, greys: Colours) -> _Draft:
    """Return greys, the other colours that have to be exact, and a draft of as many more entries as then fit."""
    colours, room = unpack(others.packed), size - len(greys)
    stand = np.concatenate([greys, colours[exact]])
    if len(colours) <= room:
        return np.concatenate([stand, colours[~exact]]), len(stand)
    draft = _draft(colours, others.counts, room)
    for colour in colours[exact][: len(draft)]:
        draft = np.delete(draft, int(np.argmin(((draft - colour.astype(np.float32)) ** 2).sum(axis=1))), axis=0)
    return np.concatenate([stand, np.rint(draft).astype(np.uint8)]), len(stand)


def _draft(colours: Colours, counts: NDArray[np.int64], size: int) -> NDArray[np.float32]:
    """Return libimagequant's palette for a picture that shows every colour, the commoner ones more often."""
    share = counts / counts.sum()
    times = np.maximum(1, (share * CANVAS).astype(np.int64))
    shown = np.repeat(colours, times, axis=0)
    rgba = np.full((len(shown), 4), 255, np.uint8)
    rgba[:, :3] = shown
    _, palette = imagequant.quantize_raw_rgba_bytes(
        rgba.tobytes(), len(shown), 1, dithering_level=0.0, max_colors=max(size, 2)
    )
    return np.array(palette, np.float32).reshape(-1, 4)[:size, :3]


def _refined(histogram: Histogram, draft: Colours, standing: int) -> Colours:
    """Return a palette whose entries, but for those at its beginning, are moved to the means of their colours."""
    colours, weights = unpack(histogram.packed), histogram.counts.astype(np.float64)
    entries = draft.astype(np.float32)
    for _ in range(ROUNDS if standing < len(draft) else 0):
        indices = _nearest(colours, entries)
        mass = np.bincount(indices, weights, len(entries))
        movable = mass > 0
        movable[:standing] = False
        for channel in range(3):
            sums = np.bincount(indices, weights * colours[:, channel], len(entries))
            entries[movable, channel] = sums[movable] / mass[movable]
    return np.rint(entries).astype(np.uint8)


def _nearest(colours: Colours, palette: NDArray[np.generic]) -> NDArray[np.intp]:
    """Return the index of the entry nearest to each colour, by squared distance."""
    entries = palette.astype(np.float32)
    squares = (entries**2).sum(axis=1)
    indices = np.empty(len(colours), np.intp)
    for start in range(0, len(colours), CHUNK):
        chunk = colours[start : start + CHUNK].astype(np.float32)
        indices[start : start + CHUNK] = np.argmin(squares - 2 * chunk @ entries.T, axis=1)
    return indices
