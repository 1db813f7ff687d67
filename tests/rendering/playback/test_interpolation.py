"""A whole family interpolated at once comes out to the last bit as by Manim, one member after another."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import (
    RIGHT,
    Circle,
    ClockwiseTransform,
    FadeIn,
    FadeOut,
    FadeTransform,
    Group,
    ImageMobject,
    Line,
    ReplacementTransform,
    Square,
    Text,
    Transform,
    VGroup,
    linear,
    smooth,
    there_and_back,
)

from rendering.playback.interpolation import restore_interpolation, vectorise_interpolation

NAMES = (
    "points",
    "fill_rgbas",
    "stroke_rgbas",
    "background_stroke_rgbas",
    "stroke_width",
    "background_stroke_width",
    "sheen_direction",
    "sheen_factor",
    "pixel_array",
    "fill_opacity",
    "stroke_opacity",
)


def family():
    return VGroup(
        Square(fill_opacity=0.3),
        VGroup(Circle(stroke_width=3).shift(RIGHT), Line()),
        Circle(fill_opacity=0.7).set_color_by_gradient("#ff0000", "#00ff00"),
        Text("ab"),
    )


def image(seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (64, 64, 4), dtype=np.uint8)
    return ImageMobject(pixels).set(height=seed)


def target():
    return family().scale(1.7).shift([0.31, -0.7, 0]).set_color("#3377aa").set_stroke(width=7.3)


KINDS = {
    "transform": lambda: Transform(family(), target(), rate_func=smooth),
    "back": lambda: Transform(family(), target(), rate_func=there_and_back),
    "replace": lambda: ReplacementTransform(family(), Circle(), rate_func=linear),
    "fade in": lambda: FadeIn(family(), shift=RIGHT, scale=0.3),
    "fade out": lambda: FadeOut(Group(family(), image(1))),
    "image": lambda: Transform(image(1), image(2)),
    "moved": lambda: family().animate.shift(RIGHT).set_opacity(0.2).build(),
}
OTHERS = {
    "along arcs": lambda: ClockwiseTransform(family(), target()),
    "one after another": lambda: Transform(family(), target(), lag_ratio=0.2),
    "another way": lambda: FadeTransform(family(), target()),
}


def state(animation):
    return [
        {name: (np.array(value), type(value)) for name, value in vars(member).items() if name in NAMES}
        for member in animation.mobject.get_family()
    ]


def begun(make):
    animation = make()
    animation.begin()
    return animation


@functools.cache
def begun_twice(kind):
    return begun(KINDS[kind]), begun(KINDS[kind])


@pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning")
@pytest.mark.parametrize("kind", KINDS)
@given(alphas=st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_every_number_is_the_same(kind, alphas):
    stock, ours = begun_twice(kind)
    vectorise_interpolation(ours)
    assert "interpolate_mobject" in vars(ours)
    for alpha in [*map(np.float64, alphas), 1, 0]:
        stock.interpolate(alpha)
        ours.interpolate(alpha)
        for one, other in zip(state(stock), state(ours), strict=True):
            assert one.keys() == other.keys()
            for name in one:
                assert one[name][0].tobytes() == other[name][0].tobytes(), name
                assert one[name][1] is other[name][1], name
    assert not ours.interpolate_mobject._others
    restore_interpolation(ours)
    assert "interpolate_mobject" not in vars(ours)


@pytest.mark.parametrize("kind", OTHERS)
def test_other_interpolations_are_left_to_manim(kind):
    animation = begun(OTHERS[kind])
    vectorise_interpolation(animation)
    assert "interpolate_mobject" not in vars(animation)
