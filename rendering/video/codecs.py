"""Which encoder makes which kind of file, with which settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from rendering.core.frames import Stage
from rendering.core.job import MOV_CODECS, Format

REPRODUCIBLE: Mapping[str, str] = MappingProxyType({"fflags": "+bitexact"})
"""Options of a container: no random numbers, as WebM has for its tracks, and no version of FFmpeg."""
LONGEST_KEYFRAME_GAP = 5
"""Seconds between two keyframes at most, so that seeking stays quick."""
_X264: Mapping[str, str] = MappingProxyType(
    {
        "preset": "veryfast",
        # One QP for all pictures: rate control by quality would have to look ahead.
        "qp": "30",
        # Key pictures get a finer one, as all that is static keeps what they hold.
        "i_qfactor": "0.4",
        # Most of a picture is static, so long runs of B pictures cost least; always of that length, and without scene
        # detection, which would cost time for each picture.
        "bf": "7",
        "b_strategy": "0",
        "sc_threshold": "0",
        # On flat colours a finer search for motion, weights, small partitions and 8x8 transforms gain hardly anything.
        "subq": "1",
        "motion-est": "dia",
        "weightp": "0",
        "partitions": "none",
        "8x8dct": "0",
        # A keyframe that is asked for, at a beat, is one at which decoding can begin.
        "forced-idr": "1",
        # Drawn edges are sharper without the filter that smooths the borders of blocks.
        "x264-params": "no-deblock=1",
    }
)


@dataclass(frozen=True)
class Codec:
    """An encoder and its settings.

    Parameters
    ----------
    name
        FFmpeg's name of the encoder.
    pixel_format
        FFmpeg's name of the pixel format it encodes.
    options
        Options of the encoder itself.
    delay
        By how many frames decoding precedes presentation, because B pictures refer to later ones.
    """

    name: str
    pixel_format: str
    options: dict[str, str]
    delay: int = 0


def codec_for(format_: Format, *, transparent: bool, mov_codec: str = MOV_CODECS[0]) -> Codec:
    """Return the encoder for a kind of file; for a MOV there are `MOV_CODECS`.

    H.264 at these settings takes a fraction of the time of Manim's own (medium, crf 23) for a picture no worse; WebM is
    VP9. A MOV is ProRes 4444, with alpha or without, which every editor takes, or lossless QuickTime Animation, as
    Manim's own transparent one, which few still do. In both, as in Manim's, colours are multiplied by alpha.
    """
    if format_ is Format.MP4:
        return Codec("libx264", "yuv420p", dict(_X264), delay=2)
    if format_ is Format.WEBM:
        alpha = {"auto-alt-ref": "0"} if transparent else {}  # libvpx refuses alternate references with alpha
        options = {"crf": "38", "b": "0", "row-mt": "1", "deadline": "good", "cpu-used": "3", **alpha}
        return Codec("libvpx-vp9", "yuva420p" if transparent else "yuv420p", options)
    if mov_codec == "prores_ks":
        return Codec(mov_codec, "yuva444p10le" if transparent else "yuv444p10le", {"profile": "4444", "vendor": "apl0"})
    return Codec("qtrle", "argb" if transparent else "rgb24", {})


def open_encoder(context: VideoCodecContext, codec: Codec, stage: Stage, threads: int) -> None:
    """Set size, rate, keyframe distance and colours, and open the encoder.

    Parameters
    ----------
    context
        The encoder, with the codec's options.
    codec
        Gives its pixel format.
    stage
        Gives size and rate.
    threads
        How many threads it may use.
    """
    context.width, context.height, context.pix_fmt = stage.width, stage.height, codec.pixel_format
    context.time_base = 1 / stage.rate
    context.gop_size = int(LONGEST_KEYFRAME_GAP * stage.rate)
    context.thread_count = threads
    if codec.pixel_format.startswith("yuv"):
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.colorspace = Colorspace.ITU709
        context.color_range = ColorRange.MPEG
    context.open()
