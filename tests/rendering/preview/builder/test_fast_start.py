"""A fast-started play leaves every mobject as Manim's own way through the play does, to the last bit."""

from contextlib import nullcontext
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rendering.core.job import Look
from rendering.core.selections import NoFrame
from rendering.core.targets import Target
from rendering.output.png import LatestPictures
from rendering.playback.play import perform
from rendering.playback.renderer import Renderer
from rendering.preview.builder import fast_start
from tests.our_scenes import NAMES, our_target

PASSAGES = (Path(__file__).parents[1] / "fixtures" / "passages.py", "Passages")
ARRAYS = ("points", "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "sheen_direction", "pixel_array")
NUMBERS = ("stroke_width", "background_stroke_width", "sheen_factor", "fill_opacity", "z_index", "updating_suspended")


def described(mobject):
    arrays = [(value.shape, value.dtype.str, value.tobytes()) for value in map(np.asarray, values(mobject, ARRAYS))]
    return type(mobject).__name__, arrays, [np.asarray(value).tolist() for value in values(mobject, NUMBERS)]


def values(mobject, names):
    return [getattr(mobject, name) for name in names if hasattr(mobject, name)]


@dataclass
class Passage:
    """How the stage looked after each play, and which animations were fast-started."""

    stages: list
    fast_started: list


@pytest.fixture
def passage(monkeypatch, tmp_path):
    """Play a scene without drawing anything of it, fast-started or as always."""

    def play(file, class_name, *, fast):
        stages, fast_started = [], []
        with monkeypatch.context() as patch:

            def play_and_note(renderer, scene, *args, **kwargs):
                manims(renderer, scene, *args, **kwargs)
                stages.append([described(member) for mobject in scene.mobjects for member in mobject.get_family()])
                noted = vars(scene).get("_animations_fast_started", [])
                fast_started.append(sorted(type(animation).__name__ for animation in noted))

            manims = Renderer.play
            patch.setattr(Renderer, "play", play_and_note)
            look = Look(size=(320, 180), rate=Fraction(8))
            with fast_start.in_use() if fast else nullcontext():
                perform(Target.of(file, class_name), look, LatestPictures(), work_folder=tmp_path, select=NoFrame.of)
        return Passage(stages, fast_started)

    return play


def assert_same(found, expected):
    assert len(found.stages) == len(expected.stages)
    for number, (one, other) in enumerate(zip(found.stages, expected.stages, strict=True)):
        assert one == other, f"after play {number}"


def test_plays_of_many_kinds_end_in_the_same_way(passage):
    found = passage(*PASSAGES, fast=True)
    assert_same(found, passage(*PASSAGES, fast=False))
    assert found.fast_started == [
        ["FadeIn"],
        ["Create"] * 4,
        ["_MethodAnimation"],  # not the one that goes round
        [],  # back where it was at its end, or one part after the other
        [],
        [],  # two at the same
        ["FadeOut"],
        [],  # to be aligned
        ["ReplacementTransform"],
        [],  # from what moves itself
        ["MoveToTarget"],
        [],  # zeros with a sign
        [],
        [],  # an animation of somebody's own looks at what is beside it
        ["FadeIn"],
        ["FadeOut"] * 5,
        [],  # something has an updater
        [],
    ]


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", NAMES)
def test_our_scenes_go_on_in_the_same_way(name, passage):
    scene = our_target(name)
    found = passage(scene.file, scene.class_name, fast=True)
    assert_same(found, passage(scene.file, scene.class_name, fast=False))
    assert sum(map(len, found.fast_started)) > 20
