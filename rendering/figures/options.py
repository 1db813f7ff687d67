"""The options of ``render.py figures``, parsed into the arguments of `FigureRequest`."""

from __future__ import annotations

import functools
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from rendering.core.environment import cores
from rendering.core.job import LARGEST_WIDTH, GifOptions, Look
from rendering.figures.request import FIGURE_RATE, TALLEST_GIF, Kind, Measure
from rendering.jobs.options import LOOP_HELP, SEED, Command, Rate, WrittenText, scene_attributes


class Kinds(click.ParamType[tuple[Kind, ...]]):
    """Kinds of file, separated by commas."""

    name = "FORMATS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Kind, ...]:
        """Return the kinds without repetition or json, which is always written."""
        if isinstance(value, tuple):
            return value
        words = [word.strip().lower() for word in str(value).split(",")]
        try:
            return tuple(dict.fromkeys(Kind(word) for word in words if word != "json"))
        except ValueError:
            self.fail(f"{value!r}: choose from {', '.join(Kind)}, json; several separated by commas", param, ctx)


def making_options(command: Command) -> Command:
    """Add the options of making figures; the command receives ``workers``, ``force`` and ``as_json``."""

    @click.option("--force", is_flag=True, help="Make also what is up to date.")
    @click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
    @click.option("-j", "--jobs", type=click.IntRange(1, 64), help="Scenes at a time (default: one for each core).")
    @functools.wraps(command)
    def wrapped(*args: Any, jobs: int | None, **kwargs: Any) -> Any:
        return command(*args, workers=jobs or cores(), **kwargs)

    return wrapped


def figure_options(command: Command) -> Command:
    """Add the options that decide a figure; the command receives ``options``, a mapping for `FigureRequest`."""

    @click.option("--formats", "kinds", type=Kinds(), default=tuple(Kind), help="Default: " + ",".join(Kind) + ",json.")
    @click.option("--width", type=click.IntRange(16, LARGEST_WIDTH), help="Width in pixels (default: 720).")
    @click.option("--width-mm", type=click.FloatRange(5, 2_000), help="Width on paper, instead.")
    @click.option("--dpi", type=click.IntRange(30, 2_400), help="Pixels an inch on paper (default: 300).")
    @click.option(
        "--fps", "rate", type=Rate(), default=FIGURE_RATE, show_default=str(FIGURE_RATE), help="Frames a second."
    )
    @click.option("--theme", help="light (the default) or dark.")
    @click.option(
        "--set", "assignments", multiple=True, metavar="NAME=VALUE", help="A parameter of the scene; repeatable."
    )
    @click.option("--params", type=click.Path(path_type=Path), help="A TOML file of parameters; --set overrides it.")
    @click.option("--seed", type=SEED, default=0, show_default=True, help="Seed of the random generators.")
    @click.option("--beat", help="The beat whose last frame is the poster, the SVG and the PDF.")
    @click.option("--tight", is_flag=True, help="Crop SVG and PDF to what is drawn.")
    @click.option("-t", "--transparent", is_flag=True, help="No background in PNG, SVG and PDF.")
    @click.option(
        "--max-bytes",
        type=click.IntRange(1_000),
        default=GifOptions.max_bytes,
        show_default=True,
        help="Budget of a GIF.",
    )
    @click.option("--loop", type=click.IntRange(0, 65_535), help=LOOP_HELP)
    @click.option(
        "--alt",
        type=WrittenText(),
        help="The text for those who cannot see it, where the scene has none or another is wanted.",
    )
    @click.option("--caption", type=WrittenText(), help="The caption, where the scene has none or another is wanted.")
    @click.option(
        "--animate", type=click.IntRange(1, 30), metavar="FPS", help="Also numbered frames for LaTeX's animate."
    )
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        width: int | None,
        width_mm: float | None,
        dpi: int | None,
        rate: Fraction,
        theme: str | None,
        assignments: tuple[str, ...],
        params: Path | None,
        seed: int,
        max_bytes: int,
        loop: int | None,
        animate: int | None,
        **rest: Any,
    ) -> Any:
        names = ("kinds", "beat", "tight", "transparent", "alt", "caption")
        options = {
            **{name: rest.pop(name) for name in names},
            "measure": Measure.of(width=width, width_mm=width_mm, dpi=dpi),
            "look": Look(attributes=scene_attributes(assignments, params, theme or "light"), rate=rate, seed=seed),
            "themed": theme is not None,
            "gif": GifOptions(height=TALLEST_GIF, rate=min(25, int(rate)), loop=loop, max_bytes=max_bytes),
            "animate": animate or 0,
        }
        return command(*args, options=options, **rest)

    return wrapped


_FILE = click.Path(dir_okay=False, path_type=Path)
_STILL = (
    click.option("--beat", help="The beat whose last frame to take."),
    click.option("--at", "seconds", type=click.FloatRange(min=0), help="The moment to take, in seconds."),
    click.option("-o", "--output", type=_FILE, help="Where: x.png, x.svg or x.pdf."),
    click.option(
        "--format", "ending", type=click.Choice(["png", "svg", "pdf"]), help="Or only what kind (default: png)."
    ),
    click.option("--tight", is_flag=True, help="Crop an SVG or PDF to what is drawn."),
    click.option("--width-mm", type=click.FloatRange(5, 2_000), help="Width of an SVG or PDF on paper."),
)

_FILMSTRIP = (
    click.option(
        "--beats",
        callback=lambda _ctx, _param, value: None if value is None else [name.strip() for name in value.split(",")],
        help="The beats to show, separated by commas (default: four, from first to last).",
    ),
    click.option("--columns", type=click.IntRange(1, 26), help="Panels in a row (default: as letters allow)."),
    click.option("--width-mm", type=click.FloatRange(10, 2_000), help="Width on paper (default: 220)."),
    click.option("-o", "--output", type=_FILE, help="x.svg or x.pdf (default: both)."),
)


def still_options(command: Command) -> Command:
    """Add the options of ``still``."""
    return functools.reduce(lambda decorated, option: option(decorated), reversed(_STILL), command)


def filmstrip_options(command: Command) -> Command:
    """Add the options of ``filmstrip``."""
    return functools.reduce(lambda decorated, option: option(decorated), reversed(_FILMSTRIP), command)
