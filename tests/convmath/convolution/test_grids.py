import numpy as np
import pytest

from convmath.convolution.grids import grid_from
from convmath.core.errors import InputError
from convmath.images.named_images import image_by_name


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
