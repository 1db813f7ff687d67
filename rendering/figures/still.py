"""Write one frame as a PNG, SVG or PDF."""

from __future__ import annotations

from pathlib import Path

from rendering.core.errors import UserError, check_number
from rendering.core.job import Look
from rendering.core.targets import Target
from rendering.jobs import stills
from rendering.output.publication import check_output
from rendering.vector.still import VECTOR_FORMATS, vector_still

STILL_FORMATS = ("png", *VECTOR_FORMATS)


def write_still(
    target: Target,
    look: Look,
    folder: Path,
    *,
    output: Path | None = None,
    ending: str | None = None,
    beat: str | None = None,
    seconds: float | None = None,
    tight: bool = False,
    width_mm: float | None = None,
) -> Path:
    """Write one frame of a scene, and return its path.

    Parameters
    ----------
    target, look
        The scene and its look.
    folder
        The scene's folder, where the file goes unless `output` is given.
    output
        The file; its ending is one of `STILL_FORMATS`.
    ending
        The format, if `output` is not given; PNG by default.
    beat, seconds
        The beat whose last frame to take, or the time to take in seconds; by default the final frame.
    tight, width_mm
        Crop and printed width of an SVG or PDF, see `vector_still`.

    Raises
    ------
    UserError
        If the options contradict each other, the folder cannot be written in, or the scene has no such frame.
    """
    if beat is not None and seconds is not None:
        raise UserError("a still is of a beat's end or of a moment: give --beat or --at, not both")
    check_number("--at", seconds)
    check_number("--width-mm", width_mm)
    format_ = _format(output, ending)
    if format_ == "png" and (tight or width_mm is not None):
        raise UserError("--tight and --width-mm are for svg and pdf; give --format svg, or -o with such an ending")
    if beat is not None:
        path = output or folder / "stills" / f"{beat}.{format_}"
    elif seconds is not None:
        path = output or folder / "stills" / f"{seconds:g}s.{format_}"
    else:
        path = output or folder / f"{target.name}.{format_}"
    check_output(path)
    if format_ != "png":
        vector_still(target, look, path, beat=beat, seconds=seconds, tight=tight, width_mm=width_mm)
    elif beat is not None:
        stills.beat_still(target, look, beat, path)
    elif seconds is not None:
        stills.moment_still(target, look, seconds, path)
    else:
        stills.last_still(target, look, path)
    return path


def _format(output: Path | None, ending: str | None) -> str:
    if output is None:
        return ending or "png"
    named = output.suffix.lower().removeprefix(".")
    if named not in STILL_FORMATS:
        raise UserError(f"{output.name}: a still's ending is .png, .svg or .pdf")
    if ending not in {None, named}:
        raise UserError(f"{output.name} is no {ending}; leave out --format, or give the file that ending")
    return named
