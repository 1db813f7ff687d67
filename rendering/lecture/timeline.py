"""Where each scene stands in the film of a lecture: its beats, captions, numbers and chapters, in the film's time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from rendering.core.frames import Beat, Caption
from rendering.core.scene_protocol import LEDGER, TITLE
from rendering.core.targets import kebab
from rendering.output.captions import TitledChapter, chapter_title


@dataclass(frozen=True)
class Piece:
    """Consecutive beats of a scene's film that are joined: frames `start` up to `stop`, from frame `first` on."""

    first: int
    start: int
    stop: int

    @property
    def shift(self) -> int:
        """By how many frames it is later in the lecture than in the scene."""
        return self.first - self.start


@dataclass(frozen=True, kw_only=True)
class Part:
    """A scene or a title card within the film.

    Parameters
    ----------
    section
        The title of its section, or nothing.
    card
        What it says if it is a title card.
    film
        The scene's own film.
    content
        The sidecar beside that.
    pieces
        What of it is joined.
    first, stop
        Its frames in the lecture, the pause after it included.
    rate
        Frames a second.
    """

    section: str
    card: str | None
    film: Path
    content: Mapping[str, Any]
    pieces: tuple[Piece, ...]
    first: int
    stop: int
    rate: Fraction

    @property
    def title(self) -> str:
        """What the scene calls itself, or what the card says."""
        if self.card is not None:
            return self.card.strip()
        return str(self.content.get(TITLE) or chapter_title(Beat(kebab(self.content["scene"]["class"]), 0, 0)))

    @property
    def chapter(self) -> str:
        """The title of its chapter, with that of its section."""
        if self.section and self.section != self.title:
            return f"{self.section}: {self.title}"
        return self.title

    def _moved(self, start: float, end: float) -> tuple[float, float] | None:
        """Return when something of the scene is in the lecture, in seconds; ``None`` where all of that is left out."""
        spans = []
        for piece in self.pieces:
            low = max(start, float(piece.start / self.rate))
            high = min(end, float(piece.stop / self.rate))
            if low < high:
                shift = float(piece.shift / self.rate)
                spans.append((low + shift, high + shift))
        return (spans[0][0], spans[-1][1]) if spans else None

    def captions(self) -> list[Caption]:
        """Return its captions."""
        moved = ((self._moved(each["start"], each["end"]), each["text"]) for each in self.content["captions"])
        return [Caption(*times, text) for times, text in moved if times]

    def beats(self) -> list[Beat]:
        """Return its beats."""
        return [
            Beat(name, start + piece.shift, stop + piece.shift)
            for name, start, stop in beats_of(self.content, self.rate)
            for piece in self.pieces
            if piece.start <= start and stop <= piece.stop
        ]

    def numbers(self) -> list[Mapping[str, Any]]:
        """Return its ledger: every number that is on screen, its source, and when in the lecture."""
        if self.card is not None:
            return []
        moved = ((self._moved(each["first"], each["last"]), each) for each in self.content.get(LEDGER) or ())
        return [{**each, "first": times[0], "last": times[1]} for times, each in moved if times]


def beats_of(content: Mapping[str, Any], rate: Fraction) -> list[tuple[str, int, int]]:
    """Return name, first frame and the frame after the last of each beat of a scene, from its sidecar."""
    return [
        (each["name"], round(Fraction(each["start"]) * rate), round(Fraction(each["end"]) * rate))
        for each in content["beats"]
    ]


def pieces_of(content: Mapping[str, Any], without: Sequence[str], first: int) -> tuple[Piece, ...]:
    """Return what of a scene is joined where some beats are left out, from frame `first` of the lecture on."""
    if not without:
        return (Piece(first, 0, int(content["frames"])),)
    pieces: list[Piece] = []
    for name, start, stop in beats_of(content, Fraction(content["frame_rate"])):
        if name in without:
            continue
        if pieces and pieces[-1].stop == start:
            pieces[-1] = Piece(pieces[-1].first, pieces[-1].start, stop)
        else:
            pieces.append(Piece(first, start, stop))
        first = pieces[-1].first + stop - pieces[-1].start
    return tuple(pieces)


def chapters_of_parts(parts: Sequence[Part]) -> tuple[Beat, ...]:
    """Return a chapter for each part: sections, and scenes inside them."""
    return tuple(TitledChapter(part.chapter, part.first, part.stop) for part in parts)
