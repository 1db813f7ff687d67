"""One palette for all frames of a GIF: which few colours stand for the many.

The commonest colours are kept exactly, greys are served by greys, and the rest is divided by libimagequant and refined
by weighted k-means, so that the squared error is small.
"""

from __future__ import annotations

from dataclasses import dataclass

import imagequant
import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.uint8]
"""Shape (n, 3): red, green, blue."""
Packed = NDArray[np.uint32]
"""Colours as 0xRRGGBB."""

EXACT_SHARE = 0.002
"""A colour that fills at least this share of the changing pixels is kept exactly."""
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
    colours, counts = unpack(histogram.packed), histogram.counts
    grey = is_grey(colours)
    draft = _refined(colours, counts, _draft(colours, counts, size), _exact(counts, size))
    if not grey.any() or grey.all():
        return draft
    greys = min(int(grey.sum()), max(2, int(is_grey(draft).sum()), size // 16))
    rest = size - greys
    parts = [_part(colours[grey], counts[grey], greys), _part(colours[~grey], counts[~grey], rest)]
    return np.concatenate(parts)


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


def _part(colours: Colours, counts: NDArray[np.int64], size: int) -> Colours:
    if len(colours) <= size:
        return colours
    return _refined(colours, counts, _draft(colours, counts, size), _exact(counts, size))


def _exact(counts: NDArray[np.int64], size: int) -> NDArray[np.intp]:
    """Return which colours are common enough to be kept exactly, the commonest first, at most half the palette."""
    order = np.argsort(counts)[::-1][: size // 2]
    return np.asarray(order[counts[order] >= EXACT_SHARE * counts.sum()], np.intp)


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


def _refined(
    colours: Colours, counts: NDArray[np.int64], draft: NDArray[np.float32], exact: NDArray[np.intp]
) -> Colours:
    """Return the exact colours, each in place of the draft's nearest, and the rest moved to their colours' means."""
    pinned = colours[exact].astype(np.float32)
    for colour in pinned[: len(draft)]:
        draft = np.delete(draft, int(np.argmin(((draft - colour) ** 2).sum(axis=1))), axis=0)
    entries = np.concatenate([pinned, draft])
    weights = counts.astype(np.float64)
    for _ in range(ROUNDS):
        indices = _nearest(colours, entries)
        mass = np.bincount(indices, weights, len(entries))
        movable = mass > 0
        movable[: len(pinned)] = False
        for channel in range(3):
            sums = np.bincount(indices, weights * colours[:, channel], len(entries))
            entries[movable, channel] = sums[movable] / mass[movable]
    return np.unique(np.rint(entries).astype(np.uint8), axis=0)


def _nearest(colours: Colours, palette: NDArray[np.generic]) -> NDArray[np.intp]:
    """Return the index of the entry nearest to each colour, by squared distance."""
    entries = palette.astype(np.float32)
    squares = (entries**2).sum(axis=1)
    indices = np.empty(len(colours), np.intp)
    for start in range(0, len(colours), CHUNK):
        chunk = colours[start : start + CHUNK].astype(np.float32)
        indices[start : start + CHUNK] = np.argmin(squares - 2 * chunk @ entries.T, axis=1)
    return indices
