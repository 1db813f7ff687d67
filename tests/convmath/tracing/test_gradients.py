"""The input interval of every unit is where its gradient is not 0."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

from convmath.networks.tensor_fields import graph_fields
from convmath.tracing.trace import trace_module
from tests.convmath.tracing.random_networks import RandomNetwork, seen

UNITS = 5
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")


def check(seed):
    """Hold the intervals of some units of a random network against its gradient; return how many there were."""
    network = RandomNetwork(seed)
    traced = trace_module(copy.deepcopy(network), network.input_shape)
    found = graph_fields(traced.graph)
    output = traced.graph.nodes[-1]
    with torch.no_grad():
        shape = network(torch.zeros(1, *network.input_shape, dtype=torch.float64)).shape
    assert output.shape == tuple(shape)
    assert traced.graph.parameters == sum(each.numel() for each in network.parameters())
    assert found.unknown(output.name) is None, (seed, found.unknown(output.name))
    assert found.exact
    draw = np.random.default_rng(seed)
    for _ in range(UNITS):
        unit = tuple(int(draw.integers(size)) for size in shape[1:])
        assert found.unit(output.name, unit).clipped == seen(network, unit), (seed, unit)


@pytest.mark.parametrize("block", range(4))
def test_every_interval_is_that_of_the_gradient(block):
    for seed in range(10 * block, 10 * block + 10):
        check(seed)


@pytest.mark.exhaustive
@pytest.mark.parametrize("block", range(10))
def test_the_intervals_of_many_networks_are_those_of_the_gradient(block):
    for seed in range(1000 + 50 * block, 1000 + 50 * block + 50):
        check(seed)
