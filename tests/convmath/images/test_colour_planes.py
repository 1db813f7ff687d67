"""The planes of colour photographs, by scikit-image's own reading and local means."""

import numpy as np
import pytest
import skimage.color
import skimage.data
import torch
from skimage.transform import resize_local_mean

from convmath.convolution.channels import channel_maps
from convmath.core.errors import InputError
from convmath.images.colour_planes import COLOURS, colour_photograph_names, colour_planes, luma_kernel
from convmath.images.photographs import photograph_names, photograph_path

READ = {
    "astronaut": skimage.data.astronaut,
    "cat": skimage.data.chelsea,
    "coffee": skimage.data.coffee,
    "rocket": skimage.data.rocket,
}


@pytest.mark.parametrize("name", colour_photograph_names())
@pytest.mark.parametrize(("side", "levels"), [(28, 10), (5, 256), (1, 2)])
def test_planes_are_the_local_means_of_the_middle_square(name, side, levels):
    pixels = READ[name]()
    square = min(pixels.shape[:2])
    top, left = ((length - square) // 2 for length in pixels.shape[:2])
    means = resize_local_mean(pixels[top : top + square, left : left + square] / 255, (side, side), channel_axis=2)
    planes = colour_planes(name, side=side, levels=levels)
    assert planes.shape == (len(COLOURS), side, side)
    assert planes.dtype == np.int64
    np.testing.assert_array_equal(planes.transpose(1, 2, 0), np.floor(means * (levels - 1) + 0.5))


def test_the_planes_are_red_green_and_blue_in_this_order():
    """The astronaut's suit is orange; the sky behind the rocket is blue."""
    red, green, blue = colour_planes("astronaut")[:, 18, 5]
    assert red > green > blue
    red, green, blue = colour_planes("rocket")[:, 10, 10]
    assert blue > red


def test_the_photographs_in_colour_are_those_whose_file_has_three_different_planes():
    files = {name: skimage.io.imread(photograph_path(name)) for name in photograph_names()}
    coloured = {name for name, pixels in files.items() if pixels.ndim == 3 and np.ptp(pixels[..., :3], axis=2).any()}
    assert set(colour_photograph_names()) == coloured


def test_the_luma_kernel_turns_planes_grey_as_scikit_image_and_torch_do():
    planes = colour_planes("coffee", side=9) / 9
    grey = channel_maps(planes, luma_kernel()).output[0]
    weights = torch.tensor(luma_kernel())
    np.testing.assert_allclose(grey, torch.nn.functional.conv2d(torch.tensor(planes)[None], weights)[0, 0], atol=1e-12)
    np.testing.assert_allclose(grey, skimage.color.rgb2gray(planes.transpose(1, 2, 0)), atol=2e-4)


@pytest.mark.parametrize(
    ("options", "argument"),
    [({"name": "camera"}, "name"), ({"name": "cat", "side": 301}, "image"), ({"name": "cat", "levels": 1}, "levels")],
)
def test_what_cannot_be_had_is_refused(options, argument):
    with pytest.raises(InputError, match=f"argument '{argument}' was"):
        colour_planes(**options)
