"""What must hold on stage after every play of every scene, in both themes and for its example parameters."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, note, settings
from hypothesis import strategies as st
from manim import BLACK, UP, WHITE, Circle, DashedLine, Line, Rectangle, Scene, Square, tempconfig
from PIL import Image

from scenes.base.parameters import ParameterError
from scenes.base.typesetting import WORDS, Typeset
from scenes.catalogue import ROOT, SCENES, CatalogueEntry
from tests.our_scenes import A_FEW, EACH
from tests.scenes import audit
from tests.scenes.claims.sentences import due_of, faults_of_subjects
from tests.scenes.overlaps import overlaps
from tests.scenes.staging import _staged, perform
from tests.strategies import parameters

CARD = CatalogueEntry("title-card", "scenes/title_card/title_card.py:TitleCard")
"""In no catalogue, as it is no scene of its own; what stands on it is to be as legible as on any."""
CASES = [
    pytest.param(
        entry,
        theme,
        values,
        id=f"{entry.name}-{theme}-{number}",
        marks=[pytest.mark.exhaustive] * (number > 0 or (theme != "dark" and entry.name not in A_FEW)),
    )
    for entry in (*SCENES, CARD)
    for number, theme, values in audit.cases(audit.scene_class(entry))
]
FEW_AND_OTHERS = [
    pytest.param(entry, id=entry.name, marks=[pytest.mark.exhaustive] * (entry.name not in A_FEW)) for entry in SCENES
]
every_scene = pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.name)


def agrees(faults):
    """Assert that there is no fault; else show them all."""
    found = sorted(faults)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("entry", "theme", "values"), CASES)
def test_what_stands_on_stage_is_legible_whole_and_has_its_source(entry, theme, values):
    agrees(audit.faults_on_stage(audit.performance(audit.scene_class(entry), theme, values)))


@pytest.mark.parametrize("entry", FEW_AND_OTHERS)
@settings(
    max_examples=2 if settings.get_current_profile_name() == "exploring" else 1,  # a performance takes 1 to 4 s
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_parameters_a_scene_accepts_it_is_legible_under_them(entry, data):
    scene = audit.scene_class(entry)
    assume(data.draw(st.integers(0, 9)))  # Hypothesis begins with the least of all, which is worth no performance
    values = data.draw(parameters(scene.Parameters.model_json_schema()))
    try:
        scene.Parameters.read(values)
    except ParameterError:
        assume(False)
    note(f"{entry.name} with {values}")
    agrees({*audit.faults_on_stage(perform(scene, **values)), *audit.faults_of_description(scene, values)})


@pytest.mark.exhaustive
@every_scene
def test_words_stay_legible_halfway_through_long_plays(entry):
    shown = perform(audit.scene_class(entry), look=False, midway=True)
    assert shown.midway
    agrees(audit.faults_midway(shown))


SEVERE = {
    "labels of narrow grids": ("kernel-sliding", {"image": "camera", "size": 9, "padding": 4, "stride": 4}),
    "labels of columns": ("kernel-sliding", {"image": [[0]] * 8, "kernel": "0"}),
    "weights beside wide numbers": (
        "kernel-sliding",
        {"image": "rocket", "size": 6, "kernel": "prewitt_x", "dilation": 2, "padding_mode": "circular"},
    ),
    "a line through numbers": ("fc-explosion", {"hidden": 10_000, "channels": 8, "kernel": 1}),
    "a response of many digits": ("sobel-edge", {"image": "astronaut", "filter": "scharr", "padding_mode": "reflect"}),
    "a small image with its padding": ("sobel-edge", {"image": (8, 8)}),
    "rings on a narrow image": ("sobel-edge", {"image": (64, 8)}),
}
"""What was illegible once: parameters, with the size of a picture of noise where that is the image."""


@pytest.mark.exhaustive
@pytest.mark.parametrize(("name", "values"), SEVERE.values(), ids=SEVERE)
def test_severe_parameters_stay_legible(name, values, tmp_path):
    (entry,) = (entry for entry in SCENES if entry.name == name)
    if isinstance(values.get("image"), tuple):
        path = tmp_path / "noise.png"
        noise = np.random.default_rng(0).integers(0, 256, values["image"], dtype=np.uint8)
        Image.fromarray(noise).save(path)
        values = values | {"image": str(path)}
    agrees(audit.faults_on_stage(perform(audit.scene_class(entry), **values)))


LABEL = {"size": 30, "color": WHITE, "font": WORDS}
SHEET = {"fill_color": BLACK, "fill_opacity": 1, "stroke_width": 2}


@pytest.mark.parametrize(
    ("below", "above", "fault"),
    [
        pytest.param([], [], None, id="a text alone"),
        pytest.param([Line([-3, 0, 0], [3, 0, 0])], [], "Line.* runs below", id="a line below"),
        pytest.param([], [Line([-3, -1, 0], [3, 1, 0])], "Line.* lies across", id="a line above"),
        pytest.param([Line([-3, 1, 0], [3, 1, 0])], [], None, id="a line beside"),
        pytest.param([DashedLine([0, -2, 0], [0, 2, 0])], [], "Line.* runs below", id="a dashed line"),
        pytest.param([Circle(0.3)], [], "Circle.* runs below", id="a ring"),
        pytest.param([Line([-3, 0, 0], [3, 0, 0], stroke_opacity=0.05)], [], None, id="a faint line"),
        pytest.param([Rectangle(width=4, height=1, **SHEET)], [], None, id="a ground of its own"),
        pytest.param(
            [Line([-3, 0, 0], [3, 0, 0]), Rectangle(width=4, height=1, **SHEET)], [], None, id="a line hidden"
        ),
        pytest.param([Rectangle(width=4, height=1, **SHEET).shift(0.5 * UP)], [], "runs below", id="half a ground"),
        pytest.param(
            [Rectangle(width=4, height=1, stroke_width=0).set_fill([WHITE, BLACK], 1)], [], "one colour", id="a blend"
        ),
        pytest.param([], [Square(6, **SHEET)], "Square.* covers", id="a cover"),
        pytest.param([], [Square(6, fill_opacity=0)], None, id="a frame around all"),
    ],
)
def test_what_lies_across_a_text_is_noticed(below, above, fault):
    label = Typeset("numbers", **LABEL).center()
    with tempconfig({"dry_run": True}):
        scene = Scene()
        drawn = scene.camera.get_mobjects_to_display([*below, label, *above])
    found = list(overlaps(drawn, [label]))
    assert bool(found) == bool(fault), found
    assert all(re.search(fault, each) for each in found)


@every_scene
def test_the_scene_keeps_its_promises(entry):
    agrees(audit.broken_promises(audit.performance(audit.scene_class(entry))))


@every_scene
def test_each_caption_is_about_the_beat_it_stands_over(entry):
    """Here, where the scenes have been performed."""
    agrees(faults_of_subjects(audit.performance(audit.scene_class(entry)), due_of(entry).ABOUT))


@pytest.mark.parametrize("name", EACH)
def test_the_same_happens_in_both_themes(name):
    (entry,) = (entry for entry in SCENES if entry.name == name)
    agrees(audit.differences_of_themes(audit.scene_class(entry)))


def test_a_title_card_is_the_same_in_both_themes():
    agrees(audit.differences_of_themes(audit.scene_class(CARD)))


def test_a_text_that_was_morphed_into_another_is_noticed():
    """The audit itself: a label turned into another's outlines no longer reads as its markup."""
    label, other = (Typeset(text, size=30, color=WHITE, font=WORDS) for text in ("input", "output"))
    assert _staged(label).as_typeset
    label.become(other)
    assert not _staged(label).as_typeset


def test_every_folder_that_holds_a_scene_is_in_the_catalogue():
    assert {entry.file for entry in SCENES} == {*Path(ROOT, "scenes").glob("*/scene.py")}
