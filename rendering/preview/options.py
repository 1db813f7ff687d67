"""The options of ``render.py preview``."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import click

from rendering.core.job import Voice
from rendering.jobs.options import Command, scene_attributes, voice_option
from rendering.preview.request import PREVIEW_QUALITIES


def preview_options(command: Command) -> Command:
    """Add the options of ``preview``; the command gets them as ``options``, keyword arguments of `command.preview`."""

    @click.option("--set", "assignments", multiple=True, metavar="NAME=VALUE", help="A parameter; repeatable.")
    @click.option("--params", type=click.Path(path_type=Path), help="A TOML file of parameters.")
    @click.option("--theme", help="dark or light.")
    @click.option(
        "-q",
        "--quality",
        type=click.Choice(PREVIEW_QUALITIES),
        default=PREVIEW_QUALITIES[0],
        help="480, 720 or 1080 lines.",
    )
    @click.option("--port", type=click.IntRange(0, 65_535), help="The port, or the first free one after it.")
    @click.option("--no-open", is_flag=True, help="Only print the address, which works once.")
    @click.option("--trust", is_flag=True, help="Run a file from outside this project without asking.")
    @voice_option
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        assignments: tuple[str, ...],
        params: Path | None,
        theme: str | None,
        quality: str,
        port: int | None,
        no_open: bool,
        trust: bool,
        voice: Voice | None,
        **kwargs: Any,
    ) -> Any:
        options = {
            "attributes": scene_attributes(assignments, params, theme),
            "quality": quality,
            "port": port,
            "open_browser": not no_open,
            "trust": trust,
            "voice": voice,
        }
        return command(*args, options=options, **kwargs)

    return wrapped
