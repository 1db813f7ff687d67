import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from convmath.convolution.pooling import max_pool2d
from convmath.core.errors import InputError

images = npst.arrays(
    np.int64, npst.array_shapes(min_dims=2, max_dims=2, min_side=4, max_side=11), elements=st.integers(-99, 99)
)
pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))


@given(images, pairs, pairs)
def test_it_is_torchs(image, size, stride):
    expected = torch.nn.functional.max_pool2d(torch.from_numpy(image.astype(float))[None], size, stride)[0].numpy()
    assert max_pool2d(image, size=size, stride=stride).tolist() == expected.tolist()


@given(images, st.integers(1, 4))
def test_windows_do_not_overlap_by_default(image, size):
    np.testing.assert_array_equal(max_pool2d(image, size=size), max_pool2d(image, size=(size, size), stride=size))


@given(images)
def test_moving_by_the_stride_moves_the_output_by_one(image):
    moved = np.roll(image, 2, axis=1)
    np.testing.assert_array_equal(max_pool2d(moved)[:, 1:], max_pool2d(image)[:, : max_pool2d(moved).shape[1] - 1])


@pytest.mark.parametrize(
    ("image", "options", "argument"),
    [
        (np.ones((2, 5)), {"size": 3}, "size"),
        (np.ones((5, 2)), {"size": (1, 3)}, "size"),
        (np.ones((4, 4)), {"size": 0}, "size"),
        (np.ones((4, 4)), {"stride": 0}, "stride"),
        (np.ones((4, 4, 4)), {}, "image"),
        ([[np.nan, 1], [1, 1]], {}, "image"),
    ],
)
def test_bad_input_is_named(image, options, argument):
    with pytest.raises(InputError) as caught:
        max_pool2d(image, **options)
    assert caught.value.argument == argument


@pytest.mark.parametrize("shape", [(3, 5), (5, 3)])
def test_a_window_may_be_as_large_as_the_image_along_either_side_and_no_larger(shape):
    image = np.arange(15).reshape(shape)
    assert max_pool2d(image, size=shape).tolist() == [[14]]
    assert max_pool2d(image, size=(1, shape[1])).ravel().tolist() == image.max(axis=1).tolist()
    assert max_pool2d(image, size=(shape[0], 1)).ravel().tolist() == image.max(axis=0).tolist()
    for size in ((shape[0] + 1, 1), (1, shape[1] + 1)):
        with pytest.raises(InputError, match=f"no larger than the image, which is {shape[0]} by {shape[1]}"):
            max_pool2d(image, size=size)
