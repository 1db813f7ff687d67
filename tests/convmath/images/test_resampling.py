import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from convmath.core.errors import InputError
from convmath.images.resampling import crop, downsample, fit, quantise, stretch

greys = npst.arrays(
    np.float64, npst.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9), elements=st.floats(0, 1, width=32)
)


@given(greys, st.data())
def test_a_crop_is_a_slice_and_its_own_copy(image, data):
    top, left = (data.draw(st.integers(0, side - 1)) for side in image.shape)
    height, width = (data.draw(st.integers(1, side - start)) for side, start in zip(image.shape, (top, left)))
    part = crop(image, top=top, left=left, height=height, width=width)
    np.testing.assert_array_equal(part, image[top : top + height, left : left + width])
    assert not np.shares_memory(part, image)


@given(greys, st.data())
def test_downsampling_is_an_exact_mean_over_areas(image, data):
    """Repeat each pixel until both sizes divide, then take means of blocks."""
    height, width = (data.draw(st.integers(1, side)) for side in image.shape)
    rows, columns = math.lcm(height, image.shape[0]), math.lcm(width, image.shape[1])
    fine = image.repeat(rows // image.shape[0], axis=0).repeat(columns // image.shape[1], axis=1)
    blocks = fine.reshape(height, rows // height, width, columns // width).mean(axis=(1, 3))
    small = downsample(image, height=height, width=width)
    np.testing.assert_allclose(small, blocks, atol=1e-12)
    assert small.mean() == pytest.approx(image.mean())


@given(st.integers(1, 40), st.data())
def test_a_mean_is_never_darker_or_lighter_than_what_it_is_of(side, data):
    """Not by the rounding either: white stays 1, and can be quantised."""
    size = data.draw(st.integers(1, side))
    image = np.kron(np.eye(2), np.ones((side, side)))
    for part in (image, image[:side, :side]):
        small = downsample(part, height=size, width=size)
        assert part.min() <= small.min() <= small.max() <= part.max()
        assert set(np.unique(quantise(small, levels=2))) <= {0, 1}


def test_downsampling_by_whole_blocks_is_torchs_average_pooling():
    image = np.random.default_rng(1).random((12, 20))
    pooled = torch.nn.functional.avg_pool2d(torch.from_numpy(image)[None], (3, 5))[0].numpy()
    np.testing.assert_allclose(downsample(image, height=4, width=4), pooled)


def test_fitting_cuts_the_sides_evenly_and_stretches_nothing():
    image = np.tile(np.arange(12.0), (4, 1))
    np.testing.assert_allclose(fit(image, height=2, width=2), [[4.5, 6.5], [4.5, 6.5]])
    np.testing.assert_allclose(fit(image.T, height=2, width=2), [[4.5, 4.5], [6.5, 6.5]])
    np.testing.assert_array_equal(fit(image, height=4, width=12), image)


@given(greys, st.data())
def test_fitting_always_gives_the_size_asked_for(image, data):
    height, width = (data.draw(st.integers(1, side)) for side in image.shape)
    fitted = fit(image, height=height, width=width)
    assert fitted.shape == (height, width)
    assert image.min() - 1e-9 <= fitted.min() <= fitted.max() <= image.max() + 1e-9


@given(greys, st.integers(2, 300))
def test_quantising_picks_the_nearest_level(image, levels):
    whole = quantise(image, levels=levels)
    assert whole.dtype == np.int64
    assert np.abs(whole - image * (levels - 1)).max() <= 0.5 + 1e-9
    assert 0 <= whole.min() <= whole.max() <= levels - 1


@given(npst.arrays(np.int64, (3, 5), elements=st.integers(-99, 99), unique=True))
def test_stretching_reaches_both_ends_and_keeps_the_order(image):
    stretched = stretch(image)
    assert (stretched.min(), stretched.max()) == (0, 1)
    assert np.argsort(stretched.ravel()).tolist() == np.argsort(image.ravel()).tolist()


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda image: crop(image, top=-1, left=0, height=1, width=1), "top"),
        (lambda image: crop(image, top=0, left=3, height=1, width=3), "width"),
        (lambda image: crop(image, top=3, left=0, height=2, width=1), "height"),
        (lambda image: crop(image, top=0, left=0, height=0, width=1), "height"),
        (lambda image: downsample(image, height=5, width=1), "height"),
        (lambda image: downsample(image, height=1, width=0), "width"),
        (lambda image: fit(image, height=1, width=6), "image"),
        (lambda image: fit(image, height=0, width=1), "height"),
        (lambda image: quantise(image, levels=1), "levels"),
        (lambda image: quantise(image + 0.1, levels=4), "image"),
        (lambda image: stretch(image * 0), "image"),
        (lambda image: stretch(image * math.nan), "image"),
    ],
)
def test_bad_input_is_named(call, argument):
    with pytest.raises(InputError) as caught:
        call(np.linspace(0, 1, 20).reshape(4, 5))
    assert caught.value.argument == argument
