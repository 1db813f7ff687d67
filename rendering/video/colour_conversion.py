"""Convert Manim's RGBA pixels to an encoder's pixel format, only where they have changed.

A region that is converted by itself gets the same values, bit for bit, as in a conversion of the whole picture. As the
converter mixes neighbouring rows and works on groups of columns, the region is converted with a margin.
"""

from __future__ import annotations

from dataclasses import dataclass

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from rendering.core.boxes import Box
from rendering.core.frames import Pixels

ROW_MARGIN = 4
"""Rows beside a region that its conversion may depend on; even, as chroma rows are two pixels high.

A region has to have twice as many rows.
"""
COLUMN_ALIGNMENT = 32
"""The same for columns: the converter works on so many at a time, and rounds those left over at the end differently."""
SUBSAMPLING = (1, 2, 2)
"""How many rows and columns of pixels share a value in each plane of ``yuv420p``: luma, and two of chroma."""


@dataclass(frozen=True)
class ConvertedRegion:
    """A rectangle of a ``yuv420p`` picture that has changed.

    Parameters
    ----------
    box
        Its place in the picture; even numbers.
    origin
        Column and row of the picture at which the converted pixels begin.
    pixels
        The converted pixels of the box and its margin.
    """

    box: Box
    origin: tuple[int, int]
    pixels: av.VideoFrame

    def paste_into(self, picture: av.VideoFrame) -> None:
        """Copy the box into the picture."""
        left, top, right, bottom = self.box
        for old, new, factor in zip(picture.planes, self.pixels.planes, SUBSAMPLING, strict=True):
            x, y = self.origin[0] // factor, self.origin[1] // factor
            rows, columns = slice(top // factor, bottom // factor), slice(left // factor, right // factor)
            plane_array(old)[rows, columns] = plane_array(new)[
                rows.start - y : rows.stop - y, columns.start - x : columns.stop - x
            ]


def plane_array(plane: av.video.plane.VideoPlane) -> NDArray[np.uint8]:
    """Return a plane's memory as an array, shape (rows, bytes of a line)."""
    return np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)


def convert(pixels: Pixels, pixel_format: str) -> av.VideoFrame:
    """Return pixels in an encoder's pixel format; YUV as of BT.709, in the limited range (16 to 235)."""
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


def convert_region(pixels: Pixels, box: Box) -> ConvertedRegion:
    """Return a rectangle in ``yuv420p``, widened to the pixels whose values depend on it: chroma covers two by two."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = (edge // 2 * 2 for edge in (box[0] - 2, box[1] - 2, box[2] + 3, box[3] + 3))
    left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
    above, below = _widened(top, bottom, ROW_MARGIN, height)
    aligned = left // COLUMN_ALIGNMENT * COLUMN_ALIGNMENT, -(-right // COLUMN_ALIGNMENT) * COLUMN_ALIGNMENT
    before, after = _widened(*aligned, COLUMN_ALIGNMENT, width)
    region = convert(pixels[above:below, before:after], "yuv420p")
    return ConvertedRegion((left, top, right, bottom), (before, above), region)


def _widened(first: int, stop: int, margin: int, end: int) -> tuple[int, int]:
    """Return a range with a margin at both sides, within 0 and `end`, and at least two margins long where that fits."""
    first, stop = max(0, first - margin), min(end, stop + margin)
    return max(0, min(first, stop - 2 * margin)), max(stop, min(end, first + 2 * margin))
