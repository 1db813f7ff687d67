"""Options that several commands share, each parsed into the value that the engine takes."""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from rendering.core.environment import cores
from rendering.core.errors import UserError
from rendering.core.inputs import read_input
from rendering.core.job import LARGEST_FRAME, QUALITIES, Format, GifOptions, Look
from rendering.core.plain_text import forbidden_in, plain_text
from rendering.core.scene_protocol import overrides
from rendering.core.settings import media_folder, read_settings
from rendering.core.work_folder import sweep_work_folders
from rendering.output.publication import sweep_below

Command = Callable[..., Any]
"""The function under a click command."""

DIGITS = r"\d{1,9}"
"""A whole number in a regular expression: more digits than any number here has would only cost time."""
SEED = click.IntRange(0, 2**32 - 1)
"""What NumPy takes as a seed."""
LOOP_HELP = "How often a GIF plays; 0 is for ever (default: as often as ends within 5 s, at least once)."


class Resolution(click.ParamType[tuple[int, int]]):
    """Width and height as Manim writes them: ``W,H``, ``W;H`` or ``W-H``."""

    name = "W,H"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Return the two numbers."""
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(rf"({DIGITS})[,;\-x×]({DIGITS})", str(value).strip())
        if match is None or not all(16 <= int(number) <= 16_384 for number in match.groups()):
            self.fail(f"{value!r} is not a width and a height from 16 to 16384, such as 1280,720", param, ctx)
        width, height = int(match[1]), int(match[2])
        if width * height > LARGEST_FRAME:
            self.fail(f"{value} are more pixels than the {LARGEST_FRAME:,} of 7680,4320", param, ctx)
        return width, height


class Rate(click.ParamType[Fraction]):
    """Frames a second: a number, or a fraction such as ``30000/1001``."""

    name = "FPS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Return the rate as a fraction."""
        text = str(value).strip()
        if not re.fullmatch(rf"{DIGITS}(\.{DIGITS}|/0*[1-9]\d{{0,8}})?", text):
            self.fail(f"{value!r} is not a number of frames a second", param, ctx)
        rate = Fraction(text)
        if not 1 <= rate <= 240:
            self.fail(f"{value} is not from 1 to 240 frames a second", param, ctx)
        return rate


class PlayRange(click.ParamType[tuple[int, int | None]]):
    """The first and the last play to render, as Manim writes them: ``3``, ``3,5``, ``3;5`` or ``3-5``."""

    name = "FIRST[,LAST]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int | None]:
        """Return the two numbers, the second ``None`` if it is missing."""
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(rf"({DIGITS})(?:[,;\-]({DIGITS}))?", str(value).strip())
        first, last = (match[1], match[2]) if match else ("", None)
        if match is None or (last is not None and int(last) < int(first)):
            self.fail(f"{value!r} is not a number of a play, counted from 0, or two of them, such as 3,5", param, ctx)
        return int(first), None if last is None else int(last)


class Size(click.ParamType[int]):
    """A number of bytes, such as ``500MB`` or ``2GB``."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number of bytes."""
        match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?)\s*([KMGT]?)B?", str(value).strip(), re.IGNORECASE)
        if match is None:
            self.fail(f"{value!r} is not a size such as 500MB or 2GB", param, ctx)
        return int(float(match[1]) * 1000 ** " KMGT".index(match[2].upper() or " "))


def look_options(command: Command) -> Command:
    """Add the options that decide a frame's pixels; the command receives them as ``look``, a `Look`."""

    @click.option(
        "-q", "--quality", type=click.Choice(list(QUALITIES)), help="480p15, 720p30, 1080p60, 1440p60, 2160p60."
    )
    @click.option("-r", "--resolution", type=Resolution(), help="Width and height in pixels.")
    @click.option("--fps", "--frame_rate", "rate", type=Rate(), help="Frames a second.")
    @click.option("-t", "--transparent", is_flag=True, help="Transparent background.")
    @click.option("--seed", type=SEED, default=0, show_default=True, help="Seed of the random generators.")
    @click.option("-n", "--from_animation_number", "plays", type=PlayRange(), help="Only these plays, counted from 0.")
    @click.option(
        "--set", "assignments", multiple=True, metavar="NAME=VALUE", help="A parameter of the scene; repeatable."
    )
    @click.option("--params", type=click.Path(path_type=Path), help="A TOML file of parameters; --set overrides it.")
    @click.option("--theme", help="dark or light.")
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        quality: str | None,
        resolution: tuple[int, int] | None,
        rate: Fraction | None,
        transparent: bool,
        seed: int,
        plays: tuple[int, int | None] | None,
        assignments: tuple[str, ...],
        params: Path | None,
        theme: str | None,
        **kwargs: Any,
    ) -> Any:
        read_settings()  # before Manim does, which would wait for a pipe
        chosen = QUALITIES[quality] if quality else None
        look = Look(
            attributes=scene_attributes(assignments, params, theme),
            size=resolution or (chosen.size if chosen else None),
            rate=rate or (chosen.rate if chosen else None),
            transparent=transparent,
            seed=seed,
            plays=plays,
        )
        return command(*args, look=look, **kwargs)

    return wrapped


def media_option(command: Command) -> Command:
    """Add ``--media_dir``; the command receives ``media_dir``, by default the one in ``manim.cfg``."""
    option = click.option(
        "--media_dir",
        type=click.Path(file_okay=False, path_type=Path),
        callback=lambda _ctx, _param, value: value or media_folder(),
        help="Where the output goes (default: media).",
    )
    return option(command)


def output_option(command: Command) -> Command:
    """Add ``--media_dir`` as `media_option` does; what killed commands have left there is removed first."""

    @media_option
    @functools.wraps(command)
    def wrapped(*args: Any, media_dir: Path, **kwargs: Any) -> Any:
        sweep_work_folders()
        sweep_below(media_dir)
        return command(*args, media_dir=media_dir, **kwargs)

    return wrapped


def scene_attributes(assignments: tuple[str, ...], params: Path | None, theme: str | None) -> dict[str, Any]:
    """Return the class attributes that parameters and theme override.

    Raises
    ------
    UserError
        If an assignment or the file cannot be read.
    """
    values = _read_parameters(params) if params else {}
    values.update(_assignment(text) for text in assignments)
    return overrides(values, theme)


def _assignment(text: str) -> tuple[str, Any]:
    """Return name and value of ``NAME=VALUE``; the value is parsed as TOML if possible, else it is the text itself."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UserError(f"--set takes NAME=VALUE, not {text!r}")
    try:
        table = _toml(f"value = {value}")
    except (tomllib.TOMLDecodeError, TypeError):
        return name.strip(), value
    except ValueError as error:
        raise UserError(f"--set {name.strip()}: {error}") from error
    if set(table) != {"value"}:
        raise UserError(f"--set takes one NAME=VALUE, and no line break after it as in {text!r}")
    return name.strip(), table["value"]


def _read_parameters(path: Path) -> dict[str, Any]:
    try:
        return _toml(read_input(path, "the parameters").decode())
    except (ValueError, TypeError) as error:
        raise UserError(f"{path} is not valid TOML: {error}") from error


def _toml(text: str) -> dict[str, Any]:
    """Return what a TOML text says.

    Raises
    ------
    ValueError
        If it is not TOML, or is beyond what is read of it.
    TypeError
        If it holds a date or a time, which no parameter is.
    """
    try:
        table = tomllib.loads(text)
        json.dumps(table)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return table


class WrittenText(click.ParamType[str]):
    """Text that goes into files: any kind of line break is a new line, and other control characters are refused."""

    name = "TEXT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text as every file can hold it."""
        refused = forbidden_in(str(value))
        if refused:
            self.fail(f"it holds the character {refused}, which no SVG may hold; leave it out", param, ctx)
        return plain_text(str(value))


class Formats(click.ParamType[tuple[Format, ...]]):
    """Kinds of file, separated by commas."""

    name = "FORMATS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Format, ...]:
        """Return the formats without repetition."""
        try:
            return tuple(dict.fromkeys(Format(word.strip().lower()) for word in str(value).split(",")))
        except ValueError:
            self.fail(f"{value!r}: choose from {', '.join(Format)}, several separated by commas", param, ctx)


def render_options(command: Command) -> Command:
    """Add the options of ``render`` beside the look; the command receives ``formats``, ``gif`` and ``workers``."""

    @look_options
    @output_option
    @click.option("--format", "formats", type=Formats(), help="mp4, gif, webm, mov, png; several with commas.")
    @click.option("-s", "--save_last_frame", is_flag=True, help="Only what stands at the end, as PNG.")
    @click.option("--loop", type=click.IntRange(0, 65_535), help=LOOP_HELP)
    @click.option(
        "--max-bytes",
        type=click.IntRange(1_000),
        default=GifOptions.max_bytes,
        show_default=True,
        help="Budget of a GIF.",
    )
    @click.option("-j", "--jobs", type=click.IntRange(1, 64), help="Scenes at a time (default: one for each core).")
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        look: Look,
        formats: tuple[Format, ...] | None,
        save_last_frame: bool,
        loop: int | None,
        max_bytes: int,
        jobs: int | None,
        **kwargs: Any,
    ) -> Any:
        if save_last_frame and formats:
            raise UserError("-s writes a PNG; leave out --format")
        default = (Format.PNG,) if save_last_frame else (Format.MOV if look.transparent else Format.MP4,)
        return command(
            *args,
            look=look,
            formats=formats or default,
            gif=GifOptions(loop=loop, max_bytes=max_bytes),
            workers=jobs or cores(),
            **kwargs,
        )

    return wrapped
