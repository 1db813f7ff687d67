"""Filmstrips: beats of a scene side by side, for print."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_lowercase

from rendering.checks.letters import LEAST_X_HEIGHT
from rendering.core.errors import UserError, check_number, unknown
from rendering.core.frames import Performance
from rendering.core.job import Look
from rendering.core.scene_protocol import THEME_NAME, has_themes
from rendering.core.selections import LastFrames
from rendering.core.targets import Target
from rendering.core.units import POINTS_PER_MM
from rendering.output.publication import check_output
from rendering.playback.loading import scene_class_of
from rendering.vector.lettering import ASCENT, typeset
from rendering.vector.pdf import ink_bounds
from rendering.vector.still import check_format, figure_metadata, publish
from rendering.vector.vector_frame import Bounds, Group, Item, Rgba, StrokeStyle, VectorFrame, rectangle
from rendering.vector.vector_sink import VectorSink, record_frames

WIDTH_MM = 220.0
"""Default printed width: that of a landscape A4 page without margins, so that two panels with small letters fit."""
MOST_PANELS = 4
"""Panels shown by default: two rows of two fill that page."""
LABEL_MM = 8 / POINTS_PER_MM
"""Size of the labels: 8 points, at any width."""
GAP_MM = 4.0
"""Space between two panels."""
_LABEL_GAP_MM = 1.2
"""Space between a panel and its label."""
_PANEL_MARGIN = 0.02
"""Margin around what is drawn in a panel, as a share of the frame's width."""
_NARROWEST_MM = 10.0
"""Panels narrower than this are refused: little more than their label would be left."""
_READABLE_MM = 70.0
"""Least width of a panel without text, unless the user gives the number of columns."""
_INK: Rgba = (0.106, 0.122, 0.153, 1.0)
_RULE: Rgba = (0.788, 0.812, 0.855, 1.0)
_RULE_MM = 0.2
_PAPER: Rgba = (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Panel:
    """A vector frame and the label below it."""

    frame: VectorFrame
    label: str


def filmstrip(
    target: Target,
    look: Look,
    *paths: Path,
    beats: Sequence[str] | None = None,
    width_mm: float | None = None,
    columns: int | None = None,
) -> Performance:
    """Write the last frames of beats side by side, as SVG or PDF; the scene is played once.

    Parameters
    ----------
    target, look
        The scene and its look; the light theme if the look names none and the scene has themes.
    *paths
        The files; each ending is ``.svg`` or ``.pdf``.
    beats
        The beats to show, in this order; by default those of `chosen_beats`.
    width_mm
        Width on paper; `WIDTH_MM` by default.
    columns
        Panels in a row; by default as many as keep every x-height at `LEAST_X_HEIGHT` or more.

    Raises
    ------
    UserError
        If there is no such beat, no beat at all, too little room, or a folder cannot be written in.
    """
    check_number("--width-mm", width_mm)
    for path in paths:
        check_format(path)
        check_output(path)
    wanted = None if beats is None else frozenset(beats)
    performance, sink = record_frames(target, _on_paper(target, look), lambda _: LastFrames(wanted))
    strip = compose_filmstrip(performance, sink, target.name, beats=beats, width_mm=width_mm, columns=columns)
    publish(strip, *paths, width_mm=width_mm or WIDTH_MM, metadata=figure_metadata(performance.sidecar, target.name))
    return performance


def compose_filmstrip(
    performance: Performance,
    sink: VectorSink,
    name: str,
    *,
    beats: Sequence[str] | None = None,
    width_mm: float | None = None,
    columns: int | None = None,
) -> VectorFrame:
    """Return the filmstrip of recorded vector frames; see `filmstrip`.

    Parameters
    ----------
    performance, sink
        The performance, and the sink that recorded the last frames of its beats.
    name
        The scene's name in messages.
    beats, width_mm, columns
        As for `filmstrip`.
    """
    numbers = {beat.name: number for number, beat in enumerate(performance.beats)}
    shown = tuple(dict.fromkeys(beats)) if beats is not None else chosen_beats(performance)
    for beat in shown:
        if beat not in numbers:
            raise UserError(unknown("beat", beat, numbers, where=name))
    frames = [sink.by_beat[numbers[beat]] for beat in shown]
    return lay_out(
        [Panel(frame, beat_title(beat)) for frame, beat in zip(frames, shown, strict=True)],
        width_mm=width_mm or WIDTH_MM,
        columns=columns,
    )


def chosen_beats(performance: Performance) -> tuple[str, ...]:
    """Return the names of `MOST_PANELS` beats, spread evenly over the scene."""
    names = [beat.name for beat in performance.beats]
    count = min(MOST_PANELS, len(names))
    return tuple(names[round(place * (len(names) - 1) / max(1, count - 1))] for place in range(count))


def beat_title(name: str) -> str:
    """Return a beat's name as words.

    Examples
    --------
    >>> beat_title("first-sum")
    'First sum'
    """
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def lay_out(panels: Sequence[Panel], *, width_mm: float, columns: int | None = None) -> VectorFrame:
    """Return panels in rows, each with a letter and its label below it.

    All panels are cropped to the same box, which holds what is drawn in any of them, and have the same scale.

    Parameters
    ----------
    panels
        Frames of the same size.
    width_mm
        Printed width, which decides how large the labels are.
    columns
        Panels in a row; by default as many as keep every x-height at `LEAST_X_HEIGHT` or more.

    Raises
    ------
    UserError
        If there is no panel, too many, or too little room.
    """
    if not 1 <= len(panels) <= len(ascii_lowercase):
        raise UserError(f"a filmstrip has 1 to {len(ascii_lowercase)} panels, not {len(panels)}")
    bounds = _common_bounds([panel.frame for panel in panels])
    left, top, right, bottom = bounds
    width, height = right - left, bottom - top
    x_height = min((panel.frame.x_height for panel in panels if panel.frame.x_height is not None), default=None)
    readable_mm = _READABLE_MM if x_height is None else LEAST_X_HEIGHT * width / x_height
    count = min(len(panels), columns or max(1, math.floor((width_mm + GAP_MM) / (readable_mm + GAP_MM))))
    panel_mm = (width_mm - (count - 1) * GAP_MM) / count
    if panel_mm < _NARROWEST_MM:
        raise UserError(f"{count} panels side by side need more than {width_mm:g} mm")
    unit = width / panel_mm
    rule = StrokeStyle(_RULE_MM * unit, "miter", "butt")
    row_height = height + (_LABEL_GAP_MM + LABEL_MM + GAP_MM) * unit
    items: list[Item] = []
    for number, panel in enumerate(panels):
        row, column = divmod(number, count)
        x, y = column * (width + GAP_MM * unit), row * row_height
        shown = Group(tuple(panel.frame.items_within(bounds)), (1.0, 0.0, 0.0, 1.0, x - left, y - top), bounds)
        text = typeset(f"({ascii_lowercase[number]})", f" {panel.label}" if panel.label else "")
        size = min(LABEL_MM * unit, width / text.width)
        baseline = y + height + _LABEL_GAP_MM * unit + ASCENT * LABEL_MM * unit
        inset = _RULE_MM * unit / 2
        edge = (x + inset, y + inset, x + width - inset, y + height - inset)
        items += [shown, rectangle(edge, stroke=_RULE, stroke_style=rule), *text.at(x, baseline, size, _INK)]
    rows = math.ceil(len(panels) / count)
    extent = (count * width + (count - 1) * GAP_MM * unit, rows * row_height - GAP_MM * unit)
    strip = VectorFrame(*extent, foreground=tuple(items), x_height=x_height)
    transparent = not any(panel.frame.background for panel in panels)
    return strip if transparent else replace(strip, background=(rectangle(strip.bounds, _PAPER),))


def _common_bounds(frames: Sequence[VectorFrame]) -> Bounds:
    """Return the box around what is drawn in any of the frames, with a margin; the whole frame if nothing is."""
    frame = frames[0].bounds
    extents = [bounds for bounds in map(ink_bounds, frames) if bounds is not None]
    if not extents:
        return frame
    margin = _PANEL_MARGIN * frames[0].width
    lefts, tops, rights, bottoms = zip(*extents, strict=True)
    return (
        max(frame[0], min(lefts) - margin),
        max(frame[1], min(tops) - margin),
        min(frame[2], max(rights) + margin),
        min(frame[3], max(bottoms) + margin),
    )


def _on_paper(target: Target, look: Look) -> Look:
    """Return the look with the light theme, if it names none and the scene has themes."""
    scene_class = scene_class_of(target)
    themed = has_themes(scene_class) and THEME_NAME not in look.attributes
    return replace(look, attributes={**look.attributes, THEME_NAME: "light"}) if themed else look
