"""Write the bytes of a GIF: pictures as indices into one global palette, each drawn over the one before."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from rendering.animated.palette import Colours

Indices = NDArray[np.uint8]
"""Shape (height, width): the palette entry of each pixel."""

LARGEST_PALETTE = 255
"""Colours; the 256th index is needed for pixels that stay as they are."""
SHORTEST_DELAY, LONGEST_DELAY = 2, 0xFFFF
"""Hundredths of a second; viewers slow anything shorter down to ten frames a second, and the field has 16 bits."""
_DESCRIPTOR_LENGTH = 10
"""Bytes of the image descriptor, which stands in front of the LZW data."""


@dataclass(frozen=True)
class Patch:
    """A rectangle that changes.

    Parameters
    ----------
    data
        Its pixels as LZW; ``None`` where nothing changes.
    left, top, width, height
        Its place in pixels.
    delay
        For how many hundredths of a second the picture is shown.
    unchanged
        The index that leaves a pixel as it is (GIF's transparent index).
    """

    data: bytes | None
    left: int
    top: int
    width: int
    height: int
    delay: int
    unchanged: int

    def prolonged(self, longer: int) -> Patch:
        """Return the same patch, shown for so many hundredths of a second more."""
        return replace(self, delay=self.delay + longer)


def header(size: tuple[int, int], palette: Colours, plays: int) -> bytes:
    """Return the bytes before the first picture.

    Parameters
    ----------
    size
        Width and height in pixels.
    palette
        At most 255 colours.
    plays
        How often it plays; 0 is for ever.

    Raises
    ------
    ValueError
        If the palette is too large.
    """
    if len(palette) > LARGEST_PALETTE:
        raise ValueError(f"{len(palette)} colours; at most {LARGEST_PALETTE} leave room for the transparent index")
    bits = max(2, len(palette).bit_length())
    table = np.zeros((1 << bits, 3), np.uint8)
    table[: len(palette)] = palette
    start = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80 | 0x70 | (bits - 1), 0, 0) + table.tobytes()
    return start + _loop(plays)


def _loop(plays: int) -> bytes:
    """Return the extension that repeats the animation.

    Its count is of repetitions, 0 for ever; so one showing can only be expressed by leaving the extension out.
    """
    if plays == 1:
        return b""
    return b"\x21\xff\x0bNETSCAPE2.0" + struct.pack("<BBHB", 3, 1, max(0, plays - 1), 0)


TRAILER = b"\x3b"
"""The last byte of every GIF."""


def body(patch: Patch) -> bytes:
    """Return one patch as bytes; one whose delay is longer than a GIF can hold (655 s) is followed by empty ones."""
    unchanged = patch.unchanged
    empty = compressed(np.full((1, 1), unchanged, np.uint8))
    place = (patch.left, patch.top, patch.width, patch.height) if patch.data is not None else (0, 0, 1, 1)
    first, *others = _delays(patch.delay)
    parts = [_block(place, first, unchanged, patch.data if patch.data is not None else empty)]
    return b"".join(parts + [_block((0, 0, 1, 1), delay, unchanged, empty) for delay in others])


def _delays(delay: int) -> Iterator[int]:
    """Split a delay into ones that a GIF can hold, none of them too short."""
    while delay > LONGEST_DELAY:
        yield (part := min(LONGEST_DELAY, delay - SHORTEST_DELAY))
        delay -= part
    yield delay


def _block(place: tuple[int, int, int, int], delay: int, unchanged: int, data: bytes) -> bytes:
    """Return graphic control extension, image descriptor and data; the flags say: keep, with a transparent index."""
    control = b"\x21\xf9\x04" + struct.pack("<BHBB", 0b0000_0101, delay, unchanged, 0)
    return control + b"\x2c" + struct.pack("<HHHHB", *place, 0) + data


def compressed(indices: Indices) -> bytes:
    """Return indices as LZW, by Pillow's compressor: minimum code size, sub-blocks, terminator."""
    height, width = indices.shape
    image = Image.frombytes("P", (width, height), np.ascontiguousarray(indices).tobytes())
    return b"".join(GifImagePlugin.getdata(image, interlace=False))[_DESCRIPTOR_LENGTH:]
