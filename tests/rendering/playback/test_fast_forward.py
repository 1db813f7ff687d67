"""Plays that are passed over leave the scene as stepping through them does."""

# ruff: noqa: ARG002, ARG005 - stand-ins have the signatures of what they stand for

from __future__ import annotations

import ast
import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from manim import (
    LEFT,
    RIGHT,
    Animation,
    Create,
    Dot,
    FadeIn,
    LaggedStart,
    Scene,
    Square,
    Succession,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
)

from rendering.core.job import Look
from rendering.core.sinks import BaseSink
from rendering.core.targets import Target
from rendering.playback import fast_forward
from rendering.playback.play import perform
from tests.paths import CORPUS

pytestmark = pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning")  # Manim's own, from Pillow

LOOK = Look(size=(128, 72), rate=Fraction(12))


class SomePlays:
    """Draw the last frames of every play that starts at an even frame, so that drawn and undrawn plays alternate."""

    def wants_play(self, first, count, beat):
        return first % 2 == 0

    def wants_frame(self, index, repeat, *, last, beat):
        return last


class PictureBytes(BaseSink):
    """A sink that keeps the place and the bytes of each picture."""

    def __init__(self):
        self.pictures = []

    def write(self, frame):
        self.pictures.append((frame.index, frame.repeat, frame.pixels.tobytes()))


def run(path, class_name, folder):
    """Return everything that playing a scene gives, with the next numbers of the random generators."""
    sink = PictureBytes()
    performance = perform(Target.of(path, class_name), LOOK, sink, work_folder=folder, select=lambda _: SomePlays())
    numbers = random.random(), np.random.random()  # noqa: NPY002 - the generator that scenes use
    return sink.pictures, replace(performance, sound=None, final=None), numbers


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pydub leaves a sound file open
@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.py")), ids=lambda path: path.stem)
def test_every_scene_goes_on_as_if_stepped_through(path, tmp_path, monkeypatch):
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            passed_over = run(path, node.name, tmp_path)
            with monkeypatch.context() as patch:
                patch.setattr(fast_forward, "is_plain", lambda _: False)
                stepped = run(path, node.name, tmp_path)
            assert passed_over == stepped, node.name


class Steady(Animation):
    by_alpha_alone = True

    def interpolate_mobject(self, alpha):
        self.mobject.set_x(3 * alpha)


class Creeping(Animation):
    def interpolate_mobject(self, alpha):
        self.mobject.shift(RIGHT * 0.01)


class Counting(Dot):
    """Counts how often it was changed."""

    def interpolate(self, *args, **kwargs):
        self.changes = getattr(self, "changes", 0) + 1
        return super().interpolate(*args, **kwargs)


def begun(*animations, prepare=lambda scene: None) -> Scene:
    """Return a scene at the moment its first play has begun."""
    scene = Scene()
    prepare(scene)
    scene.compile_animation_data(*animations)
    scene.begin_animations()
    return scene


@pytest.mark.parametrize(
    "animation",
    [
        lambda: FadeIn(Square()),
        lambda: LaggedStart(Create(Square()), Dot().animate.shift(LEFT), lag_ratio=0.3),
        lambda: VGroup(Dot(), Square()).animate(rate_func=linear).scale(2),
        lambda: Steady(Dot()),
    ],
)
def test_plain_plays_are_recognised(animation):
    assert fast_forward.is_plain(begun(animation()))


@pytest.mark.parametrize(
    "animation",
    [
        lambda: Creeping(Dot()),
        lambda: UpdateFromAlphaFunc(Dot(), lambda dot, alpha: dot.shift(RIGHT * 0.01)),
        lambda: FadeIn(Square(), rate_func=lambda alpha: alpha**2),
        lambda: FadeIn(Dot().add_updater(lambda dot: dot.set_x(1))),
        lambda: LaggedStart(FadeIn(Square()), Creeping(Dot())),
        lambda: Succession(FadeIn(Square()), FadeIn(Dot())),
        lambda: Counting().animate.shift(RIGHT),
        lambda: Square().animate(path_func=lambda start, end, alpha: end).shift(RIGHT),
    ],
)
def test_what_may_depend_on_earlier_frames_is_stepped_through(animation):
    assert not fast_forward.is_plain(begun(animation()))


@pytest.mark.parametrize(
    "prepare",
    [
        lambda scene: scene.add(Dot().add_updater(lambda dot, dt: dot.shift(RIGHT * dt))),
        lambda scene: scene.add(VGroup(Square(), VGroup(Dot().add_updater(lambda dot: dot.set_x(1))))),
        lambda scene: scene.add_updater(lambda dt: None),
    ],
)
def test_something_else_that_moves_is_stepped_through(prepare):
    assert not fast_forward.is_plain(begun(FadeIn(Square()), prepare=prepare))
