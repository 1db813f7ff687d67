import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from convmath.core.errors import InputError
from convmath.images.resampling import crop, downsample, fit, in_steps, part_around, quantise, stretch, within

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
    assert image.min() <= fitted.min() <= fitted.max() <= image.max()


@given(greys, st.integers(2, 300))
def test_quantising_picks_the_nearest_level(image, levels):
    whole = quantise(image, levels=levels)
    assert whole.dtype == np.int64
    assert np.abs(whole - image * (levels - 1)).max() <= 0.5, "32-bit greys times at most 300 are exact"
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


def test_what_lies_just_within_the_image_is_cropped_and_just_beyond_refused():
    image = np.arange(12).reshape(3, 4)
    assert crop(image, top=1, left=2, height=2, width=2).tolist() == [[6, 7], [10, 11]]
    assert crop(image, top=0, left=0, height=3, width=4).tolist() == image.tolist()
    assert crop(image, top=0, left=0, height=1, width=1).dtype == np.int64
    for options, complaint in (
        ({"top": 2, "left": 0, "height": 2, "width": 1}, r"height is 3 \(the part starts at 2\)"),
        ({"top": 0, "left": 3, "height": 1, "width": 2}, r"width is 4 \(the part starts at 3\)"),
    ):
        with pytest.raises(InputError, match=complaint):
            crop(image, **options)


def test_an_image_may_keep_its_size():
    image = np.random.default_rng(2).random((3, 5))
    np.testing.assert_allclose(downsample(image, height=3, width=5), image, rtol=1e-15)
    assert fit(image, height=3, width=5).shape == (3, 5)
    with pytest.raises(InputError, match="an integer from 1 to the image's own width, 5"):
        downsample(image, height=1, width=6)
    with pytest.raises(InputError, match="an image of at least 4 by 5 pixels"):
        fit(image, height=4, width=5)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_the_part_that_fits_is_the_largest_of_its_shape_and_centred(height, width, rows, columns):
    if height > rows or width > columns:
        return
    image = np.arange(rows * columns, dtype=float).reshape(rows, columns)
    scale = min(Fraction(rows, height), Fraction(columns, width))
    part = (math.floor(height * scale), math.floor(width * scale))
    assert part[0] == rows or part[1] == columns
    top, left = (rows - part[0]) // 2, (columns - part[1]) // 2
    expected = downsample(image[top : top + part[0], left : left + part[1]], height=height, width=width)
    np.testing.assert_array_equal(fit(image, height=height, width=width), expected)


@given(st.integers(1, 80), st.integers(1, 80), st.integers(1, 80))
def test_within_a_size_the_longer_side_is_exact_and_the_shorter_rounded(rows, columns, longest):
    image = np.zeros((rows, columns))
    scale = min(Fraction(1), Fraction(longest, max(rows, columns)))
    expected = tuple(max(1, round(scale * side)) for side in (rows, columns))
    assert within(image, longest=longest).shape == expected
    assert max(expected) == min(longest, max(rows, columns))


def test_a_small_image_comes_back_as_it_is_within_a_size():
    image = np.random.default_rng(2).random((3, 5))
    np.testing.assert_allclose(within(image, longest=5), image, rtol=1e-15)
    np.testing.assert_allclose(within(image, longest=99), image, rtol=1e-15)
    assert within(np.ones((1, 50)), longest=1).shape == (1, 1)
    with pytest.raises(InputError, match="longest"):
        within(image, longest=0)


@pytest.mark.parametrize(("levels", "greys"), [(2, [0, 0, 1, 1, 1]), (3, [0, 1, 1, 2, 2]), (5, [0, 1, 2, 3, 4])])
def test_halves_are_rounded_up_to_the_next_level(levels, greys):
    assert quantise([[0, 0.25, 0.5, 0.75, 1]], levels=levels).tolist() == [greys]


def test_levels_are_as_many_as_floats_tell_apart():
    assert quantise([[0, 0.5, 1]], levels=2**32).tolist() == [[0, 2**31, 2**32 - 1]]
    for levels in (2**32 + 1, 10**30):
        with pytest.raises(InputError, match=f"'levels' was {levels}; allowed: an integer from 2 to {2**32}"):
            quantise([[0.5]], levels=levels)
    for grey in (-0.1, 1.1):
        with pytest.raises(InputError, match="grey levels from 0 to 1"):
            quantise([[0.5, grey]], levels=2)


def test_stretching_reaches_from_one_end_of_the_floats_to_the_other():
    largest = float(np.finfo(float).max)
    assert stretch([[-largest, 0, largest]]).tolist() == [[0, 0.5, 1]]
    assert stretch([[0, 5e-324]]).tolist() == [[0, 1]]
    assert stretch([[3, 1, 2]]).tolist() == [[1, 0, 0.5]]
    with pytest.raises(InputError, match="'image' was 'the one value 7'"):
        stretch([[7, 7]])


def test_means_of_the_largest_floats_stay_finite():
    largest = float(np.finfo(float).max)
    assert downsample(np.full((5, 7), largest), height=3, width=4).tolist() == [[largest] * 4] * 3
    assert np.isfinite(downsample(np.array([[-largest, largest, largest]]), height=1, width=2)).all()


@given(greys, st.data())
def test_a_part_around_a_pixel_has_it_in_its_middle_unless_the_border_is_near(image, data):
    side = data.draw(st.integers(1, min(image.shape)))
    row, column = (data.draw(st.integers(0, length - 1)) for length in image.shape)
    top, left, pixels = part_around(image, row=row, column=column, side=side)
    np.testing.assert_array_equal(pixels, image[top : top + side, left : left + side])
    assert pixels.shape == (side, side)
    for start, place, length in ((top, row, image.shape[0]), (left, column, image.shape[1])):
        before, after = place - start, start + side - 1 - place
        assert before >= 0 <= after
        assert after - before in (0, 1) or start in (0, length - side)


@pytest.mark.parametrize(
    ("place", "named"), [((3, 0, 1), "row"), ((0, -1, 1), "column"), ((0, 0, 0), "side"), ((0, 0, 4), "height")]
)
def test_a_part_around_what_is_not_there_is_refused(place, named):
    row, column, side = place
    with pytest.raises(InputError) as caught:
        part_around(np.eye(3), row=row, column=column, side=side)
    assert caught.value.argument == named


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=20), st.floats(0.1, 100), st.integers(1, 200))
def test_steps_are_the_nearest_to_what_is_cut_off_and_few(values, limit, steps):
    found = in_steps([values], limit=limit, steps=steps)[0]
    allowed = limit * np.arange(-steps, steps + 1) / steps
    for value, shown in zip(np.clip(values, -limit, limit), found):
        assert np.abs(allowed - shown).min() <= 1e-9 * limit
        assert abs(value - shown) <= limit / steps / 2 * (1 + 1e-9)


@pytest.mark.parametrize(
    ("options", "argument"),
    [
        ({"limit": 0, "steps": 1}, "limit"),
        ({"limit": np.nan, "steps": 1}, "limit"),
        ({"limit": 1, "steps": 0}, "steps"),
    ],
)
def test_steps_that_are_none_are_refused(options, argument):
    with pytest.raises(InputError) as caught:
        in_steps([[1.0]], **options)
    assert caught.value.argument == argument
