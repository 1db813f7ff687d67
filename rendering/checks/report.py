"""Hold a scene against what an accessibility review asks of a figure, on its real frames."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from rich.table import Table

from rendering.animated.timing import excerpt
from rendering.checks import colour_vision, contrast, flashes, letters
from rendering.checks.inspection import Rest, inspect
from rendering.checks.motion import LONGEST, Motion, moving_seconds
from rendering.checks.texts import texts_on
from rendering.core.errors import check_number
from rendering.core.frames import Frame, Performance, Stage
from rendering.core.job import QUALITIES, GifOptions, Look
from rendering.core.sinks import BaseSink
from rendering.core.targets import Target
from rendering.output.words import OF_BEATS, words_of
from rendering.playback.loading import scene_class_of

RATE = Fraction(30)
"""Frames a second that are looked at by default: a flash of up to 15 changes a second shows."""

BOTH = ("dark", "light")
LONGEST_ALT = 250


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check measured in one theme.

    Parameters
    ----------
    check
        What was held against what.
    theme
        The theme; empty where the scene has none.
    passed
        Whether it holds everywhere.
    value, limit
        The worst that was measured, and the limit; ``None`` where there was nothing to measure.
    unit
        Of both.
    at_least
        Whether the limit is the least that passes, rather than the most.
    where
        Where the worst was measured.
    failures
        Every place that fails.
    """

    check: str
    theme: str
    passed: bool
    value: float | None
    limit: float
    unit: str
    at_least: bool
    where: str
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """All findings about one scene."""

    scene: str
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The findings that do not hold."""
        return tuple(finding for finding in self.findings if not finding.passed)

    def as_json(self) -> dict[str, Any]:
        """Return the report in JSON's types; what never ends is written "inf"."""
        findings = [
            {**asdict(finding), "value": "inf" if finding.value == math.inf else finding.value}
            for finding in self.findings
        ]
        return {"scene": self.scene, "passed": not self.failed, "findings": findings}


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
        The scene, and what decides its pixels; 480 lines and `RATE` where that is left open.
    themes
        The themes; by default the look's, else `BOTH` where the scene has themes.
    width_mm
        Width of the printed figure in millimetres.
    gif
        How often an animated picture of it plays.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters, or the width is no number.
    """
    check_number("--width-mm", width_mm)
    look = replace(look, size=look.size or QUALITIES["l"].size, rate=look.rate or RATE, transparent=False)
    findings: list[Finding] = []
    for theme, themed in _looks(target, look, themes):
        audit = _Audit(theme, width_mm)
        performance = inspect(target, themed, audit, audit.look_around)
        findings += audit.findings(performance, gif or GifOptions())
    return Report(target.name, tuple(findings))


def _looks(target: Target, look: Look, themes: Sequence[str] | None) -> Iterator[tuple[str, Look]]:
    if themes is None:
        has_themes = hasattr(scene_class_of(target), "theme_name")
        themes = (look.attributes["theme_name"],) if "theme_name" in look.attributes else BOTH if has_themes else ()
    if not themes:
        yield "", look
    for theme in themes:
        yield theme, replace(look, attributes={**look.attributes, "theme_name": theme})


@dataclass(frozen=True)
class _Reading:
    """One measurement with its own limit: of what, and at which rest."""

    value: float
    limit: float
    what: str
    at: str

    @property
    def margin(self) -> float:
        """How often the limit goes into the value."""
        return self.value / self.limit


class _Audit(BaseSink):
    """Takes every frame and every rest of one scene."""

    def __init__(self, theme: str, width_mm: float) -> None:
        self._theme, self._width_mm = theme, width_mm
        self._begin()

    def _begin(self) -> None:
        self._flashes, self._motion = flashes.FlashMeter(), Motion()
        self._contrasts: list[_Reading] = []
        self._sizes: list[_Reading] = []
        self._palettes: list[tuple[str, colour_vision.Palette]] = []

    def open(self, stage: Stage) -> None:
        self._begin()
        self._flashes.open(stage)

    def write(self, frame: Frame) -> None:
        self._flashes.write(frame)
        self._motion.write(frame)

    def look_around(self, rest: Rest) -> None:
        """Measure every text on stage, and note the colours of the picture."""
        at = f"{rest.beat} ({rest.seconds:.2f} s)"
        self._palettes.append((at, colour_vision.palette(rest.picture())))
        for found in contrast.legibilities(texts_on(rest.mobjects), rest):
            text = found.text
            size = letters.millimetres(text.x_height, frame_width=rest.frame_width, width_mm=self._width_mm)
            limit = contrast.LARGE_TEXT if size >= letters.LARGE_X_HEIGHT else contrast.TEXT
            colours = f"{_hexadecimal(found.colour)} on {_hexadecimal(found.behind)}"
            self._contrasts.append(_Reading(found.ratio, limit, f"{text.wording!r}, {colours}", at))
            self._sizes.append(_Reading(size, letters.LEAST_X_HEIGHT, repr(text.wording), at))

    def findings(self, performance: Performance, gif: GifOptions) -> Iterator[Finding]:
        """Return what was found."""
        yield self._least("contrast of text", ": 1", contrast.TEXT, self._contrasts)
        for name, seen in (("flashes in a second", self._flashes.light), ("red flashes", self._flashes.red)):
            yield self._most(
                name, "", flashes.MOST_FLASHES, seen.most, f"until {seen.when:.2f} s" if seen.most else "none"
            )
        beats, rate = excerpt(performance), performance.stage.rate
        passes = gif.passes(float(sum(beat.stop - beat.first for beat in beats) / rate))
        moving = moving_seconds(self._motion.changes, beats, rate, passes)
        where = f"{', '.join(beat.name for beat in beats)}: {_times(passes)}"
        yield self._most("moves by itself", "s", LONGEST, moving, where)
        yield self._least("x-height in print", "mm", letters.LEAST_X_HEIGHT, self._sizes)
        yield self._least(
            "roles to the colour-blind",
            "CIEDE2000",
            colour_vision.LEAST_DIFFERENCE,
            list(self._pairs(performance.sidecar.get("roles", {}))),
        )
        yield self._words(performance.sidecar)

    def _pairs(self, roles: Mapping[str, str]) -> Iterator[_Reading]:
        for at, palette in self._palettes:
            pair = colour_vision.nearest_pair(colour_vision.shown_roles(palette, roles))
            if pair is not None:
                what = f"{pair.first} and {pair.second} to {pair.sight} sight"
                yield _Reading(pair.difference, colour_vision.LEAST_DIFFERENCE, what, at)

    def _words(self, sidecar: Mapping[str, Any]) -> Finding:
        lengths = {"in the sidecar": len(words_of(sidecar).alt)}
        if not all(lengths.values()):
            where = "the scene has no alternative text"
            finding = self._most("alternative text", "characters", LONGEST_ALT, 0, where)
            return replace(finding, passed=False, failures=(where,))
        lengths |= {f"in the sidecar: {beat}": len(words_of(sidecar, beat).alt) for beat in sidecar.get(OF_BEATS) or ()}
        where = max(lengths, key=lengths.__getitem__)
        return self._most("alternative text", "characters", LONGEST_ALT, lengths[where], where)

    def _least(self, name: str, unit: str, limit: float, readings: Sequence[_Reading]) -> Finding:
        worst = min(readings, key=lambda reading: reading.margin, default=None)
        failures = tuple(_places([reading for reading in readings if reading.margin < 1]))
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


def _places(readings: Sequence[_Reading]) -> Iterator[str]:
    """Yield a line for each thing that was read, with the first place and the number of the others."""
    by_what: dict[tuple[float, str], list[str]] = {}
    for reading in readings:
        by_what.setdefault((round(reading.value, 2), reading.what), []).append(reading.at)
    for (value, what), places in sorted(by_what.items()):
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        yield f"{value:g}, {what}: {places[0]}{more}"


def _times(passes: int) -> str:
    """Return how often an animated picture plays, in words."""
    return {0: "again and again", 1: "once"}.get(passes, f"{passes} times")


def _hexadecimal(levels: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{level:02X}" for level in levels)


def table(report: Report) -> Table:
    """Return a report as a table, every failure in a line of its own."""
    sheet = Table(title=report.scene, title_justify="left", pad_edge=False)
    for heading in ("", "check", "theme", "measured", "limit", "where"):
        sheet.add_column(heading, overflow="fold")
    for finding in report.findings:
        sign = "≥" if finding.at_least else "≤"
        sheet.add_row(
            "ok" if finding.passed else "FAILED",
            finding.check,
            finding.theme,
            _measured(finding),
            f"{sign} {finding.limit:g} {finding.unit}".rstrip(),
            "\n".join(finding.failures) or finding.where,
        )
    return sheet


def _measured(finding: Finding) -> str:
    if finding.value is None:
        return "–"
    if finding.value == math.inf:
        return "without end"
    return f"{finding.value:.2f}".rstrip("0").rstrip(".")
