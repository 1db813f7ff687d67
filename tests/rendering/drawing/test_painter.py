"""Drawing only what changed gives the pixels of drawing everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import RESAMPLING_ALGORITHMS, Circle, Dot, ImageMobject, MovingCamera, Square, VGroup, config, tempconfig
from manim.camera.camera import Camera

from rendering.core.boxes import merged, overlap
from rendering.drawing.painter import Painter

SIZE = {"pixel_width": 160, "pixel_height": 90}
pytestmark = pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning")

boxes = st.builds(
    lambda x, y, w, h: (x, y, x + w, y + h),
    *(st.integers(0, 80), st.integers(0, 80), st.integers(1, 30), st.integers(1, 30)),
)
steps = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(["shift", "turn", "colour", "stroke", "remove", "nothing", "reorder"]),
        st.floats(-1, 1),
    ),
    min_size=3,
    max_size=8,
)


@given(st.lists(boxes, max_size=60))
def test_merged_boxes_cover_all_and_do_not_overlap(some):
    covering = merged(some)
    for box in some:
        assert any(m[0] <= box[0] and m[1] <= box[1] and m[2] >= box[2] and m[3] >= box[3] for m in covering)
    assert not any(overlap(one, other) for number, one in enumerate(covering) for other in covering[:number])


def all_kinds():
    shapes = [Square(fill_opacity=0.6), Circle(fill_opacity=0.5).set_color_by_gradient("#ff0000", "#0000ff"), Dot()]
    shapes += [
        Square(side_length=0.7, stroke_width=9).shift([2, 1, 0]),
        ImageMobject(np.eye(8, dtype=np.uint8) * 255).set(height=2),
    ]
    return [*shapes, VGroup(Dot([-2, 0, 0]), Circle(radius=0.3).shift([-3, -1, 0]))]


def change(mobjects, which, what, amount):
    """Do one thing to one of the mobjects, and return them in their new order."""
    mobject = mobjects[which % len(mobjects)]
    if what == "shift":
        mobject.shift([amount, amount / 2, 0])
    elif what == "turn":
        mobject.rotate(amount)
    elif what == "colour":
        mobject.set_opacity(abs(amount))
    elif what == "stroke" and not isinstance(mobject, ImageMobject):
        mobject.set_stroke(width=8 * abs(amount))
    elif what == "remove" and len(mobjects) > 1:
        return [other for other in mobjects if other is not mobject]
    elif what == "reorder":
        return mobjects[1:] + mobjects[:1]
    return mobjects


@pytest.mark.parametrize("camera_class", [Camera, MovingCamera])
@given(plan=steps)
@settings(max_examples=25)
def test_drawing_changes_gives_the_whole_picture(camera_class, plan):
    with tempconfig(SIZE):
        ours, whole = camera_class(), camera_class()
        painter, mobjects = Painter(ours), all_kinds()
        for which, what, amount in plan:
            before = ours.pixel_array.copy()
            boxes = painter.draw(mobjects, over_static=False)
            whole.reset().capture_mobjects(mobjects)
            np.testing.assert_array_equal(ours.pixel_array, whole.pixel_array)
            changed = np.argwhere((before != ours.pixel_array).any(axis=2))
            for y, x in changed:
                assert any(top <= y < bottom and left <= x < right for left, top, right, bottom in boxes)
            mobjects = change(mobjects, which, what, amount)


def test_a_background_that_is_written_to_is_redrawn():
    with tempconfig(SIZE):
        camera = Camera()
        painter, dot = Painter(camera), Dot()
        painter.draw([dot], over_static=False)
        camera.background[:10] = 77
        painter.draw([dot], over_static=False)
        assert (camera.pixel_array[:10] == 77).all()


def test_little_is_drawn_for_a_little_change():
    with tempconfig(SIZE):
        camera = Camera()
        painter = Painter(camera)
        dots = [Dot([x, y, 0]) for x in range(-6, 7) for y in range(-3, 4)]
        painter.draw(dots, over_static=False)
        dots[0].shift([0.2, 0, 0])
        ((left, top, right, bottom),) = merged(painter.draw(dots, over_static=False))
        assert 0 < bottom - top < config.pixel_height / 3
        assert 0 < right - left < config.pixel_width / 3


def test_boxes_move_with_the_camera():
    """When a camera has stopped moving, changes are looked for where the mobjects are now."""
    with tempconfig(SIZE):
        ours, whole = MovingCamera(), MovingCamera()
        painter, dots = Painter(ours), [Dot([x, 0, 0], radius=0.4) for x in range(-3, 4)]
        for zoom, shift in ((1, 0), (2, 0), (1, 0.3), (1, 0.3), (0.3, 0.3), (1, 0.3)):
            for camera in (ours, whole):
                camera.frame.scale(zoom)
            dots[2].shift([0, shift, 0])
            painter.draw(dots, over_static=False)
            whole.reset().capture_mobjects(dots)
            np.testing.assert_array_equal(ours.pixel_array, whole.pixel_array)


@pytest.mark.parametrize("algorithm", ["nearest", "bicubic"])
@pytest.mark.parametrize("alpha", [255, 100])
def test_an_image_that_stands_still_is_redrawn_when_the_camera_moves(algorithm, alpha):
    pixels = np.random.default_rng(5).integers(0, 256, (7, 5, 4), dtype=np.uint8)
    pixels[..., 3] = alpha
    with tempconfig(SIZE):
        ours, whole = MovingCamera(), MovingCamera()
        painter, dot, image = Painter(ours), Dot(), ImageMobject(pixels).set(height=3.2)
        image.set_resampling_algorithm(RESAMPLING_ALGORITHMS[algorithm])
        for zoom in (1, 2, 1, 0.7, 1):
            for camera in (ours, whole):
                camera.frame.scale(zoom)
            painter.draw([image, dot], over_static=False)
            whole.reset().capture_mobjects([image, dot])
            np.testing.assert_array_equal(ours.pixel_array, whole.pixel_array)
            dot.shift([0.1, 0, 0])


def test_what_never_changes_is_redrawn_where_something_passes():
    with tempconfig(SIZE):
        ours, whole = Camera(), Camera()
        painter, mobjects = Painter(ours), all_kinds()
        painter.begin_play([*mobjects[1:4], *mobjects[5].get_family()])
        for step in range(6):
            painter.draw(mobjects, over_static=False)
            whole.reset().capture_mobjects(mobjects)
            np.testing.assert_array_equal(ours.pixel_array, whole.pixel_array)
            mobjects[0].shift([0.4 * (step - 2), 0.1, 0])
            mobjects[4].shift([0.2, 0, 0])


@given(plan=steps, splits=st.lists(st.integers(0, 5), min_size=8, max_size=8))
@settings(max_examples=25)
def test_layers_go_on_from_play_to_play(plan, splits):
    """In each play, other mobjects stand still below the rest, and what is drawn is what the stock renderer draws."""
    with tempconfig(SIZE):
        ours, whole = Camera(), Camera()
        painter, mobjects = Painter(ours), all_kinds()
        for (which, what, amount), split in zip(plan, splits, strict=False):
            standing, moving = mobjects[:split], mobjects[split:]
            painter.begin_play([member for mobject in standing for member in mobject.get_family()])
            whole.reset()
            if standing:
                painter.draw_static(standing)
                whole.capture_mobjects(standing)
            still = whole.pixel_array.copy()
            for _ in range(3):
                painter.draw(moving, over_static=bool(standing))
                whole.set_frame_to_background(still)
                whole.capture_mobjects(moving)
                np.testing.assert_array_equal(ours.pixel_array, whole.pixel_array)
                for mobject in moving[:1]:
                    mobject.shift([0.3 * amount, 0.1, 0])
            mobjects = change(mobjects, which, what, amount)


@pytest.mark.parametrize("algorithm", ["nearest", "bicubic"])
@pytest.mark.parametrize("moves", [True, False])
@pytest.mark.parametrize("alpha", [255, 100, 0])
def test_an_image_that_changes_is_composed_as_by_manim(algorithm, moves, alpha):
    """Opaque, translucent and clear pixels, in place and moving, half outside the picture and over something."""
    generator = np.random.default_rng(3)
    with tempconfig(SIZE):
        ours, whole = Camera(), Camera()
        painter, ground = Painter(ours), Square(side_length=3, fill_opacity=0.5).shift([-6, 0.123, 0])
        image = ImageMobject(generator.integers(0, 256, (7, 5, 4), dtype=np.uint8)).set(height=3.21).shift([-6.3, 0, 0])
        image.set_resampling_algorithm(RESAMPLING_ALGORITHMS[algorithm])
        for step in range(6):
            image.pixel_array[..., :3] = generator.integers(0, 256, (7, 5, 3))
            image.pixel_array[..., 3] = np.where(generator.random((7, 5)) < 0.5, 255, alpha)
            painter.draw([ground, image], over_static=False)
            whole.reset().capture_mobjects([ground, image])
            np.testing.assert_array_equal(ours.pixel_array, whole.pixel_array)
            ground.rotate(0.1)
            if moves or step == 3:
                image.shift([0.0771, 0.031, 0])
