"""Write a film as a GIF's pictures, as coarsely as is asked for.

Each changing pixel may become any entry of the palette near enough to its colour, or stay as it is if what stands there
is near enough; LZW chooses among them. Near enough means: a squared error that, times how long the colour stands, keeps
below a tolerance. What is seen for long is drawn finely, what is gone at once coarsely, and what fills an area is as
exact as the palette allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rendering.animated import gif_format
from rendering.animated.frame_changes import Change, FrameChanges
from rendering.animated.gif_format import Indices, Patch
from rendering.animated.lzw import Choice, compress
from rendering.animated.palette import Colours, Histogram, is_grey, lookup, pack, unpack

MOST_ERROR = 192.0
"""Squared levels, summed over red, green and blue, that a pixel may be off however short it stands: 8 in each."""
FILLING = 0.01
"""A colour that at once fills at least this share of the picture has to stay even."""
FAR = 1 << 20
"""The error that forbids: a coloured entry for a grey."""
MANY = 1 << 13
"""Distinct colours of one picture, above which each is taken for its nearest palette entry."""
STAYS_FIRST = 0.01
"""By how much less error leaving a pixel alone counts, so that of equals it is chosen."""


@dataclass(frozen=True)
class Written:
    """A film in the bytes of a GIF.

    Parameters
    ----------
    data
        The file.
    frames
        How many pictures it holds.
    error
        Mean squared error of red, green and blue over all pixels and the time they stand.
    worst
        The same of the worst picture.
    tolerance
        What it was written with.
    """

    data: bytes
    frames: int
    error: float
    worst: float
    tolerance: float


class Encoder:
    """Writes one film with one palette.

    Parameters
    ----------
    film
        What to write.
    palette
        At most 255 colours.
    histogram
        The film's colours.
    """

    def __init__(self, film: FrameChanges, palette: Colours, histogram: Histogram) -> None:
        self._film = film
        self._palette = palette[_by_use(film, palette)] if film.is_short else palette
        self._entries = self._palette.astype(np.int32)
        self._coloured = ~is_grey(self._palette)
        self._common = histogram.packed[histogram.common]
        self._nothing = len(palette)
        self._bits = max(2, len(palette).bit_length())
        self._area = film.size[0] * film.size[1]

    def write(self, tolerance: float, *, plays: int, rest: int = 0) -> Written:
        """Return the film written with a tolerance.

        Parameters
        ----------
        tolerance
            Squared error times hundredths of a second that a pixel may cost beyond the least that the palette allows.
            A film that is not short is written with none.
        plays
            How often it plays; 0 is for ever.
        rest
            For how many hundredths of a second the last picture stands beyond its time.
        """
        tolerance = tolerance if self._film.is_short else 0.0
        patches: list[Patch] = []
        total, worst = 0.0, 0.0
        for patch, error in self._patches(tolerance):
            total, worst = total + error * patch.delay, max(worst, error)
            if patch.data is None and patches:
                patches[-1] = patches[-1].lasting(patch.delay)
            else:
                patches.append(patch)
        patches[-1] = patches[-1].lasting(rest)
        bodies = (gif_format.body(patch) for patch in patches)
        data = b"".join((gif_format.header(self._film.size, self._palette, plays), *bodies, gif_format.TRAILER))
        return Written(data, len(patches), total / self._film.duration, worst, tolerance)

    def _patches(self, tolerance: float) -> Iterator[tuple[Patch, float]]:
        """Yield each change as a patch, which is empty where all may stay, and the picture's mean squared error."""
        canvas = np.full(self._area, self._nothing, np.uint8)
        errors = np.zeros(self._area, np.int32)
        for change in self._film.changes():
            patch, drawn = self._patch(change, canvas, tolerance)
            canvas[change.where] = drawn
            off = unpack(change.colours).astype(np.int32) - self._entries[drawn]
            errors[change.where] = (off**2).sum(axis=1)
            yield patch, float(errors.sum(dtype=np.int64) / (3 * self._area))

    def _patch(self, change: Change, canvas: Indices, tolerance: float) -> tuple[Patch, Indices]:
        """Return what has to be drawn on a canvas, and what then stands for each of the changing pixels."""
        numbers, errors = self._errors(change)
        before = canvas[change.where]
        least = errors.min(axis=1)[numbers]
        ages = np.ceil(np.log2(change.stands)).astype(np.int64)
        even = np.isin(change.colours, self._common) | self._fills(change)
        limits = least + np.where(even, 0, np.minimum(MOST_ERROR, tolerance / 2.0**ages))
        must = errors[numbers, before] > limits
        if not must.any():
            return Patch(None, 0, 0, 0, 0, change.delay, _last(self._bits)), before
        left, top, right, bottom = _box(change.where[must], self._film.size[0])
        rows, columns = np.divmod(change.where, self._film.size[0])
        inside = (rows >= top) & (rows < bottom) & (columns >= left) & (columns < right)
        where = (rows[inside] - top) * (right - left) + columns[inside] - left
        if self._film.is_short:
            keys = (numbers << 16 | before.astype(np.int64) << 8 | ages)[inside]
            area = (right - left) * (bottom - top)
            pixels, data, bits = self._compressed(where, keys, limits[inside], must[inside], errors, area)
        else:
            bits = self._bits
            pixels = np.full((bottom - top, right - left), _last(bits), np.uint8)
            pixels.ravel()[where] = np.where(must, errors.argmin(axis=1)[numbers], _last(bits))[inside]
            pixels, data = pixels.ravel(), gif_format.compressed(pixels)
        drawn = before.copy()
        drawn[inside] = np.where(pixels[where] == _last(bits), before[inside], pixels[where])
        return Patch(data, left, top, right - left, bottom - top, change.delay, _last(bits)), drawn

    def _fills(self, change: Change) -> NDArray[np.bool_]:
        """Say which pixels get a colour that fills an area, which has to stay even."""
        _, numbers, counts = np.unique(change.colours, return_inverse=True, return_counts=True)
        fills: NDArray[np.bool_] = counts[numbers] >= FILLING * self._area
        return fills

    def _errors(self, change: Change) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return the number of each pixel's colour, and for each colour what every entry would be off.

        The last column is of a pixel that shows nothing yet.
        """
        distinct, numbers = np.unique(change.colours, return_inverse=True)
        if len(distinct) > MANY:
            nearest = pack(self._palette[lookup(distinct, self._palette)])
            distinct, again = np.unique(nearest, return_inverse=True)
            numbers = again[numbers]
        colours = unpack(distinct)
        off = colours[:, None].astype(np.int32) - self._entries
        errors = np.full((len(distinct), len(self._palette) + 1), FAR, np.float64)
        errors[:, :-1] = (off**2).sum(axis=2)
        if not self._coloured.all():
            errors[np.ix_(is_grey(colours), np.flatnonzero(self._coloured))] = FAR
        return numbers, errors

    def _compressed(
        self,
        where: NDArray[np.int64],
        keys: NDArray[np.int64],
        limits: NDArray[np.float64],
        must: NDArray[np.bool_],
        errors: NDArray[np.float64],
        area: int,
    ) -> tuple[Indices, bytes, int]:
        """Return pixels as LZW has chosen them, its data, and of how many bits they are.

        A key holds a changing pixel's colour, entry before, and age. Codes are the shorter the fewer bits pixels have,
        so there are as few as the limits allow.
        """
        kinds, first, kind = np.unique(keys, return_index=True, return_inverse=True)
        places = np.full(area, len(kinds), np.intp)
        places[where] = kind
        numbers, before, ages = kinds >> 16, kinds >> 8 & 0xFF, kinds & 0xFF
        off = errors[numbers]
        off[:, -1] = errors[numbers, before] - STAYS_FIRST
        near = off <= limits[first, None]
        lowest = int(near[must[first], :-1].argmax(axis=1).max())
        bits = max(2, (lowest + 1).bit_length())
        near[:, _last(bits) : -1] = False
        symbols = np.append(np.arange(self._nothing), _last(bits))
        choices = _choices(near, off * 2.0 ** ages[:, None], symbols)
        result = compress(places, [*choices, {_last(bits): 0.0}], bits)
        return result.symbols, result.data, bits


def _last(bits: int) -> int:
    """Return the index that leaves a pixel as it is: the last of so many bits."""
    return (1 << bits) - 1


def _by_use(film: FrameChanges, palette: Colours) -> NDArray[np.intp]:
    """Return the order of a palette in which what is needed in most pictures comes first."""
    needed = np.zeros(len(palette), np.int64)
    for change in film.changes():
        needed[np.unique(lookup(np.unique(change.colours), palette))] += 1
    return np.argsort(-needed, kind="stable")


def _choices(near: NDArray[np.bool_], costs: NDArray[np.float64], names: NDArray[np.intp]) -> list[Choice]:
    """Return for each row the names of the columns that are near enough, and what they cost."""
    _, columns = np.nonzero(near)
    symbols, errors = names[columns].tolist(), costs[near].tolist()
    ends = np.cumsum(near.sum(axis=1)).tolist()
    spans = zip([0, *ends[:-1]], ends, strict=True)
    return [dict(zip(symbols[start:end], errors[start:end], strict=True)) for start, end in spans]


def _box(where: NDArray[np.int32], width: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the smallest rectangle around pixels."""
    rows, columns = np.divmod(where, width)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
