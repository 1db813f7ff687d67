"""A whole network's loss, gradients and training against torch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from convmath.core.errors import InputError
from convmath.training.descent import train
from convmath.training.layers import Conv, Dense, Flatten, GlobalMaxPool, MaxPool, Relu
from convmath.training.network import SmallNetwork, checked_labels, cross_entropy, softmax, step

TOPS = {"flatten": Flatten(), "global": GlobalMaxPool()}


def small(top):
    layers = (Conv(3, 3, padding=1), Relu(), MaxPool(3, 2), Conv(4, 2), Relu(), TOPS[top], Dense(3))
    return SmallNetwork((2, 8, 7), layers)


def torchs(network, weights):
    """The same network in torch, holding the same weights."""
    layers, inputs = [], [shape[0] for shape in network.output_shapes]
    for layer, taken in zip(network.layers, inputs):
        match layer:
            case Conv():
                layers.append(nn.Conv2d(taken, layer.filters, layer.size, layer.stride, layer.padding))
            case Dense():
                layers.append(nn.Linear(taken, layer.units))
            case Relu():
                layers.append(nn.ReLU())
            case MaxPool():
                layers.append(nn.MaxPool2d(layer.size, layer.stride))
            case GlobalMaxPool():
                layers.append(nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten()))
            case Flatten():
                layers.append(nn.Flatten())
    model = nn.Sequential(*layers).double()
    for made, own in zip(model, weights):
        if own:
            made.weight.data, made.bias.data = torch.tensor(own["kernel"]), torch.tensor(own["bias"])
    return model


@pytest.mark.parametrize("top", TOPS)
@settings(max_examples=15)
@given(seed=st.integers(0, 999))
def test_loss_and_gradients_are_torchs(top, seed):
    network, rng = small(top), np.random.default_rng(seed)
    weights = network.initial_weights(seed)
    images, labels = rng.normal(size=(5, 2, 8, 7)), rng.integers(0, 3, 5)
    found = step(network, images, labels, weights)
    model, given = torchs(network, weights), torch.tensor(images, requires_grad=True)
    loss = nn.functional.cross_entropy(model(given), torch.tensor(labels))
    loss.backward()
    assert found.loss == pytest.approx(loss.item(), abs=1e-9)
    np.testing.assert_allclose(found.errors[0], given.grad.numpy(), rtol=0, atol=1e-9)
    assert [error.shape for error in found.errors] == [values.shape for values in found.activations]
    for made, own in zip(model, found.gradients):
        if own:
            np.testing.assert_allclose(own["kernel"], made.weight.grad.numpy(), rtol=0, atol=1e-9)
            np.testing.assert_allclose(own["bias"], made.bias.grad.numpy(), rtol=0, atol=1e-9)
    assert network.parameters == sum(values.numel() for values in model.parameters())
    np.testing.assert_array_equal(network.answers(images, weights), model(given).argmax(1).numpy())


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_training_takes_the_steps_that_torchs_descent_takes(momentum):
    network, rng = small("global"), np.random.default_rng(3)
    images, labels = rng.normal(size=(12, 2, 8, 7)), rng.integers(0, 3, 12)
    run = train(
        network, images, labels, seed=5, epochs=4, learning_rate=0.1, momentum=momentum, batch=12, on_epoch=print
    )
    model = torchs(network, run.first)
    descent = torch.optim.SGD(model.parameters(), lr=0.1, momentum=momentum)
    for before in run.losses:
        loss = nn.functional.cross_entropy(model(torch.tensor(images)), torch.tensor(labels))
        assert before == pytest.approx(loss.item(), abs=1e-9)
        descent.zero_grad()
        loss.backward()
        descent.step()
    for made, own in zip(model, run.last):
        if own:
            np.testing.assert_allclose(own["kernel"], made.weight.detach().numpy(), rtol=0, atol=1e-9)


def test_training_sees_every_image_once_an_epoch_and_repeats_itself_for_the_same_seed():
    network = SmallNetwork((1, 1, 4), (Flatten(), Dense(2)))
    images, labels = np.eye(4).reshape(4, 1, 1, 4), [0, 1, 0, 1]
    done = []
    runs = [
        train(network, images, labels, seed=seed, epochs=3, learning_rate=0.3, batch=3, on_epoch=done.append)
        for seed in (1, 1, 2)
    ]
    assert done == [1, 2, 3] * 3
    assert len(runs[0].losses) == 6, "two batches an epoch, of three images and of one"
    assert len(runs[0].weights) == 4
    np.testing.assert_array_equal(runs[0].last[1]["kernel"], runs[1].last[1]["kernel"])
    assert not np.array_equal(runs[0].last[1]["kernel"], runs[2].last[1]["kernel"])
    moved = runs[0].weights[1][1]["kernel"] - runs[0].first[1]["kernel"]
    assert np.abs(moved).max(axis=0).all(), "each image has moved the weights of its own pixel"


@given(st.lists(st.lists(st.floats(-700, 700), min_size=3, max_size=3), min_size=1, max_size=4), st.data())
def test_softmax_and_cross_entropy_are_torchs(scores, data):
    labels = data.draw(st.lists(st.integers(0, 2), min_size=len(scores), max_size=len(scores)))
    tensor = torch.tensor(scores, dtype=torch.float64)
    np.testing.assert_allclose(softmax(scores), tensor.softmax(1).numpy(), rtol=1e-9, atol=1e-300)
    theirs = nn.functional.cross_entropy(tensor, torch.tensor(labels)).item()
    assert cross_entropy(scores, labels) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"images": np.zeros((4, 1, 4))}, "images"),
        ({"images": np.zeros((4, 1, 2, 4))}, "images"),
        ({"labels": [0, 1, 0]}, "labels"),
        ({"labels": [0, 1, 0, 2]}, "labels"),
        ({"labels": [0.0, 1.0, 0.0, 1.0]}, "labels"),
        ({"epochs": 0}, "epochs"),
        ({"batch": 0}, "batch"),
        ({"momentum": 1.1}, "momentum"),
        ({"learning_rate": -1}, "learning_rate"),
        ({"seed": -1}, "seed"),
        ({"learning_rate": 1e308, "images": 99 * np.ones((4, 1, 1, 4))}, "learning_rate"),
    ],
)
def test_training_refuses_what_it_cannot_learn_from(change, named):
    network = SmallNetwork((1, 1, 4), (Flatten(), Dense(2)))
    given = {
        "images": np.eye(4).reshape(4, 1, 1, 4),
        "labels": [0, 1, 0, 0],
        "seed": 0,
        "epochs": 1,
        "learning_rate": 0.1,
    }
    with pytest.raises(InputError) as caught:
        train(network, **{**given, **change})
    assert caught.value.argument == named


def test_labels_are_refused_with_those_that_there_are():
    with pytest.raises(InputError, match=r"4 integers from 0 to 1$"):
        checked_labels([0, 1, 0, 2], 4, 2)


def test_a_batch_may_be_a_single_image():
    network = SmallNetwork((1, 1, 4), (Flatten(), Dense(2)))
    steps = []
    train(
        network,
        np.eye(4).reshape(4, 1, 1, 4),
        [0, 1, 0, 0],
        seed=0,
        epochs=3,
        learning_rate=0.1,
        batch=1,
        on_step=steps.append,
    )
    assert len(steps) == 12


def test_a_network_ends_in_a_vector():
    with pytest.raises(InputError, match="layers"):
        SmallNetwork((1, 4, 4), (Conv(2, 3),))
