"""The options of ``render.py lecture``, and those that ``render.py deck`` shares with it."""

from __future__ import annotations

import functools
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from rendering.core.environment import cores
from rendering.core.job import QUALITIES
from rendering.core.settings import read_settings
from rendering.jobs.options import Command, Rate, Resolution, voice_option


def lecture_options(command: Command) -> Command:
    """Add the options of a lecture: ``file``, and those of its look."""
    named = click.argument("file", required=False, metavar="[LECTURE.toml]", type=click.Path(path_type=Path))
    return named(look_of_lecture(command))


def look_of_lecture(command: Command) -> Command:
    """Add the options of a lecture's look: ``size``, ``rate``, ``theme``, ``workers``; they override its file's."""

    @click.option("-q", "--quality", type=click.Choice(list(QUALITIES)), help="480p15, 720p30, 1080p60, and so on.")
    @click.option("-r", "--resolution", type=Resolution(), help="Width and height in pixels.")
    @click.option("--fps", "--frame_rate", "rate", type=Rate(), help="Frames a second.")
    @click.option("--theme", type=click.Choice(["dark", "light"]), help="Of all scenes of ours.")
    @voice_option
    @click.option("-j", "--jobs", type=click.IntRange(1, 64), help="Scenes at a time (default: one for each core).")
    @click.option("--force", is_flag=True, help="Render also the scenes that are up to date.")
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        quality: str | None,
        resolution: tuple[int, int] | None,
        rate: Fraction | None,
        jobs: int | None,
        **kwargs: Any,
    ) -> Any:
        read_settings()  # before Manim does, which would wait for a pipe
        chosen = QUALITIES[quality] if quality else None
        size = resolution or (chosen.size if chosen else None)
        return command(
            *args, size=size, rate=rate or (chosen.rate if chosen else None), workers=jobs or cores(), **kwargs
        )

    return wrapped
