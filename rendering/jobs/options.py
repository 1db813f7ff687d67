"""Options that several commands share, each parsed into the value that the engine takes."""

from __future__ import annotations

import functools
import json
import os
import re
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from rendering.core.errors import UserError
from rendering.core.inputs import read_input
from rendering.core.job import LARGEST_FRAME, QUALITIES, Look
from rendering.core.plain_text import forbidden_in, plain_text
from rendering.core.scene_protocol import overrides
from rendering.core.settings import media_folder, number, read_settings
from rendering.core.work_folder import sweep_work_folders
from rendering.output.publication import sweep_below
from rendering.output.trust import ask_about_models
from rendering.voice.choice import read_voice

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
    @click.option("--seed", type=SEED, help="Seed of the random generators (default: 0).")
    @click.option("-n", "--from_animation_number", "plays", type=PlayRange(), help="Only these plays, counted from 0.")
    @click.option(
        "--set", "assignments", multiple=True, metavar="NAME=VALUE", help="A parameter of the scene; repeatable."
    )
    @click.option("--params", type=click.Path(path_type=Path), help="A TOML file of parameters; --set overrides it.")
    @click.option("--theme", help="dark or light.")
    @click.option(
        "--env",
        "declared",
        multiple=True,
        metavar="NAME[=VALUE]",
        help="An environment variable that is an argument of the scene, as it is or with a value; repeatable.",
    )
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        quality: str | None,
        resolution: tuple[int, int] | None,
        rate: Fraction | None,
        transparent: bool,
        seed: int | None,
        plays: tuple[int, int | None] | None,
        assignments: tuple[str, ...],
        params: Path | None,
        theme: str | None,
        declared: tuple[str, ...],
        **kwargs: Any,
    ) -> Any:
        read_settings()  # before Manim does, which would wait for a pipe
        chosen = QUALITIES[quality] if quality else None
        look = Look(
            attributes=scene_attributes(assignments, params, theme),
            size=resolution or (chosen.size if chosen else None),
            rate=rate or (chosen.rate if chosen else None),
            fixes_size=resolution is not None,
            fixes_rate=rate is not None,
            transparent=transparent,
            seed=number("seed", 0, 0, 2**32 - 1) if seed is None else seed,
            plays=plays,
            variables=dict(_variable(text) for text in declared),
        )
        return command(*args, look=look, **kwargs)

    return wrapped


def voice_option(command: Command) -> Command:
    """Add ``--voice``; the command receives ``voice``, a `Voice` or ``None``."""
    option = click.option(
        "--voice",
        metavar="VOICE",
        callback=lambda _ctx, _param, value: None if value is None else read_voice(value),
        help="Speak the narration: recordings (in voice/), recordings:FOLDER, piper:MODEL (an .onnx file), or espeak.",
    )
    return option(command)


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
        If an assignment or the file cannot be read, or the user does not agree to run a file that they name.
    """
    values = _read_parameters(params) if params else {}
    values.update(_assignment(text) for text in assignments)
    ask_about_models(values)
    return overrides(values, theme)


def _variable(text: str) -> tuple[str, str]:
    """Return name and value of ``NAME`` or ``NAME=VALUE``, and set the variable for the processes that play.

    Raises
    ------
    UserError
        If it has no value, or cannot have this name.
    """
    name, equals, value = text.partition("=")
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        raise UserError(f"--env takes NAME or NAME=VALUE, not {text!r}")
    if equals:
        os.environ[name] = value
    if name not in os.environ:
        raise UserError(f"the environment has no variable {name}; give --env {name}=VALUE")
    return name, os.environ[name]


def _assignment(text: str) -> tuple[str, Any]:
    """Return name and value of ``NAME=VALUE``; the value is parsed as TOML if possible, else it is the text itself."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UserError(f"--set takes NAME=VALUE, not {text!r}")
    try:
        table = toml_table(f"value = {value}")
    except (tomllib.TOMLDecodeError, TypeError):
        return name.strip(), value
    except ValueError as error:
        raise UserError(f"--set {name.strip()}: {error}") from error
    if set(table) != {"value"}:
        raise UserError(f"--set takes one NAME=VALUE, and no line break after it as in {text!r}")
    return name.strip(), table["value"]


def _read_parameters(path: Path) -> dict[str, Any]:
    try:
        return toml_table(read_input(path, "the parameters").decode())
    except (ValueError, TypeError) as error:
        raise UserError(f"{path} is not valid TOML: {error}") from error


def toml_table(text: str) -> dict[str, Any]:
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
