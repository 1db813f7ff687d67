"""What must hold on stage after every play of every scene, in both themes and for its example parameters."""

from pathlib import Path

import pytest
from manim import WHITE

from scenes.base.typesetting import WORDS, Typeset
from scenes.catalogue import ROOT, SCENES
from tests.scenes import audit
from tests.scenes.staging import _staged

CASES = [
    pytest.param(entry, theme, values, id=f"{entry.name}-{theme}-{number}", marks=[pytest.mark.slow] * bool(number))
    for entry in SCENES
    for number, theme, values in audit.cases(audit.scene_class(entry))
]
every_scene = pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.name)


def agrees(faults):
    """Assert that there is no fault; else show them all."""
    found = sorted(faults)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("entry", "theme", "values"), CASES)
def test_what_stands_on_stage_is_legible_whole_and_has_its_source(entry, theme, values):
    agrees(audit.faults_on_stage(audit.performance(audit.scene_class(entry), theme, values)))


@every_scene
def test_the_scene_keeps_its_promises(entry):
    agrees(audit.broken_promises(audit.performance(audit.scene_class(entry))))


@every_scene
def test_the_same_happens_in_both_themes(entry):
    agrees(audit.differences_of_themes(audit.scene_class(entry)))


def test_a_text_that_was_morphed_into_another_is_noticed():
    """The audit itself: a label turned into another's outlines no longer reads as its markup."""
    label, other = (Typeset(text, size=30, color=WHITE, font=WORDS) for text in ("input", "output"))
    assert _staged(label).as_typeset
    label.become(other)
    assert not _staged(label).as_typeset


def test_every_folder_that_holds_a_scene_is_in_the_catalogue():
    assert {entry.file for entry in SCENES} == {*Path(ROOT, "scenes").glob("*/scene.py")}
