import numpy as np
import pytest

from convmath.convolution.grids import grid_from
from convmath.core.errors import InputError
from convmath.images.named_images import example_grid, image_by_name


def test_rows_of_numbers_are_taken_as_they_stand():
    assert grid_from("1 2 0; 0 1 2").tolist() == [[1, 2, 0], [0, 1, 2]]
    assert grid_from("-1, 0.5").tolist() == [[-1, 0.5]]


def test_a_name_is_reduced_to_whole_grey_levels():
    grid = grid_from("camera", rows=5, cols=9, levels=4)
    assert grid.shape == (5, 9)
    assert grid.dtype == np.int64
    assert set(np.unique(grid)) <= {0, 1, 2, 3}
    expected = image_by_name("camera", height=5, width=9) * 3
    assert np.abs(grid - expected).max() <= 0.5


@pytest.mark.parametrize("text", ["", "1 2; 3", "no such picture", "nowhere.png"])
def test_anything_else_is_refused_by_name(text):
    with pytest.raises(InputError, match="allowed:"):
        grid_from(text)


def test_a_grid_has_seven_pixels_a_side_and_ten_levels_unless_given():
    grid = grid_from("ramp")
    assert grid.shape == (7, 7)
    assert (grid.min(), grid.max()) == (0, 9)
    assert grid_from("ramp", rows=3, cols=4, levels=2).tolist() == [[0, 0, 1, 1]] * 3


def test_the_example_is_the_exercises_and_fractions_are_rows_too():
    assert grid_from("example").tolist() == example_grid().tolist()
    assert grid_from("1/2 .5; −1 +2").tolist() == [[0.5, 0.5], [-1, 2]]


@pytest.mark.parametrize("text", ["1 2; 3", "1//2", "1..2"])
def test_rows_that_cannot_be_read_are_told_as_an_image(text):
    with pytest.raises(InputError, match=r"argument 'image' was .*; allowed: rows of numbers of the same length"):
        grid_from(text)


@pytest.mark.parametrize("text", [";", ".", "/", "- -"])
def test_signs_without_a_digit_are_no_rows(text):
    with pytest.raises(InputError, match=r"the path of a PNG, JPEG or WebP file|an existing file|a file, not a folder"):
        grid_from(text)
