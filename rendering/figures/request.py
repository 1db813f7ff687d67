"""The request for one figure: a frozen value that is sent to the process that draws it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from rendering.core.errors import UserError, check_number
from rendering.core.job import LARGEST_WIDTH, Format, GifOptions, Look, RenderJob
from rendering.core.scene_protocol import THEME_NAME
from rendering.core.settings import settings_files
from rendering.core.targets import Target
from rendering.core.units import CSS_DPI, MM_PER_INCH
from rendering.output.freshness import sha256, versions

FIGURE_RATE = Fraction(25)
"""Frames a second by default: a GIF can show them evenly (4 hundredths each), so all formats share their frames."""
TALLEST_GIF = 16_384
"""Pixels, more than any figure has: its GIF has the figure's size, and is scaled only to keep to its budget."""
WORK_FOLDER = ".videos"
"""The folder, beside the figures' folders, of the videos and segments that the engine renders for figures."""


class Kind(StrEnum):
    """A kind of file that belongs to a figure."""

    MP4 = "mp4"
    WEBM = "webm"
    GIF = "gif"
    WEBP = "webp"
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    FILMSTRIP = "filmstrip"
    HTML = "html"
    VTT = "vtt"
    SRT = "srt"

    @property
    def is_video(self) -> bool:
        """Whether the render engine makes it."""
        return self in {Kind.MP4, Kind.WEBM}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How large a figure is, on screen and on paper.

    Parameters
    ----------
    pixels
        Width in pixels; even, as 4:2:0 video requires.
    millimetres
        Width on paper.
    """

    pixels: int
    millimetres: float

    @classmethod
    def of(cls, *, width: int | None, width_mm: float | None, dpi: int | None) -> Measure:
        """Return the measure of a width in pixels, or of a width in millimetres at a resolution.

        Raises
        ------
        UserError
            If both widths are given, or a resolution without millimetres, or a width is not finite.

        Examples
        --------
        >>> Measure.of(width=None, width_mm=120, dpi=300)
        Measure(pixels=1418, millimetres=120)
        """
        if width is not None and width_mm is not None:
            raise UserError("a figure has one width: give --width (pixels) or --width-mm, not both")
        check_number("--width-mm", width_mm)
        if width_mm is None:
            if dpi is not None:
                raise UserError("--dpi goes with --width-mm; --width is in pixels already")
            pixels = width or 720
            return cls(pixels=_even(pixels), millimetres=_even(pixels) * MM_PER_INCH / CSS_DPI)
        pixels = _even(width_mm / MM_PER_INCH * (dpi or 300))
        if not 16 <= pixels <= LARGEST_WIDTH:
            raise UserError(f"{width_mm:g} mm at {dpi or 300} dpi are {pixels} pixels; allowed: 16 to {LARGEST_WIDTH}")
        return cls(pixels=pixels, millimetres=width_mm)

    @property
    def dpi(self) -> float:
        """Dots an inch on paper."""
        return self.pixels / self.millimetres * MM_PER_INCH


def _even(length: float) -> int:
    return 2 * max(1, round(length / 2))


def size_like(pixels: int, frame: tuple[int, int]) -> tuple[int, int]:
    """Return the even size of this width that is nearest to a frame's aspect ratio.

    Examples
    --------
    >>> size_like(720, (1920, 1080))
    (720, 404)
    """
    return pixels, _even(pixels * frame[1] / frame[0])


@dataclass(frozen=True, kw_only=True)
class FigureRequest:
    """One scene to be made into a figure.

    Parameters
    ----------
    target
        The scene.
    folder
        Where the figure goes: ``<folder>/<target.name>.<ending>``.
    kinds
        The files to make.
    measure
        Width on screen and on paper.
    look
        What decides the pixels; its size is set when the scene is played.
    themed
        Whether the user named the theme; the default theme is dropped if the scene has no themes, and an interactive
        figure follows the page that it stands in.
    gif
        Rate, loops and budget of GIF and WebP.
    beat
        The beat whose last frame is the poster; by default the scene's own choice.
    tight, transparent
        Whether stills are cropped to what is drawn, and have no background.
    alt, caption
        Words that replace the scene's own, or make up for missing ones.
    animate
        Frames a second of the numbered frames for LaTeX; 0 makes none.
    """

    target: Target
    folder: Path
    kinds: tuple[Kind, ...] = tuple(Kind)
    measure: Measure
    look: Look = field(default_factory=Look)
    themed: bool = False
    gif: GifOptions = field(default_factory=GifOptions)
    beat: str | None = None
    tight: bool = False
    transparent: bool = False
    alt: str | None = None
    caption: str | None = None
    animate: int = 0

    @property
    def name(self) -> str:
        """The stem of every file."""
        return self.target.name

    @property
    def job(self) -> RenderJob:
        """The figure as an engine's job, for the sidecar and the summary."""
        return RenderJob(
            target=self.target,
            folder=self.folder,
            formats=(Format.PNG,),
            look=self.look,
            gif=self.gif,
        )

    def beside(self, ending: str) -> Path:
        """Return the path of the file with an ending such as ``.json`` or ``-filmstrip.pdf``."""
        return self.folder / f"{self.name}{ending}"

    def key(self) -> str:
        """Return a digest over everything that decides the files' bytes, except the scene's source and inputs."""
        key_data = self.as_json()
        del key_data["folder"], key_data["kinds"]
        key_data["settings"] = [sha256(path) for path in settings_files()]
        key_data["versions"] = dict(versions())
        return hashlib.sha256(json.dumps(key_data, sort_keys=True, default=str).encode()).hexdigest()

    def video_job(self, look: Look) -> RenderJob:
        """Return the engine's job for the figure's videos, given the look with size and rate."""
        return RenderJob(
            target=self.target,
            folder=self.folder.parent / WORK_FOLDER / self.name,
            formats=tuple(Format(kind.value) for kind in self.kinds if kind.is_video),
            look=look,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the request as JSON-able data; `from_json` is the inverse."""
        job = self.job.as_json()
        plain = ("themed", "beat", "tight", "transparent", "alt", "caption", "animate")
        return {
            **{key: job[key] for key in ("target", "folder", "look", "gif")},
            "kinds": [kind.value for kind in self.kinds],
            "measure": {item.name: getattr(self.measure, item.name) for item in fields(Measure)},
            **{name: getattr(self, name) for name in plain},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FigureRequest:
        """Return the request that `as_json` described."""
        job = RenderJob.from_json({**data, "formats": ["png"], "processes": 1})
        return cls(
            target=job.target,
            folder=job.folder,
            kinds=tuple(Kind(value) for value in data["kinds"]),
            measure=Measure(**data["measure"]),
            look=job.look,
            gif=job.gif,
            **{name: data[name] for name in ("themed", "beat", "tight", "transparent", "alt", "caption", "animate")},
        )

    def without_default_theme(self) -> FigureRequest:
        """Return the request without a theme, for a scene that has none."""
        attributes = {name: value for name, value in self.look.attributes.items() if name != THEME_NAME}
        return replace(self, look=replace(self.look, attributes=attributes))
