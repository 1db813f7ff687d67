import math

import numpy as np
import pytest
import scipy.signal
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


def half_plane(corners, normal, limit):
    """What of a polygon lies where its points times `normal` are at most `limit`: its corners, in order."""
    kept = []
    for here, there in zip(corners, corners[1:] + corners[:1]):
        inside, outside = (point[0] * normal[0] + point[1] * normal[1] - limit for point in (here, there))
        if inside <= 0:
            kept.append(here)
        if inside * outside < 0:
            share = inside / (inside - outside)
            kept.append(tuple(a + share * (b - a) for a, b in zip(here, there)))
    return kept


def area(corners):
    shoelace = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, corners[1:] + corners[:1]))
    return abs(shoelace) / 2


def cut_out_bar(height, width, angle, thickness, offset):
    """Each pixel cut, as a square of paper, along both borders of an endless bar, and what is left measured."""
    theta = math.radians(angle)
    across = (math.sin(theta), math.cos(theta))
    shares = np.zeros((height, width))
    for row, column in np.ndindex(height, width):
        right, down = column - (width - 1) / 2, row - (height - 1) / 2
        square = [(right + a, down + b) for a, b in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))]
        left = half_plane(square, across, offset + thickness / 2)
        left = half_plane(left, tuple(-part for part in across), thickness / 2 - offset)
        shares[row, column] = area(left)
    return shares


@given(
    angle=st.one_of(st.floats(-400, 400), st.sampled_from([0, 45, 90, 135, 180, 225, 270, 360, 0.5e-6, 90 - 1e-7])),
    thickness=st.floats(0.3, 6),
    offset=st.floats(-5, 5),
)
def test_a_pixel_is_as_bright_as_the_share_that_the_bar_covers(angle, thickness, offset):
    image = named_images.bar(7, 9, angle=angle, thickness=thickness, offset=offset)
    # Next to the axes a millionth of a pixel is let go; elsewhere differences of squares up to 50 are divided by it.
    np.testing.assert_allclose(image, cut_out_bar(7, 9, angle, thickness, offset), atol=2e-6)


@pytest.mark.parametrize("angle", [0, 30, 45, 90, 120, 200])
def test_a_short_bar_is_two_strips_crossed(angle):
    image = named_images.bar(21, 25, angle=angle, thickness=3, length=11, offset=1.5)
    body = cut_out_bar(21, 25, angle, 3, 1.5)
    ends = cut_out_bar(21, 25, angle - 90, 11, 0)  # a bar's own direction is across one at right angles to it
    np.testing.assert_allclose(image, body * ends, atol=1e-9)


@pytest.mark.parametrize("angle", [0, 90, 180])
def test_a_short_bar_along_an_axis_keeps_its_light(angle):
    assert named_images.bar(21, 25, angle=angle, thickness=3, length=11).sum() == pytest.approx(33)


@given(st.floats(-3, 3), st.floats(0.2, 5))
def test_moving_an_upright_bar_keeps_its_light(offset, thickness):
    image = named_images.bar(3, 15, angle=90, thickness=thickness, offset=offset)
    np.testing.assert_allclose(image.sum(axis=1), thickness)
    a_pixel_on = named_images.bar(3, 15, angle=90, thickness=thickness, offset=offset + 1)
    np.testing.assert_allclose(a_pixel_on[:, 1:], image[:, :-1], atol=16 * np.finfo(float).eps)


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
        (lambda: named_images.bar(4, 4, angle=0, thickness=1, length=math.nan), "length"),
        (lambda: named_images.bar(4, 4, angle=0, thickness=1, length=-math.inf), "length"),
        (lambda: named_images.bar(4, 4, angle=0, thickness=1, length="1"), "length"),
        (lambda: named_images.bar(4, 4, angle=0, thickness=math.inf), "thickness"),
        (lambda: named_images.bar(4, 4, angle=0, thickness=-1), "thickness"),
        (lambda: named_images.bar_coordinates(4, 4, math.nan), "angle"),
        (lambda: named_images.bar_coordinates(0, 4, 0), "height"),
        (lambda: named_images.bar_coordinates(4, 0, 0), "width"),
        (lambda: named_images.vertical_edge(4, 0, column=0), "width"),
        (lambda: named_images.checkerboard(0, 4, square=1), "height"),
        (lambda: named_images.ramp(0, 4), "height"),
        (lambda: named_images.noise(0, 4, seed=1), "height"),
        (lambda: named_images.image_by_name("camera", height=4, width=0), "width"),
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


def test_the_seeds_of_noise_end_with_32_bits():
    assert named_images.noise(1, 2, seed=2**32 - 1).shape == (1, 2)
    assert named_images.noise(1, 2, seed=0).shape == (1, 2)
    with pytest.raises(InputError, match=r"an integer from 0 to 2\*\*32 - 1"):
        named_images.noise(1, 1, seed=2**32)


@given(st.integers(-4, 8).map(lambda quarters: 90 * quarters))
def test_quarter_turns_of_a_bar_are_exact(angle):
    across, along = named_images.bar_coordinates(3, 5, angle)
    down, right = np.indices((3, 5)) - np.array([1, 2])[:, None, None]
    turns = {0: (down, right), 1: (right, -down), 2: (-down, -right), 3: (-right, down)}
    expected = turns[angle // 90 % 4]
    assert (across.tolist(), along.tolist()) == (expected[0].tolist(), expected[1].tolist())


def test_only_the_length_of_a_bar_may_be_endless():
    with pytest.raises(InputError, match="'thickness' was 0; allowed: a finite number above 0"):
        named_images.bar(4, 4, angle=0, thickness=0)
    with pytest.raises(InputError, match="'length' was 0; allowed: a number above 0"):
        named_images.bar(4, 4, angle=0, thickness=1, length=0)


def test_coordinates_are_the_callers_own():
    for coordinate in named_images.bar_coordinates(2, 3, 30):
        coordinate[:] = 9
    assert named_images.bar_coordinates(2, 3, 30)[0].max() < 2


def test_an_edge_is_black_and_white_unless_asked_otherwise_and_may_lie_at_either_end():
    assert named_images.vertical_edge(1, 3, column=0).tolist() == [[1, 1, 1]]
    assert named_images.vertical_edge(1, 3, column=3).tolist() == [[0, 0, 0]]
    assert named_images.vertical_edge(1, 2, column=1, dark=3, bright=-1).tolist() == [[3, -1]]


def test_images_by_name_are_what_their_functions_draw():
    made = {name: named_images.image_by_name(name, height=6, width=12) for name in named_images.image_names()[:5]}
    assert made["vertical_edge"].tolist() == named_images.vertical_edge(6, 12, column=6).tolist()
    assert made["checkerboard"].tolist() == named_images.checkerboard(6, 12, square=4).tolist()
    assert made["ramp"].tolist() == named_images.ramp(6, 12).tolist()
    assert made["bar"].tolist() == named_images.bar(6, 12, angle=60, thickness=1).tolist()
    drawn = named_images.noise(6, 12, seed=42)
    assert made["noise"].tolist() == ((drawn - drawn.min()) / (drawn.max() - drawn.min())).tolist()


def test_images_by_name_have_32_pixels_a_side_unless_given(tmp_path):
    assert named_images.image_by_name("ramp").shape == (32, 32)
    assert named_images.image_from("ramp").shape == (32, 32)
    assert named_images.whole_image_from("ramp").shape == (32, 32)
    Image.new("L", (200, 100)).save(tmp_path / "own.png")
    assert named_images.image_from(str(tmp_path / "own.png")).shape == (32, 32)
    assert named_images.whole_image_from(str(tmp_path / "own.png")).shape == (32, 64)
    assert named_images.whole_image_from("bar", side=9).shape == (9, 9)


def test_the_example_grid_gives_the_exercises_output():
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    output = scipy.signal.correlate2d(named_images.example_grid(), sobel, mode="valid")
    assert output.tolist() == [[2, -1, -2], [-1, 0, -1], [-1, 0, 0]]
    assert named_images.example_grid().sum(axis=1).tolist() == [6, 4, 4, 6, 4]
