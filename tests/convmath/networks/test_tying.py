"""How often weights are used, against torch's gradient, the wiring and loops."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)
from hypothesis import given
from hypothesis import strategies as st

from convmath.core.errors import InputError
from convmath.networks.growth import LayerGrowth
from convmath.networks.tying import tap_uses, weight_uses
from convmath.networks.wiring import KINDS, wiring
from tests.strategies import pairs


@given(pairs(1, 9), pairs(1, 5), st.integers(0, 3))
def test_a_weight_is_used_as_often_as_a_picture_of_ones_adds_to_its_gradient(size, kernel, padding):
    size = tuple(max(side, taps - 2 * padding) for side, taps in zip(size, kernel))
    weights = torch.zeros(1, 1, *kernel, dtype=torch.float64, requires_grad=True)
    F.conv2d(torch.ones(1, 1, *size, dtype=torch.float64), weights, padding=padding).sum().backward()
    np.testing.assert_array_equal(tap_uses(size, kernel, padding=padding), weights.grad[0, 0].numpy())


@given(st.sampled_from(KINDS), st.integers(1, 7), st.sampled_from([1, 3, 5]))
def test_the_fewest_and_the_most_uses_are_those_of_the_wiring(kind, side, kernel):
    made = wiring(kind, side, kernel=kernel, padding=kernel // 2)
    assert weight_uses(kind, side, kernel=kernel) == made.uses_range


@pytest.mark.parametrize(("side", "kernel"), [(224, 3), (512, 5), (64, 1)])
def test_all_uses_add_up_to_the_connections_within_the_image(side, kernel):
    growth = LayerGrowth("convolutional", kernel=kernel, bias=False)
    assert tap_uses(side, kernel).sum() == growth.connections_within_image.at(side)


def test_one_photograph():
    assert [weight_uses(kind, 224, kernel=3) for kind in KINDS] == [(1,), (1,), (223**2, 224**2)]


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: weight_uses("recurrent", 4, kernel=3), "kind"),
        (lambda: weight_uses("dense", 0, kernel=3), "side"),
        (lambda: weight_uses("dense", 4, kernel=1.5), "kernel"),
        (lambda: tap_uses(0, 3), "input_size"),
        (lambda: tap_uses(2, 3, padding=0), "kernel_size"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument
