"""Baselines of the GIF benchmark: other GIF encoders, each given the same RGB frames."""

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
from PIL import Image

from rendering.animated.frame_spool import Rgb

Encode = Callable[[Sequence[Rgb], Fraction], bytes]
"""Returns the file for frames shown at a rate."""


@dataclass(frozen=True)
class Baseline:
    """One way to encode a GIF.

    Parameters
    ----------
    name
        The encoder, with its settings.
    encode
        Returns the file.
    """

    name: str
    encode: Encode


def baselines() -> Iterator[Baseline]:
    """Yield the available baselines; those with gifsicle only if it is installed."""
    yield Baseline("manim", encode_with_manim)
    yield Baseline("Pillow", encode_with_pillow)
    even = _with_palette("stats_mode=full", "dither=none:diff_mode=rectangle")
    yield Baseline("ffmpeg", _with_palette("stats_mode=full", ""))
    yield Baseline("ffmpeg, dither=none", even)
    yield Baseline("ffmpeg, stats_mode=diff", _with_palette("stats_mode=diff", "dither=none:diff_mode=rectangle"))
    yield Baseline("ffmpeg, a palette a frame", _with_palette("stats_mode=single", "dither=none:new=1"))
    if has_gifsicle():
        yield Baseline("gifsicle -O3", _with_gifsicle(even, "-O3"))
        for lossy in (10, 20, 40, 80):
            yield Baseline(f"gifsicle --lossy={lossy}", _with_gifsicle(even, "-O3", f"--lossy={lossy}"))


def has_gifsicle() -> bool:
    """Return whether gifsicle is installed."""
    return shutil.which("gifsicle") is not None


def encode_with_pillow(frames: Sequence[Rgb], rate: Fraction) -> bytes:
    """Return the GIF that Pillow saves of RGB images, with ``optimize``."""
    first, *others = (Image.fromarray(frame) for frame in frames)
    file = io.BytesIO()
    first.save(file, "GIF", save_all=True, append_images=others, duration=float(1000 / rate), optimize=True)
    return file.getvalue()


def encode_with_manim(frames: Sequence[Rgb], rate: Fraction) -> bytes:
    """Return the GIF that Manim's ``--format gif`` makes of frames: H.264 first, then a fixed palette of 256 colours.

    Source: Manim 0.22, ``manim/scene/scene_file_writer.py``, ``combine_files``.
    """
    height, width = frames[0].shape[:2]
    cropped = [frame[: height // 2 * 2, : width // 2 * 2] for frame in frames]
    with tempfile.TemporaryDirectory(prefix="gif-bench-") as folder:
        video = Path(folder) / "video.mp4"
        with av.open(str(video), "w") as container:
            stream = container.add_stream("libx264", rate=rate, options={"crf": "23"})
            stream.height, stream.width = cropped[0].shape[:2]
            stream.pix_fmt = "yuv420p"
            for frame in cropped:
                container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
            container.mux(stream.encode(None))
        with av.open(str(video), "r") as container:
            decoded = list(container.decode(video=0))
    return _gif_through_palette(
        decoded, rate, "stats_mode=diff", "dither=bayer:bayer_scale=5:diff_mode=rectangle", "rgb8"
    )


def _with_palette(generate: str, use: str) -> Encode:
    """Return an encoder that runs FFmpeg's palettegen and paletteuse with options."""

    def encode(frames: Sequence[Rgb], rate: Fraction) -> bytes:
        pictures = [av.VideoFrame.from_ndarray(frame, format="rgb24") for frame in frames]
        for number, picture in enumerate(pictures):
            picture.pts, picture.time_base = number, 1 / rate
        return _gif_through_palette(pictures, rate, generate, use, "pal8")

    return encode


def _gif_through_palette(
    pictures: Sequence[av.VideoFrame], rate: Fraction, generate: str, use: str, pixel_format: str
) -> bytes:
    """Filter pictures through palettegen and paletteuse, and encode the result as a GIF."""
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
        for number, frame in enumerate(_filtered(graph, pictures)):
            frame.pts, frame.time_base = number, 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def _filtered(graph: Any, pictures: Sequence[av.VideoFrame]) -> Iterator[Any]:
    """Yield the filtered pictures; palettegen needs all of them before the first comes out."""
    for picture in pictures:
        graph.push(picture)
    graph.push(None)
    while True:
        try:
            yield graph.pull()
        except av.error.EOFError:
            return


def _with_gifsicle(encode: Encode, *options: str) -> Encode:
    """Return an encoder whose file is optimised by gifsicle."""

    def encode_and_optimise(frames: Sequence[Rgb], rate: Fraction) -> bytes:
        command = ["gifsicle", "--no-warnings", *options]
        return subprocess.run(command, input=encode(frames, rate), capture_output=True, check=True).stdout

    return encode_and_optimise
