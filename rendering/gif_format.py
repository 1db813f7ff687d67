"""The bytes of a GIF: pictures as indices into one global palette, each drawn over what was there before."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from rendering.palette import Colours

Indices = NDArray[np.uint8]
"""Shape (height, width): the palette entry of each pixel."""

LARGEST_PALETTE = 255
"""Colours; one more index is needed for the pixels that stay as they are."""
LONGEST_DELAY = 0xFFFF
_DESCRIPTOR_LENGTH = 10


@dataclass(frozen=True)
class Patch:
    """A rectangle that changes.

    Parameters
    ----------
    indices
        What is drawn; the index after the last colour leaves a pixel as it is.
    left, top
        Where, in pixels.
    delay
        How long it stands, in hundredths of a second.
    """

    indices: Indices
    left: int
    top: int
    delay: int


def patches(pictures: Iterable[tuple[Indices, int]], unchanged: int) -> Iterator[Patch]:
    """Return the smallest rectangles that turn each picture into the next; equal pictures become one.

    Parameters
    ----------
    pictures
        Whole pictures and how long each stands, in hundredths of a second.
    unchanged
        The index that leaves a pixel as it is.
    """
    previous: Indices | None = None
    held: Patch | None = None
    for indices, delay in pictures:
        patch = _difference(previous, indices, unchanged)
        previous = indices
        if held is not None and patch is None:
            held = Patch(held.indices, held.left, held.top, held.delay + delay)
            continue
        if held is not None:
            yield held
        if patch is not None:
            held = Patch(*patch, delay)
    if held is not None:
        yield held


def _difference(previous: Indices | None, indices: Indices, unchanged: int) -> tuple[Indices, int, int] | None:
    if previous is None:
        return indices, 0, 0
    changed = previous != indices
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return None
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return np.where(changed[box], indices[box], np.uint8(unchanged)), int(columns[0]), int(rows[0])


def header(size: tuple[int, int], palette: Colours, plays: int) -> bytes:
    """Return what stands before the first picture.

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
    bits = max(1, len(palette).bit_length())
    table = np.zeros((1 << bits, 3), np.uint8)
    table[: len(palette)] = palette
    start = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80 | 0x70 | (bits - 1), 0, 0) + table.tobytes()
    return start + _loop(plays)


def _loop(plays: int) -> bytes:
    """Return the extension that repeats the animation; a GIF without one plays once, as its count is of repetitions."""
    if plays == 1:
        return b""
    return b"\x21\xff\x0bNETSCAPE2.0" + struct.pack("<BBHB", 3, 1, max(0, plays - 1), 0)


TRAILER = b"\x3b"


def body(patch: Patch, unchanged: int) -> bytes:
    """Return one patch as bytes.

    A patch that stands longer than a GIF can say in one go (655 s) is followed by empty ones.
    """
    delay = min(patch.delay, LONGEST_DELAY)
    control = b"\x21\xf9\x04" + struct.pack("<BHBB", 0b0000_0101, delay, unchanged, 0)
    descriptor = b"\x2c" + struct.pack("<HHHHB", patch.left, patch.top, *patch.indices.shape[::-1], 0)
    data = control + descriptor + _compressed(patch.indices)
    if patch.delay > delay:
        empty = Patch(np.full((1, 1), unchanged, np.uint8), 0, 0, patch.delay - delay)
        return data + body(empty, unchanged)
    return data


def _compressed(indices: Indices) -> bytes:
    """Return indices as LZW, by Pillow's compressor: code size, blocks, terminator."""
    height, width = indices.shape
    image = Image.frombytes("P", (width, height), np.ascontiguousarray(indices).tobytes())
    return b"".join(GifImagePlugin.getdata(image, interlace=False))[_DESCRIPTOR_LENGTH:]
