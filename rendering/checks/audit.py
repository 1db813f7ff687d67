"""Check a scene's frames against the criteria of an accessibility review of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from rendering.animated.timing import excerpt
from rendering.checks import colour_vision, contrast, flashes, letters
from rendering.checks.inspection import SceneView, inspect
from rendering.checks.motion import MAX_MOVING_SECONDS, Motion, moving_seconds
from rendering.checks.report import Finding, Report
from rendering.checks.texts import texts_on
from rendering.core.errors import check_number
from rendering.core.frames import Frame, Performance, Stage
from rendering.core.job import QUALITIES, GifOptions, Look
from rendering.core.scene_protocol import BEATS_IN_WORDS, ROLES, THEME_NAME, has_themes
from rendering.core.sinks import BaseSink
from rendering.core.targets import Target
from rendering.output.words import words_of
from rendering.playback.loading import scene_class_of

CHECK_RATE = Fraction(30)
"""Frames a second that are checked by default: enough for flashes of up to 15 changes a second."""

BOTH_THEMES = ("dark", "light")
LONGEST_ALT = 250
"""Characters of an alternative text: about two sentences; anything longer belongs in the description."""


def check(
    target: Target,
    look: Look,
    *,
    themes: Sequence[str] | None = None,
    width_mm: float = 120.0,
    gif: GifOptions | None = None,
) -> Report:
    """Play a scene in each theme and measure contrast, flashes, motion, text size, colour vision and words.

    Parameters
    ----------
    target, look
        The scene, and what decides its pixels; 480 lines and `CHECK_RATE` where it sets no size or rate.
    themes
        The themes; by default the look's, else `BOTH_THEMES` if the scene has themes.
    width_mm
        Width of the printed figure in millimetres.
    gif
        How often an animated image of the scene plays.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters, or the width is not finite.
    """
    check_number("--width-mm", width_mm)
    look = replace(look, size=look.size or QUALITIES["l"].size, rate=look.rate or CHECK_RATE, transparent=False)
    findings: list[Finding] = []
    for theme, themed in _themed_looks(target, look, themes):
        audit = _Audit(theme, width_mm)
        performance = inspect(target, themed, audit, audit.measure)
        findings += audit.findings(performance, gif or GifOptions())
    return Report(target.name, tuple(findings))


def _themed_looks(target: Target, look: Look, themes: Sequence[str] | None) -> Iterator[tuple[str, Look]]:
    """Yield each theme with its look; one look under no name if the scene has no themes."""
    if themes is None:
        themed = has_themes(scene_class_of(target))
        themes = (look.attributes[THEME_NAME],) if THEME_NAME in look.attributes else BOTH_THEMES if themed else ()
    if not themes:
        yield "", look
    for theme in themes:
        yield theme, replace(look, attributes={**look.attributes, THEME_NAME: theme})


@dataclass(frozen=True)
class _MeasuredValue:
    """A measured value with its limit: of what, and where in the scene."""

    value: float
    limit: float
    what: str
    at: str

    @property
    def margin(self) -> float:
        """The value as a multiple of the limit."""
        return self.value / self.limit


class _Audit(BaseSink):
    """A sink that measures every frame, and the view after every play, of one performance.

    It begins anew whenever it is opened.
    """

    def __init__(self, theme: str, width_mm: float) -> None:
        self._theme, self._width_mm = theme, width_mm
        self._forget_measurements()

    def _forget_measurements(self) -> None:
        self._flashes, self._motion = flashes.FlashMeter(), Motion()
        self._contrasts: list[_MeasuredValue] = []
        self._sizes: list[_MeasuredValue] = []
        self._frame_colours: list[tuple[str, colour_vision.FrameColours]] = []

    def open(self, stage: Stage) -> None:
        self._forget_measurements()
        self._flashes.open(stage)

    def write(self, frame: Frame) -> None:
        self._flashes.write(frame)
        self._motion.write(frame)

    def measure(self, view: SceneView) -> None:
        """Measure every text in the view, and record the frame's colours."""
        at = f"{view.beat} ({view.seconds:.2f} s)"
        self._frame_colours.append((at, colour_vision.frame_colours(view.picture())))
        for found in contrast.legibilities(texts_on(view.mobjects), view):
            text = found.text
            size = letters.millimetres(text.x_height, frame_width=view.frame_width, width_mm=self._width_mm)
            limit = contrast.LARGE_TEXT if size >= letters.LARGE_X_HEIGHT else contrast.TEXT
            colours = f"{_hexadecimal(found.colour)} on {_hexadecimal(found.behind)}"
            self._contrasts.append(_MeasuredValue(found.ratio, limit, f"{text.wording!r}, {colours}", at))
            self._sizes.append(_MeasuredValue(size, letters.LEAST_X_HEIGHT, repr(text.wording), at))

    def findings(self, performance: Performance, gif: GifOptions) -> Iterator[Finding]:
        """Yield the finding of each check, once the performance is over."""
        yield self._least("contrast of text", ": 1", contrast.TEXT, self._contrasts)
        for name, count in (("flashes in a second", self._flashes.light), ("red flashes", self._flashes.red)):
            yield self._most(
                name, "", flashes.MOST_FLASHES, count.most, f"until {count.when:.2f} s" if count.most else "none"
            )
        beats, rate = excerpt(performance), performance.stage.rate
        passes = gif.passes(float(sum(beat.stop - beat.first for beat in beats) / rate))
        moving = moving_seconds(self._motion.changes, beats, rate, passes)
        where = f"{', '.join(beat.name for beat in beats)}: {_repetitions(passes)}"
        yield self._most("moves by itself", "s", MAX_MOVING_SECONDS, moving, where)
        yield self._least("x-height in print", "mm", letters.LEAST_X_HEIGHT, self._sizes)
        yield self._least(
            "roles to the colour-blind",
            "CIEDE2000",
            colour_vision.LEAST_DIFFERENCE,
            list(self._pairs(performance.sidecar.get(ROLES, {}))),
        )
        yield self._words(performance.sidecar)

    def _pairs(self, roles: Mapping[str, str]) -> Iterator[_MeasuredValue]:
        for at, frame_colours in self._frame_colours:
            pair = colour_vision.nearest_pair(colour_vision.shown_roles(frame_colours, roles))
            if pair is not None:
                what = f"{pair.first} and {pair.second} to {pair.sight} sight"
                yield _MeasuredValue(pair.difference, colour_vision.LEAST_DIFFERENCE, what, at)

    def _words(self, sidecar: Mapping[str, Any]) -> Finding:
        lengths = {"in the sidecar": len(words_of(sidecar).alt)}
        if not all(lengths.values()):
            where = "the scene has no alternative text"
            finding = self._most("alternative text", "characters", LONGEST_ALT, 0, where)
            return replace(finding, passed=False, failures=(where,))
        lengths |= {
            f"in the sidecar: {beat}": len(words_of(sidecar, beat).alt) for beat in sidecar.get(BEATS_IN_WORDS) or ()
        }
        where = max(lengths, key=lengths.__getitem__)
        return self._most("alternative text", "characters", LONGEST_ALT, lengths[where], where)

    def _least(self, name: str, unit: str, limit: float, measurements: Sequence[_MeasuredValue]) -> Finding:
        worst = min(measurements, key=lambda measurement: measurement.margin, default=None)
        failures = tuple(_places([measurement for measurement in measurements if measurement.margin < 1]))
        return Finding(
            check=name,
            theme=self._theme,
            passed=not failures,
            value=None if worst is None else worst.value,
            limit=limit if worst is None else worst.limit,
            unit=unit,
            at_least=True,
            where="nothing to measure" if worst is None else f"{worst.what}: {worst.at}",
            failures=failures,
        )

    def _most(self, name: str, unit: str, limit: float, value: float, where: str) -> Finding:
        passed = value <= limit
        return Finding(
            check=name,
            theme=self._theme,
            passed=passed,
            value=value,
            limit=limit,
            unit=unit,
            at_least=False,
            where=where,
            failures=() if passed else (where,),
        )


def _places(measurements: Sequence[_MeasuredValue]) -> Iterator[str]:
    """Yield a line for each thing that was measured, with its first place and the number of other places."""
    by_what: dict[tuple[float, str], list[str]] = {}
    for measurement in measurements:
        by_what.setdefault((round(measurement.value, 2), measurement.what), []).append(measurement.at)
    for (value, what), places in sorted(by_what.items()):
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        yield f"{value:g}, {what}: {places[0]}{more}"


def _repetitions(passes: int) -> str:
    """Return in words how often an animated image plays."""
    return {0: "again and again", 1: "once"}.get(passes, f"{passes} times")


def _hexadecimal(levels: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{level:02X}" for level in levels)
