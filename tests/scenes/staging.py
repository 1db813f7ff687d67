"""Perform a lecture scene without rasterising it, and look at what stands on stage after every play."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import numpy as np
from manim import Mobject, Wait, tempconfig

from convmath.core.provenance import Traced
from rendering.playback import patches
from scenes.base.lecture_scene import LectureScene
from scenes.base.ledger import LedgerEntry, is_visible
from scenes.base.readout import Filled, Source, Sourced, Statement
from scenes.base.typesetting import Typeset, _outlines
from tests.scenes.boxes import Box
from tests.scenes.narrated import Listener
from tests.scenes.overlaps import overlaps

BELOW = -2.9
"""The height under which only the running line stands."""
LONG_PLAY = 1.0
"""Seconds from which on the eye has time to see what is on the way."""
WHOLE = 0.999
"""From this opacity on a text has come, and stands where it is to stand."""
TOLERANCE = 2e-3
"""How far an outline may lie from where it is typeset, as a share of the text's longer side."""
_PART = re.compile(r"#box\[(?:[^\[\]]|\[[^\]]*\])*\]<part-..>")
"""A number in the markup of a statement; its power of ten, if it has one, stands in brackets of its own."""


@dataclass(frozen=True)
class StagedText:
    """One typeset text as it stood on stage."""

    markup: str
    box: Box
    x_height: float
    as_typeset: bool
    """Whether the outlines drawn are still those of the markup."""
    filled: tuple[Filled, ...] = ()
    """The parts of a statement, with the numbers filled in."""
    opaque: bool = True
    """Whether none of it is fading."""

    @property
    def wording(self) -> str:
        """A statement's text."""
        return "".join(part.text for part in self.filled)


@dataclass(frozen=True)
class Figure:
    """One number as it stood on stage."""

    text: str
    source: Source
    place: tuple[float, float]

    @property
    def of(self) -> str:
        """What it is of: the function that computed it, and the path to the part; for a name, nothing."""
        return (
            f"{self.source.function.rpartition('.')[2]}{self.source.trail}" if isinstance(self.source, Traced) else ""
        )

    def is_of(self, function: str, trail: str) -> bool:
        """Whether it is that part of what that function computed."""
        return isinstance(self.source, Traced) and (self.source.function, self.source.trail) == (function, trail)


@dataclass(frozen=True)
class Moment:
    """The stage after one play."""

    beat: str
    start: float
    end: float
    idle: bool
    """Whether nothing moved."""
    texts: tuple[StagedText, ...]
    figures: tuple[Figure, ...]
    unsourced: tuple[str, ...]
    """What is drawn of texts without a source: everything but the numbers in them."""
    boxes: tuple[tuple[str, Box], ...]
    overlaps: tuple[str, ...]
    """What lies across, over or under a text."""

    @property
    def sourced(self) -> tuple[str, ...]:
        """The texts of all numbers."""
        return tuple(figure.text for figure in self.figures)

    def running_line(self) -> list[tuple[str, str]]:
        """What each number of the running line below the stage is of, and its text, from left to right."""
        line = sorted((figure for figure in self.figures if figure.place[1] < BELOW), key=lambda figure: figure.place)
        return [(figure.of, figure.text) for figure in line]

    def texts_of(self, part: str) -> list[str]:
        """The texts of the numbers that are of this part, the end of what `Figure.of` says, from left to right."""
        found = [figure for figure in self.figures if figure.of.endswith(part)]
        return [figure.text for figure in sorted(found, key=lambda figure: figure.place)]

    def figure(self, function: str, trail: str, *, near: tuple[float, float]) -> Figure:
        """The number that is of that part of what that function computed, and stands nearest to a place."""
        fitting = [figure for figure in self.figures if figure.is_of(function, trail)]
        assert fitting, f"{self.beat} shows nothing of {function}{trail}"
        return min(fitting, key=lambda figure: math.dist(figure.place, near))


@dataclass
class Performance:
    """All moments of one performance, and the scene as it was left."""

    scene: LectureScene
    moments: list[Moment] = field(default_factory=list)
    midway: list[Moment] = field(default_factory=list)
    """The stage halfway through each long play, if it was asked for."""

    @property
    def duration(self) -> float:
        return float(self.scene.time)

    @property
    def beats(self) -> dict[str, Moment]:
        """The last moment of each beat."""
        return {moment.beat: moment for moment in self.moments}

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        return self.scene.ledger.entries

    @property
    def texts(self) -> set[str]:
        """Every sourced text that was ever on stage."""
        return {entry.text for entry in self.entries}

    def line_with(self, part: str) -> list[tuple[str, str]]:
        """The first running line with a number that is of this part, as `Moment.running_line` tells it."""
        return next(line for line in (moment.running_line() for moment in self.moments) if part in dict(line))

    def texts_in(self, beat: str) -> set[str]:
        """Every sourced text on stage after some play of a beat."""
        return {text for moment in self.moments if moment.beat == beat for text in moment.sourced}


def perform(
    scene_class: type[LectureScene], theme: str = "dark", *, look: bool = True, midway: bool = False, **parameters: Any
) -> Performance:
    """Run a scene, each play at once, and keep what stood on stage after each, and halfway through the long ones."""
    settings = {
        "theme_name": theme,
        "parameter_values": parameters,
        "play": _observed_play,
        "update_to_time": _observed_halfway,
    }
    quiet = {"dry_run": True, "progress_bar": "none", "verbosity": "ERROR", "disable_caching": True}
    small = {"pixel_width": 160, "pixel_height": 90}  # frames are copied, though nothing is drawn on them
    with tempconfig({**quiet, **small}), patches.applied():
        scene = type(scene_class.__name__, (scene_class,), settings)(skip_animations=True)
        scene.renderer.update_frame = lambda *_, **__: None
        scene.performance = Performance(scene)
        scene.look, scene.midway = look, midway
        scene.narrator = Listener(scene)
        scene.render()
    return scene.performance


def _observed_play(scene: Any, *args: Any, **kwargs: Any) -> None:
    start = scene.time
    super(type(scene), scene).play(*args, **kwargs)
    if scene.look:
        idle = all(isinstance(argument, Wait) for argument in args)
        scene.performance.moments.append(_moment(scene, start, scene.time, idle=idle))


def _observed_halfway(scene: Any, time: float) -> None:
    """Stop halfway through a long play: what is skipped is brought to its end, `time`, in one step."""
    if scene.midway and time > LONG_PLAY:
        super(type(scene), scene).update_to_time(time / 2)
        scene.performance.midway.append(_moment(scene, scene.time - time, scene.time - time / 2, idle=False))
    super(type(scene), scene).update_to_time(time)


def _moment(scene: Any, start: float, end: float, *, idle: bool) -> Moment:
    shown = [part for mobject in scene.mobjects for part in mobject.get_family()]
    texts = [part for part in shown if isinstance(part, Typeset) and is_visible(part)]
    return Moment(
        beat=scene.renderer.file_writer.sections[-1].name,
        start=start,
        end=end,
        idle=idle,
        texts=tuple(_staged(text) for text in _unique(texts)),
        unsourced=tuple(_without_source(text) for text in texts),
        figures=tuple(
            Figure(part.text, part.source, tuple(part.get_center()[:2]))
            for part in shown
            if isinstance(part, Sourced) and is_visible(part)
        ),
        boxes=tuple(
            (type(part).__name__, Box.of(part)) for part in scene.mobjects if part.get_family() and is_drawn(part)
        ),
        overlaps=tuple(overlaps(scene.camera.get_mobjects_to_display(scene.mobjects), texts)),
    )


def is_drawn(mobject: Mobject) -> bool:
    return bool(mobject.family_members_with_points()) and is_visible(mobject)


def _unique(parts: list[Typeset]) -> Iterator[Typeset]:
    seen: set[int] = set()
    for part in parts:
        if id(part) not in seen:
            seen.add(id(part))
            yield part


def _without_source(text: Typeset) -> str:
    """Return the markup of a text less what its source accounts for."""
    if isinstance(text, Sourced):
        return ""
    return _PART.sub("", text.markup) if isinstance(text, Statement) else text.markup


def _staged(text: Typeset) -> StagedText:
    filled = tuple(text.filled) if isinstance(text, Statement) else ()
    drawn = tuple(glyph.points.tobytes() for glyph in text.family_members_with_points())
    opaque = all(glyph.get_fill_opacity() > WHOLE for glyph in text.family_members_with_points())
    as_typeset = _same_shape(drawn, text.markup, text.type_font)
    return StagedText(text.markup, Box.of(text), text.x_height, as_typeset, filled, opaque)


@lru_cache(maxsize=2_000)
def _same_shape(drawn: tuple[bytes, ...], markup: str, font: str) -> bool:
    first = _normalised([np.frombuffer(points).reshape(-1, 3) for points in drawn])
    second = _as_typeset(markup, font)
    return first.shape == second.shape and bool(np.abs(first - second).max() < TOLERANCE)


@cache
def _as_typeset(markup: str, font: str) -> np.ndarray:
    return _normalised([outline.points for outline in _outlines(markup, font)])


def _normalised(glyphs: list[np.ndarray]) -> np.ndarray:
    points = np.vstack(sorted(glyphs, key=_position))[:, :2]
    return (points - points.min(axis=0)) / np.ptp(points, axis=0).max()


def _position(points: np.ndarray) -> tuple[float, float]:
    x, y, _ = points.mean(axis=0)
    return round(float(x), 4), round(float(y), 4)
