"""Drawing only what changed gives the pixels of drawing everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import Circle, Dot, ImageMobject, MovingCamera, Square, VGroup, config, tempconfig
from manim.camera.camera import Camera

from rendering.boxes import meet, merged
from rendering.painter import Painter

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
def test_merged_boxes_cover_all_and_do_not_meet(some):
    covering = merged(some)
    for box in some:
        assert any(m[0] <= box[0] and m[1] <= box[1] and m[2] >= box[2] and m[3] >= box[3] for m in covering)
    assert not any(meet(one, other) for number, one in enumerate(covering) for other in covering[:number])


def stage():
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
@settings(max_examples=25, deadline=None)
def test_painting_changes_gives_the_whole_picture(camera_class, plan):
    with tempconfig(SIZE):
        ours, whole = camera_class(), camera_class()
        painter, mobjects = Painter(ours), stage()
        for which, what, amount in plan:
            before = ours.pixel_array.copy()
            left, top, right, bottom = painter.paint(mobjects, ours.background, is_own=False)
            whole.reset().capture_mobjects(mobjects)
            np.testing.assert_array_equal(ours.pixel_array, whole.pixel_array)
            changed = np.argwhere((before != ours.pixel_array).any(axis=2))
            assert all(top <= y < bottom and left <= x < right for y, x in changed)
            mobjects = change(mobjects, which, what, amount)


def test_a_background_written_to_is_noticed():
    with tempconfig(SIZE):
        camera = Camera()
        painter, dot = Painter(camera), Dot()
        painter.paint([dot], camera.background, is_own=False)
        camera.background[:10] = 77
        painter.paint([dot], camera.background, is_own=False)
        assert (camera.pixel_array[:10] == 77).all()


def test_little_is_drawn_for_a_little_change():
    with tempconfig(SIZE):
        camera = Camera()
        painter = Painter(camera)
        dots = [Dot([x, y, 0]) for x in range(-6, 7) for y in range(-3, 4)]
        base = camera.background.copy()
        painter.paint(dots, base, is_own=True)
        dots[0].shift([0.2, 0, 0])
        left, top, right, bottom = painter.paint(dots, base, is_own=True)
        assert 0 < bottom - top < config.pixel_height / 3
        assert 0 < right - left < config.pixel_width / 3


def test_boxes_move_with_the_camera():
    """After a camera that moved stands still, what changes is looked for where it is now."""
    with tempconfig(SIZE):
        ours, whole = MovingCamera(), MovingCamera()
        painter, dots = Painter(ours), [Dot([x, 0, 0], radius=0.4) for x in range(-3, 4)]
        for zoom, shift in ((1, 0), (2, 0), (1, 0.3), (1, 0.3), (0.3, 0.3), (1, 0.3)):
            for camera in (ours, whole):
                camera.frame.scale(zoom)
            dots[2].shift([0, shift, 0])
            painter.paint(dots, ours.background, is_own=False)
            whole.reset().capture_mobjects(dots)
            np.testing.assert_array_equal(ours.pixel_array, whole.pixel_array)


def test_what_is_at_rest_is_still_drawn_where_something_passes():
    with tempconfig(SIZE):
        ours, whole = Camera(), Camera()
        painter, mobjects = Painter(ours), stage()
        painter.leave_at_rest([*mobjects[1:4], *mobjects[5].get_family()])
        for step in range(6):
            painter.paint(mobjects, ours.background, is_own=False)
            whole.reset().capture_mobjects(mobjects)
            np.testing.assert_array_equal(ours.pixel_array, whole.pixel_array)
            mobjects[0].shift([0.4 * (step - 2), 0.1, 0])
            mobjects[4].shift([0.2, 0, 0])
