"""What to render and how: frozen values that are sent between processes as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rendering.core.errors import UserError
from rendering.core.targets import Target


class Format(StrEnum):
    """A kind of file this package can make of a scene."""

    MP4 = "mp4"
    WEBM = "webm"
    MOV = "mov"
    GIF = "gif"
    PNG = "png"
    PNG_SEQUENCE = "png-sequence"

    @property
    def carries_alpha(self) -> bool:
        """Whether the file can hold transparency; a GIF's pixels are opaque or not there."""
        return self is not Format.MP4

    @property
    def is_video(self) -> bool:
        """Whether frames are encoded by a video codec."""
        return self in {Format.MP4, Format.WEBM, Format.MOV}


MOV_CODECS = ("prores_ks", "qtrle")
"""FFmpeg's names of the encoders for a MOV: ProRes 4444, which editors take, and lossless QuickTime Animation."""

LARGEST_WIDTH, LARGEST_FRAME = 7_680, 7_680 * 4_320
"""Width and pixels of the largest frame, that of 8K video."""


@dataclass(frozen=True)
class Quality:
    """A size in pixels and a rate, under one of Manim's letters."""

    flag: str
    width: int
    height: int
    rate: Fraction

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height


QUALITIES: Mapping[str, Quality] = MappingProxyType(
    {
        quality.flag: quality
        for quality in (
            Quality("l", 854, 480, Fraction(15)),
            Quality("m", 1280, 720, Fraction(30)),
            Quality("h", 1920, 1080, Fraction(60)),
            Quality("p", 2560, 1440, Fraction(60)),
            Quality("k", 3840, 2160, Fraction(60)),
        )
    }
)
"""Manim's qualities by their letter (``-ql`` and so on)."""

MAX_AUTOPLAY_SECONDS = 5.0
"""Seconds that a picture without a pause button may move by itself (WCAG 2.2, 2.2.2)."""


@dataclass(frozen=True)
class GifOptions:
    """How a GIF is made.

    Parameters
    ----------
    height
        Height in pixels; the width follows the scene's shape.
    rate
        Frames a second at most.
    psnr
        The least peak signal-to-noise ratio in decibels against the frames; the file is no larger than that needs.
    loop
        How often it plays; 0 is for ever; ``None`` is for ever where the scene says that it loops, else as often as
        ends within `MAX_AUTOPLAY_SECONDS` seconds, at least once.
    max_bytes
        The budget; the encoder steps down rate, then colours, then size until the file fits.
    """

    height: int = 480
    rate: int = 25
    psnr: float = 50.0
    loop: int | None = None
    max_bytes: int = 1_000_000

    def passes(self, duration: float) -> int:
        """Return how often a GIF of so many seconds plays; 0 is for ever.

        Examples
        --------
        >>> GifOptions().passes(2.0), GifOptions().passes(7.5), GifOptions(loop=0).passes(2.0)
        (2, 1, 0)
        """
        if self.loop is not None:
            return self.loop
        return max(1, int(MAX_AUTOPLAY_SECONDS // duration)) if duration > 0 else 1


@dataclass(frozen=True)
class Voice:
    """Who speaks a scene's narration.

    Parameters
    ----------
    kind
        ``recordings``, ``piper`` or ``espeak``.
    place
        The folder of the recordings, the path of the model, or nothing.
    scene
        What the scene's recordings are filed under.
    digest
        A digest of what is read from there, or nothing.
    """

    kind: str
    place: str
    scene: str = ""
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class Look:
    """Everything that decides a frame's pixels beside the scene's own source.

    Parameters
    ----------
    attributes
        Class attributes of the scene to override.
    size
        Width and height in pixels; ``None`` is what ``manim.cfg`` says.
    rate
        Frames a second; ``None`` is what ``manim.cfg`` says.
    fixes_size, fixes_rate
        Whether that is settled; otherwise what the scene's file sets in Manim's ``config`` replaces it, as with
        ``manim -q``.
    transparent
        Whether the background is transparent.
    seed
        Seed of `random` and NumPy's global generator.
    plays
        The first and the last play that are wanted, counted from 0, as Manim's ``-n``; ``None`` in place of the last is
        the scene's own last, and in place of both what ``manim.cfg`` says.
    variables
        The environment variables that are declared as the scene's arguments, with their values.
    voice
        Who speaks its narration, for which its pictures wait; ``None`` for nobody.
    """

    attributes: Mapping[str, Any] = field(default_factory=dict)
    size: tuple[int, int] | None = None
    rate: Fraction | None = None
    fixes_size: bool = False
    fixes_rate: bool = False
    transparent: bool = False
    seed: int = 0
    plays: tuple[int, int | None] | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    voice: Voice | None = None


@dataclass(frozen=True, kw_only=True)
class RenderJob:
    """One scene to be made into one or more files.

    Parameters
    ----------
    target
        The scene; its output is called ``<folder>/<name>.<format>``.
    folder
        Where the output goes.
    formats
        The kinds of file to make, in order.
    look
        What decides the pixels.
    gif
        How a GIF is made.
    processes
        How many processes draw the scene at a time.
    video_codec
        FFmpeg's name of a MOV's encoder.
    sections
        Whether each section of a video is also written as a file of its own.
    zero_pad
        How many digits the number of a PNG of a sequence has at least.
    """

    target: Target
    folder: Path
    formats: tuple[Format, ...] = (Format.MP4,)
    look: Look = field(default_factory=Look)
    gif: GifOptions = field(default_factory=GifOptions)
    processes: int = 1
    video_codec: str = MOV_CODECS[0]
    sections: bool = False
    zero_pad: int = 4

    def __post_init__(self) -> None:
        if self.sections and sum(format_.is_video for format_ in self.formats) != 1:
            raise UserError("--save_sections writes videos of one kind; give one of --format mp4, webm and mov")
        if self.look.transparent:
            for format_ in self.formats:
                if not format_.carries_alpha:
                    raise UserError(
                        f"{format_.value} cannot hold transparency; use --format mov, webm, gif or png with -t",
                    )
        if self.look.size is not None and any(format_ is Format.MP4 for format_ in self.formats):
            width, height = self.look.size
            if width % 2 or height % 2:
                even = f"{width + width % 2},{height + height % 2}"
                raise UserError(f"mp4 needs an even width and height, not {width}×{height}; use -r {even}")

    def output(self, format_: Format) -> Path:
        """Return the final path of one kind of output; of a sequence, that of its first picture."""
        if format_ is Format.PNG_SEQUENCE:
            return self.frames_folder / f"{0:0{self.zero_pad}}.png"
        return self.beside(f".{format_.value}")

    @property
    def frames_folder(self) -> Path:
        """The folder of a sequence of PNGs."""
        return self.folder / f"{self.target.name}-frames"

    @property
    def sections_folder(self) -> Path:
        """The folder of the sections' files."""
        return self.folder / "sections"

    def beside(self, ending: str) -> Path:
        """Return the path of a companion file (``.json``, ``.srt``) with the output's stem."""
        return self.folder / f"{self.target.name}{ending}"

    def as_json(self) -> dict[str, Any]:
        """Return the job as JSON-able data; `from_json` is the inverse."""
        look = {item.name: getattr(self.look, item.name) for item in fields(Look)}
        look["attributes"] = dict(self.look.attributes)
        look["variables"] = dict(self.look.variables)
        look["rate"] = None if self.look.rate is None else str(self.look.rate)
        if self.look.voice is None:
            del look["voice"]  # what nobody speaks over is as it was
        else:
            look["voice"] = asdict(self.look.voice)
        return {
            "target": self.target.as_json(),
            "folder": str(self.folder),
            "formats": [format_.value for format_ in self.formats],
            "look": look,
            "gif": {item.name: getattr(self.gif, item.name) for item in fields(GifOptions)},
            "processes": self.processes,
            "video_codec": self.video_codec,
            "sections": self.sections,
            "zero_pad": self.zero_pad,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RenderJob:
        """Return the job that `as_json` described; what concerns only videos and sequences may be left out."""
        look = dict(data["look"])
        look["size"] = None if look["size"] is None else (int(look["size"][0]), int(look["size"][1]))
        look["rate"] = None if look["rate"] is None else Fraction(look["rate"])
        look["voice"] = Voice(**look["voice"]) if look.get("voice") else None
        look["plays"] = None if look["plays"] is None else (look["plays"][0], look["plays"][1])
        return cls(
            target=Target.from_json(data["target"]),
            folder=Path(data["folder"]),
            formats=tuple(Format(value) for value in data["formats"]),
            look=Look(**look),
            gif=GifOptions(**data["gif"]),
            processes=int(data["processes"]),
            **{name: data[name] for name in ("video_codec", "sections", "zero_pad") if name in data},
        )


def with_low_quality(look: Look) -> Look:
    """Return the look at 480p15, unless it sets size or rate."""
    low = QUALITIES["l"]
    return replace(look, size=look.size or low.size, rate=look.rate or low.rate)
