"""Encode only the rows of macroblocks in which a stretch of pictures changes.

An encoder takes as long for what stands still as for what moves. So one encoder gets the rows that change, as if they
were the whole picture, and its slices are put where they belong; above and below, a key picture has slices that two
more encoders made once, and every other picture has slices that say "as before".

Vectors may reach beyond the edge of the picture, where an encoder sees its outermost row repeated: so a band ends only
where the rows beyond are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from numpy.typing import NDArray

from rendering.video.bitstream import START, units
from rendering.video.colour_conversion import HALVINGS, ConvertedRegion, rows_of, values
from rendering.video.slices import SLICES, Parameters, Slice, parameters

SIDE = 16
"""Rows and columns of a macroblock."""
REACH = 28
"""Rows beyond the edge that a vector can make x264 look at: 24, and 3 more to interpolate between rows."""
STILL = 16
"""Rows that stand still within a band at each edge, so that what is next to the edge is coded once and stays."""
_COST_OF_PICTURE = 400
"""What the slices beside a band cost in every picture, in macroblocks encoded in that time."""
_COST_OF_BAND = 6000
"""What opening the encoders costs, likewise."""

Open = Callable[[int], VideoCodecContext]
"""Opens an encoder for pictures with so many rows."""


@dataclass(frozen=True)
class _Beside:
    """Rows that stand still: their place and number in macroblocks, and their slice of a key picture."""

    row: int
    rows: int
    key: Slice


class Whole:
    """Encodes pictures as they are.

    Parameters
    ----------
    encoder
        The encoder.
    picture
        The first picture.
    """

    def __init__(self, encoder: VideoCodecContext, picture: av.VideoFrame) -> None:
        self._encoder = encoder
        self._picture = picture

    def lay(self, part: ConvertedRegion) -> None:
        """Lay a part of the picture where it belongs."""
        part.lay(self._picture)

    def encode(self, pts: int, kind: PictureType) -> Iterable[av.Packet[Any]]:
        """Encode the picture as it is, and return those that are ready."""
        return _encoded(self._encoder, self._picture, pts, kind)

    def flush(self) -> Iterable[av.Packet[Any]]:
        """Return the pictures that were not ready."""
        return self._encoder.encode(None)


class Band:
    """Encodes some rows of pictures whose other rows stand still.

    Parameters
    ----------
    open_encoder
        Opens one of the encoders.
    told
        What the whole picture's parameter sets say.
    picture
        The first picture, whole, in ``yuv420p``.
    top, bottom
        The rows, as `worth_a_band` found them.

    Raises
    ------
    ValueError
        If an encoder for fewer rows has other parameters.
    """

    def __init__(self, open_encoder: Open, told: Parameters, picture: av.VideoFrame, top: int, bottom: int) -> None:
        self._top = top
        self._told = told
        self._rows = rows_of(picture, top, bottom)
        self._encoder = self._opened(open_encoder, bottom - top)
        self._beside = []
        for start, stop in ((0, top), (bottom, picture.height)):
            if start < stop:
                encoder = self._opened(open_encoder, stop - start)
                still = rows_of(picture, start, stop)
                packets = (*_encoded(encoder, still, 0, PictureType.I), *encoder.encode(None))
                coded = b"".join(map(bytes, packets))
                (key,) = (Slice(unit, told) for unit in units(coded) if unit[0] & 31 in SLICES)
                self._beside.append(_Beside(start // SIDE, -(-stop // SIDE) - start // SIDE, key))

    def lay(self, part: ConvertedRegion) -> None:
        """Lay a part of the whole picture where it belongs."""
        part.lay(self._rows, self._top)

    def encode(self, pts: int, kind: PictureType) -> Iterable[av.Packet[Any]]:
        """Encode the picture as it is, and return those that are ready, whole."""
        return map(self._completed, _encoded(self._encoder, self._rows, pts, kind))

    def flush(self) -> Iterable[av.Packet[Any]]:
        """Return the pictures that were not ready."""
        return map(self._completed, self._encoder.encode(None))

    def _opened(self, open_encoder: Open, rows: int) -> VideoCodecContext:
        encoder = open_encoder(rows)
        told = parameters(encoder.extradata or b"")
        if told is None or replace(told, rows=self._told.rows) != self._told:
            raise ValueError(f"an encoder for {rows} rows has other parameters")
        return encoder

    def _completed(self, packet: av.Packet[Any]) -> av.Packet[Any]:
        """Return a packet that holds the whole picture."""
        data = b"".join(self._whole(unit) if unit[0] & 31 in SLICES else START + unit for unit in units(bytes(packet)))
        whole = av.Packet(data)
        whole.pts, whole.dts, whole.time_base, whole.duration = packet.pts, packet.dts, packet.time_base, 1
        whole.is_keyframe = packet.is_keyframe
        return whole

    def _whole(self, unit: bytes) -> bytes:
        """Return all slices of a picture, from the top."""
        own = Slice(unit, self._told)
        row = self._top // SIDE
        others = [
            (there.row, own.like(there.key, there.row) if own.is_key else own.nothing(there.row, there.rows))
            for there in self._beside
        ]
        return b"".join(data for _, data in sorted([*others, (row, own.at(row))]))


def _encoded(
    encoder: VideoCodecContext, picture: av.VideoFrame, pts: int, kind: PictureType
) -> Iterable[av.Packet[Any]]:
    picture.pts, picture.time_base, picture.pict_type = pts, encoder.time_base, kind
    return encoder.encode(picture)


def worth_a_band(picture: av.VideoFrame, top: int, bottom: int, count: int) -> tuple[int, int] | None:
    """Return the rows of a band that holds those that change, if encoding it is quicker than the whole picture.

    Parameters
    ----------
    picture
        The first picture, in ``yuv420p``.
    top, bottom
        The rows between which something changes.
    count
        How many pictures there are.
    """
    differing = np.concatenate([[0], np.cumsum(_differ_from_above(picture))])
    tops = range((top - STILL) // SIDE * SIDE, 0, -SIDE)
    bottoms = range(-(-(bottom + STILL) // SIDE) * SIDE, picture.height, SIDE)
    top = next((row for row in tops if differing[max(1, row - REACH + 1)] == differing[row + 1]), 0)
    beyond = (row for row in bottoms if differing[row] == differing[min(picture.height, row + REACH)])
    bottom = next(beyond, picture.height)
    saved = (picture.height - bottom + top) * picture.width // SIDE**2
    return (top, bottom) if (count - 1) * (saved - _COST_OF_PICTURE) > _COST_OF_BAND else None


def _differ_from_above(picture: av.VideoFrame) -> NDArray[np.bool_]:
    """Return, for each row of a ``yuv420p`` picture, whether it differs from the one above; the first doesn't."""
    found = np.zeros(picture.height, np.bool_)
    for plane, halving in zip(picture.planes, HALVINGS, strict=True):
        rows = values(plane)[:, : plane.width]
        found[halving::halving] |= (rows[1:] != rows[:-1]).any(axis=1)
    return found
