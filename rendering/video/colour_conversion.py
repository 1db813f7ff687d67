"""Convert pictures from Manim's pixels to the colours that encoders work on, only where they have changed."""

from __future__ import annotations

from dataclasses import dataclass

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from rendering.core.boxes import Box
from rendering.core.frames import Pixels

MARGIN = 4
"""Rows beside a part that its conversion may look at; an even number, and a part has to have twice as many."""
ALIGNMENT = 32
"""Columns likewise: the converter works on so many at a time, and treats those left over at the end in another way."""
HALVINGS = (1, 2, 2)
"""How many rows and columns of pixels share a value in each plane of ``yuv420p``."""


@dataclass(frozen=True)
class ConvertedRegion:
    """What has changed of a ``yuv420p`` picture.

    Parameters
    ----------
    box
        Where it lies in the picture; even numbers.
    origin
        Column and row of the picture at which the converted pixels begin.
    pixels
        A converted rectangle that holds the box.
    """

    box: Box
    origin: tuple[int, int]
    pixels: av.VideoFrame

    @property
    def size(self) -> int:
        """The memory it takes, in bytes."""
        return sum(plane.buffer_size for plane in self.pixels.planes)

    def lay(self, picture: av.VideoFrame, above: int = 0) -> None:
        """Lay it on a picture that begins so many rows further down than the one it is a part of."""
        left, top, right, bottom = self.box
        for old, new, halving in zip(picture.planes, self.pixels.planes, HALVINGS, strict=True):
            x, y = self.origin[0] // halving, self.origin[1] // halving
            rows, columns = slice(top // halving, bottom // halving), slice(left // halving, right // halving)
            shift = above // halving
            values(old)[rows.start - shift : rows.stop - shift, columns] = values(new)[
                rows.start - y : rows.stop - y, columns.start - x : columns.stop - x
            ]


def values(plane: av.video.plane.VideoPlane) -> NDArray[np.uint8]:
    """Return a plane's memory as an array, shape (rows, bytes of a line)."""
    return np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)


def converted(pixels: Pixels, pixel_format: str) -> av.VideoFrame:
    """Return pixels in an encoder's own colours; those of BT.709, in its narrower range, where it is YUV."""
    picture = av.VideoFrame.from_numpy_buffer(pixels, format="rgba")
    if not pixel_format.startswith("yuv"):
        return picture.reformat(format=pixel_format, threads=1)
    return picture.reformat(
        format=pixel_format,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        dst_colorspace=Colorspace.ITU709,
        dst_color_primaries=ColorPrimaries.BT709,
        dst_color_trc=ColorTrc.BT709,
        threads=1,
    )


def converted_region(pixels: Pixels, box: Box) -> ConvertedRegion:
    """Return a rectangle in ``yuv420p``, with what mixes with it there."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = (edge // 2 * 2 for edge in (box[0] - 2, box[1] - 2, box[2] + 3, box[3] + 3))
    left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
    above, below = _widened(top, bottom, MARGIN, height)
    before, after = _widened(left // ALIGNMENT * ALIGNMENT, -(-right // ALIGNMENT) * ALIGNMENT, ALIGNMENT, width)
    part = converted(pixels[above:below, before:after], "yuv420p")
    return ConvertedRegion((left, top, right, bottom), (before, above), part)


def rows_of(picture: av.VideoFrame, top: int, bottom: int) -> av.VideoFrame:
    """Return a copy of some rows of a ``yuv420p`` picture."""
    rows = av.VideoFrame(picture.width, bottom - top, "yuv420p")
    for old, new, halving in zip(picture.planes, rows.planes, HALVINGS, strict=True):
        values(new)[:, : new.width] = values(old)[top // halving : bottom // halving, : new.width]
    return rows


def _widened(first: int, stop: int, margin: int, end: int) -> tuple[int, int]:
    """Return a range with a margin at both sides and at least twice as long as that, within the picture."""
    first, stop = max(0, first - margin), min(end, stop + margin)
    return max(0, min(first, stop - 2 * margin)), max(stop, min(end, first + 2 * margin))
