"""Encode only the rows of macroblocks in which the pictures of a segment change.

An encoder takes as long for static macroblocks as for moving ones. So one encoder gets the band of rows that change, as
if they were the whole picture, and its slices are moved to their place. The static rows above and below are encoded
once, as a key picture, by an encoder each; in all other pictures their slices consist of skipped macroblocks.

Motion vectors may reach beyond the edge of a picture, where the encoder of the band sees its outermost row repeated,
while a decoder sees the rows beyond the band. So a band ends only where those rows are equal to its outermost one.
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

from rendering.video.bitstream import START_CODE, nal_units
from rendering.video.colour_conversion import SUBSAMPLING, ConvertedRegion, copy_rows, plane_array
from rendering.video.slices import NAL_SLICES, ParameterSets, Slice, read_parameter_sets

MB_SIZE = 16
"""Rows and columns of a macroblock."""
VECTOR_REACH = 28
"""Rows beyond the edge that x264's motion compensation can read.

Vectors point at most 24 rows out, and interpolation between rows reads 3 more; one is to spare.
"""
STATIC_ROWS = 16
"""Static rows within a band at either edge, so that what adjoins the edge is coded once and then skipped."""
_PICTURE_COST = 400
"""What writing the slices beside a band costs in every picture, as the number of macroblocks encoded in that time."""
_BAND_COST = 6000
"""What opening a band's encoders costs, likewise."""

OpenEncoder = Callable[[int], VideoCodecContext]
"""Opens an encoder for pictures with so many rows."""


@dataclass(frozen=True)
class _StaticRows:
    """Static rows beside a band: their first and their number in macroblocks, and their slice of a key picture."""

    row: int
    rows: int
    key: Slice


class WholeEncoder:
    """Encodes whole pictures.

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

    def paste(self, region: ConvertedRegion) -> None:
        """Put a region that changes into the picture."""
        region.paste_into(self._picture)

    def encode(self, pts: int, picture_type: PictureType) -> Iterable[av.Packet[Any]]:
        """Encode the picture as it is now, and return the packets that are ready."""
        return _encoded(self._encoder, self._picture, pts, picture_type)

    def flush(self) -> Iterable[av.Packet[Any]]:
        """Return the remaining packets."""
        return self._encoder.encode(None)


class BandEncoder:
    """Encodes a band of rows of pictures whose other rows are static.

    Parameters
    ----------
    open_encoder
        Opens one of the encoders.
    parameter_sets
        Those of the encoder for whole pictures.
    picture
        The first picture, whole, in ``yuv420p``.
    top, bottom
        The rows of the band, as `find_band` returns them.

    Raises
    ------
    ValueError
        If an encoder for fewer rows writes other parameter sets, so that a decoder would not understand its slices.
    """

    def __init__(
        self,
        open_encoder: OpenEncoder,
        parameter_sets: ParameterSets,
        picture: av.VideoFrame,
        top: int,
        bottom: int,
    ) -> None:
        self._top = top
        self._parameter_sets = parameter_sets
        self._rows = copy_rows(picture, top, bottom)
        self._encoder = self._opened(open_encoder, bottom - top)
        self._static = []
        for start, stop in ((0, top), (bottom, picture.height)):
            if start < stop:
                encoder = self._opened(open_encoder, stop - start)
                rows = copy_rows(picture, start, stop)
                packets = (*_encoded(encoder, rows, 0, PictureType.I), *encoder.encode(None))
                stream = b"".join(map(bytes, packets))
                (key,) = (Slice(unit, parameter_sets) for unit in nal_units(stream) if unit[0] & 31 in NAL_SLICES)
                self._static.append(_StaticRows(start // MB_SIZE, -(-stop // MB_SIZE) - start // MB_SIZE, key))

    def paste(self, region: ConvertedRegion) -> None:
        """Put a region that changes into the band."""
        region.paste_into(self._rows, self._top)

    def encode(self, pts: int, picture_type: PictureType) -> Iterable[av.Packet[Any]]:
        """Encode the picture as it is now, and return the packets that are ready, of whole pictures."""
        return map(self._completed, _encoded(self._encoder, self._rows, pts, picture_type))

    def flush(self) -> Iterable[av.Packet[Any]]:
        """Return the remaining packets, of whole pictures."""
        return map(self._completed, self._encoder.encode(None))

    def _opened(self, open_encoder: OpenEncoder, rows: int) -> VideoCodecContext:
        encoder = open_encoder(rows)
        written = read_parameter_sets(encoder.extradata or b"")
        if written is None or replace(written, mb_height=self._parameter_sets.mb_height) != self._parameter_sets:
            raise ValueError(f"an encoder for {rows} rows has other parameters")
        return encoder

    def _completed(self, packet: av.Packet[Any]) -> av.Packet[Any]:
        """Return a packet that holds the whole picture instead of the band."""
        units = nal_units(bytes(packet))
        data = b"".join(self._all_slices(unit) if unit[0] & 31 in NAL_SLICES else START_CODE + unit for unit in units)
        whole = av.Packet(data)
        whole.pts, whole.dts, whole.time_base, whole.duration = packet.pts, packet.dts, packet.time_base, 1
        whole.is_keyframe = packet.is_keyframe
        return whole

    def _all_slices(self, unit: bytes) -> bytes:
        """Return all slices of the picture that a slice of the band belongs to, from the top."""
        band = Slice(unit, self._parameter_sets)
        row = self._top // MB_SIZE
        others = [
            (
                static.row,
                band.with_data_of(static.key, static.row) if band.is_idr else band.skipped(static.row, static.rows),
            )
            for static in self._static
        ]
        return b"".join(data for _, data in sorted([*others, (row, band.moved_to(row))]))


def _encoded(
    encoder: VideoCodecContext, picture: av.VideoFrame, pts: int, picture_type: PictureType
) -> Iterable[av.Packet[Any]]:
    picture.pts, picture.time_base, picture.pict_type = pts, encoder.time_base, picture_type
    return encoder.encode(picture)


def find_band(picture: av.VideoFrame, top: int, bottom: int, count: int) -> tuple[int, int] | None:
    """Return the rows of a band around those that change, if encoding it is quicker than encoding whole pictures.

    Parameters
    ----------
    picture
        The first picture, in ``yuv420p``.
    top, bottom
        The rows between which something changes.
    count
        How many pictures there are.

    Returns
    -------
    tuple of (int, int) or None
        First row and the one after the last; multiples of a macroblock's, or an edge of the picture.
    """
    differing = np.concatenate([[0], np.cumsum(_differ_from_above(picture))])  # of the rows before each
    tops = range((top - STATIC_ROWS) // MB_SIZE * MB_SIZE, 0, -MB_SIZE)
    bottoms = range(-(-(bottom + STATIC_ROWS) // MB_SIZE) * MB_SIZE, picture.height, MB_SIZE)
    # The nearest edges beyond which all rows within reach are equal; failing that, the picture's own.
    top = next((row for row in tops if differing[max(1, row - VECTOR_REACH + 1)] == differing[row + 1]), 0)
    beyond = (row for row in bottoms if differing[row] == differing[min(picture.height, row + VECTOR_REACH)])
    bottom = next(beyond, picture.height)
    saved = (picture.height - bottom + top) * picture.width // MB_SIZE**2
    return (top, bottom) if (count - 1) * (saved - _PICTURE_COST) > _BAND_COST else None


def _differ_from_above(picture: av.VideoFrame) -> NDArray[np.bool_]:
    """Return, for each row of a ``yuv420p`` picture, whether it differs from the one above; the first doesn't."""
    found = np.zeros(picture.height, np.bool_)
    for plane, factor in zip(picture.planes, SUBSAMPLING, strict=True):
        rows = plane_array(plane)[:, : plane.width]
        found[factor::factor] |= (rows[1:] != rows[:-1]).any(axis=1)
    return found
