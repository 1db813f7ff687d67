"""What to render and how: frozen values that are sent between processes as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
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

    @property
    def carries_alpha(self) -> bool:
        """Whether the file can hold partial transparency."""
        return self in {Format.WEBM, Format.MOV, Format.PNG}

    @property
    def is_video(self) -> bool:
        """Whether frames are encoded by a video codec."""
        return self in {Format.MP4, Format.WEBM, Format.MOV}


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
    transparent
        Whether the background is transparent.
    seed
        Seed of `random` and NumPy's global generator.
    plays
        The first and the last play that are wanted, counted from 0, as Manim's ``-n``; ``None`` in place of the last is
        the scene's own last, and in place of both what ``manim.cfg`` says.
    """

    attributes: Mapping[str, Any] = field(default_factory=dict)
    size: tuple[int, int] | None = None
    rate: Fraction | None = None
    transparent: bool = False
    seed: int = 0
    plays: tuple[int, int | None] | None = None


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
    """

    target: Target
    folder: Path
    formats: tuple[Format, ...] = (Format.MP4,)
    look: Look = field(default_factory=Look)
    gif: GifOptions = field(default_factory=GifOptions)
    processes: int = 1

    def __post_init__(self) -> None:
        if self.look.transparent:
            for format_ in self.formats:
                if not format_.carries_alpha:
                    raise UserError(
                        f"{format_.value} cannot hold transparency; use --format mov, webm or png with -t",
                    )
        if self.look.size is not None and any(format_ is Format.MP4 for format_ in self.formats):
            width, height = self.look.size
            if width % 2 or height % 2:
                even = f"{width + width % 2},{height + height % 2}"
                raise UserError(f"mp4 needs an even width and height, not {width}×{height}; use -r {even}")

    def output(self, format_: Format) -> Path:
        """Return the final path of one kind of output."""
        return self.beside(f".{format_.value}")

    def beside(self, ending: str) -> Path:
        """Return the path of a companion file (``.json``, ``.srt``) with the output's stem."""
        return self.folder / f"{self.target.name}{ending}"

    def as_json(self) -> dict[str, Any]:
        """Return the job as JSON-able data; `from_json` is the inverse."""
        look = {item.name: getattr(self.look, item.name) for item in fields(Look)}
        look["attributes"] = dict(self.look.attributes)
        look["rate"] = None if self.look.rate is None else str(self.look.rate)
        return {
            "target": self.target.as_json(),
            "folder": str(self.folder),
            "formats": [format_.value for format_ in self.formats],
            "look": look,
            "gif": {item.name: getattr(self.gif, item.name) for item in fields(GifOptions)},
            "processes": self.processes,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RenderJob:
        """Return the job that `as_json` described."""
        look = dict(data["look"])
        look["size"] = None if look["size"] is None else (int(look["size"][0]), int(look["size"][1]))
        look["rate"] = None if look["rate"] is None else Fraction(look["rate"])
        look["plays"] = None if look["plays"] is None else (look["plays"][0], look["plays"][1])
        return cls(
            target=Target.from_json(data["target"]),
            folder=Path(data["folder"]),
            formats=tuple(Format(value) for value in data["formats"]),
            look=Look(**look),
            gif=GifOptions(**data["gif"]),
            processes=int(data["processes"]),
        )
