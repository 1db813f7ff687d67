"""Images as large as they are, against scikit-image's own reading of its photographs."""

import numpy as np
import pytest
from PIL import Image
from skimage import data

from convmath.core.errors import InputError
from convmath.images.full_size import LARGEST, full_image_from
from convmath.images.photographs import photograph_names


@pytest.mark.parametrize(("name", "called"), [("camera", "camera"), ("coins", "coins"), ("page", "page")])
def test_a_photograph_keeps_every_pixel(name, called):
    np.testing.assert_allclose(full_image_from(name), getattr(data, called)() / 255)


def test_none_of_the_photographs_is_brought_down():
    shapes = {name: full_image_from(name).shape for name in photograph_names()}
    assert shapes["cat"] == data.chelsea().shape[:2]
    assert max(max(shape) for shape in shapes.values()) == LARGEST


def test_patterns_have_the_side_asked_for_and_pictures_at_most_the_longest(tmp_path):
    assert full_image_from("checkerboard").shape == (512, 512)
    path = tmp_path / "wide.png"
    Image.fromarray(np.arange(200, dtype=np.uint8).repeat(50).reshape(100, 100)).resize((80, 20)).save(path)
    assert full_image_from(str(path)).shape == (20, 80)
    assert full_image_from(str(path), longest=40).shape == (10, 40)
    assert full_image_from(str(path), longest=1).shape == (1, 1)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: full_image_from("chelsea"), "image"),
        (lambda: full_image_from("camera", side=0), "side"),
        (lambda: full_image_from("camera", longest=0), "longest"),
    ],
)
def test_bad_input_is_named(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == named
