"""The structure of a convolution's matrix, found in the matrix itself."""

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given

from convmath.convolution.cross_correlation import convolution_matrix, matrix_statistics
from convmath.convolution.geometry import window_geometry
from convmath.convolution.matrix_structure import matrix_structure
from convmath.convolution.pixels_read import row_non_zeros
from convmath.core.errors import InputError
from tests.strategies import Windowed, windowed


def numbered(kernel_size, input_size, **options):
    """The matrix of a kernel whose weights are their own numbers, from 1."""
    rows, columns = kernel_size
    return convolution_matrix(np.arange(1, 1 + rows * columns).reshape(rows, columns), input_size, **options)


def of_case(case: Windowed):
    options = {name: case.options[name] for name in ("stride", "dilation", "padding")}
    found = matrix_structure(case.kernel.shape, case.image.shape, **options)
    return found, numbered(case.kernel.shape, case.image.shape, **options)


@given(windowed(modes=("zero",)))
def test_the_weights_stand_where_the_matrix_has_them(case: Windowed):
    found, matrix = of_case(case)
    assert found.shape == matrix.shape
    np.testing.assert_array_equal(found.weight_numbers, matrix - 1)
    assert found.row_non_zeros == matrix_statistics(matrix).non_zeros_by_row
    assert found.column_non_zeros == matrix_statistics(matrix.T).non_zeros_by_row
    assert found.non_zeros == matrix_statistics(matrix).non_zeros


@given(windowed(modes=("zero",)))
def test_blocks_with_one_row_of_the_kernel_are_equal(case: Windowed):
    found, matrix = of_case(case)
    (down, across), (height, width) = found.block_grid, found.block_shape
    blocks = matrix.reshape(down, height, across, width).swapaxes(1, 2)
    seen = set()
    for row in range(case.kernel.shape[0]):
        places = found.equal_blocks(row)
        seen |= set(places)
        for place in places[1:]:
            np.testing.assert_array_equal(blocks[place], blocks[places[0]])
            assert found.kernel_rows[place] == row
    for place in np.ndindex(down, across):
        if place not in seen:
            assert not blocks[place].any(), "a block of no row is empty"


@given(windowed(modes=("zero",)))
def test_bands_are_where_a_weight_stands(case: Windowed):
    found, matrix = of_case(case)
    offsets = set()
    for number, tap in enumerate(np.ndindex(case.kernel.shape), start=1):
        places = np.argwhere(matrix == number)
        assert found.band(tap) == tuple(map(tuple, places.tolist()))
        assert found.broken_rows(tap) == tuple(np.flatnonzero((matrix != number).all(axis=1)).tolist())
        offsets |= set((places[:, 1] - places[:, 0]).tolist())
    assert found.bandwidth == (max(0, -min(offsets, default=0)), max(0, max(offsets, default=0)))
    if matrix.shape[0] == matrix.shape[1]:
        assert found.bandwidth == scipy.linalg.bandwidth(matrix)


@given(windowed(modes=("zero",)))
def test_toeplitz_is_what_the_matrix_says(case: Windowed):
    found, matrix = of_case(case)
    (down, across), (height, width) = found.block_grid, found.block_shape
    blocks = matrix.reshape(down, height, across, width).swapaxes(1, 2)
    if found.blocks_are_toeplitz:
        assert all((block[1:, 1:] == block[:-1, :-1]).all() for row in blocks for block in row)
    if found.is_doubly_block_toeplitz:
        assert (blocks[1:, 1:] == blocks[:-1, :-1]).all()
    if case.options["stride"] == (1, 1):
        assert found.is_doubly_block_toeplitz


@given(windowed(modes=("zero",)))
def test_entries_are_weights_and_zeros_and_all_are_numbered_from_one(case: Windowed):
    found, matrix = of_case(case)
    assert (found.entries, found.zeros) == (matrix.size, int((matrix == 0).sum()))
    assert found.row_counts == matrix_statistics(matrix).row_counts
    np.testing.assert_array_equal(found.weight_ordinals, matrix)
    assert found.kernel_ordinals.ravel().tolist() == list(range(1, 1 + case.kernel.size))
    assert found.pixel_ordinals.shape == case.image.shape
    np.testing.assert_array_equal(found.pixel_ordinals.ravel(), 1 + np.arange(matrix.shape[1]))


@given(windowed(modes=("zero",)))
def test_a_band_that_runs_on_takes_a_pixel_that_its_window_does_not_see(case: Windowed):
    found, matrix = of_case(case)
    (top, _), (left, _) = found.geometry.padding
    (height, width), units = found.geometry.input_size, found.geometry.output_size
    steps, spaces = case.options["stride"], case.options["dilation"]
    (down, across), (apart, aside) = (pair if isinstance(pair, tuple) else (pair, pair) for pair in (steps, spaces))
    every = []
    for tap in np.ndindex(case.kernel.shape):
        due = []
        for unit, (row, column) in enumerate(np.ndindex(units)):
            y, x = row * down + tap[0] * apart - top, column * across + tap[1] * aside - left
            if not (0 <= y < height and 0 <= x < width) and 0 <= y * width + x < height * width:
                due.append((unit, y * width + x))
                assert matrix[due[-1]] != 1 + tap[0] * case.kernel.shape[1] + tap[1]
        assert found.run_on(tap) == tuple(due)
        every += due
    assert found.gaps == tuple(every)


def test_with_its_gaps_filled_the_matrix_is_one_toeplitz_matrix():
    """Correlate the flattened image with the flattened kernel: what differs is where the image's rows end."""
    found = matrix_structure(3, 4, padding=1)
    line = np.zeros(11, dtype=int)
    line[[0, 1, 2, 4, 5, 6, 8, 9, 10]] = range(1, 10)
    whole = scipy.linalg.toeplitz(np.r_[line[5::-1], [0] * 10], np.r_[line[5:], [0] * 10])
    gaps = set(map(tuple, np.argwhere(whole != found.weight_ordinals).tolist()))
    assert set(found.gaps) == gaps
    assert len(gaps) == 18
    assert found.run_on((1, 2)) == ((3, 4), (7, 8), (11, 12))


def test_three_by_three_on_four_by_four():
    found = matrix_structure(3, 4, padding=1)
    assert (found.shape, found.block_grid, found.block_shape) == ((16, 16), (4, 4), (4, 4))
    assert sorted(set(found.row_non_zeros)) == sorted(set(found.column_non_zeros)) == [4, 6, 9]
    assert (found.non_zeros, found.bandwidth) == (100, (5, 5))
    assert (found.entries, found.zeros, found.row_counts) == (256, 156, (4, 6, 9))
    assert (found.block_diagonals, found.diagonals) == ((-1, 0, 1), (-1, 0, 1))
    block = scipy.linalg.toeplitz([1, 0, -1, -1], [1, 2, -1, -1])
    np.testing.assert_array_equal(found.kernel_columns, block)
    assert found.broken_rows((1, 2)) == (3, 7, 11, 15), "where the rows of the image end"
    assert found.broken_rows((1, 1)) == ()


def test_the_exercise_has_nine_in_a_row():
    found = matrix_structure(3, 6)
    assert (found.shape, set(found.row_non_zeros), found.non_zeros) == ((16, 36), {9}, 144)
    assert found.equal_blocks(2) == ((0, 2), (1, 3), (2, 4), (3, 5))
    assert found.bandwidth == (0, 14 + 2 * 3)


def test_a_stride_breaks_the_diagonals_of_its_own_axis():
    down, across = matrix_structure(3, 9, stride=(2, 1)), matrix_structure(3, 9, stride=(1, 2))
    assert (down.grid_is_toeplitz, down.blocks_are_toeplitz) == (False, True)
    assert (across.grid_is_toeplitz, across.blocks_are_toeplitz) == (True, False)
    assert not down.is_doubly_block_toeplitz
    assert not across.is_doubly_block_toeplitz


def test_a_photograph_needs_no_matrix():
    found = matrix_structure(3, 224, padding=1)
    assert found.shape == (50_176, 50_176)
    assert found.non_zeros == sum(found.row_non_zeros) == sum(found.column_non_zeros) == 448_900
    assert found.bandwidth == (225, 225)
    with pytest.raises(InputError, match="at most 67108864 entries"):
        _ = found.weight_numbers


@given(windowed())
def test_non_zeros_by_row_for_every_padding(case: Windowed):
    options = {name: case.options[name] for name in ("stride", "dilation", "padding")}
    mode = case.options["padding_mode"]
    ones = np.ones(case.kernel.shape, dtype=int)
    matrix = convolution_matrix(ones, case.image.shape, padding_mode=mode, **options)
    geometry = window_geometry(case.image.shape, ones.shape, **options)
    assert row_non_zeros(geometry, padding_mode=mode) == matrix_statistics(matrix).non_zeros_by_row


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: matrix_structure(3, 2), "kernel_size"),
        (lambda: matrix_structure(0, 2), "kernel_size"),
        (lambda: matrix_structure(3, 4).equal_blocks(3), "kernel_row"),
        (lambda: matrix_structure(3, 4).equal_blocks(-1), "kernel_row"),
        (lambda: matrix_structure(3, 4).band((0, 3)), "tap"),
        (lambda: matrix_structure(3, 4).broken_rows((3, 0)), "tap"),
        (lambda: matrix_structure(3, 4).run_on((0, 3)), "tap"),
        (lambda: row_non_zeros(window_geometry(4, 3, padding=1), padding_mode="mirror"), "padding_mode"),
        (lambda: row_non_zeros(window_geometry(2, 3, padding=2), padding_mode="reflect"), "padding"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument
