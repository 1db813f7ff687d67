"""The options of ``render.py deck``."""

from __future__ import annotations

import functools
from typing import Any

import click

from rendering.core.errors import UserError, unknown
from rendering.jobs.options import Command
from rendering.lecture.options import look_of_lecture

DECK_FORMATS = ("html", "pptx", "pdf")
LONGEST_ADDRESS = 2_000
"""Characters of a film's address, as browsers bound them."""


def deck_options(command: Command) -> Command:
    """Add the options of a deck: those of a lecture, and ``formats``, ``handout`` and ``film``."""

    @click.argument("names", nargs=-1, metavar="[LECTURE.toml | SCENE...]")
    @click.option(
        "--format", "kinds", default=",".join(DECK_FORMATS), show_default=True, help="One or more, separated by commas."
    )
    @click.option("--handout", is_flag=True, help="Also a PDF of the slides beside their notes.")
    @click.option("--film", default="", help="Address of the lecture's film, for the handout's links (default: ours).")
    @look_of_lecture
    @functools.wraps(command)
    def wrapped(*args: Any, kinds: str, film: str, **kwargs: Any) -> Any:
        return command(*args, formats=_formats(kinds), film=_address(film), **kwargs)

    return wrapped


def _address(text: str) -> str:
    """Return the address of a film.

    Raises
    ------
    UserError
        If it is none, or too long for a link.
    """
    if text and not text.startswith(("http://", "https://")):
        raise UserError(f"--film takes an address that begins with http:// or https://, not {text[:60]!r}")
    if len(text) > LONGEST_ADDRESS:
        raise UserError(f"--film has {len(text):,} characters; the most is {LONGEST_ADDRESS:,}")
    return text


def _formats(text: str) -> tuple[str, ...]:
    """Return the formats that a text names.

    Raises
    ------
    UserError
        If it names another.
    """
    names = [name.strip().lower() for name in text.split(",")]
    for name in names:
        if name not in DECK_FORMATS:
            raise UserError(f"--format: {unknown('format', name, DECK_FORMATS)}")
    return tuple(name for name in DECK_FORMATS if name in names)
