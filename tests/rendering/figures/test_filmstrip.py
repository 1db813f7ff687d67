"""A filmstrip shows the beats that were asked for, each as its own still would, and needs one run of the scene."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from pypdf import PdfReader

from rendering.checks.letters import too_small
from rendering.core.errors import UserError
from rendering.core.frames import Beat, Performance, Stage
from rendering.core.job import Look
from rendering.core.selections import LastFrames
from rendering.core.targets import Target
from rendering.figures import filmstrip as strips
from rendering.figures.filmstrip import GAP_MM, Panel, beat_title, chosen_beats, filmstrip, lay_out
from rendering.vector.lettering import ASCENT, typeset
from rendering.vector.still import publish
from rendering.vector.vector_frame import Subpath, VectorFrame, rectangle
from rendering.vector.vector_sink import record_frames
from tests.our_scenes import NAMES, our_target
from tests.paths import PLAIN
from tests.pictures import psnr
from tests.rendering.vector.rasterised import parsed, pixels_of

pytestmark = [
    pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning"),  # Manim's own use of Pillow
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # Typst's, within Manim
]

SECTIONS = Target(PLAIN, "Sections", "sections")
LOOK = Look(size=(640, 360), rate=Fraction(10))
SVG = "{http://www.w3.org/2000/svg}"


def played(names):
    """Return what is known of a run with these beats, one frame each."""
    stage = Stage(16, 9, Fraction(1), False)
    beats = tuple(Beat(name, number, number + 1) for number, name in enumerate(names))
    return Performance(stage=stage, frames=len(names), plays=len(names), beats=beats)


def test_panels_are_the_beats_in_the_order_asked_for(tmp_path):
    svg, pdf = tmp_path / "x.svg", tmp_path / "x.pdf"
    filmstrip(SECTIONS, LOOK, svg, pdf, beats=["turn", "draw"], width_mm=160, columns=2)
    groups = [group for group in parsed(svg).iter(f"{SVG}g") if group.get("clip-path")]
    assert len(groups) == 2
    width, height = map(float, parsed(svg).get("viewBox").split()[2:])
    pixels = pixels_of(svg, (1600, round(1600 * height / width)), fine=1)
    left, right = pixels[:, :760], pixels[:, 840:]

    def holds(half, red, green, blue):
        return bool((np.abs(half - (red, green, blue)).max(axis=-1) < 12).any())

    assert holds(left, 0xFA, 0x63, 0x57), "turned, and nearly red"
    assert not holds(right, 0xFA, 0x63, 0x57)
    assert holds(right, 0x58, 0xC4, 0xDD), "drawn, and blue"
    assert psnr(pixels, pixels_of(pdf, (1600, round(1600 * height / width)), fine=1)) > 25


def test_a_panel_is_the_beats_still(tmp_path):
    """Laid out alone on the frame's own shape, it is the frame."""
    _, sink = record_frames(SECTIONS, LOOK, lambda _: LastFrames(frozenset({"turn"})))
    full = replace(
        sink.latest,
        foreground=(*sink.latest.foreground, rectangle(sink.latest.bounds, stroke=(1, 0, 0, 1), stroke_style=None)),
    )
    publish(full, tmp_path / "still.svg")
    strip = lay_out([Panel(sink.latest, "")], width_mm=100)
    publish(strip, tmp_path / "strip.svg")
    (group,) = (group for group in parsed(tmp_path / "strip.svg").iter(f"{SVG}g") if group.get("clip-path"))
    paths = [path.get("d") for path in group.iter(f"{SVG}path")]
    assert paths == [path.get("d") for path in parsed(tmp_path / "still.svg").iter(f"{SVG}path")][: len(paths)]


def test_the_scene_is_played_once(tmp_path, monkeypatch):
    runs = []

    def counted(*args, **kwargs):
        runs.append(args)
        return record_frames(*args, **kwargs)

    monkeypatch.setattr(strips, "record_frames", counted)
    filmstrip(SECTIONS, LOOK, tmp_path / "x.svg", tmp_path / "x.pdf")
    assert len(runs) == 1


def test_all_is_outlines_and_the_same_bytes_each_time(tmp_path):
    for folder in ("one", "other"):
        filmstrip(SECTIONS, LOOK, tmp_path / folder / "x.svg", tmp_path / folder / "x.pdf")
    for name in ("x.svg", "x.pdf"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    tags = {element.tag for element in parsed(tmp_path / "one" / "x.svg").iter() if isinstance(element.tag, str)}
    assert not tags & {f"{SVG}text", f"{SVG}image", f"{SVG}style"}
    page = PdfReader(tmp_path / "one" / "x.pdf").pages[0]
    assert "/Font" not in page["/Resources"]
    assert not page.images


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_size_on_paper(columns, tmp_path):
    """Panels share the width with the gaps between them; labels have their size at any width."""
    svg, pdf = tmp_path / "x.svg", tmp_path / "x.pdf"
    filmstrip(SECTIONS, LOOK, svg, pdf, width_mm=140, columns=columns)
    root = parsed(svg)
    assert root.get("width") == "140mm"
    unit = float(root.get("viewBox").split()[2]) / 140
    clips = [float(clip[0].get("width")) / unit for clip in root.iter(f"{SVG}clipPath")]
    assert clips == pytest.approx([(140 - (columns - 1) * GAP_MM) / columns] * len(clips), abs=0.01)
    assert float(PdfReader(pdf).pages[0].mediabox.width) == pytest.approx(140 / 25.4 * 72, abs=0.01)


def test_the_width_decides_how_many_stand_in_a_row():
    panel = Panel(VectorFrame(160, 90, foreground=(rectangle((0, 0, 160, 90), (0, 0, 0, 1)),)), "x")
    shapes = {}
    for width_mm in (60, 160, 300):
        strip = lay_out([panel] * 4, width_mm=width_mm)
        shapes[width_mm] = strip.width / 160
    assert (round(shapes[60]), round(shapes[160]), round(shapes[300])) == (1, 2, 4)


@pytest.mark.parametrize(("x_height", "expected"), [(1.3, 1), (1.4, 2), (2.1, 3), (2.8, 4), (None, 3)])
def test_the_smallest_letters_decide_how_many_stand_in_a_row(x_height, expected):
    """Panels of 160 units on 220 mm: 0.9 mm are 1.33 units in two of 108 mm, 2.04 in three of 70.7 mm."""
    foreground = (rectangle((0, 0, 160, 90), (0, 0, 0, 1)),)
    panels = [
        Panel(VectorFrame(160, 90, foreground=foreground, x_height=height), "x")
        for height in (12.0, x_height, None, 8.0)
    ]
    if x_height is None:
        panels = [Panel(VectorFrame(160, 90, foreground=foreground), "x")] * 4
    strip = lay_out(panels, width_mm=220)
    assert round(strip.width / 160 - 0.1) == expected
    assert strip.x_height == x_height
    assert too_small(strip.x_height, frame_width=strip.width, width_mm=220) == ""


def test_paper_is_white_and_clear_where_the_scene_is(tmp_path):
    filmstrip(SECTIONS, LOOK, tmp_path / "x.svg")
    filmstrip(SECTIONS, replace(LOOK, transparent=True), tmp_path / "clear.svg")
    opaque, clear = (
        [path.get("fill") for path in parsed(tmp_path / name).iter(f"{SVG}path") if path.get("fill")]
        for name in ("x.svg", "clear.svg")
    )
    assert opaque[0] == "#fff"
    assert "#000" in opaque
    assert clear[0] != "#fff"
    assert "#000" not in clear


def test_beats_are_chosen_evenly():
    names = [f"b{number}" for number in range(11)]
    assert chosen_beats(played(names)) == ("b0", "b3", "b7", "b10")
    assert chosen_beats(played(names[:4])) == ("b0", "b1", "b2", "b3")
    assert chosen_beats(played(["only"])) == ("only",)


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"beats": ["turn", "fallow"]}, "no beat 'fallow' in sections; did you mean 'follow'"),
        ({"beats": []}, "a filmstrip has 1 to 26 panels, not 0"),
        ({"width_mm": 30.0, "columns": 3}, "3 panels side by side need more than 30 mm"),
    ],
)
def test_what_cannot_be_is_named_and_leaves_nothing(wishes, message, tmp_path):
    with pytest.raises(UserError, match=re.escape(message)):
        filmstrip(SECTIONS, LOOK, tmp_path / "x.svg", **wishes)
    assert list(tmp_path.iterdir()) == []


def extent(lettering):
    """Return left, top, right, bottom of a line of text, in em."""
    points = np.vstack([part.points for outline in lettering.outlines for part in outline])
    return (*points.min(axis=0), *points.max(axis=0))


def test_labels_are_set_as_outlines():
    left, top, right, bottom = extent(typeset("(a)", " First sum"))
    assert left >= 0
    assert right <= typeset("(a)", " First sum").width
    assert -ASCENT - 0.01 <= top < -0.6, "ascenders and parentheses"
    assert 0.2 < bottom <= 1 - ASCENT + 0.01, "parentheses reach below the baseline"
    assert extent(typeset("x", ""))[3] == pytest.approx(0, abs=0.02), "an x stands on it"
    assert all(isinstance(part, Subpath) for outline in typeset("a", "").outlines for part in outline)


@pytest.mark.parametrize("text", ['say "hi" \\ #let $x$ *y* @z', "line\nbreak", "π ≈ 3", ""])
def test_any_name_of_a_beat_can_be_set(text):
    """What means something to Typst is only text here."""
    assert typeset("(a)", f" {text}").width >= typeset("(a)", "").width


def test_titles():
    assert [beat_title(name) for name in ("first-sum", "layer_2", "x", "")] == ["First sum", "Layer 2", "X", ""]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.exhaustive] * (name != "kernel-sliding")) for name in NAMES]
)
def test_our_scenes_are_light_on_paper(name, tmp_path):
    svg, pdf = tmp_path / "x.svg", tmp_path / "x.pdf"
    performance = filmstrip(our_target(name), LOOK, svg, pdf)
    assert performance.sidecar["theme"] == "light"
    root = parsed(svg)
    assert root.find(f"{SVG}desc").text == performance.sidecar["alt"]
    panels = [group for group in root.iter(f"{SVG}g") if group.get("clip-path")]
    assert 2 <= len(panels) <= 4
    assert len({panel.get("transform") for panel in panels}) == len(panels)
    assert float(root.get("viewBox").split()[2]) > 1.8 * 640, "two of them stand side by side"
    ratio = float(root.get("viewBox").split()[3]) / float(root.get("viewBox").split()[2])
    size = min(
        ((width, round(width * ratio)) for width in range(900, 1000)), key=lambda size: abs(size[1] / size[0] - ratio)
    )
    one, other = (pixels_of(path, size, fine=2) for path in (svg, pdf))
    assert psnr(one, other) > 22, "as near as hairlines let them, which pdftoppm draws a pixel wide"
    assert (one.max(axis=-1) > 250).mean() > 0.4, "mostly paper"
