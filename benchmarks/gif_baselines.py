"""What else an author can make a GIF with, each from the same RGB frames."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.filter import Graph
from av.video.stream import VideoStream
from PIL import Image

from rendering.animated.frame_spool import Rgb

Encode = Callable[[Sequence[Rgb], Fraction], bytes]
"""Makes a file of frames, one after another at a rate."""


@dataclass(frozen=True)
class Rival:
    """One way to make a GIF.

    Parameters
    ----------
    name
        What it is, with its settings.
    encode
        Makes the file.
    """

    name: str
    encode: Encode


def rivals() -> Iterator[Rival]:
    """Yield the ways that are at hand; those with gifsicle only where it is installed."""
    yield Rival("manim", by_manim)
    yield Rival("Pillow", by_pillow)
    even = _with_palette("stats_mode=full", "dither=none:diff_mode=rectangle")
    yield Rival("ffmpeg", _with_palette("stats_mode=full", ""))
    yield Rival("ffmpeg, dither=none", even)
    yield Rival("ffmpeg, stats_mode=diff", _with_palette("stats_mode=diff", "dither=none:diff_mode=rectangle"))
    yield Rival("ffmpeg, a palette a frame", _with_palette("stats_mode=single", "dither=none:new=1"))
    if has_gifsicle():
        yield Rival("gifsicle -O3", _then(even, "-O3"))
        for lossy in (10, 20, 40, 80):
            yield Rival(f"gifsicle --lossy={lossy}", _then(even, "-O3", f"--lossy={lossy}"))


def has_gifsicle() -> bool:
    """Say whether gifsicle is installed."""
    return shutil.which("gifsicle") is not None


def by_pillow(frames: Sequence[Rgb], rate: Fraction) -> bytes:
    """Return what Pillow makes of RGB images when it is asked to save them all, as small as it can."""
    first, *others = (Image.fromarray(frame) for frame in frames)
    file = io.BytesIO()
    first.save(file, "GIF", save_all=True, append_images=others, duration=float(1000 / rate), optimize=True)
    return file.getvalue()


def by_manim(frames: Sequence[Rgb], rate: Fraction) -> bytes:
    """Return what Manim's ``--format gif`` makes of frames: H.264 first, then 256 colours that are always the same.

    Source: Manim 0.22, ``manim/scene/scene_file_writer.py``, ``combine_files``.
    """
    height, width = frames[0].shape[:2]
    cut = [frame[: height // 2 * 2, : width // 2 * 2] for frame in frames]
    with tempfile.TemporaryDirectory(prefix="gif-bench-") as folder:
        video = Path(folder) / "video.mp4"
        with av.open(str(video), "w") as container:
            stream = container.add_stream("libx264", rate=rate, options={"crf": "23"})
            _sized(stream, cut[0])
            stream.pix_fmt = "yuv420p"
            for frame in cut:
                container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
            container.mux(stream.encode(None))
        with av.open(str(video), "r") as container:
            decoded = list(container.decode(video=0))
    return _gif(decoded, rate, "stats_mode=diff", "dither=bayer:bayer_scale=5:diff_mode=rectangle", "rgb8")


def _with_palette(generate: str, use: str) -> Encode:
    """Return FFmpeg's palettegen and paletteuse with options."""

    def encode(frames: Sequence[Rgb], rate: Fraction) -> bytes:
        pictures = [av.VideoFrame.from_ndarray(frame, format="rgb24") for frame in frames]
        for number, picture in enumerate(pictures):
            picture.pts, picture.time_base = number, 1 / rate
        return _gif(pictures, rate, generate, use, "pal8")

    return encode


def _gif(pictures: Sequence[av.VideoFrame], rate: Fraction, generate: str, use: str, pixel_format: str) -> bytes:
    """Send pictures through palettegen and paletteuse, and write what comes out as a GIF."""
    graph: Any = Graph()
    first = pictures[0]
    source = graph.add_buffer(width=first.width, height=first.height, format=first.format.name, time_base=1 / rate)
    split, generator = graph.add("split"), graph.add("palettegen", generate)
    user, sink = graph.add("paletteuse", use or None), graph.add("buffersink")
    source.link_to(split)
    split.link_to(generator, 0, 0)
    split.link_to(user, 1, 0)
    generator.link_to(user, 0, 1)
    user.link_to(sink)
    graph.configure()
    file = io.BytesIO()
    with av.open(file, "w", format="gif") as container:
        stream = container.add_stream("gif", rate=rate)
        stream.width, stream.height, stream.pix_fmt = first.width, first.height, pixel_format
        for number, frame in enumerate(_through(graph, pictures)):
            frame.pts, frame.time_base = number, 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def _through(graph: Any, pictures: Sequence[av.VideoFrame]) -> Iterator[Any]:
    """Yield what a graph makes of pictures; it may need all of them first."""
    for picture in pictures:
        graph.push(picture)
    graph.push(None)
    while True:
        try:
            yield graph.pull()
        except av.error.EOFError:
            return


def _sized(stream: VideoStream, frame: Rgb) -> None:
    stream.height, stream.width = frame.shape[:2]


def _then(encode: Encode, *options: str) -> Encode:
    """Return an encoder whose file goes through gifsicle."""

    def encode_and_optimise(frames: Sequence[Rgb], rate: Fraction) -> bytes:
        command = ["gifsicle", "--no-warnings", *options]
        return subprocess.run(command, input=encode(frames, rate), capture_output=True, check=True).stdout

    return encode_and_optimise
