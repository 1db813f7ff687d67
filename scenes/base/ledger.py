"""The ledger: every number that was on screen, where it came from, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from manim import Mobject
from manim.mobject.types.image_mobject import AbstractImageMobject

from convmath.core.facts import Name
from scenes.base.readout import Source, Sourced


@dataclass
class LedgerEntry:
    """One text on screen and its source; `first` and `last` are seconds from the start of the scene."""

    text: str
    source: Source
    first: float
    last: float

    def as_json(self) -> dict[str, Any]:
        """Return the entry in JSON's types."""
        times = {"first": round(self.first, 3), "last": round(self.last, 3)}
        return {"text": self.text, **provenance(self.source), **times}


class Ledger:
    """Entries in the order in which their texts first came on screen."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], LedgerEntry] = {}
        self._origins: dict[Source, str] = {}

    def enter(self, figures: Iterable[Sourced], first: float, last: float) -> None:
        """Record that these were on screen from `first` to `last` seconds."""
        for figure in figures:
            if figure.source not in self._origins:
                self._origins[figure.source] = origin(figure.source)
            key = (figure.text, self._origins[figure.source])
            entry = self._entries.setdefault(key, LedgerEntry(figure.text, figure.source, first, last))
            entry.first = min(entry.first, first)
            entry.last = max(entry.last, last)

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """All entries so far."""
        return tuple(self._entries.values())

    def as_json(self) -> list[dict[str, Any]]:
        """Return all entries in JSON's types."""
        return [entry.as_json() for entry in self.entries]


def origin(source: Source) -> str:
    """Return one line that says where a source comes from."""
    return f"{source.text} ({source.source})" if isinstance(source, Name) else source.origin


def provenance(source: Source) -> dict[str, Any]:
    """Return where a source comes from in JSON's types."""
    if isinstance(source, Name):
        return {"name": source.text, "citation": source.source}
    return source.as_json()


def visible_figures(mobjects: Iterable[Mobject]) -> list[Sourced]:
    """Return the sourced mobjects among `mobjects` and all below them that aren't fully transparent."""
    return [
        member
        for mobject in mobjects
        for member in mobject.get_family()
        if isinstance(member, Sourced) and is_visible(member)
    ]


def is_visible(mobject: Mobject) -> bool:
    """Return whether any outline or image in a mobject is drawn with some opacity."""
    return any(map(_is_opaque, mobject.family_members_with_points()))


def _is_opaque(part: Mobject) -> bool:
    if isinstance(part, AbstractImageMobject):
        return bool(part.get_pixel_array()[:, :, 3].any())
    return bool(part.get_fill_opacity() > 0 or (part.get_stroke_opacity() > 0 and part.get_stroke_width() > 0))
