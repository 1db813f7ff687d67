"""Shortcuts hold for Manim's own code: whatever a scene overrides, replaces or puts into an object is noticed.

Each method in the tables of what plain plays leave out is overridden in a subclass, replaced in its class and put into
an object in turn; every time the frames are those of Manim's own renderer.
"""

from __future__ import annotations

from fractions import Fraction

import manim
import pytest

from benchmarks.identity import compare, our_frames
from benchmarks.reference_frames import stock_record
from rendering.core.job import Look
from rendering.core.targets import Target
from rendering.playback import stock
from rendering.playback.fast_forward import ANIMATED, DRAWN, INTERPOLATING, PLAIN_CAMERAS, PLAIN_FUNCTIONS, PLAYING

LOOK = Look(size=(64, 36), rate=Fraction(10))
CALLED = """
import manim
from manim import *

scenes, moments = [], set()

def count():
    moments.update(scene.renderer.time for scene in scenes)
    return len(moments)
"""
"""What every scene begins with: a count of the moments at which something is called, which decides pixels."""
SCENE = """
class Shown(Scene):
    def construct(self):
        scenes.append(self)
        square, other = {square}, Square().shift(2 * RIGHT)
        self.add(square, other)
        {extra}
        for shift in (UP, DOWN, UP):
            self.play({animation}, run_time=0.4)
            square.set_stroke(width=1 + len(moments) % 7)
        self.play(FadeOut(other), run_time=0.3)
"""
PLAIN = {"square": "Square()", "animation": "square.animate.shift(shift)", "extra": "pass"}
OVERRIDE = """
class Own({base}):
    def {name}(self, *arguments, **more):
        count()
        return super().{name}(*arguments, **more)
"""
PATCH = """
_own = {owner}.{name}

def _counting(*arguments, **more):
    count()
    return _own(*arguments, **more)

{owner}.{name} = _counting
"""


def methods(names, kind):
    return sorted(name for name in names if callable(getattr(kind, name, None)))


def compared(tmp_path, before, **parts):
    path = tmp_path / "own.py"
    path.write_text(CALLED + before + SCENE.format(**PLAIN | parts))
    target = Target.of(path, "Shown")
    return compare(stock_record(target, LOOK).runs, our_frames(target, LOOK))


MOBJECT = methods(ANIMATED | DRAWN, manim.Square)
ANIMATION = methods(INTERPOLATING, manim.Transform)
CAMERA = ["capture_mobjects", "display_vectorized", "get_stroke_rgbas", "apply_stroke", "set_cairo_context_path"]
OVERRIDDEN = [
    *(pytest.param(OVERRIDE.format(base="Square", name=name), {"square": "Own()"}, id=name) for name in MOBJECT),
    *(
        pytest.param(
            OVERRIDE.format(base="Transform", name=name),
            {"animation": "Own(square, square.copy().shift(shift))"},
            id=f"animation {name}",
        )
        for name in ANIMATION
    ),
    *(
        pytest.param(OVERRIDE.format(base="Scene", name=name) + "\nScene = Own\n", {}, id=f"scene {name}")
        for name in methods(PLAYING, manim.Scene)
    ),
]
PATCHED = [
    *(
        pytest.param(f"{owner}.{name}", id=f"{owner} {name}")
        for owner, names in {
            "VMobject": [name for name in MOBJECT if name in vars(manim.VMobject)],
            "Mobject": [name for name in MOBJECT if name in vars(manim.Mobject)],
            "Transform": [name for name in ANIMATION if name in vars(manim.Transform)],
            "Animation": [name for name in ANIMATION if name in vars(manim.Animation)],
            "Scene": methods(PLAYING, manim.Scene),
            "Camera": CAMERA,
            "manim.mobject.mobject": ["straight_path"],
        }.items()
        for name in names
    ),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("before", "parts"), OVERRIDDEN)
def test_a_method_that_a_scene_overrides_is_called_whenever_manim_calls_it(tmp_path, before, parts):
    assert compared(tmp_path, before, **parts).identical


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", PATCHED)
def test_a_function_of_manims_that_a_scene_replaces_is_called_whenever_manim_calls_it(tmp_path, place):
    owner, _, name = place.rpartition(".")
    assert compared(tmp_path, PATCH.format(owner=owner, name=name)).identical


def counting(owner, name):
    """Return code that puts a function which counts its calls before Manim's into an object."""
    return f"own = {owner}.{name}; {owner}.{name} = lambda *of, **more: (count(), own(*of, **more))[1]"


@pytest.mark.parametrize(
    "extra",
    [
        counting("self", "update_mobjects"),
        counting("self.camera", "apply_stroke"),
        counting("square", "interpolate"),
        "width = Mobject(); other.get_stroke_width = lambda *_: 1 + abs(square.get_y()) * 5",
    ],
    ids=["scene", "camera", "what is animated", "what is drawn"],
)
def test_a_function_that_a_scene_puts_into_an_object_is_called_whenever_manim_calls_it(tmp_path, extra):
    assert compared(tmp_path, "", extra=extra).identical


@pytest.mark.parametrize(
    "rate_function",
    ["own", "squish_rate_func(own)", "not_quite_there(own)", "squish_rate_func(squish_rate_func(own, 0, 0.9), 0.1, 1)"],
)
def test_a_rate_function_of_the_scenes_own_is_called_whenever_manim_calls_it(tmp_path, rate_function):
    before = "\ndef own(t):\n    return t + 0.01 * (count() % 5)\n"
    assert compared(tmp_path, before, animation=f"square.animate(rate_func={rate_function}).shift(shift)").identical


def test_what_the_engine_itself_replaces_is_no_patch():
    from rendering.playback import patches

    assert stock.is_unpatched()
    with patches.applied():
        assert stock.is_unpatched()
    assert stock.is_unpatched()


@pytest.mark.parametrize("kind", sorted(PLAIN_CAMERAS | {manim.Scene, manim.VMobject, manim.Transform}, key=str))
def test_every_function_of_a_class_is_watched(kind, monkeypatch):
    for name in [name for name, value in vars(kind).items() if callable(value) and "__init__" not in name]:
        with monkeypatch.context() as patched:
            patched.setattr(kind, name, lambda *_: None)
            assert not stock.is_unpatched()
    assert stock.is_unpatched()


def test_a_default_that_a_scene_sets_is_no_patch():
    manim.Square.set_default(side_length=3)
    try:
        assert stock.is_unpatched()
    finally:
        manim.Square.set_default()
    assert stock.is_unpatched()


def test_a_method_that_a_class_gains_is_a_patch_only_where_it_hides_another(monkeypatch):
    monkeypatch.setattr(manim.Square, "twice_as_large", lambda square: square.scale(2), raising=False)
    assert stock.is_unpatched()
    monkeypatch.setattr(manim.Square, "get_stroke_width", lambda *_: 3, raising=False)
    assert not stock.is_unpatched()


@pytest.mark.parametrize("name", ["smooth", "linear", "there_and_back", "lingering", "ease_in_out_bounce"])
def test_manims_own_rate_functions_are_known(name):
    assert stock.is_own_function(getattr(manim.rate_functions, name), PLAIN_FUNCTIONS)


def test_what_a_function_of_manims_has_been_given_counts():
    assert stock.is_own_function(manim.squish_rate_func(manim.smooth), PLAIN_FUNCTIONS)
    assert not stock.is_own_function(manim.squish_rate_func(lambda t: t), PLAIN_FUNCTIONS)
    assert not stock.is_own_function(manim.squish_rate_func(manim.squish_rate_func(lambda t: t)), PLAIN_FUNCTIONS)
