"""Polynomials of the side, against layers counted one by one, wiring and torch."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from convmath.core.errors import InputError
from convmath.networks.growth import LayerGrowth, Polynomial
from convmath.networks.layers import ConvLayer, DenseLayer
from convmath.networks.wiring import KINDS, wiring
from tests.strategies import pairs

COEFFICIENTS = st.lists(st.integers(-(10**20), 10**20), min_size=1, max_size=6).map(tuple)
LEDGERS = ("weights", "biases", "parameters", "connections", "connections_within_image")
PADDINGS = st.sampled_from(["same", "valid"])


@given(COEFFICIENTS, st.integers(1, 10**9))
def test_values_are_exact_sums_of_powers(coefficients, side):
    assert Polynomial(coefficients).at(side) == sum(c * side**power for power, c in enumerate(coefficients))


@given(COEFFICIENTS, COEFFICIENTS, st.integers(1, 10**6), st.integers(1, 9), st.integers(1, 9))
def test_sums_and_products_are_those_of_the_values(first, second, beyond, least, other_least):
    a, b = Polynomial(first, least_side=least), Polynomial(second, least_side=other_least)
    side = beyond + max(least, other_least)
    assert a.times(b).at(side) == a.at(side) * b.at(side)
    assert a.plus(b).at(side) == a.at(side) + b.at(side)
    assert a.times(7).at(side) == 7 * a.at(side)
    assert a.plus(7).at(side) == a.at(side) + 7
    assert a.times(b).least_side == a.plus(b).least_side == max(least, other_least)


@pytest.mark.parametrize(
    ("coefficients", "text"),
    [
        ((0,), "0"),
        ((0, 0, 0), "0"),
        ((5,), "5"),
        ((-5,), "−5"),
        ((0, 1), "n"),
        ((0, -1), "−n"),
        ((4, -12, 9), "9n² − 12n + 4"),
        ((1, 1, -1), "−n² + n + 1"),
        ((0, 0, 0, 0, 1), "n⁴"),
        ((1000, 0, 0, 1234), "1,234n³ + 1,000"),
        ((0,) * 12 + (2,), "2n¹²"),
    ],
)
def test_polynomials_are_written_as_one_writes_them(coefficients, text):
    assert str(Polynomial(coefficients)) == text


def test_zeros_at_the_end_are_no_degree():
    assert Polynomial((1, 2, 0, 0)) == Polynomial((1, 2))
    assert (Polynomial((1, 2, 0)).degree, Polynomial((1, 2, 0)).leading, Polynomial((0, 0)).degree) == (1, 2, 0)


@given(pairs(1, 5), pairs(1, 3), PADDINGS, st.integers(0, 9), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_a_convolution_costs_what_its_layer_costs(kernel, dilation, padding, beyond, fan_in, fan_out, bias):
    options = {"kernel": kernel, "dilation": dilation, "padding": padding, "bias": bias}
    growth = LayerGrowth("convolutional", channels_in=fan_in, channels_out=fan_out, **options)
    side = growth.connections_within_image.least_side + beyond
    layer = ConvLayer(fan_in, fan_out, input_size=side, **options)
    names = [*LEDGERS, "input_values", "output_values"]
    assert [getattr(growth, name).at(side) for name in names] == [getattr(layer, name) for name in names]
    torchs = nn.Conv2d(fan_in, fan_out, kernel, dilation=dilation, bias=bias, device="meta")
    assert growth.parameters.at(side) == sum(p.numel() for p in torchs.parameters())


@given(pairs(1, 5), pairs(1, 3), PADDINGS, st.integers(0, 5))
def test_a_dense_layer_between_the_same_planes(kernel, dilation, padding, beyond):
    options = {"kernel": kernel, "dilation": dilation, "padding": padding}
    growth = LayerGrowth("dense", channels_in=2, channels_out=3, **options)
    side = growth.connections.least_side + beyond
    between = ConvLayer(2, 3, input_size=side, **options)
    layer = DenseLayer(between.input_values, between.output_values)
    for name in LEDGERS:
        assert getattr(growth, name).at(side) == getattr(layer, name)


@given(st.sampled_from(KINDS), pairs(1, 5), PADDINGS, st.integers(0, 4))
def test_weights_and_connections_are_those_of_the_wiring(kind, kernel, padding, beyond):
    growth = LayerGrowth(kind, kernel=kernel, padding=padding, bias=False)
    side = growth.connections_within_image.least_side + beyond
    made = wiring(kind, side, kernel=kernel, padding=padding)
    assert growth.connections_within_image.at(side) == made.connections
    if kind != "convolutional" or side >= max(kernel):  # on smaller images some weights are used by nobody
        assert growth.weights.at(side) == made.weights


@pytest.mark.parametrize("radius", range(6))
@pytest.mark.parametrize("beyond", range(4))
def test_an_odd_kernel_misses_the_image_by_r_times_r_plus_one(radius, beyond):
    kernel = 2 * radius + 1
    along = LayerGrowth("locally connected", kernel=kernel).taps_within_image(0)
    assert along == Polynomial((-radius * (radius + 1), kernel), least_side=max(1, radius))
    side = along.least_side + beyond
    counted = sum(0 <= unit + offset < side for unit in range(side) for offset in range(-radius, radius + 1))
    assert along.at(side) == counted


def test_a_locally_connected_layer_has_a_weight_and_a_bias_for_each_of_its_own():
    local = LayerGrowth("locally connected", kernel=3, channels_in=2, channels_out=5)
    assert local.weights == local.connections_within_image
    assert local.weights.coefficients == (40, -120, 90)
    assert local.biases == local.output_values
    assert local.biases.coefficients == (0, 0, 5)


def test_one_photograph_from_everything_to_nine_numbers():
    dense, local, shared = (LayerGrowth(kind, kernel=3, bias=False).parameters for kind in KINDS)
    assert [part.at(224) for part in (dense, local, shared)] == [2_517_630_976, 448_900, 9]
    assert [part.degree for part in (dense, local, shared)] == [4, 2, 0]
    assert LayerGrowth("convolutional", kernel=3).connections.at(224) == 451_584
    assert LayerGrowth("convolutional", kernel=3, padding="valid").connections.at(224) == 443_556
    assert dense.at(10**30) == 10**120


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: Polynomial(()), "coefficients"),
        (lambda: Polynomial(3), "coefficients"),
        (lambda: Polynomial((1, 0.5)), "coefficients"),
        (lambda: Polynomial((1,), least_side=0), "least_side"),
        (lambda: Polynomial((1,), least_side=5).at(4), "side"),
        (lambda: Polynomial((1,)).at(1.0), "side"),
        (lambda: LayerGrowth("recurrent", kernel=3), "kind"),
        (lambda: LayerGrowth("dense", kernel=0), "kernel_size"),
        (lambda: LayerGrowth("dense", kernel=3, dilation=0), "dilation"),
        (lambda: LayerGrowth("dense", kernel=3, channels_in=0), "channels_in"),
        (lambda: LayerGrowth("dense", kernel=3, channels_out=0), "channels_out"),
        (lambda: LayerGrowth("dense", kernel=3, padding="full"), "padding"),
        (lambda: LayerGrowth("dense", kernel=3, padding=1), "padding"),
        (lambda: LayerGrowth("dense", kernel=3, bias=1), "bias"),
        (lambda: LayerGrowth("dense", kernel=3).taps_within_image(2), "axis"),
        (lambda: LayerGrowth("convolutional", kernel=3, padding="valid").parameters.at(2), "side"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


@given(st.sampled_from(KINDS), st.sampled_from([3, 5, 7]), PADDINGS, st.integers(7, 20))
def test_on_twice_the_side_a_count_is_so_many_times_as_large(kind, kernel, padding, side):
    connections = LayerGrowth(kind, kernel=kernel, padding=padding).connections
    assert connections.growth_on_doubling(side) == pytest.approx(connections.at(2 * side) / connections.at(side))
    assert connections.values_at((side, 2 * side)).tolist() == [connections.at(side), connections.at(2 * side)]
    assert connections.formula == str(connections)


def test_powers_grow_by_powers_of_two():
    for power in range(5):
        assert Polynomial((0,) * power + (7,)).growth_on_doubling(100) == 2**power


@pytest.mark.parametrize(("side", "kernel"), [(7, 3), (9, 5)])
def test_what_is_held_at_zero_is_zero_in_the_layers_matrix(side, kernel):
    layer = nn.Conv2d(1, 1, kernel, padding=kernel // 2, bias=False, dtype=torch.float64)
    nn.init.constant_(layer.weight, 1.0)
    with torch.no_grad():
        matrix = layer(torch.eye(side**2, dtype=torch.float64).reshape(-1, 1, side, side))
    zeros = int((matrix == 0).sum())
    assert LayerGrowth("convolutional", kernel=kernel).held_at_zero.at(side) == zeros
    assert LayerGrowth("locally connected", kernel=kernel).held_at_zero.at(side) == zeros
    assert LayerGrowth("dense", kernel=kernel).held_at_zero.at(side) == 0


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: Polynomial((0,)).growth_on_doubling(3), "side"),
        (lambda: Polynomial((1, 10**400)).growth_on_doubling(0), "side"),
        (lambda: Polynomial((1 - 10**400, 10**400)).growth_on_doubling(1), "side"),
        (lambda: Polynomial((1, 10**400)).values_at((1, 2)), "sides"),
        (lambda: Polynomial((1,)).values_at((0,)), "side"),
    ],
)
def test_values_that_no_curve_can_have_are_refused(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument
