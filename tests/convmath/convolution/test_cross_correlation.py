"""Convolution against torch, SciPy, its matrix and its own trace."""

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from convmath.convolution.cross_correlation import (
    convolution_matrix,
    convolve2d,
    cross_correlate2d,
    flip_kernel,
    matrix_statistics,
    trace,
)
from convmath.convolution.geometry import output_size
from convmath.convolution.padding import PADDING_MODES, pad
from convmath.core.errors import InputError
from tests.strategies import Windowed, pairs, whole_arrays, windowed

TORCH_MODES = {"zero": "constant", "replicate": "replicate", "reflect": "reflect", "circular": "circular"}
ASYMMETRIC = np.array([[1, -2, 3], [4, 5, -6]])


def by_torch(case: Windowed) -> np.ndarray:
    image, kernel = (torch.from_numpy(part.astype(np.float64)) for part in case[:2])
    if image.ndim == 2:
        image, kernel = image[None], kernel[None, None]
    (top, bottom), (left, right) = case.options["padding"]
    padded = functional.pad(image[None], (left, right, top, bottom), mode=TORCH_MODES[case.options["padding_mode"]])
    options = {name: case.options.get(name, 1) for name in ("stride", "dilation", "groups")}
    result = functional.conv2d(padded, kernel, **options)[0].numpy()
    return result[0] if case.image.ndim == 2 else result


@given(windowed())
def test_whole_numbers_equal_torch_exactly(case: Windowed) -> None:
    result = cross_correlate2d(case.image, case.kernel, **case.options)
    assert result.dtype == np.int64
    np.testing.assert_array_equal(result, by_torch(case))


@given(windowed(channels=True))
def test_channels_and_groups_equal_torch_exactly(case: Windowed) -> None:
    result = cross_correlate2d(case.image, case.kernel, **case.options)
    np.testing.assert_array_equal(result, by_torch(case))


@pytest.mark.slow
@given(windowed(channels=True))
def test_many_more_channels_and_groups_equal_torch_exactly(case: Windowed) -> None:
    np.testing.assert_array_equal(cross_correlate2d(case.image, case.kernel, **case.options), by_torch(case))


@given(windowed(channels=True, whole=False))
def test_real_numbers_equal_torch(case: Windowed) -> None:
    result = cross_correlate2d(case.image, case.kernel, **case.options)
    assert result.dtype == np.float64
    np.testing.assert_allclose(result, by_torch(case), atol=1e-12)


@given(windowed())
def test_brute_force_agrees(case: Windowed) -> None:
    padded = pad(case.image, case.options["padding"], padding_mode=case.options["padding_mode"]).tolist()
    kernel = case.kernel.tolist()
    (sr, sc), (dr, dc) = case.options["stride"], case.options["dilation"]
    result = cross_correlate2d(case.image, case.kernel, **case.options)
    for row, column in np.ndindex(result.shape):
        total = 0
        for i, weights in enumerate(kernel):
            for j, weight in enumerate(weights):
                total += weight * padded[row * sr + i * dr][column * sc + j * dc]
        assert result[row, column] == total


@given(image=whole_arrays((6, 9)), kernel=whole_arrays((2, 3)))
def test_scipy_agrees_on_both_conventions(image: np.ndarray, kernel: np.ndarray) -> None:
    for padding, mode in (("valid", "valid"), ("full", "full")):
        np.testing.assert_array_equal(
            cross_correlate2d(image, kernel, padding=padding), scipy.signal.correlate2d(image, kernel, mode)
        )
        np.testing.assert_array_equal(
            convolve2d(image, kernel, padding=padding), scipy.signal.convolve2d(image, kernel, mode)
        )


@pytest.mark.parametrize(
    ("ours", "scipys"), [("zero", "constant"), ("replicate", "nearest"), ("reflect", "mirror"), ("circular", "wrap")]
)
def test_padding_modes_are_scipys(ours: str, scipys: str) -> None:
    image = np.arange(35).reshape(5, 7) ** 2
    kernel = np.array([[1, -2, 3], [0, 5, -6], [7, 0, 2]])
    expected = scipy.ndimage.correlate(image, kernel, mode=scipys)
    np.testing.assert_array_equal(cross_correlate2d(image, kernel, padding="same", padding_mode=ours), expected)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths:UserWarning")
@given(kernel=st.one_of(whole_arrays((2, 4)), whole_arrays((3, 2)), whole_arrays((4, 3))), dilation=pairs(1, 3))
def test_same_padding_is_torchs(kernel: np.ndarray, dilation: tuple[int, int]) -> None:
    image = np.arange(15 * 13).reshape(15, 13)
    result = cross_correlate2d(image, kernel, padding="same", dilation=dilation)
    expected = functional.conv2d(
        torch.from_numpy(image.astype(float))[None, None],
        torch.from_numpy(kernel.astype(float))[None, None],
        padding="same",
        dilation=dilation,
    )
    np.testing.assert_array_equal(result, expected[0, 0].numpy())


@given(kernel=whole_arrays((3, 4)))
def test_an_impulse_reproduces_the_kernel(kernel: np.ndarray) -> None:
    impulse = np.zeros((5, 7), dtype=int)
    impulse[2, 3] = 1
    np.testing.assert_array_equal(convolve2d(impulse, kernel, padding="full")[2:5, 3:7], kernel)
    np.testing.assert_array_equal(cross_correlate2d(impulse, kernel, padding="full")[2:5, 3:7], kernel[::-1, ::-1])


@given(windowed(channels=True))
def test_convolution_is_cross_correlation_with_the_flipped_kernel(case: Windowed) -> None:
    flipped = flip_kernel(case.kernel)
    np.testing.assert_array_equal(
        convolve2d(case.image, case.kernel, **case.options), cross_correlate2d(case.image, flipped, **case.options)
    )
    np.testing.assert_array_equal(flip_kernel(flipped), case.kernel)


@given(case=windowed(), data=st.data())
def test_linearity(case: Windowed, data: st.DataObject) -> None:
    other = data.draw(whole_arrays(case.image.shape))
    factor = data.draw(st.integers(-9, 9))
    together = cross_correlate2d(case.image + factor * other, case.kernel, **case.options)
    apart = cross_correlate2d(case.image, case.kernel, **case.options)
    apart = apart + factor * cross_correlate2d(other, case.kernel, **case.options)
    np.testing.assert_array_equal(together, apart)


@given(image=whole_arrays((8, 11)), kernel=whole_arrays((3, 2)), shift=pairs(-3, 3))
def test_shifts_pass_through_a_circular_convolution(image: np.ndarray, kernel: np.ndarray, shift: tuple) -> None:
    shifted = np.roll(image, shift, axis=(0, 1))
    circular = {"padding": "same", "padding_mode": "circular"}
    np.testing.assert_array_equal(
        cross_correlate2d(shifted, kernel, **circular),
        np.roll(cross_correlate2d(image, kernel, **circular), shift, axis=(0, 1)),
    )


@given(image=whole_arrays((8, 11)), kernel=whole_arrays((3, 2)), down=st.integers(0, 3), right=st.integers(0, 3))
def test_shifts_pass_through_away_from_borders(image: np.ndarray, kernel: np.ndarray, down: int, right: int) -> None:
    shifted = pad(image, ((down, 0), (right, 0)))
    result = cross_correlate2d(shifted, kernel)
    np.testing.assert_array_equal(result[down:, right:], cross_correlate2d(image, kernel))


@given(windowed(channels=True))
def test_output_size_is_the_real_shape(case: Windowed) -> None:
    geometry = {name: case.options[name] for name in ("stride", "dilation", "padding")}
    predicted = output_size(case.image.shape[-2:], case.kernel.shape[-2:], **geometry)
    assert cross_correlate2d(case.image, case.kernel, **case.options).shape == (case.kernel.shape[0], *predicted)


@given(windowed())
def test_the_matrix_times_the_image_is_the_output(case: Windowed) -> None:
    matrix = convolution_matrix(case.kernel, case.image.shape, **case.options)
    result = cross_correlate2d(case.image, case.kernel, **case.options)
    np.testing.assert_array_equal(matrix @ case.image.ravel(), result.ravel())


def test_the_matrix_has_channels() -> None:
    rng = np.random.default_rng(1)
    image, kernel = rng.integers(-9, 9, (3, 5, 4)), rng.integers(-9, 9, (2, 3, 2, 3))
    matrix = convolution_matrix(kernel, (5, 4), stride=(2, 1), padding=(0, 1))
    result = cross_correlate2d(image, kernel, stride=(2, 1), padding=(0, 1))
    assert matrix.shape == (result.size, image.size)
    np.testing.assert_array_equal(matrix @ image.ravel(), result.ravel())


@given(windowed(channels=True, whole=False))
def test_the_trace_sums_to_the_output_exactly(case: Windowed) -> None:
    steps = trace(case.image, case.kernel, **case.options)
    result = cross_correlate2d(case.image, case.kernel, **case.options)
    assert [step.sum for step in steps] == result.ravel().tolist()
    assert [(step.channel, *step.position) for step in steps] == list(np.ndindex(result.shape))
    assert [step.index for step in steps] == list(range(result.size))


@given(windowed())
def test_each_step_holds_what_the_window_covers(case: Windowed) -> None:
    padded = pad(case.image, case.options["padding"], padding_mode=case.options["padding_mode"])
    (top, _), (left, _) = case.options["padding"]
    for step in trace(case.image, case.kernel, **case.options):
        assert step.origin == (step.rows[0] + top, step.cols[0] + left)
        expected = padded[np.ix_(np.array(step.rows) + top, np.array(step.cols) + left)]
        np.testing.assert_array_equal(step.patch, expected)
        np.testing.assert_array_equal(step.kernel, case.kernel)
        np.testing.assert_array_equal(step.products, step.patch * case.kernel)
        for i, row in enumerate(step.rows):
            for j, column in enumerate(step.cols):
                on_image = 0 <= row < case.image.shape[0] and 0 <= column < case.image.shape[1]
                assert step.inside[i, j] == on_image
                if on_image:
                    assert step.patch[i, j] == case.image[row, column]


def test_a_trace_is_a_sequence() -> None:
    steps = trace(np.arange(20).reshape(4, 5), ASYMMETRIC)
    assert len(steps) == 9
    assert steps[-1].position == (2, 2)
    assert [step.index for step in steps[3:9:2]] == [3, 5, 7]
    with pytest.raises(IndexError):
        steps[9]


def test_a_step_cannot_be_changed() -> None:
    step = trace(np.arange(20).reshape(4, 5), ASYMMETRIC)[0]
    for array in (step.patch, step.kernel, step.products, step.inside):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 7


def test_the_image_is_left_alone() -> None:
    image, kernel = np.arange(20).reshape(4, 5), ASYMMETRIC.copy()
    cross_correlate2d(image, kernel, padding=1)
    convolve2d(image, kernel, padding=1)
    np.testing.assert_array_equal(image, np.arange(20).reshape(4, 5))
    np.testing.assert_array_equal(kernel, ASYMMETRIC)
    assert pad(image, 0) is not image


def test_bytes_do_not_wrap_round() -> None:
    image = np.full((3, 3), 255, dtype=np.uint8)
    assert cross_correlate2d(image, np.full((3, 3), 255, dtype=np.uint8)).tolist() == [[9 * 255 * 255]]
    assert cross_correlate2d(image, [[1, -1]]).tolist() == [[0, 0]] * 3


def test_integers_beyond_64_bits_are_refused() -> None:
    with pytest.raises(InputError, match="within 64 bits"):
        cross_correlate2d([[2**62]], [[4]])


@pytest.mark.parametrize("mode", PADDING_MODES)
def test_padding_by_sides(mode: str) -> None:
    image = np.arange(12).reshape(3, 4)
    result = pad(image, ((1, 2), (0, 3)), padding_mode=mode)
    assert result.shape == (6, 7)
    np.testing.assert_array_equal(result[1:4, :4], image)


def test_matrix_statistics_count_by_row() -> None:
    statistics = matrix_statistics([[1, 0, 2], [0, 0, 0]])
    assert (statistics.entries, statistics.non_zeros, statistics.zeros) == (6, 2, 4)
    assert statistics.non_zeros_by_row == (2, 0)
    assert statistics.row_counts == (0, 2)
    assert statistics.density == pytest.approx(1 / 3)


GOOD = {"image": np.ones((5, 7)), "kernel": np.ones((3, 2))}


@pytest.mark.parametrize("function", [cross_correlate2d, convolve2d, trace])
@pytest.mark.parametrize(
    ("changes", "argument"),
    [
        ({"image": []}, "image"),
        ({"image": np.ones((0, 4))}, "image"),
        ({"image": np.ones(4)}, "image"),
        ({"image": np.ones((1, 1, 4, 4))}, "image"),
        ({"image": [[1, np.nan], [1, 1]]}, "image"),
        ({"image": [[1, np.inf], [1, 1]]}, "image"),
        ({"image": [["a", "b"]]}, "image"),
        ({"image": [[1, 2], [3]]}, "image"),
        ({"image": [[1j]]}, "image"),
        ({"kernel": np.ones((1, 3, 2))}, "kernel"),
        ({"kernel": np.ones((1, 1, 3, 2))}, "kernel"),
        ({"kernel": [[np.nan]]}, "kernel"),
        ({"kernel": np.ones((6, 2))}, "kernel_size"),
        ({"dilation": 5}, "kernel_size"),
        ({"stride": 0}, "stride"),
        ({"stride": -1}, "stride"),
        ({"stride": 1.0}, "stride"),
        ({"stride": True}, "stride"),
        ({"stride": (1, 2, 3)}, "stride"),
        ({"stride": (1, 0)}, "stride"),
        ({"stride": "2"}, "stride"),
        ({"dilation": 0}, "dilation"),
        ({"padding": -1}, "padding"),
        ({"padding": (1, -1)}, "padding"),
        ({"padding": 0.5}, "padding"),
        ({"padding": ((1, 2), (3,))}, "padding"),
        ({"padding": "sane"}, "padding"),
        ({"padding": "same", "stride": 2}, "padding"),
        ({"padding_mode": "mirror"}, "padding_mode"),
        ({"padding_mode": None}, "padding_mode"),
        ({"padding": 5, "padding_mode": "reflect"}, "padding"),
        ({"padding": 8, "padding_mode": "circular"}, "padding"),
        ({"groups": 0}, "groups"),
        ({"groups": 2}, "groups"),
        ({"image": np.ones((4, 5, 7)), "kernel": np.ones((4, 3, 3, 2))}, "kernel"),
        ({"image": np.ones((4, 5, 7)), "kernel": np.ones((3, 2, 3, 2)), "groups": 2}, "groups"),
    ],
)
def test_bad_input_is_refused_by_name(function, changes, argument) -> None:
    with pytest.raises(InputError, match="allowed: ") as caught:
        function(**{**GOOD, **changes})
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        (([[1]], 0), "input_size"),
        (([[1]], (3, 3, 3)), "input_size"),
        (([[1]], 10_000), "input_size"),
        (([[1]], (1, 8193)), "input_size"),
        (([[1]], (8193, 1)), "input_size"),
        ((np.ones((2, 1, 1, 1)), (1, 5800)), "input_size"),
        ((np.ones((1, 2, 1, 1)), (5800, 1)), "input_size"),
        ((np.ones((3, 3)), 2), "kernel_size"),
        ((np.ones(3), 5), "kernel"),
    ],
)
def test_bad_input_to_the_matrix_is_refused(arguments, argument) -> None:
    with pytest.raises(InputError) as caught:
        convolution_matrix(*arguments)
    assert caught.value.argument == argument
