"""Each layer forward and backward against torch's autograd and against differences of the loss itself."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name for it)
from hypothesis import given, settings
from hypothesis import strategies as st

from convmath.core.errors import InputError
from convmath.training.layers import Conv, Dense, Flatten, GlobalMaxPool, MaxPool, Relu

SHAPES = st.tuples(*(st.integers(1, most) for most in (3, 3, 7, 7)))


def of_torch(layer, given, weights):
    kernel, bias = (weights.get(name) for name in ("kernel", "bias"))
    match layer:
        case Dense():
            return F.linear(given, kernel, bias)
        case Conv():
            return F.conv2d(given, kernel, bias, stride=layer.stride, padding=layer.padding)
        case Relu():
            return F.relu(given)
        case MaxPool():
            return F.max_pool2d(given, layer.size, layer.stride)
        case GlobalMaxPool():
            return F.adaptive_max_pool2d(given, 1).flatten(1)
        case Flatten():
            return given.flatten(1)


def agrees_with_torch(layer, given, rng):
    weights = layer.initial_weights(given.shape[1:], rng)
    weights = {name: values + rng.normal(size=values.shape) for name, values in weights.items()}
    output = layer.forward(given, weights)
    error = rng.normal(size=output.shape)
    by_input, by_weights = layer.backward(given, output, error, weights)
    tensors = {name: torch.tensor(values, requires_grad=True) for name, values in weights.items()}
    tensor = torch.tensor(given, requires_grad=True)
    theirs = of_torch(layer, tensor, tensors)
    theirs.backward(torch.tensor(error))
    assert output.shape[1:] == layer.output_shape(given.shape[1:])
    np.testing.assert_allclose(output, theirs.detach().numpy(), rtol=0, atol=1e-9)
    np.testing.assert_allclose(by_input, tensor.grad.numpy(), rtol=0, atol=1e-9)
    assert by_weights.keys() == weights.keys()
    for name, values in by_weights.items():
        np.testing.assert_allclose(values, tensors[name].grad.numpy(), rtol=0, atol=1e-9)


@given(SHAPES, st.integers(1, 3), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(0, 99))
def test_a_convolution_and_its_gradients_are_torchs(shape, filters, size, stride, padding, seed):
    layer = Conv(filters, size, stride=stride, padding=padding)
    if min(shape[2:]) + 2 * padding < size:
        with pytest.raises(InputError, match="a side of at least"):
            layer.output_shape(shape[1:])
        return
    rng = np.random.default_rng(seed)
    agrees_with_torch(layer, rng.normal(size=shape), rng)


@given(SHAPES, st.integers(1, 3), st.integers(1, 4), st.integers(0, 99), st.booleans())
def test_a_maximum_sends_its_error_where_torchs_does_in_overlapping_windows_and_ties(shape, size, stride, seed, tied):
    layer = MaxPool(size, stride)
    rng = np.random.default_rng(seed)
    given = rng.integers(0, 2, size=shape).astype(float) if tied else rng.normal(size=shape)
    if min(shape[2:]) < size:
        with pytest.raises(InputError, match="sides of at least the window's"):
            layer.output_shape(shape[1:])
        return
    agrees_with_torch(layer, given, rng)


@given(SHAPES, st.integers(0, 99), st.booleans())
def test_a_global_maximum_a_rectifier_and_a_row_of_values_are_torchs(shape, seed, tied):
    rng = np.random.default_rng(seed)
    given = rng.integers(-1, 2, size=shape).astype(float) if tied else rng.normal(size=shape)
    for layer in (GlobalMaxPool(), Relu(), Flatten()):
        agrees_with_torch(layer, given, rng)


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 4), st.integers(0, 99))
def test_a_dense_layer_and_its_gradients_are_torchs(count, inputs, units, seed):
    rng = np.random.default_rng(seed)
    agrees_with_torch(Dense(units), rng.normal(size=(count, inputs)), rng)


@settings(max_examples=20)
@given(st.integers(0, 999))
def test_gradients_are_the_slopes_of_the_sum_itself(seed):
    rng = np.random.default_rng(seed)
    layer, given = Conv(2, 3, stride=2, padding=1), rng.normal(size=(2, 2, 5, 4))
    weights = layer.initial_weights((2, 5, 4), rng)
    output = layer.forward(given, weights)
    error = rng.normal(size=output.shape)
    by_input, by_weights = layer.backward(given, output, error, weights)
    for values, gradient in ((given, by_input), (weights["kernel"], by_weights["kernel"])):
        place = tuple(rng.integers(side) for side in values.shape)
        sums = []
        for change in (1e-4, -1e-4):
            kept = values[place]
            values[place] = kept + change
            sums.append((layer.forward(given, weights) * error).sum())
            values[place] = kept
        assert (sums[0] - sums[1]) / 2e-4 == pytest.approx(gradient[place], abs=1e-6)


def test_weights_begin_as_he_and_others_have_them():
    rng = np.random.default_rng(7)
    for layer, shape, taken in ((Conv(200, 5), (4, 9, 9), 4 * 25), (Dense(300), (90,), 90)):
        weights = layer.initial_weights(shape, rng)
        assert not weights["bias"].any()
        assert weights["kernel"].std() == pytest.approx((2 / taken) ** 0.5, rel=0.02)
        assert abs(weights["kernel"].mean()) < 0.01


@pytest.mark.parametrize(
    ("layer", "shape"), [(Dense(2), (1, 3, 3)), (Conv(2, 3), (9,)), (MaxPool(2), (9,)), (GlobalMaxPool(), (9,))]
)
def test_a_layer_refuses_what_it_cannot_take(layer, shape):
    with pytest.raises(InputError, match="shape"):
        layer.output_shape(shape)


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: Dense(0), "units"),
        (lambda: Conv(0, 1), "filters"),
        (lambda: Conv(1, 0), "size"),
        (lambda: Conv(1, 1, stride=0), "stride"),
        (lambda: Conv(1, 1, padding=-1), "padding"),
        (lambda: MaxPool(0), "size"),
        (lambda: MaxPool(1, 0), "stride"),
    ],
)
def test_a_layer_refuses_sizes_that_are_none(make, argument):
    with pytest.raises(InputError) as caught:
        make()
    assert caught.value.argument == argument
