"""The options of ``render.py quiz``."""

from __future__ import annotations

import functools
from enum import StrEnum
from typing import Any

import click

from rendering.jobs.options import SEED, Command

MOST_QUESTIONS = 100_000
"""More than there are, and few enough to be counted."""


class SheetFormat(StrEnum):
    """A format that a sheet can have."""

    MD = "md"
    HTML = "html"
    GIFT = "gift"
    QTI = "qti"
    JSON = "json"

    @property
    def ending(self) -> str:
        """The end of the name of its files: what Moodle and others look for when they import."""
        return {"gift": ".gift.txt", "qti": ".qti.xml"}.get(self.value, f".{self.value}")


class SheetFormats(click.ParamType[tuple[SheetFormat, ...]]):
    """Formats of a sheet, separated by commas."""

    name = "FORMATS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[SheetFormat, ...]:
        """Return the formats without repetition."""
        if isinstance(value, tuple):
            return value
        words = [word.strip().lower() for word in str(value).split(",")]
        try:
            return tuple(dict.fromkeys(map(SheetFormat, words)))
        except ValueError:
            self.fail(f"{value!r}: choose from {', '.join(SheetFormat)}; several separated by commas", param, ctx)


def quiz_options(command: Command) -> Command:
    """Add the options of a sheet: ``seed``, ``count``, ``kinds``, ``keys``."""

    @click.option("--seed", type=SEED, default=0, show_default=True, help="Draws the variants; 0 draws the chapter's.")
    @click.option("--count", type=click.IntRange(1, MOST_QUESTIONS), help="How many (default: one of each kind).")
    @click.option(
        "--format",
        "kinds",
        type=SheetFormats(),
        default=(SheetFormat.MD,),
        show_default="md",
        help=f"{', '.join(SheetFormat)}; several separated by commas.",
    )
    @click.option("--keys", is_flag=True, help="Tell the right answers, and why the others are wrong.")
    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return command(*args, **kwargs)

    return wrapped
