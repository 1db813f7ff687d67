"""Choose one palette for all pictures of a GIF.

The commonest colours (background, lines, fills) are kept exactly, as they cover areas in which an error would show.
Greys are only ever shown as greys, as a tint in a grey ramp is conspicuous; so they get entries of their own, the
optimal ones (`best_greys`). How many is found by search: a number of greys is tried with the other entries it leaves,
and the total squared errors are compared. The other colours are quantised by libimagequant, which finds a good division
of them, and refined by weighted k-means, which moves each entry to the mean of the colours it represents.
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
"""A palette before k-means, and how many entries at its beginning are fixed."""

EXACT_FRACTION = 0.002
"""A colour that makes up at least this fraction of the changing pixels, weighted by time, is kept exactly."""
GREY_FRACTIONS = (1 / 64, 1 / 32, 1 / 16, 3 / 32, 1 / 8, 3 / 16, 1 / 4, 3 / 8, 1 / 2, 3 / 4)
"""Fractions of the palette that are tried for greys; the error is flat enough for such steps."""
EXACT_WEIGHT = 1e9
"""Factor on the weight of a grey that has to be exact, so that `best_greys` gives it an entry of its own."""
ROUNDS = 8
"""Rounds of k-means; the error hardly falls after that."""
SAMPLE_PIXELS = 1 << 18
"""Pixels of the image made for libimagequant, in which each colour is as frequent as its weight says."""
CHUNK = 1 << 14
"""Colours whose distances to all entries are computed at a time, to bound the memory (16 MB for 255 entries)."""


def pack(pixels: NDArray[np.uint8]) -> Packed:
    """Return pixels of shape (..., 3) or (..., 4) as 0xRRGGBB, without alpha."""
    wide = pixels[..., :3].astype(np.uint32)
    return np.asarray(wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2], np.uint32)


def unpack(packed: Packed) -> Colours:
    """Return 0xRRGGBB as red, green, blue."""
    return np.stack([packed >> 16 & 0xFF, packed >> 8 & 0xFF, packed & 0xFF], axis=-1).astype(np.uint8)


@dataclass(frozen=True)
class Histogram:
    """Colours and their weights.

    Parameters
    ----------
    packed
        The distinct colours, ascending, shape (n,).
    counts
        How often each occurs, weighted by time where that is known, shape (n,).
    """

    packed: Packed
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, packed: Packed, weights: NDArray[np.int32] | None = None) -> Histogram:
        """Count colours of an array of any shape, each pixel once or as often as its weight says."""
        colours, numbers = np.unique(packed, return_inverse=True)
        counts = np.bincount(numbers.ravel(), None if weights is None else weights.ravel(), len(colours))
        return cls(colours, counts.astype(np.int64))

    @classmethod
    def total(cls, parts: list[Histogram]) -> Histogram:
        """Add histograms up."""
        colours, numbers = np.unique(np.concatenate([part.packed for part in parts]), return_inverse=True)
        counts = np.bincount(numbers, weights=np.concatenate([part.counts for part in parts]))
        return cls(colours, counts.astype(np.int64))

    def only(self, chosen: NDArray[np.bool_]) -> Histogram:
        """Return the histogram of some of the colours."""
        return Histogram(self.packed[chosen], self.counts[chosen])

    @property
    def common(self) -> NDArray[np.bool_]:
        """Which colours are so common that they have to be exact."""
        common: NDArray[np.bool_] = self.counts >= EXACT_FRACTION * self.counts.sum()
        return common


def choose_palette(histogram: Histogram, size: int) -> Colours:
    """Return at most `size` colours that represent those of the histogram.

    Where the histogram has no more than `size`, they are returned as they are.

    Examples
    --------
    >>> choose_palette(Histogram.of(np.array([0x000000, 0xFF8000], np.uint32)), 4).tolist()
    [[0, 0, 0], [255, 128, 0]]
    """
    if len(histogram.packed) <= size:
        return unpack(histogram.packed)
    exact = _exact(histogram, size)
    grey = is_grey(unpack(histogram.packed))
    greys, others = histogram.only(grey), histogram.only(~grey)
    # Greys get an entry for each exact one, and one at least if there are any; and leave the same for the others.
    least = max(min(1, len(greys.packed)), int(exact[grey].sum()))
    most = min(len(greys.packed), size - min(len(others.packed), max(1, int(exact[~grey].sum()))))
    fractions = GREY_FRACTIONS if len(others.packed) else (1.0,)
    numbers = sorted({min(max(least, round(size * fraction)), most) for fraction in fractions})
    draft_with = partial(_completed, others, exact[~grey], size)
    drafts = [partial(draft_with, entries) for entries in _grey_palettes(greys, exact[grey], numbers)]
    entries, fixed = _best(histogram, drafts)
    return np.unique(_refined(others, entries, fixed), axis=0)


def _best(histogram: Histogram, drafts: Sequence[Callable[[], _Draft]]) -> _Draft:
    """Return the draft of least error, by bisection.

    With more entries for greys their error falls and that of the other colours rises, so the sum has one minimum,
    and not all drafts have to be made.
    """
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
    """Return for each colour whether red, green and blue are equal."""
    same: NDArray[np.bool_] = (colours[..., 0] == colours[..., 1]) & (colours[..., 1] == colours[..., 2])
    return same


def lookup(packed: Packed, palette: Colours) -> NDArray[np.uint8]:
    """Return the index of the nearest entry for each colour; for greys, of the nearest grey where there is any."""
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
    errors = ((shown - unpack(histogram.packed)) ** 2).sum(axis=1)
    return float((errors * histogram.counts).sum() / (3 * histogram.counts.sum()))


def _exact(histogram: Histogram, size: int) -> NDArray[np.bool_]:
    """Return which colours are kept exactly.

    They are the common ones whose weight is at least that of an average entry; at most half the palette.
    """
    exact = np.zeros(len(histogram.packed), np.bool_)
    exact[np.argsort(histogram.counts)[::-1][: size // 2]] = True
    exact &= histogram.common & (histogram.counts * size >= histogram.counts.sum())
    return exact


def _grey_palettes(histogram: Histogram, exact: NDArray[np.bool_], numbers: Sequence[int]) -> list[Colours]:
    """Return palettes of so many greys for a histogram of greys, of which some have to be exact."""
    if not len(histogram.packed):
        return [np.empty((0, 3), np.uint8)]
    weights = (np.where(exact, EXACT_WEIGHT, 1.0) * histogram.counts).tolist()
    levels = (histogram.packed & 0xFF).tolist()
    return [np.repeat(np.array(greys, np.uint8)[:, None], 3, axis=1) for greys in best_greys(levels, weights, numbers)]


def _completed(others: Histogram, exact: NDArray[np.bool_], size: int, greys: Colours) -> _Draft:
    """Return greys, the other colours that have to be exact, and as many more quantised entries as then fit."""
    colours, room = unpack(others.packed), size - len(greys)
    fixed = np.concatenate([greys, colours[exact]])
    if len(colours) <= room:
        return np.concatenate([fixed, colours[~exact]]), len(fixed)
    quantised = _quantised(colours, others.counts, room)
    # Quantise for all the room, then let each exact colour replace the entry nearest to it: that entry served it.
    for colour in colours[exact][: len(quantised)]:
        distances = ((quantised - colour.astype(np.float32)) ** 2).sum(axis=1)
        quantised = np.delete(quantised, int(np.argmin(distances)), axis=0)
    return np.concatenate([fixed, np.rint(quantised).astype(np.uint8)]), len(fixed)


def _quantised(colours: Colours, counts: NDArray[np.int64], size: int) -> NDArray[np.float32]:
    """Return libimagequant's palette for an image that shows every colour, the commoner ones more often."""
    fractions = counts / counts.sum()
    times = np.maximum(1, (fractions * SAMPLE_PIXELS).astype(np.int64))
    sample = np.repeat(colours, times, axis=0)
    rgba = np.full((len(sample), 4), 255, np.uint8)
    rgba[:, :3] = sample
    _, palette = imagequant.quantize_raw_rgba_bytes(
        rgba.tobytes(), len(sample), 1, dithering_level=0.0, max_colors=max(size, 2)
    )
    return np.array(palette, np.float32).reshape(-1, 4)[:size, :3]


def _refined(histogram: Histogram, draft: Colours, fixed: int) -> Colours:
    """Return a palette whose entries, but for the fixed ones at its beginning, are moved by weighted k-means."""
    colours, weights = unpack(histogram.packed), histogram.counts.astype(np.float64)
    entries = draft.astype(np.float32)
    for _ in range(ROUNDS if fixed < len(draft) else 0):
        indices = _nearest(colours, entries)
        mass = np.bincount(indices, weights, len(entries))
        movable = mass > 0
        movable[:fixed] = False
        for channel in range(3):
            sums = np.bincount(indices, weights * colours[:, channel], len(entries))
            entries[movable, channel] = sums[movable] / mass[movable]
    return np.rint(entries).astype(np.uint8)


def _nearest(colours: Colours, palette: NDArray[np.generic]) -> NDArray[np.intp]:
    """Return the index of the entry nearest to each colour, by squared distance.

    The square of the colour itself is left out of ``(colour - entry)²``: it is the same for all entries.
    """
    entries = palette.astype(np.float32)
    squares = (entries**2).sum(axis=1)
    indices = np.empty(len(colours), np.intp)
    for start in range(0, len(colours), CHUNK):
        chunk = colours[start : start + CHUNK].astype(np.float32)
        indices[start : start + CHUNK] = np.argmin(squares - 2 * chunk @ entries.T, axis=1)
    return indices
