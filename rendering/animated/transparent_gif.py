"""Encode pictures with a transparent background as a GIF, whose pixels are opaque or not there at all.

Each picture is drawn on an empty canvas, as the smallest rectangle around what it shows: in a GIF, a pixel that has
been drawn can be covered, but only be made transparent again with the whole rectangle that drew it.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from rendering.animated import gif_format
from rendering.animated.frame_spool import FrameSpool, Rgba
from rendering.animated.gif_proof import DamagedError
from rendering.animated.palette import Colours, Histogram, choose_palette, lookup, pack

OPAQUE = 128
"""The least alpha of a pixel that is shown."""
_CLEAR_AFTERWARDS = 0b0000_1001
"""The flags of a picture that has a transparent index, and whose rectangle is cleared before the next."""


def opaque_or_not(picture: Rgba) -> Rgba:
    """Return a picture whose colours are multiplied by alpha, as Manim draws, with pixels either opaque or all zero."""
    alpha = picture[..., 3:].astype(np.uint16)
    colours = np.minimum(255, (picture[..., :3].astype(np.uint16) * 255 + alpha // 2) // np.maximum(alpha, 1))
    shown = alpha >= OPAQUE
    return np.where(shown, np.concatenate([colours, np.full_like(alpha, 255)], axis=-1), 0).astype(np.uint8)


def encode(
    spool: FrameSpool, shown: Sequence[tuple[int, int]], size: tuple[int, int], colours: int, plays: int
) -> tuple[bytes, int, float]:
    """Return a GIF of pictures, how many it holds, and the mean squared error of the colours of what is opaque.

    Parameters
    ----------
    spool
        Holds the pictures, with alpha.
    shown
        Their numbers in order, and for how many hundredths of a second each is shown.
    size
        Width and height to scale them to.
    colours
        Largest size of the palette.
    plays
        How often it plays; 0 is for ever.

    Raises
    ------
    DamagedError
        If the file does not decode to what was written.
    """
    merged = [[number, delay] for number, delay in shown[:1]]
    for number, delay in shown[1:]:
        if number == merged[-1][0]:
            merged[-1][1] += delay
        else:
            merged.append([number, delay])
    numbers = dict.fromkeys(number for number, _ in merged)
    histograms = [
        Histogram.of(pack(picture[picture[..., 3] > 0])) for picture in (_at(spool, n, size) for n in numbers)
    ]
    total = Histogram.total(histograms)
    palette = choose_palette(total, colours) if len(total.packed) else np.zeros((1, 3), np.uint8)
    blocks, squares, opaque = [], 0.0, 0
    for number, delay in merged:
        picture = _at(spool, number, size)
        indices = _indices(picture, palette)
        blocks.append(_block(indices, delay, len(palette)))
        visible = picture[..., 3] > 0
        squares += float(np.square(palette[indices[visible]].astype(np.int32) - picture[visible][:, :3]).sum())
        opaque += int(visible.sum())
    data = b"".join((gif_format.header(size, palette, plays), *blocks, gif_format.TRAILER))
    _check(data, [(_indices(_at(spool, number, size), palette), delay) for number, delay in merged], palette)
    return data, len(merged), squares / max(1, 3 * opaque)


def _at(spool: FrameSpool, number: int, size: tuple[int, int]) -> Rgba:
    """Return a picture of the spool, scaled while its colours are multiplied by alpha."""
    picture = spool.picture_with_alpha(number)
    if picture.shape[1::-1] != size:
        picture = np.stack(
            [
                np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BOX))
                for plane in np.moveaxis(picture, -1, 0)
            ],
            axis=-1,
        )
    return opaque_or_not(picture)


def _indices(picture: Rgba, palette: Colours) -> NDArray[np.uint8]:
    """Return the palette entry of each pixel, the one after the last for those that are not there."""
    indices = np.full(picture.shape[:2], len(palette), np.uint8)
    visible = picture[..., 3] > 0
    packed, places = np.unique(pack(picture[visible]), return_inverse=True)
    indices[visible] = lookup(packed, palette)[places]
    return indices


def _block(indices: NDArray[np.uint8], delay: int, nothing: int) -> bytes:
    """Return one picture as bytes: the rectangle around what is there, or one transparent pixel."""
    rows, columns = np.nonzero(indices != nothing)
    top, bottom = (int(rows.min()), int(rows.max()) + 1) if len(rows) else (0, 1)
    left, right = (int(columns.min()), int(columns.max()) + 1) if len(rows) else (0, 1)
    delay = min(delay, gif_format.LONGEST_DELAY)
    control = b"\x21\xf9\x04" + struct.pack("<BHBB", _CLEAR_AFTERWARDS, delay, nothing, 0)
    place = b"\x2c" + struct.pack("<HHHHB", left, top, right - left, bottom - top, 0)
    return control + place + gif_format.compressed(indices[top:bottom, left:right])


def _check(data: bytes, wanted: Sequence[tuple[NDArray[np.uint8], int]], palette: Colours) -> None:
    """Raise `DamagedError` unless a decoder finds each picture, opaque and transparent pixels alike."""
    entries = np.zeros((len(palette) + 1, 4), np.uint8)
    entries[:-1, :3], entries[:-1, 3] = palette, 255
    with Image.open(io.BytesIO(data)) as image:
        found = [np.asarray(frame.convert("RGBA")) for frame in ImageSequence.Iterator(image)]
    if len(found) != len(wanted):
        raise DamagedError(f"it holds {len(found)} pictures, not {len(wanted)}")
    for number, (picture, (indices, _)) in enumerate(zip(found, wanted, strict=True)):
        expected = entries[indices]
        visible = expected[..., 3] > 0
        if not np.array_equal(picture[..., 3] > 0, visible) or not np.array_equal(picture[visible], expected[visible]):
            raise DamagedError(f"picture {number} does not decode to what was written")
