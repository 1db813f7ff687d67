"""The slides of a deck: one for each beat of each scene, with its place, words and notes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from rendering.core.frames import Beat
from rendering.core.scene_protocol import LANGUAGE, LOOP_BEATS, PAUSE_BEATS
from rendering.jobs.sections import slug
from rendering.lecture.command import PlannedPart
from rendering.lecture.timeline import Part, beats_of
from rendering.output.captions import chapter_title
from rendering.output.words import words_of
from rendering.vector.pdf_tags import is_language

LONGEST_NAME = 100
"""Bytes of a slide's name, of which the names of its files are made."""


@dataclass(frozen=True, kw_only=True)
class Slide:
    """A beat on a slide: it plays, ends on its last frame, and waits.

    Parameters
    ----------
    name
        Its name, which no other has.
    files
        What its files are called; slides of the same beat share them.
    scene
        The number of its scene in the deck, from 0.
    number
        The number of its beat among all beats of the scene, from 0.
    beat
        Its frames in the film of the scene.
    at
        The second of the lecture's film at which it begins.
    scene_title, title
        What its scene and its beat are called.
    alt
        What it shows at its end, in words.
    notes
        What is said while it plays.
    language
        The language of its words.
    loops
        Whether it plays again and again until it is left.
    waits
        Whether viewers think on it, so that no deck may move on by itself.
    """

    name: str
    files: str
    scene: int
    number: int
    beat: Beat
    at: float
    scene_title: str
    title: str
    alt: str
    notes: tuple[str, ...]
    language: str
    loops: bool
    waits: bool


@dataclass(frozen=True, kw_only=True)
class DeckScene:
    """A rendered scene of a deck: how it was rendered, where it stands in the lecture, and its slides."""

    planned: PlannedPart
    part: Part
    slides: tuple[Slide, ...]


def deck_of(planned: Sequence[PlannedPart], parts: Sequence[Part]) -> list[DeckScene]:
    """Return the scenes of a deck with their slides.

    Beats that the lecture leaves out have none, and a title card has one alone: what follows takes it away.
    """
    taken: dict[str, int] = {}
    return [
        DeckScene(planned=plan, part=part, slides=tuple(_slides(scene, part, taken)))
        for scene, (plan, part) in enumerate(zip(planned, parts, strict=True))
    ]


def _slides(scene: int, part: Part, taken: dict[str, int]) -> list[Slide]:
    content = part.content
    language = str(content.get(LANGUAGE) or "en")
    slides: list[Slide] = []
    files: dict[str, int] = {}
    beats = beats_of(content, part.rate) or [("", 0, int(content["frames"]))]
    for number, (name, start, stop) in enumerate(beats):
        own = _distinct(_file_name(part.film.stem, name), files)
        piece = next((piece for piece in part.pieces if piece.start <= start and stop <= piece.stop), None)
        if piece is None or (part.card is not None and slides):
            continue
        beat = Beat(name, start, stop)
        notes = _notes(part, beat)
        alt = part.title if part.card is not None else words_of(content, name).alt
        slides.append(
            Slide(
                name=_distinct(own, taken),
                files=own,
                scene=scene,
                number=number,
                beat=beat,
                at=float((start + piece.shift) / part.rate),
                scene_title=part.title,
                title=part.title if part.card is not None else chapter_title(beat) or part.title,
                alt=alt or " ".join(notes) or part.title,
                notes=notes if part.card is None else (),
                language=language if is_language(language) else "en",
                loops=name in (content.get(LOOP_BEATS) or ()),
                waits=name in (content.get(PAUSE_BEATS) or ()),
            )
        )
    return slides


def _notes(part: Part, beat: Beat) -> tuple[str, ...]:
    """Return the captions of the scene that begin in a beat."""
    half = 0.5 / float(part.rate)
    start, end = beat.start_seconds(part.rate) - half, beat.end_seconds(part.rate) - half
    return tuple(each["text"] for each in part.content["captions"] if start <= each["start"] < end)


def _file_name(film: str, beat: str) -> str:
    name = f"{film}-{slug(beat)}" if beat else film
    if len(name.encode()) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name.encode()[: LONGEST_NAME - 9].decode(errors='ignore')}-{digest}"


def _distinct(name: str, taken: dict[str, int]) -> str:
    """Return a name that has not been returned before, on file systems that know no capitals either."""
    key = name.casefold()
    taken[key] = taken.get(key, 0) + 1
    return name if taken[key] == 1 else _distinct(f"{name}-{taken[key]}", taken)
