import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convmath.core.errors import InputError
from convmath.images import named_images

sides = st.integers(1, 12)


@given(sides, sides, st.data())
def test_a_vertical_edge_is_dark_then_bright(height, width, data):
    column = data.draw(st.integers(0, width))
    image = named_images.vertical_edge(height, width, column=column, dark=0.25, bright=0.75)
    assert image.shape == (height, width)
    assert (image[:, :column] == 0.25).all()
    assert (image[:, column:] == 0.75).all()


@given(sides, sides, st.integers(1, 5))
def test_a_checkerboard_changes_at_every_square(height, width, square):
    image = named_images.checkerboard(height, width, square=square)
    for row in range(height):
        for column in range(width):
            assert image[row, column] == (row // square + column // square) % 2


def test_a_ramp_rises_evenly_to_the_right():
    image = named_images.ramp(3, 5)
    assert image.shape == (3, 5)
    assert image[1].tolist() == [0, 0.25, 0.5, 0.75, 1]


def test_noise_is_the_documented_stream():
    expected = np.random.RandomState(42)
    assert named_images.noise(4, 9, seed=42).ravel().tolist() == [expected.randn() for _ in range(36)]


def test_the_example_grid_is_small_whole_and_fresh_each_time():
    grid = named_images.example_grid()
    assert (grid.shape, grid.dtype) == ((5, 5), np.int64)
    grid[:] = 9
    assert named_images.example_grid()[0].tolist() == [1, 2, 0, 1, 2]


# Bars ---------------------------------------------------------------------------------------------------------------


def brute_force_bar(height, width, angle, thickness, offset, length=math.inf, samples=40):
    """Each pixel cut into `samples` × `samples` points, counted."""
    fine = (np.arange(samples) + 0.5) / samples - 0.5
    down = (np.arange(height) - (height - 1) / 2)[:, None, None, None] + fine[None, None, :, None]
    right = (np.arange(width) - (width - 1) / 2)[None, :, None, None] + fine[None, None, None, :]
    theta = math.radians(angle)
    across = right * math.sin(theta) + down * math.cos(theta) - offset
    along = right * math.cos(theta) - down * math.sin(theta)
    return ((abs(across) < thickness / 2) & (abs(along) < length / 2)).mean(axis=(2, 3))


@given(
    angle=st.floats(-400, 400),
    thickness=st.floats(0.3, 6),
    offset=st.floats(-5, 5),
)
def test_a_pixel_is_as_bright_as_the_share_that_the_bar_covers(angle, thickness, offset):
    image = named_images.bar(7, 9, angle=angle, thickness=thickness, offset=offset)
    np.testing.assert_allclose(image, brute_force_bar(7, 9, angle, thickness, offset), atol=0.04)


@pytest.mark.parametrize("angle", [0, 90, 30])
def test_a_short_bar_ends(angle):
    image = named_images.bar(21, 25, angle=angle, thickness=3, length=11)
    np.testing.assert_allclose(image, brute_force_bar(21, 25, angle, 3, 0, length=11), atol=0.13)
    assert image.sum() == pytest.approx(33, rel=0.01)


@given(st.floats(-3, 3), st.floats(0.2, 5))
def test_moving_an_upright_bar_keeps_its_light(offset, thickness):
    image = named_images.bar(3, 15, angle=90, thickness=thickness, offset=offset)
    np.testing.assert_allclose(image.sum(axis=1), thickness)
    a_pixel_on = named_images.bar(3, 15, angle=90, thickness=thickness, offset=offset + 1)
    np.testing.assert_allclose(a_pixel_on[:, 1:], image[:, :-1], atol=1e-9)


def test_upright_and_flat_bars_have_sharp_borders():
    assert named_images.bar(1, 5, angle=90, thickness=3).tolist() == [[0, 1, 1, 1, 0]]
    for angle in (0, 180, -180, 360):
        assert named_images.bar(5, 1, angle=angle, thickness=3).ravel().tolist() == [0, 1, 1, 1, 0]


def test_bars_lean_and_move_as_they_look():
    rising = named_images.bar(9, 9, angle=45, thickness=2)
    assert rising[0, 8] == pytest.approx(1)
    assert rising[0, 0] == 0
    assert named_images.bar(9, 9, angle=90, thickness=1, offset=3)[4].argmax() == 7
    assert named_images.bar(9, 9, angle=0, thickness=1, offset=3)[:, 4].argmax() == 7


# By name ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", named_images.image_names())
def test_every_name_gives_grey_levels_at_the_size_asked_for(name):
    image = named_images.image_by_name(name, height=24, width=40)
    assert image.shape == (24, 40)
    assert image.min() >= 0
    assert image.max() <= 1
    assert np.ptp(image) > 0.1
    np.testing.assert_array_equal(image, named_images.image_by_name(name, height=24, width=40))
    np.testing.assert_array_equal(image, named_images.image_from(name, height=24, width=40))


def test_a_path_is_taken_where_no_name_stands(tmp_path):
    Image.fromarray(np.tile(np.uint8([0, 255]), (40, 20))).save(tmp_path / "stripes.png")
    image = named_images.image_from(str(tmp_path / "stripes.png"), height=4, width=4)
    np.testing.assert_allclose(image, 0.5)


@pytest.mark.parametrize("text", ["camara", "", "nowhere/picture.png", "picture.jpeg"])
def test_neither_a_name_nor_a_path(text):
    with pytest.raises(InputError, match=r"argument 'image' was"):
        named_images.image_from(text)


def test_a_picture_smaller_than_asked_for_is_refused(tmp_path):
    Image.new("L", (10, 30)).save(tmp_path / "small.png")
    with pytest.raises(InputError, match=r"'image' was an array of shape \(30, 10\).*at least 8 by 16 pixels"):
        named_images.image_from(str(tmp_path / "small.png"), height=8, width=16)


# Bad input ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: named_images.vertical_edge(0, 4, column=1), "height"),
        (lambda: named_images.vertical_edge(4, 4, column=5), "column"),
        (lambda: named_images.vertical_edge(4, 4, column=-1), "column"),
        (lambda: named_images.vertical_edge(4, 4, column=2, dark=math.nan), "dark"),
        (lambda: named_images.checkerboard(4, 2.5, square=1), "width"),
        (lambda: named_images.checkerboard(4, 4, square=0), "square"),
        (lambda: named_images.ramp(4, 1), "width"),
        (lambda: named_images.bar(4, 4, angle=0, thickness=0), "thickness"),
        (lambda: named_images.bar(4, 4, angle=math.inf, thickness=1), "angle"),
        (lambda: named_images.bar(4, 4, angle=0, thickness=1, offset=math.nan), "offset"),
        (lambda: named_images.bar(4, 4, angle=0, thickness=1, length=0), "length"),
        (lambda: named_images.noise(4, 4, seed=-1), "seed"),
        (lambda: named_images.noise(4, 4, seed=2**32), "seed"),
        (lambda: named_images.image_by_name("lena"), "name"),
        (lambda: named_images.image_by_name("camera", height=0), "height"),
        (lambda: named_images.image_by_name("camera", height=5000), "image"),
    ],
)
def test_bad_input_is_named(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument
