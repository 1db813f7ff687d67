"""Published receptive fields, parameters and multiply-adds are what is traced."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from convmath.networks.receptive_field import RFLayer, receptive_field
from convmath.networks.tensor_fields import graph_fields
from convmath.tracing.model_file import trace_file
from convmath.tracing.trace import FX, trace_module
from tests.convmath.tracing.torchvision_models import factory_text, models, published

SOME = [
    "alexnet",
    "googlenet",
    "densenet121",
    "mobilenet_v2",
    "shufflenet_v2_x1_0",
    "efficientnet_b0",
    "regnet_y_400mf",
]
SOME += ["convnext_tiny", "swin_t", "vit_b_16"]


def field_of(traced, name):
    """The one size and stride that all units of a layer have along rows and columns."""
    summary = graph_fields(traced.graph).summary(traced.graph.layer(name).node)
    assert all(axis.alike for axis in summary)
    return summary[0].sizes[0], summary[1].sizes[0], summary[0].stride, summary[1].stride


def built(name):
    with torch.device("meta"):
        return models().get_model(name)


def test_vgg_16_and_its_pools():
    traced = trace_module(built("vgg16"), (3, 224, 224))
    pools = [layer.name for layer in traced.graph.layers if layer.kind == "MaxPool2d"]
    assert [field_of(traced, name)[0] for name in pools] == [6, 16, 44, 100, 212]
    assert traced.graph.parameters == 138_357_544


def test_alexnet():
    assert field_of(trace_module(built("alexnet"), (3, 224, 224)), "features.12")[:2] == (195, 195)


def separable(channels, made, stride):
    return nn.Sequential(
        nn.Conv2d(channels, channels, 3, stride, 1, groups=channels, bias=False), nn.Conv2d(channels, made, 1)
    )


def test_mobilenet_v1():
    strides = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1]
    module = nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1), *(separable(4, 4, stride) for stride in strides))
    assert field_of(trace_module(module, (3, 64, 96)), "13.1") == (315, 315, 32, 32)


class Bottleneck(nn.Module):
    def __init__(self, stride):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(2, 2, 1), nn.Conv2d(2, 2, 3, stride, 1), nn.Conv2d(2, 2, 1)
        self.shortcut = nn.MaxPool2d(1, stride)

    def forward(self, x):
        return self.c(self.b(self.a(x))) + self.shortcut(x)


def test_resnet_50_in_both_forms():
    """TF-Slim's last unit of a block takes the stride, torchvision's first."""
    slim = [nn.Conv2d(3, 2, 7, 2, 3), nn.MaxPool2d(3, 2, 1)]
    for units, last in zip((3, 4, 6, 3), (2, 2, 2, 1)):
        slim += [Bottleneck(last if unit == units - 1 else 1) for unit in range(units)]
    traced = trace_module(nn.Sequential(*slim), (3, 224, 224))
    assert field_of(traced, traced.graph.layers[-1].name) == (483, 483, 32, 32)
    assert field_of(trace_module(built("resnet50"), (3, 224, 224)), "layer4.2.relu#3") == (427, 427, 32, 32)


def test_a_chain_is_what_the_formula_says():
    layers = [((3, 5), (2, 1), (1, 2)), ((2, 2), (1, 3), (0, 1)), ((4, 1), (1, 1), (2, 0))]
    chain = nn.Sequential(*(nn.Conv2d(1, 1, kernel, stride, padding) for kernel, stride, padding in layers))
    traced = trace_module(chain, (1, 30, 40))
    found = graph_fields(traced.graph)
    states = receptive_field([RFLayer(kernel, stride=stride, padding=padding) for kernel, stride, padding in layers])
    for layer, state in zip(traced.graph.layers, states[1:]):
        summary = found.summary(layer.node)
        assert tuple(axis.sizes for axis in summary) == tuple((size, size) for size in state.size)
        assert tuple(axis.stride for axis in summary) == state.jump
        assert tuple(axis.starts[0] for axis in summary) == state.start
        assert tuple(axis.centres[0] for axis in summary) == state.centre


def check_model(name, folder):
    """Hold a model against what torchvision publishes of it, and its layers' shapes against those of a run."""
    models()
    (folder / "model.py").write_text(factory_text(name), encoding="utf-8")
    parameters, operations, size = published(name)
    traced = trace_file(f"{folder / 'model.py'}:factory", (3, size, size))
    assert traced.graph.parameters == parameters
    assert (traced.graph.unused_parameters == 0) == (name != "inception_v3")  # which has a head for training alone
    assert traced.graph.output_shape == (1000,)
    fields = graph_fields(traced.graph)
    assert {fields.unknown(node.name) for node in traced.graph.nodes} == {None}
    counted = traced.graph.multiply_adds / 1e9
    if name.startswith("swin_v2"):  # published with what a small network makes of positions, whatever the image
        assert 0.99 * operations < counted < operations
    else:
        assert round(counted, 3) == operations
    return traced


@pytest.mark.parametrize("name", SOME)
def test_parameters_and_multiply_adds_of_known_models(name, tmp_path):
    assert check_model(name, tmp_path).traced_by == FX


@pytest.mark.exhaustive
@pytest.mark.parametrize("block", range(8))
def test_parameters_and_multiply_adds_of_all_of_torchvisions_models(block, tmp_path):
    names = models().list_models(module=models())
    assert len(names) >= 80
    for name in [each for each in names if each not in SOME][block::8]:
        check_model(name, tmp_path)


def test_the_shapes_of_layers_are_those_of_a_run():
    module, shapes = built("resnet18"), {}
    paths = {each: path for path, each in module.named_modules()}

    def note(each, _, made):
        shapes.setdefault(paths[each], tuple(made.shape[1:]))

    for each in paths:
        each.register_forward_hook(note)
    with torch.no_grad():
        module.eval()(torch.empty(1, 3, 96, 160, device="meta"))
    layers = trace_module(built("resnet18"), (3, 96, 160)).graph.layers
    assert all(shapes[layer.name] == layer.output_shape for layer in layers if layer.name in shapes)
    assert len([layer for layer in layers if layer.name in shapes]) > 50
