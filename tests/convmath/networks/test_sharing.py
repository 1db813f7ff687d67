"""How often parameters are used, by torch's own modules and by what papers print."""

import math

import pytest
import torch
from torch import nn

from convmath.core.errors import InputError
from convmath.core.facts import ALEXNET as ALEXNET_NAME
from convmath.networks.branched import resnet50
from convmath.networks.published import ALEXNET, LENET5, VGG16, ZIP_CODES, Network
from convmath.networks.sharing import Sharing, bias_uses, layer_counts, sharing


def vgg16_in_torch():
    layers, before = [], 3
    for depth, channels in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
        for _ in range(depth):
            layers.append(nn.Conv2d(before, channels, 3, padding=1))
            before = channels
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(512 * 49, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000))


def counted_by_torch(model, given):
    """Connections, output values with a bias, and parameters, as hooks see them pass."""
    totals = {"connections": 0, "biases": 0}

    def hook(module, _, output):
        taps = math.prod(module.weight.shape[1:])
        totals["connections"] += output.numel() * taps
        totals["biases"] += output.numel() * (module.bias is not None)

    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            module.register_forward_hook(hook)
    model(given)
    return totals["connections"], totals["biases"], sum(weight.numel() for weight in model.parameters())


def test_vgg_16_shares_as_torch_counts_it():
    with torch.device("meta"):
        connections, biases, parameters = counted_by_torch(vgg16_in_torch(), torch.empty(1, 3, 224, 224))
    assert bias_uses(VGG16) == biases
    assert sharing(VGG16, biases=False) == (parameters, connections, pytest.approx(connections / parameters))
    assert sharing(VGG16) == (parameters, connections + biases, pytest.approx((connections + biases) / parameters))


def test_resnet_50_has_a_shift_for_every_value_that_is_normalised():
    uses, side = 64 * 112**2 + 1000, 56
    for stage, (blocks, width) in enumerate(((3, 64), (4, 128), (6, 256), (3, 512))):
        for block in range(blocks):
            side //= 2 if stage and not block else 1
            uses += (width + width + 4 * width) * side**2
            uses += 4 * width * side**2 if not block else 0  # what is added is brought to the new shape
    assert bias_uses(resnet50()) == uses
    assert sharing(resnet50()).connections == resnet50().connections + uses
    assert sharing(resnet50(), biases=False).connections == resnet50().connections


def test_the_networks_of_lecun_share_as_their_papers_print():
    """The paper of 1998 prints the connections of LeNet-5 from C1 to C5; F6 has a bias and 120 inputs for each unit."""
    assert sharing(ZIP_CODES) == Sharing(9_760, 64_660, 64_660 / 9_760)
    assert sharing(LENET5).connections == 122_304 + 5_880 + 151_600 + 2_000 + 48_120 + 84 * 121
    assert bias_uses(ZIP_CODES) == 768 + 192 + 30 + 10


def test_the_layers_of_1989_are_as_their_paper_prints_them():
    counts = layer_counts(ZIP_CODES)
    assert [tuple(count) for count in counts] == [
        ("H1", 768, 26, 19_968, 300, 768, 1_068),
        ("H2", 192, 201, 38_592, 2_400, 192, 2_592),
        ("H3", 30, 193, 5_790, 5_760, 30, 5_790),
        ("output", 10, 31, 310, 300, 10, 310),
    ]
    plain = layer_counts(ZIP_CODES, biases=False)
    assert [count.inputs for count in plain] == [25, 200, 192, 30]
    assert sum(count.connections for count in plain) == sharing(ZIP_CODES, biases=False).connections == 63_660


def test_every_layer_of_like_units_adds_up():
    for network in (ALEXNET, VGG16):
        for biases in (False, True):
            counts = layer_counts(network, biases=biases)
            assert sum(count.connections for count in counts) == sharing(network, biases=biases).connections
            assert sum(count.parameters for count in counts) == network.parameters


def test_what_has_no_like_units_or_no_parameters_is_refused():
    with pytest.raises(InputError, match="'C3'"):
        layer_counts(LENET5)
    with pytest.raises(InputError, match="parameters"):
        sharing(Network(ALEXNET_NAME, "none", (1, 4, 4)).pool("pool", 2, stride=2))
