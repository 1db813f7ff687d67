"""Kernels in space and time: their factors, the films they see, and what they answer to both directions."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convmath.convolution.filters import SeparableKernel, gradient_operators, gradient_x, gradient_y
from convmath.convolution.motion import (
    DIRECTIONS,
    OPPOSITE,
    SpaceTimeKernel,
    answers_to_motion,
    motion_kernel,
    moving_bar,
    one_way_kernel,
)
from convmath.convolution.n_dimensional import cross_correlate_nd
from convmath.core.errors import InputError

FILM = {"frames": 7, "height": 15, "width": 15}
STEPS = {"right": (0, 1), "left": (0, -1), "down": (1, 0), "up": (-1, 0)}


def rolled(frame, direction, frames):
    """A film of any picture that moves round and round, one pixel a frame."""
    return np.stack([np.roll(frame, np.multiply(STEPS[direction], number), axis=(0, 1)) for number in range(frames)])


def test_a_kernel_in_space_and_time_is_the_product_of_its_factors():
    kernel = SpaceTimeKernel((1, -2), SeparableKernel(column=(1, 3), row=(-1, 0, 5)))
    expected = [[[t * c * r for r in (-1, 0, 5)] for c in (1, 3)] for t in (1, -2)]
    assert kernel.matrix.tolist() == expected
    assert hash(kernel) == hash(SpaceTimeKernel([1, -2], SeparableKernel([1, 3], [-1, 0, 5])))


@given(st.sampled_from(DIRECTIONS), st.sampled_from(gradient_operators()))
def test_the_passes_one_after_the_other_do_the_work_of_the_whole(direction, operator):
    kernel = motion_kernel(direction, operator=operator)
    film = np.random.default_rng(3).integers(-9, 10, (5, 6, 7))
    slow = cross_correlate_nd(film, np.array(kernel.temporal)[:, None, None])
    down = cross_correlate_nd(slow, kernel.spatial.column_matrix[None])
    across = cross_correlate_nd(down, kernel.spatial.row_matrix[None])
    np.testing.assert_array_equal(across, cross_correlate_nd(film, kernel.matrix))
    assert kernel.spatial == (gradient_x if direction in ("left", "right") else gradient_y)(operator)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_bar_is_where_it_should_be(direction):
    film = moving_bar(direction, **FILM, thickness=2, speed=2)
    assert film.shape == (7, 15, 15)
    down, across = STEPS[direction]
    for before, after in pairwise(film):
        np.testing.assert_array_equal(np.roll(before, (2 * down, 2 * across), axis=(0, 1)), after)
    assert (film.sum(axis=(1, 2)) == 2 * 15).all()
    middle = np.argwhere(film[3])[:, 1 if across else 0]
    assert sorted(set(middle.tolist())) == [6, 7]


def test_a_bar_may_come_from_outside_and_leave():
    film = moving_bar("right", frames=4, height=1, width=3, start=-1)
    assert film[:, 0].tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert moving_bar("left", frames=2, height=1, width=3, start=0)[:, 0].tolist() == [[1, 0, 0], [0, 0, 0]]
    assert moving_bar("up", frames=2, height=3, width=1, start=2)[:, :, 0].tolist() == [[0, 0, 1], [0, 1, 0]]
    still = moving_bar("down", frames=3, height=5, width=2, speed=0)
    assert (still == still[0]).all()


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("thickness", [1, 2, 3])
def test_the_product_changes_sign_with_the_direction(direction, thickness):
    along, against = answers_to_motion(motion_kernel(direction).matrix, direction, **FILM, thickness=thickness)
    assert (along.direction, against.direction) == (direction, OPPOSITE[direction])
    assert (along.largest, along.smallest, against.largest, against.smallest) == (8, -4, 4, -8)
    assert min(along.on_bar) > 0 > max(against.on_bar)
    assert along.energy == against.energy, "its square cannot tell the two apart"


def test_the_answers_are_torchs():
    kernel = motion_kernel("right").matrix
    for answer in answers_to_motion(kernel, "right", **FILM, thickness=2, speed=1):
        film = torch.from_numpy(answer.film.astype(float))[None, None]
        expected = torch.nn.functional.conv3d(film, torch.from_numpy(kernel.astype(float))[None, None])
        np.testing.assert_array_equal(answer.answers, expected[0, 0].numpy())
        assert answer.under_centre.shape == answer.answers.shape
        np.testing.assert_array_equal(answer.under_centre, answer.film[1:-1, 1:-1, 1:-1])


@given(st.sampled_from(DIRECTIONS), st.sampled_from(gradient_operators()), st.integers(0, 99))
def test_one_way_is_blind_to_whatever_moves_against_it(direction, operator, seed):
    frame = np.random.default_rng(seed).integers(-9, 10, (7, 8))
    kernel = one_way_kernel(direction, operator=operator)
    assert not cross_correlate_nd(rolled(frame, OPPOSITE[direction], 5), kernel).any()
    assert cross_correlate_nd(rolled(frame, direction, 5), kernel).any()


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_one_way_answers_twice_an_edge_where_a_bright_edge_arrives(direction):
    along, against = answers_to_motion(one_way_kernel(direction), direction, **FILM, thickness=3)
    assert (along.largest, along.smallest) == (24, -24)
    assert (against.largest, against.smallest, against.energy) == (0, 0, 0)
    frame = np.random.default_rng(1).integers(-9, 10, (7, 8))
    film = rolled(frame, direction, 5)
    axis = 2 if direction in ("left", "right") else 1
    slope = SpaceTimeKernel((1, 2, 1), (gradient_x if axis == 2 else gradient_y)()).matrix
    sign = -2 if direction in ("right", "down") else 2
    np.testing.assert_array_equal(
        cross_correlate_nd(film, one_way_kernel(direction)), sign * cross_correlate_nd(film, slope)
    )


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_nothing_that_stands_still_is_answered_by_the_product(direction):
    still = rolled(np.random.default_rng(2).integers(0, 9, (6, 6)), direction, 1).repeat(4, axis=0)
    assert not cross_correlate_nd(still, motion_kernel(direction).matrix).any()


def test_what_is_handed_out_can_be_changed_without_harm():
    along, _ = answers_to_motion(motion_kernel("up").matrix, "up", **FILM)
    along.under_centre[:] = 7
    assert along.film.max() == 1


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: SpaceTimeKernel((), gradient_x()), "temporal"),
        (lambda: SpaceTimeKernel((float("nan"),), gradient_x()), "temporal"),
        (lambda: SpaceTimeKernel((2**62,), gradient_x()), "temporal"),
        (lambda: SpaceTimeKernel((1e308,), SeparableKernel((9.0,), (2.0,))), "temporal"),
        (lambda: SpaceTimeKernel((1,), (1, 2)), "spatial"),
        (lambda: motion_kernel("north"), "direction"),
        (lambda: motion_kernel("up", operator="canny"), "operator"),
        (lambda: one_way_kernel("north"), "direction"),
        (lambda: one_way_kernel("up", operator="canny"), "operator"),
        (lambda: moving_bar("north", **FILM), "direction"),
        (lambda: moving_bar("up", frames=0, height=1, width=1), "frames"),
        (lambda: moving_bar("up", frames=1, height=0, width=1), "height"),
        (lambda: moving_bar("up", frames=1, height=1, width=0), "width"),
        (lambda: moving_bar("up", **FILM, thickness=0), "thickness"),
        (lambda: moving_bar("up", **FILM, speed=-1), "speed"),
        (lambda: moving_bar("up", **FILM, start=0.5), "start"),
        (lambda: answers_to_motion([[1]], "up", **FILM), "kernel"),
        (lambda: answers_to_motion(np.ones((9, 1, 1)), "up", **FILM), "kernel"),
        (lambda: answers_to_motion([[[1]]], "north", **FILM), "direction"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument
