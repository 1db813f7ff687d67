"""Encode frame changes as a GIF, as coarsely as a tolerance allows.

Each changing pixel may become any palette entry near enough to its colour, or stay as it is if the entry it shows is
near enough; LZW chooses among them whatever makes the file smallest. Near enough means that the squared error, times
how long the colour lasts, stays below the tolerance: what is seen for long is drawn finely, what is gone at once
coarsely. Colours that fill an area are as exact as the palette allows, because there speckles would show.
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

LARGEST_ERROR = 192.0
"""Squared levels, summed over red, green and blue, that a pixel may be off however short it lasts: 8 in each."""
FILLING = 0.01
"""A colour to which one change sets at least this fraction of the picture has to be uniform."""
FORBIDDEN = 1 << 20
"""An error above any limit: of a coloured entry for a grey, which the eye notices at once, and of an empty pixel."""
MANY = 1 << 13
"""Distinct colours of one picture, above which each is replaced by its nearest palette entry first.

The table of errors has a row for each colour and a column for each entry: 8,192 rows take 16 MB.
"""
UNCHANGED_BONUS = 0.01
"""By how much less error leaving a pixel unchanged counts, so that it is preferred among equals."""


@dataclass(frozen=True)
class EncodedGif:
    """A GIF and how far it is from its source.

    Parameters
    ----------
    data
        The file's bytes.
    frames
        How many pictures it holds.
    error
        Mean squared error of red, green and blue over all pixels, weighted by the time they last.
    worst
        Mean squared error of the worst picture.
    tolerance
        The tolerance it was encoded with.
    """

    data: bytes
    frames: int
    error: float
    worst: float
    tolerance: float


class GifEncoder:
    """Encodes frame changes with one palette.

    Where the changes are held in memory, the palette is sorted so that entries needed by most pictures come first: a
    picture that needs only low indices is written with fewer bits a pixel.

    Parameters
    ----------
    frame_changes
        What to encode.
    palette
        At most 255 colours.
    histogram
        The colours of the frame changes.
    """

    def __init__(self, frame_changes: FrameChanges, palette: Colours, histogram: Histogram) -> None:
        self._frame_changes = frame_changes
        self._palette = palette[_by_use(frame_changes, palette)] if frame_changes.is_held else palette
        self._entries = self._palette.astype(np.int32)
        self._coloured = ~is_grey(self._palette)
        self._common = histogram.packed[histogram.common]
        self._empty = len(palette)
        self._bits = max(2, len(palette).bit_length())
        self._area = frame_changes.size[0] * frame_changes.size[1]

    def encode(self, tolerance: float, *, plays: int, final_hold: int = 0) -> EncodedGif:
        """Return the GIF encoded with a tolerance.

        Parameters
        ----------
        tolerance
            Squared error times hundredths of a second that a pixel may have beyond the least that the palette allows.
            Changes that are not held in memory are encoded with none.
        plays
            How often it plays; 0 is for ever.
        final_hold
            For how many hundredths of a second longer the last picture is shown.
        """
        tolerance = tolerance if self._frame_changes.is_held else 0.0
        patches: list[Patch] = []
        total, worst = 0.0, 0.0
        for patch, error in self._patches(tolerance):
            total, worst = total + error * patch.delay, max(worst, error)
            if patch.data is None and patches:
                patches[-1] = patches[-1].prolonged(patch.delay)
            else:
                patches.append(patch)
        patches[-1] = patches[-1].prolonged(final_hold)
        bodies = (gif_format.body(patch) for patch in patches)
        data = b"".join(
            (gif_format.header(self._frame_changes.size, self._palette, plays), *bodies, gif_format.TRAILER)
        )
        return EncodedGif(data, len(patches), total / self._frame_changes.duration, worst, tolerance)

    def _patches(self, tolerance: float) -> Iterator[tuple[Patch, float]]:
        """Yield each change as a patch, without data where nothing must change, and the picture's squared error."""
        canvas = np.full(self._area, self._empty, np.uint8)
        errors = np.zeros(self._area, np.int32)
        for change in self._frame_changes:
            patch, drawn = self._patch(change, canvas, tolerance)
            canvas[change.positions] = drawn
            difference = unpack(change.colours).astype(np.int32) - self._entries[drawn]
            errors[change.positions] = (difference**2).sum(axis=1)
            yield patch, float(errors.sum(dtype=np.int64) / (3 * self._area))

    def _patch(self, change: Change, canvas: Indices, tolerance: float) -> tuple[Patch, Indices]:
        """Return the patch to draw on a canvas, and the entry that each of the changing pixels then shows.

        Only pixels whose present entry is too far off must change; the patch is the smallest rectangle around them.
        """
        numbers, errors = self._errors(change)
        before = canvas[change.positions]
        least = errors.min(axis=1)[numbers]
        # durations rounded up to powers of two, so that few kinds of pixels differ in nothing but their duration
        log_durations = np.ceil(np.log2(change.durations)).astype(np.int64)
        is_uniform = np.isin(change.colours, self._common) | self._fills(change)
        limits = least + np.where(is_uniform, 0, np.minimum(LARGEST_ERROR, tolerance / 2.0**log_durations))
        must_change = errors[numbers, before] > limits
        if not must_change.any():
            return Patch(None, 0, 0, 0, 0, change.delay, _last(self._bits)), before
        left, top, right, bottom = _bounding_box(change.positions[must_change], self._frame_changes.size[0])
        rows, columns = np.divmod(change.positions, self._frame_changes.size[0])
        inside = (rows >= top) & (rows < bottom) & (columns >= left) & (columns < right)
        places = (rows[inside] - top) * (right - left) + columns[inside] - left
        if self._frame_changes.is_held:
            keys = (numbers << 16 | before.astype(np.int64) << 8 | log_durations)[inside]
            area = (right - left) * (bottom - top)
            pixels, data, bits = self._compressed(places, keys, limits[inside], must_change[inside], errors, area)
        else:
            bits = self._bits
            pixels = np.full((bottom - top, right - left), _last(bits), np.uint8)
            pixels.ravel()[places] = np.where(must_change, errors.argmin(axis=1)[numbers], _last(bits))[inside]
            pixels, data = pixels.ravel(), gif_format.compressed(pixels)
        drawn = before.copy()
        drawn[inside] = np.where(pixels[places] == _last(bits), before[inside], pixels[places])
        return Patch(data, left, top, right - left, bottom - top, change.delay, _last(bits)), drawn

    def _fills(self, change: Change) -> NDArray[np.bool_]:
        """Return which pixels get a colour that fills an area, which has to be uniform."""
        _, numbers, counts = np.unique(change.colours, return_inverse=True, return_counts=True)
        fills: NDArray[np.bool_] = counts[numbers] >= FILLING * self._area
        return fills

    def _errors(self, change: Change) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return the number of each pixel's colour, and a table of squared errors: a row a colour, a column an entry.

        The last column is of a pixel that shows nothing yet.
        """
        distinct, numbers = np.unique(change.colours, return_inverse=True)
        if len(distinct) > MANY:
            nearest = pack(self._palette[lookup(distinct, self._palette)])
            distinct, number_of_nearest = np.unique(nearest, return_inverse=True)
            numbers = number_of_nearest[numbers]
        colours = unpack(distinct)
        difference = colours[:, None].astype(np.int32) - self._entries
        errors = np.full((len(distinct), len(self._palette) + 1), FORBIDDEN, np.float64)
        errors[:, :-1] = (difference**2).sum(axis=2)
        if not self._coloured.all():
            errors[np.ix_(is_grey(colours), np.flatnonzero(self._coloured))] = FORBIDDEN
        return numbers, errors

    def _compressed(
        self,
        places: NDArray[np.int64],
        keys: NDArray[np.int64],
        limits: NDArray[np.float64],
        must_change: NDArray[np.bool_],
        errors: NDArray[np.float64],
        area: int,
    ) -> tuple[Indices, bytes, int]:
        """Return pixels as LZW has chosen them, its data, and how many bits a pixel has.

        Parameters
        ----------
        places
            Where in the patch the changing pixels are, in reading order; all others of it stay as they are.
        keys
            For each of them its colour's number, the entry before, and the logarithm of its duration, as one integer.
            Pixels of one key are of one kind: they have the same choice of entries.
        limits, must_change
            The largest error that each may have, and whether it must change.
        errors
            The error of each entry (columns) for each colour (rows).
        area
            How many pixels the patch has.
        """
        kinds, first, kind_numbers = np.unique(keys, return_index=True, return_inverse=True)
        pixels = np.full(area, len(kinds), np.intp)
        pixels[places] = kind_numbers
        numbers, before, log_durations = kinds >> 16, kinds >> 8 & 0xFF, kinds & 0xFF
        kind_errors = errors[numbers]
        kind_errors[:, -1] = errors[numbers, before] - UNCHANGED_BONUS
        near = kind_errors <= limits[first, None]
        # The fewer bits a pixel has, the shorter are the codes: take as few as leave every kind that must change one
        # entry near enough, and one index more, which means "unchanged".
        highest = int(near[must_change[first], :-1].argmax(axis=1).max())
        bits = max(2, (highest + 1).bit_length())
        near[:, _last(bits) : -1] = False
        symbols = np.append(np.arange(self._empty), _last(bits))
        choices = _choices(near, kind_errors * 2.0 ** log_durations[:, None], symbols)
        result = compress(pixels, [*choices, {_last(bits): 0.0}], bits)
        return result.symbols, result.data, bits


def _last(bits: int) -> int:
    """Return the index that leaves a pixel unchanged: the highest of so many bits."""
    return (1 << bits) - 1


def _by_use(frame_changes: FrameChanges, palette: Colours) -> NDArray[np.intp]:
    """Return the order of a palette in which the entries needed by most pictures come first."""
    needed = np.zeros(len(palette), np.int64)
    for change in frame_changes:
        needed[np.unique(lookup(np.unique(change.colours), palette))] += 1
    return np.argsort(-needed, kind="stable")


def _choices(near: NDArray[np.bool_], costs: NDArray[np.float64], column_symbols: NDArray[np.intp]) -> list[Choice]:
    """Return for each row the symbols of the columns that are near enough, and the cost of each."""
    _, columns = np.nonzero(near)
    symbols, errors = column_symbols[columns].tolist(), costs[near].tolist()
    ends = np.cumsum(near.sum(axis=1)).tolist()
    spans = zip([0, *ends[:-1]], ends, strict=True)
    return [dict(zip(symbols[start:end], errors[start:end], strict=True)) for start, end in spans]


def _bounding_box(positions: NDArray[np.int32], width: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the smallest rectangle around pixels."""
    rows, columns = np.divmod(positions, width)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
