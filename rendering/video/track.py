"""Encode the frames of a segment into a file that holds nothing but the picture."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.video.frame import PictureType
from av.video.stream import VideoStream

from rendering.core.boxes import joined
from rendering.core.frames import Frame, Stage
from rendering.core.job import MOV_CODECS, Format
from rendering.core.profiling import STOPWATCH
from rendering.core.sinks import BaseSink
from rendering.video.codecs import REPRODUCIBLE, codec_for, open_encoder
from rendering.video.colour_conversion import convert, convert_region
from rendering.video.skip_slices import repeated_pictures
from rendering.video.slices import ParameterSets, read_parameter_sets

RECTANGLE_COST = 30_000
"""Pixels that are converted in the time that starting another rectangle takes."""


@dataclass(frozen=True)
class SegmentFile:
    """The encoded picture of a segment, or of some beats of a finished film.

    Parameters
    ----------
    path
        The file, whose first stream is the picture.
    first
        The number that its first frame gets in the joined film.
    start, stop
        Its frames that are joined, the last one excluded, counted from 0: whole beats, as decoding can begin at the
        first frame of each. ``None`` stands for all that are left.
    """

    path: Path
    first: int
    start: int = 0
    stop: int | None = None

    def holds(self, frame: int) -> bool:
        """Return whether a frame of the file is to be joined."""
        return self.start <= frame and (self.stop is None or frame < self.stop)


class PictureTrack(BaseSink):
    """A sink that encodes the frames of a segment into a file of one video stream.

    A segment of one held picture is encoded once as H.264, and its repetitions are written as skipped macroblocks.

    Parameters
    ----------
    path
        The file to write.
    first
        The number of the segment's first frame in the scene.
    format_
        The file's container and codec.
    threads
        How many threads the encoder may use.
    mov_codec
        Which of `MOV_CODECS` a MOV has.
    """

    def __init__(
        self, path: Path, first: int, format_: Format, *, threads: int = 1, mov_codec: str = MOV_CODECS[0]
    ) -> None:
        self.path = path
        self.first = first
        self.format = format_
        self.threads = threads
        self._mov_codec = mov_codec
        self._container: av.container.OutputContainer | None = None
        self._picture: av.VideoFrame | None = None
        self._beat = -1
        self._ended_with_hold = False

    def open(self, stage: Stage) -> None:
        """Open the file and the encoder."""
        self._stage = stage
        self._codec = codec_for(self.format, transparent=stage.transparent, mov_codec=self._mov_codec)
        self.path.unlink(missing_ok=True)  # it may be a hard link to a file of the segment store
        self._container = av.open(
            f"file:{self.path}", mode="w", format=self.format.value, container_options=dict(REPRODUCIBLE)
        )
        stream = self._container.add_stream(self._codec.name, rate=stage.rate, options=self._codec.options)
        if not isinstance(stream, VideoStream):
            raise TypeError(f"{self._codec.name} is not a video codec")
        open_encoder(stream.codec_context, self._codec, stage, self.threads)
        self._parameter_sets = (
            read_parameter_sets(stream.codec_context.extradata or b"") if self._codec.name == "libx264" else None
        )
        self._stream = stream

    def write(self, frame: Frame) -> None:
        """Encode one picture for as long as it is shown; the first of a beat becomes a keyframe."""
        if self._container is None or self._ended_with_hold:
            raise ValueError("the track is not open, or ends with a hold")
        if self._picture is None or frame.changed is None or self._codec.pixel_format != "yuv420p":
            with STOPWATCH.phase("convert"):
                self._picture = convert(frame.pixels, self._codec.pixel_format)
            if self._parameter_sets is not None and self._beat < 0 and frame.repeat > 1:
                self._encode_hold(self._container, self._picture, frame.repeat, self._parameter_sets)
                return
        else:
            with STOPWATCH.phase("convert"):
                for box in joined(frame.changed, RECTANGLE_COST):
                    convert_region(frame.pixels, box).paste_into(self._picture)
        with STOPWATCH.phase("encode"):
            for number in range(frame.index - self.first, frame.index - self.first + frame.repeat):
                picture_type = PictureType.I if frame.beat != self._beat else PictureType.NONE
                self._mux(self._container, self._encoded(self._picture, number, picture_type))
                self._beat = frame.beat

    def _encoded(self, picture: av.VideoFrame, number: int, picture_type: PictureType) -> Iterable[av.Packet[Any]]:
        """Encode a picture, and return the packets that are ready."""
        context = self._stream.codec_context
        picture.pts, picture.time_base, picture.pict_type = number, context.time_base, picture_type
        return context.encode(picture)

    def _encode_hold(
        self, container: av.container.OutputContainer, picture: av.VideoFrame, count: int, parameter_sets: ParameterSets
    ) -> None:
        """Write one picture and its repetitions as skipped macroblocks; the encoder knows nothing of these.

        So no other picture can follow: its frame_num and order count would be wrong.
        """
        with STOPWATCH.phase("encode"):
            packets = (*self._encoded(picture, 0, PictureType.I), *self._stream.codec_context.encode(None))
            (key,) = map(bytes, packets)
            gap = self._stream.codec_context.gop_size
            for start in range(0, count, gap):
                length = min(gap, count - start)
                for number, data in enumerate((key, *repeated_pictures(parameter_sets, length - 1)), start):
                    packet = av.Packet(data)
                    packet.time_base, packet.duration = 1 / self._stage.rate, 1
                    packet.pts, packet.dts = number, number - self._codec.delay
                    packet.is_keyframe = number == start
                    self._mux(container, [packet])
        self._ended_with_hold = True

    def _mux(self, container: av.container.OutputContainer, packets: Iterable[av.Packet[Any]]) -> None:
        for packet in packets:
            packet.stream = self._stream
            container.mux(packet)

    def answer(self) -> Mapping[str, Any]:
        """Close the file, and return its path."""
        if self._container is None:
            raise ValueError("the track is not open")
        with STOPWATCH.phase("encode"):
            if self._picture is not None and not self._ended_with_hold:
                self._mux(self._container, self._stream.codec_context.encode(None))
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
