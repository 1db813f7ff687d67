"""The options of the command ``render``; where one is not given, ``manim.cfg`` decides."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import click

from rendering.core.environment import cores
from rendering.core.errors import UserError
from rendering.core.job import MOV_CODECS, Format, GifOptions, Look, Voice
from rendering.core.settings import is_set, is_transparent, number, setting
from rendering.jobs.options import LOOP_HELP, Command, look_options, output_option, voice_option


class Formats(click.ParamType[tuple[Format, ...]]):
    """Kinds of file, separated by commas; none for ``auto``."""

    name = "FORMATS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Format, ...]:
        """Return the formats without repetition."""
        if str(value).strip().lower() == "auto":
            return ()
        words = [word.strip().lower().replace("_", "-") for word in str(value).split(",")]
        try:
            return tuple(dict.fromkeys(map(Format, words)))
        except ValueError:
            self.fail(f"{value!r}: choose from {', '.join(Format)}, several separated by commas", param, ctx)


def render_options(command: Command) -> Command:
    """Add the options of ``render``; the command receives those of `plan`, and ``workers`` and ``preview``."""

    @look_options
    @output_option
    @click.option("--format", "formats", type=Formats(), help="mp4, gif, webm, mov, png, png-sequence; with commas.")
    @click.option("-s", "--save_last_frame", is_flag=True, help="Only what stands at the end, as PNG.")
    @click.option("-a", "--write_all", is_flag=True, help="All scenes of a file.")
    @click.option("-o", "--output_file", metavar="NAME", help="The name of the files, and of their folder.")
    @click.option("--save_sections", is_flag=True, help="Each section also as a video of its own.")
    @click.option("-0", "--zero_pad", type=click.IntRange(0, 9), help="Digits of the numbers of a PNG sequence (4).")
    @click.option(
        "--video-codec",
        type=click.Choice(MOV_CODECS),
        default=MOV_CODECS[0],
        show_default=True,
        help="Of a mov: ProRes 4444, which editors take, or lossless.",
    )
    @click.option("--loop", type=click.IntRange(0, 65_535), help=LOOP_HELP)
    @click.option(
        "--max-bytes",
        type=click.IntRange(1_000),
        default=GifOptions.max_bytes,
        show_default=True,
        help="Budget of a GIF.",
    )
    @voice_option
    @click.option("-j", "--jobs", type=click.IntRange(1, 64), help="Scenes at a time (default: one for each core).")
    @click.option("-p", "--preview", is_flag=True, help="Open the result when done.")
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        look: Look,
        formats: tuple[Format, ...] | None,
        save_last_frame: bool,
        write_all: bool,
        output_file: str | None,
        save_sections: bool,
        zero_pad: int | None,
        loop: int | None,
        max_bytes: int,
        voice: Voice | None,
        jobs: int | None,
        preview: bool,
        **kwargs: Any,
    ) -> Any:
        if save_last_frame and formats:
            raise UserError("-s writes a PNG; leave out --format")
        if voice is not None and look.plays is not None:
            raise UserError("--voice speaks whole scenes; leave out -n")
        chosen = (Format.PNG,) if save_last_frame else formats or _configured_formats()
        name, chosen = _name_and_formats(output_file or setting("output_file"), chosen)
        return command(
            *args,
            look=replace(look, voice=voice),
            formats=chosen or ((Format.MOV,) if look.transparent or is_transparent() else (Format.MP4,)),
            gif=GifOptions(loop=loop, max_bytes=max_bytes),
            workers=jobs or cores(),
            write_all=write_all or is_set("write_all"),
            output_name=name,
            sections=save_sections or is_set("save_sections"),
            zero_pad=number("zero_pad", 4, 0, 9) if zero_pad is None else zero_pad,
            preview=preview or is_set("preview"),
            **kwargs,
        )

    return wrapped


def _configured_formats() -> tuple[Format, ...]:
    """Return the formats that ``manim.cfg`` asks for, none for ``auto``.

    Raises
    ------
    UserError
        If there is no such format.
    """
    try:
        return Formats().convert(setting("format", "auto"), None, None)
    except click.BadParameter as error:
        raise UserError(f"manim.cfg: format is {error.message}") from error


def _name_and_formats(name: str, formats: tuple[Format, ...]) -> tuple[str, tuple[Format, ...]]:
    """Return a name for files without its ending, and the format that the ending says where none is given.

    Raises
    ------
    UserError
        If the ending is of another format than the given ones.
    """
    ending = PurePath(name).suffix.removeprefix(".").lower()
    if ending not in set(Format):
        return name, formats
    if formats and formats != (Format(ending),):
        raise UserError(f"{name} is no {' and '.join(formats)}; leave out --format, or give the file no ending")
    return name[: -len(ending) - 1], (Format(ending),)
