"""Encode frames to video with PyAV, and assemble picture, captions, chapters and sound into one file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from rendering.core.boxes import joined
from rendering.core.frames import Frame, Stage
from rendering.core.job import Format
from rendering.core.profiling import STOPWATCH
from rendering.core.sinks import BaseSink
from rendering.video import skip_slices
from rendering.video.bands import Band, Whole, worth_a_band
from rendering.video.colour_conversion import ConvertedRegion, converted, converted_region
from rendering.video.slices import Parameters, parameters

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
MOST_WAITING_BYTES = 160_000_000
"""Bytes that may wait until it is known which rows of a stretch change."""
WORTH_ANOTHER = 30_000
"""Pixels that are converted in the time that beginning another rectangle takes."""


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
        options = {"crf": "38", "b": "0", "row-mt": "1", "deadline": "good", "cpu-used": "3", **alpha}
        return Codec("libvpx-vp9", "yuva420p" if transparent else "yuv420p", options)
    return Codec("qtrle", "argb" if transparent else "rgb24", {})


@dataclass(frozen=True)
class SegmentFile:
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


@dataclass(frozen=True)
class _Waiting:
    """A picture that is to be encoded: when it is shown, whether it is a key picture, and what has changed."""

    pts: int
    kind: PictureType
    parts: Sequence[ConvertedRegion]


class PictureTrack(BaseSink):
    """Encodes a stretch of frames into a file that holds nothing but the picture.

    With an encoder whose slices can be moved, what changes waits until it is known which rows do: no others
    are encoded.

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
        self._encoder: Whole | Band | None = None
        self._picture: av.VideoFrame | None = None
        self._waiting: list[_Waiting] = []
        self._held = 0
        self._beat = -1
        self._is_over = False

    def open(self, stage: Stage) -> None:
        """Open the file and the encoder."""
        self._stage = stage
        self._codec = codec_for(self.format, transparent=stage.transparent)
        self.path.unlink(missing_ok=True)  # the store may hold the same file
        self._container = av.open(f"file:{self.path}", mode="w", format=self.format.value)
        stream = self._container.add_stream(self._codec.name, rate=stage.rate, options=self._codec.options)
        if not isinstance(stream, VideoStream):
            raise TypeError(f"{self._codec.name} is not a video codec")
        self._open(stream.codec_context, stage.height)
        self._told = parameters(stream.codec_context.extradata or b"") if self._codec.name == "libx264" else None
        self._waits = self._told is not None and not self._told.weighs
        self._stream = stream

    def _open(self, context: VideoCodecContext, height: int) -> VideoCodecContext:
        """Open an encoder for pictures of a height."""
        stage = self._stage
        context.width, context.height, context.pix_fmt = stage.width, height, self._codec.pixel_format
        context.time_base = 1 / stage.rate
        context.gop_size = int(LONGEST_KEYFRAME_GAP * stage.rate)
        context.thread_count = self.threads
        if self._codec.pixel_format.startswith("yuv"):
            context.color_primaries = ColorPrimaries.BT709
            context.color_trc = ColorTrc.BT709
            context.colorspace = Colorspace.ITU709
            context.color_range = ColorRange.MPEG
        context.open()
        return context

    def _open_one_more(self, height: int) -> VideoCodecContext:
        """Open another encoder, for pictures of a height."""
        context = av.CodecContext.create(self._codec.name, "w")
        if not isinstance(context, VideoCodecContext):
            raise TypeError(f"{self._codec.name} is not a video codec")
        context.options, context.framerate = self._codec.options, self._stage.rate
        context.flags |= Flags.global_header
        return self._open(context, height)

    def write(self, frame: Frame) -> None:
        """Take one picture for as long as it is shown; the first of a beat becomes a keyframe."""
        if self._container is None or self._is_over:
            raise ValueError("the track is not open, or ends with a hold")
        parts: Sequence[ConvertedRegion] = ()
        if self._picture is None or frame.changed is None or self._codec.pixel_format != "yuv420p":
            self._encode_waiting(self._container)
            with STOPWATCH.phase("convert"):
                self._picture = converted(frame.pixels, self._codec.pixel_format)
            self._waits = self._waits and self._encoder is None
            self._encoder = Whole(self._stream.codec_context, self._picture)
            if self._told is not None and self._beat < 0 and frame.repeat > 1:
                self._hold(self._container, self._encoder, frame.repeat, self._told)
                return
        else:
            with STOPWATCH.phase("convert"):
                parts = [converted_region(frame.pixels, box) for box in joined(frame.changed, WORTH_ANOTHER)]
            self._held += sum(part.size for part in parts)
        for offset in range(frame.repeat):
            kind = PictureType.I if frame.beat != self._beat else PictureType.NONE
            self._waiting.append(_Waiting(frame.index - self.first + offset, kind, () if offset else parts))
            self._beat = frame.beat
        self._waits = self._waits and self._held < MOST_WAITING_BYTES
        if not self._waits:
            self._encode_waiting(self._container)

    def _hold(self, container: av.container.OutputContainer, encoder: Whole, count: int, told: Parameters) -> None:
        """Encode one picture, and after it, without the encoder, that nothing changes; no other picture can follow."""
        with STOPWATCH.phase("encode"):
            (key,) = map(bytes, (*encoder.encode(0, PictureType.I), *encoder.flush()))
            gap = self._stream.codec_context.gop_size
            for start in range(0, count, gap):
                length = min(gap, count - start)
                for number, data in enumerate((key, *skip_slices.repeats(told, length - 1)), start):
                    packet = av.Packet(data)
                    packet.time_base, packet.duration = 1 / self._stage.rate, 1
                    packet.pts, packet.dts = number, number - self._codec.delay
                    packet.is_keyframe = number == start
                    self._mux(container, [packet])
        self._is_over = True

    def _choose_encoder(self) -> None:
        """Encode only the rows that change, where that is quicker."""
        boxes = [part.box for waiting in self._waiting for part in waiting.parts]
        if self._told is None or self._picture is None or not boxes:
            return
        top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
        rows = worth_a_band(self._picture, top, bottom, len(self._waiting))
        if rows is not None:
            self._encoder = Band(self._open_one_more, self._told, self._picture, *rows)

    def _encode_waiting(self, container: av.container.OutputContainer) -> None:
        """Encode the pictures that wait."""
        for waiting in self._waiting:
            if self._encoder is None:
                raise ValueError("there is no picture")
            with STOPWATCH.phase("convert"):
                for part in waiting.parts:
                    self._encoder.lay(part)
            with STOPWATCH.phase("encode"):
                self._mux(container, self._encoder.encode(waiting.pts, waiting.kind))
        self._waiting.clear()

    def _mux(self, container: av.container.OutputContainer, packets: Iterable[av.Packet[Any]]) -> None:
        for packet in packets:
            packet.stream = self._stream
            container.mux(packet)

    def answer(self) -> Mapping[str, Any]:
        """Encode what waits, close the file, and say where it is."""
        if self._container is None:
            raise ValueError("the track is not open")
        with STOPWATCH.phase("encode"):
            if self._waits:
                self._choose_encoder()
        self._encode_waiting(self._container)
        with STOPWATCH.phase("encode"):
            if self._encoder is not None and not self._is_over:
                self._mux(self._container, self._encoder.flush())
            self._container.close()
        self._container = None
        return {"path": str(self.path), "first": self.first}

    def abort(self) -> None:
        """Close and delete the file."""
        if self._container is not None:
            with contextlib.suppress(Exception):
                self._container.close()
            self._container = None
        self.path.unlink(missing_ok=True)
