"""Read a lecture file: TOML that names a title, sections, and scenes in their order."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from rendering.core.errors import UserError, abbreviated, unknown
from rendering.core.inputs import read_input
from rendering.core.job import LARGEST_FRAME

MOST_SCENES = 500
LONGEST_PAUSE = 600.0
"""Seconds."""

Title = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
Pause = Annotated[float, Field(ge=0, le=LONGEST_PAUSE, allow_inf_nan=False)]
Side = Annotated[int, Field(ge=16, le=16_384, multiple_of=2)]


class _Table(BaseModel):
    """A table of the file, which holds nothing but what is stated."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Entry(_Table):
    """One scene of a lecture, or a title card.

    Parameters
    ----------
    scene
        The scene as on the command line: a name, or a file beside the lecture file with its class.
    card, subtitle
        Instead of a scene: the title on a card, and a smaller line below it.
    parameters
        The scene's parameters.
    without
        The beats that are left out.
    theme
        The theme instead of the lecture's.
    pause
        Seconds for which its last frame stays, instead of the lecture's; the film ends with its last scene.
    """

    scene: str = ""
    card: Title | None = None
    subtitle: Annotated[str, Field(max_length=160)] = ""
    parameters: dict[str, Any] = Field(default_factory=dict)
    without: list[str] = Field(default_factory=list)
    theme: str | None = None
    pause: Pause | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.scene) == (self.card is not None):
            raise ValueError("it names a scene or a card, one of the two")
        if self.card is None and self.subtitle:
            raise ValueError("a subtitle belongs to a card")
        if self.card is not None and (self.parameters or self.without):
            raise ValueError("a card has no parameters and no beats to leave out")
        return self


def _as_table(value: Any) -> Any:
    return {"scene": value} if isinstance(value, str) else value


Entries = Annotated[list[Annotated[Entry, BeforeValidator(_as_table)]], Field(min_length=1, max_length=MOST_SCENES)]


class Section(_Table):
    """Scenes under a title."""

    title: Title
    scenes: Entries


class Lecture(_Table):
    """What a lecture file says.

    Parameters
    ----------
    title
        The title of the film.
    scenes, sections
        The scenes in their order: all of them, or by section.
    cards
        Whether a title card opens the film, and each section.
    subtitle
        The smaller line on the first card.
    pause
        Seconds for which the last frame of each scene stays.
    theme, size, rate
        The theme of all scenes that have one by name; width and height in pixels; frames a second.
    """

    title: Title
    scenes: Entries | None = None
    sections: Annotated[list[Section], Field(min_length=1, max_length=MOST_SCENES)] | None = None
    cards: bool = False
    subtitle: Annotated[str, Field(max_length=160)] = ""
    pause: Pause = 0.0
    theme: str | None = None
    size: Annotated[list[Side], Field(min_length=2, max_length=2)] | None = None
    rate: Annotated[int, Field(ge=1, le=240)] | None = None

    @model_validator(mode="after")
    def _scenes_once(self) -> Self:
        if (self.scenes is None) == (self.sections is None):
            raise ValueError("it has scenes = [...] or [[sections]], one of the two")
        if self.size is not None and self.size[0] * self.size[1] > LARGEST_FRAME:
            raise ValueError(f"size has more pixels than the {LARGEST_FRAME:,} of 7680 × 4320")
        return self

    def entries(self) -> Iterator[tuple[str, str, Entry]]:
        """Yield each entry after its place in the file and the title of its section, cards included."""
        if self.cards:
            yield "title", "", Entry(card=self.title, subtitle=self.subtitle)
        for number, entry in enumerate(self.scenes or ()):
            yield f"scenes[{number}]", "", entry
        for number, section in enumerate(self.sections or ()):
            if self.cards:
                yield f"sections[{number}]", section.title, Entry(card=section.title)
            for place, entry in enumerate(section.scenes):
                yield f"sections[{number}].scenes[{place}]", section.title, entry


def read_lecture(path: Path) -> Lecture:
    """Return what a lecture file says.

    Raises
    ------
    UserError
        If it cannot be read, or says what no lecture is; the message names the place.
    """
    try:
        text = read_input(path, "the lecture").decode()
        table = tomllib.loads(text)
        json.dumps(table)
    except RecursionError as error:
        raise UserError(f"{path.name} is not valid TOML: it is nested too deeply") from error
    except (ValueError, TypeError) as error:
        raise UserError(f"{path.name} is not valid TOML: {abbreviated(str(error))}") from error
    try:
        return Lecture.model_validate(table)
    except ValidationError as error:
        raise UserError(_complaint(path, text, error)) from error


def at_place(path: Path, place: str, message: str, *, named: str = "") -> UserError:
    """Return an error that names the place in the file, with its line if what is `named` stands on one line only.

    Parameters
    ----------
    path, place
        The file, and where in it: ``sections[0].scenes[2]``.
    message
        What is wrong there.
    named
        A word that stands there, in quotes or as a key.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        lines = []
    return UserError(f"{_where(path, lines, named)}{place}: {message}")


def _where(path: Path, lines: list[str], named: str) -> str:
    word = re.compile(rf"[\"']{re.escape(named)}[\"']|^\s*{re.escape(named)}\s*=|[{{,]\s*{re.escape(named)}\s*=")
    found = [number for number, line in enumerate(lines, start=1) if named and word.search(line)]
    line = f":{found[0]}" if len(found) == 1 else ""
    return f"{path.name}{line}: "


def _complaint(path: Path, text: str, error: ValidationError) -> str:
    """Return the first complaint as a line with its place."""
    details = error.errors(include_url=False)[0]
    place, named = "", ""
    for part in details["loc"]:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
        named = named if isinstance(part, int) else str(part)
    message = details["msg"].removeprefix("Value error, ")
    if details["type"] == "extra_forbidden":
        message = unknown("key", named, _keys(details["loc"]))
    elif not isinstance(details["input"], dict):
        message += f" (got {abbreviated(repr(details['input']), 100)})"
        named = details["input"] if isinstance(details["input"], str) else named
    where = _where(path, text.splitlines(), named)
    return f"{where}{abbreviated(place, 200)}{': ' if place else ''}{message}"


def _keys(place: tuple[int | str, ...]) -> list[str]:
    """Return the keys that a table has at a place."""
    if "scenes" in place[:-1]:
        return list(Entry.model_fields)
    return list(Section.model_fields if "sections" in place[:-1] else Lecture.model_fields)
