"""Encode frames to video with PyAV, and assemble picture, captions, chapters and sound into one file."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from rendering import skipped
from rendering.job import Format
from rendering.performance import Box, Frame, Performance, Pixels, Stage
from rendering.stopwatch import STOPWATCH

LONGEST_KEYFRAME_GAP = 5
"""Seconds between two keyframes at most, so that seeking stays quick."""
_X264: Mapping[str, str] = MappingProxyType(
    {
        "preset": "veryfast",
        "qp": "30",
        "i_qfactor": "0.4",
        "bf": "7",
        "b_strategy": "0",
        "sc_threshold": "0",
        "subq": "1",
        "motion-est": "dia",
        "weightp": "0",
        "partitions": "none",
        "8x8dct": "0",
        "forced-idr": "1",
        "x264-params": "no-deblock=1",
    }
)
"""Flat colours on a still ground: long runs of B pictures cost least, and finer searches for motion find nothing.

One quantiser for all spares the encoder to look ahead; the key pictures, on which all that stands still lives, have a
finer one. Sharp edges come out sharper without the filter that smooths blocks.
"""
MARGIN = 4
"""Rows beside a part that its conversion may look at; an even number, and a part has to have twice as many."""
ALIGNMENT = 32
"""Columns likewise: the converter works on so many at a time, and treats those left over at the end in another way."""


@dataclass(frozen=True)
class Codec:
    """An encoder and its settings.

    Parameters
    ----------
    name
        FFmpeg's name of it.
    pixel_format
        What it encodes.
    options
        Its own options.
    delay
        How many frames ahead it may decode one because others refer to it.
    """

    name: str
    pixel_format: str
    options: dict[str, str]
    delay: int = 0


def codec_for(format_: Format, *, transparent: bool) -> Codec:
    """Return the encoder for a kind of file.

    H.264 at these settings takes a fraction of the time of Manim's own (medium, crf 23) for a picture no worse; VP9
    where WebM is asked for; a transparent ``.mov`` is lossless QuickTime Animation, as Manim's own.
    """
    if format_ is Format.MP4:
        return Codec("libx264", "yuv420p", dict(_X264), delay=2)
    if format_ is Format.WEBM:
        alpha = {"auto-alt-ref": "0"} if transparent else {}
        options = {"crf": "24", "b": "0", "row-mt": "1", "deadline": "good", "cpu-used": "3", **alpha}
        return Codec("libvpx-vp9", "yuva420p" if transparent else "yuv420p", options)
    return Codec("qtrle", "argb" if transparent else "rgb24", {})


@dataclass(frozen=True)
class Segment:
    """An encoded stretch of the picture.

    Parameters
    ----------
    path
        The file, which holds one video stream.
    first
        The number of its first frame in the scene.
    """

    path: Path
    first: int


class PictureTrack:
    """Encodes a stretch of frames into a file that holds nothing but the picture.

    Parameters
    ----------
    path
        The file to write.
    first
        The number of the stretch's first frame.
    format_
        The file's container and codec.
    threads
        How many threads the encoder may use.
    """

    def __init__(self, path: Path, first: int, format_: Format, *, threads: int = 1) -> None:
        self.path = path
        self.first = first
        self.format = format_
        self.threads = threads
        self._container: av.container.OutputContainer | None = None
        self._picture: av.VideoFrame | None = None
        self._beat = -1
        self._is_over = False

    def open(self, stage: Stage) -> None:
        """Open the file and the encoder."""
        codec = codec_for(self.format, transparent=stage.transparent)
        self.path.unlink(missing_ok=True)  # the store may hold the same file
        self._container = av.open(f"file:{self.path}", mode="w", format=self.format.value)
        stream = self._container.add_stream(codec.name, rate=stage.rate, options=codec.options)
        if not isinstance(stream, VideoStream):
            raise TypeError(f"{codec.name} is not a video codec")
        context = stream.codec_context
        context.width, context.height, context.pix_fmt = stage.width, stage.height, codec.pixel_format
        context.time_base = 1 / stage.rate
        context.gop_size = int(LONGEST_KEYFRAME_GAP * stage.rate)
        context.thread_count = self.threads
        self._is_yuv = codec.pixel_format.startswith("yuv")
        if self._is_yuv:
            context.color_primaries = ColorPrimaries.BT709
            context.color_trc = ColorTrc.BT709
            context.colorspace = Colorspace.ITU709
            context.color_range = ColorRange.MPEG
        context.open()
        self._skips = skipped.parameters(context.extradata or b"") if codec.name == "libx264" else None
        self._delay = codec.delay
        self._stream = stream
        self._pixel_format = codec.pixel_format
        self._time_base = 1 / stage.rate

    def write(self, frame: Frame) -> None:
        """Encode one picture for as long as it is shown; the first of a beat becomes a keyframe."""
        if self._container is None or self._is_over:
            raise ValueError("the track is not open, or ends with a hold")
        with STOPWATCH.phase("convert"):
            if self._picture is None or frame.changed is None or self._pixel_format != "yuv420p":
                self._picture = self._converted(frame.pixels)
            else:
                self._convert_part(self._picture, frame.pixels, frame.changed)
        picture = self._picture
        picture.time_base = self._time_base
        if self._skips is not None and self._beat < 0 and frame.repeat > 1:
            self._hold(self._container, picture, frame.repeat, self._skips)
            return
        for offset in range(frame.repeat):
            picture.pts = frame.index - self.first + offset
            picture.pict_type = PictureType.I if frame.beat != self._beat else PictureType.NONE
            self._beat = frame.beat
            with STOPWATCH.phase("encode"):
                self._container.mux(self._stream.encode(picture))

    def _hold(
        self, container: av.container.OutputContainer, picture: av.VideoFrame, count: int, told: skipped.Parameters
    ) -> None:
        """Encode one picture, and after it, without the encoder, that nothing changes; no other picture can follow."""
        with STOPWATCH.phase("encode"):
            picture.pts, picture.pict_type = 0, PictureType.I
            (key,) = map(bytes, (*self._stream.encode(picture), *self._stream.encode(None)))
            gap = self._stream.codec_context.gop_size
            for start in range(0, count, gap):
                length = min(gap, count - start)
                for number, data in enumerate((key, *skipped.repeats(told, length - 1)), start):
                    packet = av.Packet(data)
                    packet.stream, packet.time_base = self._stream, self._time_base
                    packet.pts, packet.dts, packet.duration = number, number - self._delay, 1
                    packet.is_keyframe = number == start
                    container.mux(packet)
        self._is_over = True

    def _converted(self, pixels: Pixels) -> av.VideoFrame:
        """Return pixels in the encoder's own colours."""
        picture = av.VideoFrame.from_numpy_buffer(pixels, format="rgba")
        if not self._is_yuv:
            return picture.reformat(format=self._pixel_format, threads=1)
        return picture.reformat(
            format=self._pixel_format,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            dst_colorspace=Colorspace.ITU709,
            dst_color_primaries=ColorPrimaries.BT709,
            dst_color_trc=ColorTrc.BT709,
            threads=1,
        )

    def _convert_part(self, picture: av.VideoFrame, pixels: Pixels, box: Box) -> None:
        """Convert a rectangle in place, and what mixes with it where the colours' size is halved."""
        if box[0] >= box[2] or box[1] >= box[3]:
            return
        height, width = pixels.shape[:2]
        left, top, right, bottom = (edge // 2 * 2 for edge in (box[0] - 2, box[1] - 2, box[2] + 3, box[3] + 3))
        left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
        above, below = _widened(top, bottom, MARGIN, height)
        before, after = _widened(left // ALIGNMENT * ALIGNMENT, -(-right // ALIGNMENT) * ALIGNMENT, ALIGNMENT, width)
        part = self._converted(pixels[above:below, before:after])
        for old, new, halving in zip(picture.planes, part.planes, (1, 2, 2), strict=True):
            source = np.frombuffer(memoryview(new), np.uint8).reshape(new.height, new.line_size)
            target = np.frombuffer(memoryview(old), np.uint8).reshape(old.height, old.line_size)
            rows, columns = slice(top // halving, bottom // halving), slice(left // halving, right // halving)
            y, x = above // halving, before // halving
            target[rows, columns] = source[rows.start - y : rows.stop - y, columns.start - x : columns.stop - x]

    def answer(self) -> Mapping[str, Any]:
        """Flush the encoder, close the file, and say where it is."""
        if self._container is None:
            raise ValueError("the track is not open")
        with STOPWATCH.phase("encode"):
            if not self._is_over:
                self._container.mux(self._stream.encode(None))
            self._container.close()
        self._container = None
        return {"path": str(self.path), "first": self.first}

    def finish(self, performance: Performance) -> None:
        """Nothing to add: what a scene says of itself is no part of its picture."""

    def abort(self) -> None:
        """Close and delete the file."""
        if self._container is not None:
            with contextlib.suppress(Exception):
                self._container.close()
            self._container = None
        self.path.unlink(missing_ok=True)


def _widened(first: int, stop: int, margin: int, end: int) -> tuple[int, int]:
    """Return a range with a margin at both sides and at least twice as long as that, within the picture."""
    first, stop = max(0, first - margin), min(end, stop + margin)
    return max(0, min(first, stop - 2 * margin)), max(stop, min(end, first + 2 * margin))
