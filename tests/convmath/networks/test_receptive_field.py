"""Receptive fields against impulses, gradients and each other."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.core.errors import InputError
from convmath.networks.cones import (
    ConePlane,
    Region,
    area_coverage,
    centre_to_unit,
    cone,
    contributing_pixels,
    input_region,
    plane_sizes,
    region_to_units,
    unit_to_centre,
    units_to_region,
)
from convmath.networks.published import ALEXNET, LENET5, NETWORKS, VGG16
from convmath.networks.receptive_field import (
    Growth,
    RFLayer,
    RFState,
    network_fields,
    network_layers,
    receptive_field,
    stage_fields,
)
from tests.strategies import Stack, pairs, rf_layers, stacks


def without_padding(stack: Stack) -> Stack:
    """Return the layers unpadded, on an input that makes up for it."""
    grown = tuple(
        size + sum(sum(layer.padding[axis]) * jump for layer, jump in zip(stack.layers, jumps(stack.layers, axis)))
        for axis, size in enumerate(stack.input_size)
    )
    return Stack([replace(layer, padding=0) for layer in stack.layers], (grown[0], grown[1]))


def jumps(layers: list[RFLayer], axis: int) -> list[int]:
    return [state.jump[axis] for state in receptive_field(layers)]


def gradient_support(unit, stack: Stack) -> np.ndarray:
    """Which pixels the gradient of a unit reaches, by torch, with positive weights so that nothing cancels."""
    image = torch.ones(1, 1, *stack.input_size, dtype=torch.float64, requires_grad=True)
    values = image
    for layer in stack.layers:
        ones = torch.ones(1, 1, *layer.kernel, dtype=torch.float64)
        (top, bottom), (left, right) = layer.padding
        values = functional.pad(values, (left, right, top, bottom))
        values = functional.conv2d(values, ones, stride=layer.stride, dilation=layer.dilation)
    values[0, 0, unit[0], unit[1]].backward()
    return image.grad[0, 0].numpy() != 0


def impulse_support(unit, stack: Stack) -> np.ndarray:
    """Which pixels change a unit when lit one at a time."""
    seen = np.zeros(stack.input_size, dtype=bool)
    for pixel in np.ndindex(stack.input_size):
        values = np.zeros(stack.input_size, dtype=int)
        values[pixel] = 1
        for layer in stack.layers:
            values = cross_correlate2d(
                values,
                np.ones(layer.kernel, dtype=int),
                stride=layer.stride,
                dilation=layer.dilation,
                padding=layer.padding,
            )
        seen[pixel] = values[unit] != 0
    return seen


def units_of(stack: Stack) -> st.SearchStrategy:
    rows, cols = plane_sizes(stack.layers, stack.input_size)[-1]
    return st.tuples(st.integers(0, rows - 1), st.integers(0, cols - 1))


@st.composite
def stacks_with_unit(draw, **options):
    stack = draw(stacks(**options))
    return stack, draw(units_of(stack))


@given(stacks_with_unit())
def test_contributing_pixels_are_where_the_gradient_is(stack_and_unit) -> None:
    stack, unit = stack_and_unit
    np.testing.assert_array_equal(contributing_pixels(unit, *stack), gradient_support(unit, stack))


@pytest.mark.slow
@given(stacks_with_unit(most_layers=4))
def test_of_many_more_stacks_contributing_pixels_are_where_the_gradient_is(stack_and_unit) -> None:
    stack, unit = stack_and_unit
    np.testing.assert_array_equal(contributing_pixels(unit, *stack), gradient_support(unit, stack))


@given(stacks_with_unit(most_layers=2, spare=2))
def test_contributing_pixels_are_those_an_impulse_is_felt_from(stack_and_unit) -> None:
    stack, unit = stack_and_unit
    np.testing.assert_array_equal(contributing_pixels(unit, *stack), impulse_support(unit, stack))


@given(stacks_with_unit().map(lambda pair: (without_padding(pair[0]), pair[1])))
def test_without_padding_the_region_is_the_span_of_the_gradient(stack_and_unit) -> None:
    stack, unit = stack_and_unit
    region = input_region(unit, *stack)
    seen = contributing_pixels(unit, *stack)
    rows, cols = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    assert region == Region((int(rows[0]), int(rows[-1]) + 1), (int(cols[0]), int(cols[-1]) + 1))
    assert region.size == receptive_field(stack.layers)[-1].size
    assert region == input_region(unit, *stack, clip=False)


@given(stacks_with_unit())
def test_with_padding_the_region_holds_all_that_contributes(stack_and_unit) -> None:
    stack, unit = stack_and_unit
    region = input_region(unit, *stack)
    seen = contributing_pixels(unit, *stack)
    outside = seen.copy()
    outside[slice(*region.rows), slice(*region.cols)] = False
    assert not outside.any()
    assert region == input_region(unit, *stack, clip=False).clipped(stack.input_size)


@given(stacks_with_unit())
def test_the_cone_is_the_contribution_on_every_plane(stack_and_unit) -> None:
    stack, unit = stack_and_unit
    planes = cone(unit, *stack)
    assert [plane.size for plane in planes] == list(plane_sizes(*stack))
    assert (planes[-1].rows, planes[-1].cols) == ((unit[0],), (unit[1],))
    for number, plane in enumerate(planes):
        expected = contributing_pixels(unit, stack.layers[number:], plane.size)
        np.testing.assert_array_equal(plane.mask, expected)
        assert plane.count == expected.sum()
        assert plane.coverage == expected.mean() == pytest.approx(plane.percentage / 100)
    assert area_coverage(unit, *stack) == planes[0].coverage


@given(st.lists(rf_layers(), max_size=5))
def test_the_terms_add_up(layers: list[RFLayer]) -> None:
    states = receptive_field(layers)
    assert len(states) == len(layers) + 1
    assert (states[0].size, states[0].jump, states[0].start, states[0].growth) == ((1, 1), (1, 1), (0, 0), ())
    for number, (before, layer, after) in enumerate(zip(states, layers, states[1:])):
        for axis, growth in enumerate(after.growth):
            assert growth.previous == before.size[axis]
            assert growth.kernel_minus_one == layer.kernel[axis] - 1
            assert growth.dilation == layer.dilation[axis]
            assert growth.strides == tuple(earlier.stride[axis] for earlier in layers[:number])
            assert growth.jump == before.jump[axis] == np.prod(growth.strides, dtype=int)
            assert growth.increment == growth.dilation * growth.kernel_minus_one * growth.jump
            assert growth.total == growth.previous + growth.increment == after.size[axis]
        assert after.area == after.size[0] * after.size[1]


@given(st.lists(rf_layers(), max_size=4), pairs(-5, 9), pairs(1, 5))
def test_units_to_region_and_back(layers: list[RFLayer], first, count) -> None:
    units = Region((first[0], first[0] + count[0]), (first[1], first[1] + count[1]))
    region = units_to_region(units, layers)
    assert region_to_units(region, layers) == units
    state = receptive_field(layers)[-1]
    assert region.size == tuple(size + (n - 1) * jump for size, n, jump in zip(state.size, count, state.jump))


@given(st.lists(rf_layers(), max_size=3), pairs(-9, 9), pairs(0, 40))
def test_units_within_a_region_are_those_whose_fields_fit(layers: list[RFLayer], corner, size) -> None:
    region = Region((corner[0], corner[0] + size[0]), (corner[1], corner[1] + size[1]))
    state = receptive_field(layers)[-1]
    fitting = [
        {
            unit
            for unit in range(-60, 60)
            if low <= state.start[axis] + unit * state.jump[axis]
            and state.start[axis] + unit * state.jump[axis] + state.size[axis] <= high
        }
        for axis, (low, high) in enumerate((region.rows, region.cols))
    ]
    if not all(fitting):
        with pytest.raises(InputError, match="'region' was"):
            region_to_units(region, layers)
        return
    units = region_to_units(region, layers)
    assert [set(range(*units.rows)), set(range(*units.cols))] == fitting


@given(st.lists(rf_layers(), max_size=4), pairs(-20, 20))
def test_units_and_centres_are_each_others_inverse(layers: list[RFLayer], unit) -> None:
    centre = unit_to_centre(unit, layers)
    assert centre_to_unit(centre, layers) == unit
    region = units_to_region(Region((unit[0], unit[0] + 1), (unit[1], unit[1] + 1)), layers)
    assert centre == ((region.rows[0] + region.rows[1] - 1) / 2, (region.cols[0] + region.cols[1] - 1) / 2)


@given(st.lists(rf_layers(), max_size=4), st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)))
def test_centres_and_units_are_each_others_inverse(layers: list[RFLayer], point) -> None:
    largest = max(map(abs, (*point, *receptive_field(layers)[-1].centre)))
    rounding = 4 * np.finfo(float).eps * largest
    assert unit_to_centre(centre_to_unit(point, layers), layers) == pytest.approx(point, abs=rounding, rel=0)


def test_neighbouring_units_lie_a_jump_apart() -> None:
    layers = [RFLayer((3, 5), stride=(2, 1), padding=1), RFLayer(2, stride=(1, 3), dilation=(2, 1))]
    state = receptive_field(layers)[-1]
    near, far = unit_to_centre((4, 7), layers), unit_to_centre((5, 8), layers)
    assert tuple(b - a for a, b in zip(near, far)) == state.jump == (2, 3)


def test_no_layers_see_one_pixel() -> None:
    assert contributing_pixels((2, 3), [], (5, 7)).sum() == 1
    assert area_coverage((2, 3), [], (5, 7)) == 1 / 35


def test_dilation_leaves_holes() -> None:
    layers = [RFLayer(3, dilation=2)] * 2
    seen = contributing_pixels((0, 0), layers, 9)
    assert input_region((0, 0), layers, 9) == Region((0, 9), (0, 9))
    assert np.flatnonzero(seen.any(axis=0)).tolist() == [0, 2, 4, 6, 8]
    assert seen.sum() == 25


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name.text)
def test_network_layers_make_the_networks_planes(network) -> None:
    sizes = plane_sizes(network_layers(network), network.input_shape[1:])
    fields = network_fields(network)
    assert [network[field.name].output_size for field in fields] == list(sizes[1:])
    assert [field.state for field in fields] == list(receptive_field(network_layers(network))[1:])


def test_vgg16s_fields_by_torchs_gradient() -> None:
    layers = network_layers(VGG16)
    convolutions = [layer for layer in layers if layer.padding != ((0, 0), (0, 0))]
    assert len(convolutions) == 13
    for stage in stage_fields(VGG16):
        depth = [field.name for field in network_fields(VGG16)].index(stage.name) + 1
        unpadded = [replace(layer, padding=0) for layer in layers[:depth]]
        image = torch.ones(1, 1, *(size + jump for size, jump in zip(stage.state.size, stage.state.jump)))
        image.requires_grad_()
        values = image
        for layer in unpadded:
            values = functional.conv2d(values, torch.ones(1, 1, *layer.kernel) / 9, stride=layer.stride)
        values[0, 0, 0, 0].backward()
        assert (image.grad[0, 0] != 0).sum() == stage.state.area


def test_published_networks_fields() -> None:
    assert [field.state.size for field in stage_fields(ALEXNET)] == [(19, 19), (67, 67), (195, 195)]
    assert network_fields(LENET5)[-1].state.size == (32, 32), "C5 sees the whole image, as its paper says"


LAYERS = [RFLayer(3, padding=1)]


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: RFLayer(0), "kernel"),
        (lambda: RFLayer((3, 0)), "kernel"),
        (lambda: RFLayer(3.0), "kernel"),
        (lambda: RFLayer(3, stride=0), "stride"),
        (lambda: RFLayer(3, stride=True), "stride"),
        (lambda: RFLayer(3, dilation=0), "dilation"),
        (lambda: RFLayer(3, padding=-1), "padding"),
        (lambda: RFLayer(3, padding="same"), "padding"),
        (lambda: receptive_field(3), "layers"),
        (lambda: receptive_field([3]), "layers"),
        (lambda: receptive_field(RFLayer(3)), "layers"),
        (lambda: plane_sizes(LAYERS, 0), "input_size"),
        (lambda: plane_sizes([], (3, 0)), "input_size"),
        (lambda: ConePlane((3, -1), (0,), (0,)), "size"),
        (lambda: ConePlane((3, 3), (-1,), (0,)), "rows"),
        (lambda: RFState((1, 0), (1, 1), (0, 0)), "size"),
        (lambda: RFState((1, 1), (0, 1), (0, 0)), "jump"),
        (lambda: RFState((1, 1), (1, 1), (0, 0.5)), "start"),
        (lambda: Growth(1, 1, -1, ()), "kernel_minus_one"),
        (lambda: plane_sizes([RFLayer(5)], 4), "kernel_size"),
        (lambda: input_region((0, 7), LAYERS, 7), "unit"),
        (lambda: input_region((-1, 0), LAYERS, 7), "unit"),
        (lambda: cone((0.5, 0), LAYERS, 7), "unit"),
        (lambda: contributing_pixels((7, 0), LAYERS, (7, 9)), "unit"),
        (lambda: units_to_region(Region((0, 0), (0, 1)), LAYERS), "units"),
        (lambda: region_to_units(Region((0, 2), (0, 9)), LAYERS), "region"),
        (lambda: unit_to_centre((0, float("nan")), LAYERS), "unit"),
        (lambda: centre_to_unit((0, 1, 2), LAYERS), "centre"),
        (lambda: Region((2, 1), (0, 1)), "rows"),
        (lambda: Region((0, 1), (0, 1.5)), "cols"),
        (lambda: Region((0, 1), 5), "cols"),
        (lambda: Region((0, 1, 2), (0, 1)), "rows"),
        (lambda: Region((0, True), (0, 1)), "rows"),
    ],
)
def test_bad_input_is_refused_by_name(make, argument) -> None:
    with pytest.raises(InputError, match="allowed: ") as caught:
        make()
    assert caught.value.argument == argument


def test_the_first_pixel_seen_follows_the_padding_before_and_not_behind() -> None:
    layers = [RFLayer(3, stride=(2, 3), padding=((1, 9), (2, 0))), RFLayer(3, padding=((4, 0), (0, 7)))]
    states = receptive_field(layers)
    assert [state.start for state in states] == [(0, 0), (-1, -2), (-1 - 4 * 2, -2)]
    assert [state.centre for state in states] == [(0, 0), (0, -1), (-9 + 3, -2 + 4)]


@given(st.lists(rf_layers(), min_size=1, max_size=3))
def test_the_first_pixel_seen_is_where_the_taps_of_unit_0_lead(layers: list[RFLayer]) -> None:
    state = receptive_field(layers)[-1]
    for axis in (0, 1):
        first, last = 0, 0
        for layer in reversed(layers):
            first = first * layer.stride[axis] - layer.padding[axis][0]
            last = last * layer.stride[axis] - layer.padding[axis][0] + layer.dilation[axis] * (layer.kernel[axis] - 1)
        assert state.start[axis] == first
        assert state.size[axis] == last - first + 1
        assert state.centre[axis] == (first + last) / 2


def test_growth_counts_its_layers_from_one() -> None:
    growth = [state.growth for state in receptive_field([RFLayer(3, stride=2)] * 3)[1:]]
    assert [[axis.number for axis in axes] for axes in growth] == [[1, 1], [2, 2], [3, 3]]


def test_what_a_network_layer_is_for_receptive_fields() -> None:
    layer = RFLayer.of(VGG16["conv1_1"].geometry)
    assert layer == RFLayer((3, 3), stride=(1, 1), dilation=(1, 1), padding=((1, 1), (1, 1)))
    assert layer.on((9, 7)).output_size == (9, 7)
    unlike = RFLayer((3, 2), stride=(2, 1), dilation=(1, 3), padding=((1, 0), (0, 2)))
    assert RFLayer.of(unlike.on((9, 7))) == unlike
    fields = network_fields(VGG16)
    assert [field.pools for field in fields] == ["pool" in field.name for field in fields]
    assert [field.name for field in stage_fields(VGG16)] == [f"pool{number}" for number in range(1, 6)]


@pytest.mark.parametrize("limit", [(3, 9), (9, 3), (0, 0), (1, 20)])
def test_a_region_is_clipped_to_the_part_on_the_plane(limit) -> None:
    region = Region((-2, 5), (4, 12))
    inside = [(row, col) for row in range(-2, 5) for col in range(4, 12) if 0 <= row < limit[0] and 0 <= col < limit[1]]
    clipped = region.clipped(limit)
    assert [(row, col) for row in range(*clipped.rows) for col in range(*clipped.cols)] == inside
    assert clipped.area == len(inside) == clipped.size[0] * clipped.size[1]


def test_a_region_may_be_empty_and_take_lists() -> None:
    assert Region((2, 2), [0, 1]).area == 0
    assert Region([0, 1], (0, 3)) == Region((0, 1), (0, 3))
    with pytest.raises(InputError, match="region"):
        region_to_units(Region((0, 9), (0, 2)), LAYERS)
    with pytest.raises(InputError, match="region"):
        region_to_units(Region((0, 2), (0, 9)), LAYERS)


def test_centres_beyond_the_range_of_floats_are_refused() -> None:
    with pytest.raises(InputError, match=r"'unit' was .*range of floats"):
        unit_to_centre((1e308, 0), [RFLayer(1, stride=100)])
    with pytest.raises(InputError, match=r"'unit' was .*range of floats"):
        unit_to_centre((0, -1e308), [RFLayer(1, stride=100)])
    assert centre_to_unit((1e308, -1e308), [RFLayer(3, stride=2)]) == (5e307, -5e307)


@pytest.mark.parametrize("unit", [(7, 0), (0, 9), (7, 9)])
def test_units_end_with_the_plane(unit) -> None:
    assert cone((6, 8), LAYERS, (7, 9))[-1].rows == (6,)
    with pytest.raises(InputError, match="a \\(row, column\\) within the last plane of 7×9"):
        cone(unit, LAYERS, (7, 9))
