"""Depth against receptive fields grown layer by layer, and sight against torch's gradients."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from convmath.core.errors import InputError
from convmath.networks.cones import contributing_pixels, plane_sizes
from convmath.networks.depth import layers_needed, network_sight, pixels_spanned, sight
from convmath.networks.published import ALEXNET, VGG16
from convmath.networks.receptive_field import RFLayer, receptive_field, stage_fields
from tests.strategies import Stack, pairs, stacks

LAYERS = st.builds(RFLayer, pairs(2, 5), stride=pairs(1, 3), dilation=pairs(1, 3))


@given(pairs(1, 60), LAYERS)
def test_one_layer_fewer_does_not_see_as_far(pixels, layer):
    depth = layers_needed(pixels, layer)
    sizes = [state.size for state in receptive_field([layer] * depth)]
    assert all(size >= wanted for size, wanted in zip(sizes[-1], pixels))
    assert depth == 0 or any(size < wanted for size, wanted in zip(sizes[-2], pixels))


@pytest.mark.parametrize(
    ("pixels", "layer", "layers"),
    [
        (224, RFLayer(3), 112),
        (224, RFLayer(5), 56),
        (224, RFLayer(3, dilation=2), 56),
        (224, RFLayer(3, stride=2), 7),
        (223, RFLayer(3), 111),
        (225, RFLayer(3), 112),
        (226, RFLayer(3), 113),
        (224, RFLayer(224), 1),
        ((1, 224), RFLayer((1, 3)), 112),
        ((224, 10), RFLayer((3, 2)), 112),
        (1, RFLayer(1), 0),
        (10**30, RFLayer(3), 5 * 10**29),
    ],
)
def test_layers_until_a_unit_sees_so_many_pixels(pixels, layer, layers):
    assert layers_needed(pixels, layer) == layers


def test_padding_moves_the_field_and_does_not_make_it_larger():
    assert layers_needed(224, RFLayer(3, padding=1)) == 112
    assert sight([RFLayer(3, padding=1)] * 111, 224, unit=(112, 112)).sides == (223, 223)
    whole = sight([RFLayer(3, padding=1)] * 112, 224)
    assert (whole.unseen, whole.unseen_rows, whole.unseen_cols) == (0, (), ())


@given(stacks(), st.data())
def test_sight_is_what_can_change_a_unit(stack: Stack, data):
    rows, columns = plane_sizes(stack.layers, stack.input_size)[-1]
    unit = (data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1)))
    found = sight(stack.layers, stack.input_size, unit=unit)
    seen = contributing_pixels(unit, stack.layers, stack.input_size)
    np.testing.assert_array_equal(found.mask, ~seen)
    assert (found.unit, found.unseen) == (unit, (~seen).sum())
    assert found.sides == (seen.any(axis=1).sum(), seen.any(axis=0).sum())
    assert found.unseen_rows == tuple(np.flatnonzero(~seen.any(axis=1)))
    assert found.unseen_cols == tuple(np.flatnonzero(~seen.any(axis=0)))


def test_vgg16s_middle_unit_sees_212_of_224():
    found = network_sight(VGG16)
    assert found.unit == (3, 3)
    assert found.sides == (212, 212) == stage_fields(VGG16)[-1].state.size
    assert found.unseen_rows == found.unseen_cols == (*range(6), *range(218, 224))
    assert found.unseen == 224**2 - 212**2 == 5_232


def test_no_unit_of_vgg16_sees_more_than_the_middle_one():
    most = network_sight(VGG16).seen.count
    assert max(network_sight(VGG16, unit=unit).seen.count for unit in np.ndindex(7, 7)) == most
    assert network_sight(VGG16, unit=(0, 0)).sides == (122, 122), "its field begins 90 pixels outside"


@pytest.mark.slow
def test_vgg16s_sight_is_that_of_torchs_gradient():
    """One channel, positive weights and mean pooling let the gradient through to every pixel that is seen."""
    modules = []
    for depth in (2, 2, 3, 3, 3):
        for _ in range(depth):
            layer = nn.Conv2d(1, 1, 3, padding=1, bias=False, dtype=torch.float64)
            nn.init.constant_(layer.weight, 1 / 9)
            modules.append(layer)
        modules.append(nn.AvgPool2d(2))
    image = torch.zeros(1, 1, 224, 224, dtype=torch.float64, requires_grad=True)
    nn.Sequential(*modules)(image)[0, 0, 3, 3].backward()
    np.testing.assert_array_equal(image.grad[0, 0].numpy() == 0, network_sight(VGG16).mask)


def test_alexnets_middle_unit_sees_195_of_227():
    assert network_sight(ALEXNET).sides == stage_fields(ALEXNET)[-1].state.size == (195, 195)


def test_dilation_leaves_holes_that_depth_alone_does_not_count():
    layer = RFLayer(3, dilation=2, padding=2)
    found = sight([layer] * layers_needed(9, layer), 9)
    assert found.seen.rows == (0, 2, 4, 6, 8)
    assert found.unseen_rows == (1, 3, 5, 7)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: layers_needed(0, RFLayer(3)), "pixels"),
        (lambda: layers_needed(2, RFLayer(1)), "pixels"),
        (lambda: layers_needed((2, 2), RFLayer((3, 1))), "pixels"),
        (lambda: layers_needed(2, RFLayer(1, stride=2)), "pixels"),
        (lambda: layers_needed(2, 3), "layer"),
        (lambda: sight([3], 5), "layers"),
        (lambda: sight([RFLayer(3)], 5, unit=(3, 0)), "unit"),
        (lambda: sight([RFLayer(3)], 5, unit=(-1, 0)), "unit"),
        (lambda: network_sight(VGG16, unit=(7, 0)), "unit"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument


@given(st.integers(0, 5), LAYERS)
def test_what_so_many_layers_span_is_what_layer_by_layer_grows(count, layer):
    assert pixels_spanned(count, layer) == receptive_field([layer] * count)[-1].size


@given(pairs(1, 60), LAYERS)
def test_span_and_depth_undo_each_other(pixels, layer):
    depth = layers_needed(pixels, layer)
    assert all(seen >= wanted for seen, wanted in zip(pixels_spanned(depth, layer), pixels))
    if depth:
        assert any(seen < wanted for seen, wanted in zip(pixels_spanned(depth - 1, layer), pixels))


@pytest.mark.parametrize(("depth", "kernel", "stride"), [(4, 3, 1), (2, 5, 1), (3, 3, 2)])
def test_an_impulse_reaches_a_unit_from_as_many_pixels_as_it_spans(depth, kernel, stride):
    layer = nn.Conv1d(1, 1, kernel, stride=stride, bias=False, dtype=torch.float64)
    nn.init.constant_(layer.weight, 1.0)
    signal = torch.zeros(1, 1, 64, dtype=torch.float64, requires_grad=True)
    through = signal
    for _ in range(depth):
        through = layer(through)
    through[0, 0, 1].backward()
    assert pixels_spanned(depth, RFLayer(kernel, stride=stride))[0] == np.count_nonzero(signal.grad.numpy())


@pytest.mark.parametrize(
    ("call", "argument"),
    [(lambda: pixels_spanned(-1, RFLayer(3)), "layers"), (lambda: pixels_spanned(2, 3), "layer")],
)
def test_a_span_of_what_is_no_stack_is_refused(call, argument):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.argument == argument
