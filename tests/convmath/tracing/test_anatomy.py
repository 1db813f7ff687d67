"""Models of files as scenes show them: condensed to blocks, or as a chain of windows."""

from __future__ import annotations

import pytest

from convmath.networks.network_anatomy import MOST_BLOCKS, network_anatomy, small_residual_network, unit_seen
from convmath.tracing.anatomy import chain_as_text, model_anatomy
from convmath.tracing.names import ModelError
from scenes.receptive_field_growth.parameters import GrowthParameters
from scenes.your_network.parameters import YourNetworkParameters
from tests.convmath.tracing.torchvision_models import factory_text, models
from tests.paths import ROOT

EXAMPLE = f"{ROOT / 'convmath' / 'tracing' / 'small_resnet.py'}:factory"
CHAINS = """
import torch
from torch import nn


def chain():
    return nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 4, 3, dilation=2))


def ends():
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.LazyLinear(3))


def flat():
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten())


def oblong():
    return nn.Conv2d(1, 4, (3, 5))


class Branch(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 3, padding=1)

    def forward(self, x):
        return x + self.conv(x)
"""


def rows(anatomy):
    blocks = [(each.name.text, each.output_shape, each.parameters, each.multiply_adds) for each in anatomy.blocks]
    return blocks, [unit_seen(anatomy, number) for number in range(len(blocks))]


def test_the_example_that_is_shown_without_torch_is_the_module_of_its_file():
    assert rows(small_residual_network()) == rows(model_anatomy(EXAMPLE, (3, 64, 64)))


def test_resnet_50_is_condensed_by_its_blocks(tmp_path):
    models()
    (tmp_path / "model.py").write_text(factory_text("resnet50"), encoding="utf-8")
    found = model_anatomy(f"{tmp_path / 'model.py'}:factory", (3, 224, 224))
    names = [block.name.text for block in found.blocks]
    assert names == ["conv1", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc"]
    assert sum(block.parameters for block in found.blocks) == 25_557_032
    assert [names[number] for number in found.dominant("parameters")] == ["layer4"]
    shallow = network_anatomy(found.graph, "anything")
    assert len(shallow.blocks) <= MOST_BLOCKS


def test_a_chain_is_what_the_growth_scene_reads(tmp_path):
    (tmp_path / "model.py").write_text(CHAINS, encoding="utf-8")
    place = tmp_path / "model.py"
    assert chain_as_text(f"{place}:chain") == "3, 2s2, 3d2"
    assert GrowthParameters.read({"layers": f"@{place}:chain"}).layers == "3, 2s2, 3d2"
    for factory, message in {
        "ends": "is lazy",
        "flat": "is no window that slides",
        "oblong": "not square",
        "Branch": "is no chain",
        "none": "has no 'none'",
    }.items():
        with pytest.raises(ModelError, match=message):
            chain_as_text(f"{place}:{factory}")
        with pytest.raises(ValueError, match=message):
            GrowthParameters.read({"layers": f"@{place}:{factory}"})


def test_shapes_that_do_not_fit_are_refused():
    for values, message in {
        ("", "3,32,32"): "3,64,64 for the example",
        ("", "3,64"): "channels, rows and columns",
        (EXAMPLE, "3,1,1"): "at least 2",
        (EXAMPLE, "1,64,64"): "does not run on an input of 1,64,64",
        ("nothing.py:f", "3,64,64"): "no file",
    }.items():
        with pytest.raises(ValueError, match=message):
            YourNetworkParameters.read(dict(zip(("model", "shape"), values)))
