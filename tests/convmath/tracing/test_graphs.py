"""What modules of every kind are told as: names, parameters, fields that differ, and what is not traced."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional

from convmath.networks.tensor_fields import graph_fields
from convmath.tracing.names import ModelError
from convmath.tracing.trace import FX, HOOKS, trace_module
from tests.convmath.tracing.written import Written


def traced(function, shape=(2, 8, 12), **parts):
    return trace_module(Written(function, **parts), shape)


def test_shared_modules_and_bare_parameters_count_once():
    found = traced(
        lambda self, x: self.conv(self.conv(x)) * self.scale + self.lonely.sum() * 0,
        conv=nn.Conv2d(2, 2, 3, padding=1),
        scale=nn.Parameter(torch.ones(2, 1, 1)),
        lonely=nn.Parameter(torch.ones(5)),
        never=nn.Linear(3, 3),
    )
    assert [layer.name for layer in found.graph.layers] == ["conv", "conv#2", "mul", "add"]
    assert [layer.parameters for layer in found.graph.layers] == [38, 0, 2, 5]
    assert found.graph.unused_parameters == 12
    assert found.graph.parameters == 38 + 2 + 5 + 12


def test_tied_weights_count_once():
    first, second = nn.Conv2d(2, 2, 1, bias=False), nn.Conv2d(2, 2, 1, bias=False)
    second.weight = first.weight
    found = trace_module(nn.Sequential(first, second), (2, 4, 4))
    assert found.graph.parameters == 4


def test_functional_calls_have_weights_and_multiply_adds():
    found = traced(
        lambda self, x: functional.conv2d(x, self.weight, stride=2), weight=nn.Parameter(torch.ones(3, 2, 2, 2))
    )
    (layer,) = found.graph.layers
    assert (layer.kind, layer.parameters, layer.multiply_adds) == ("conv2d", 24, 4 * 6 * 24)


def test_control_flow_by_shape_is_run_with_hooks():
    found = traced(lambda self, x: self.conv(x) if x.shape[-1] % 2 == 0 and len(x) == 1 else x, conv=nn.Conv2d(2, 3, 3))
    assert found.traced_by == HOOKS
    assert [layer.name for layer in found.graph.layers] == ["conv"]
    assert traced(lambda self, x: self.conv(x), conv=nn.Conv2d(2, 3, 3)).traced_by == FX


def test_unaligned_branches_are_told_as_a_range():
    """One branch is a pixel off the other after a stride."""
    found = traced(lambda self, x: torch.cat([x[:, :, ::2, ::2], self.pool(x)], dim=1), pool=nn.AvgPool2d(2, 2))
    (rows, _) = graph_fields(found.graph).summary(found.graph.layers[-1].node)
    assert rows.sizes == (1, 2)
    assert not rows.alike


def test_transposed_and_adaptive_fields_differ_from_unit_to_unit():
    up = trace_module(nn.ConvTranspose2d(2, 1, 3, stride=2), (2, 8, 12))
    fields = graph_fields(up.graph)
    node = up.graph.layers[-1].node
    assert fields.summary(node)[0].sizes == (1, 2)
    assert fields.summary(node)[0].stride is None
    assert fields.unit(node, (0, 2, 3)).unclipped == ((0, 1), (1, 1))
    share = trace_module(nn.AdaptiveAvgPool1d(3), (1, 7))
    assert graph_fields(share.graph).summary(share.graph.layers[-1].node)[0].sizes == (3, 3)
    share = trace_module(nn.AdaptiveAvgPool1d(3), (1, 8))
    assert graph_fields(share.graph).summary(share.graph.layers[-1].node)[0].sizes == (3, 4)


def test_an_upsampled_field_has_no_stride():
    found = traced(lambda _, x: functional.interpolate(x, scale_factor=2, mode="bilinear"))
    (rows, columns) = graph_fields(found.graph).summary(found.graph.layers[-1].node)
    assert rows.stride is None
    assert rows.sizes == columns.sizes == (2, 2)


def test_what_is_not_traced_is_named_and_all_behind_it_unknown():
    found = traced(lambda self, x: self.conv(torch.cumsum(self.conv(x), dim=2)), conv=nn.Conv2d(2, 2, 3))
    fields = graph_fields(found.graph)
    assert [fields.unknown(layer.node) for layer in found.graph.layers] == [None, "cumsum", "cumsum"]
    assert fields.summary(found.graph.layers[-1].node) is None
    with pytest.raises(ValueError, match="cumsum"):
        fields.unit(found.graph.layers[-1].node, (0, 0, 0))


def test_the_places_of_maxima_are_not_taken_for_constants():
    found = traced(lambda _, x: x.max(dim=2).indices.float())
    fields = graph_fields(found.graph)
    assert fields.unknown(found.graph.layers[-1].node) == "another result of max"
    values = traced(lambda _, x: x.max(dim=2).values)
    assert graph_fields(values.graph).unit(values.graph.layers[-1].node, (0, 3)).clipped == ((0, 7), (3, 3))


def test_writing_into_a_view_is_not_guessed():
    def write(self, x):
        y = x * 1
        y[:, :1].add_(y[:, 1:])
        return y + 0

    def write_another(self, x):
        y = x * 1
        y[:, :1].add_(x[:, 1:])
        return y + 0

    for written in (write, write_another):
        found = traced(written)
        assert graph_fields(found.graph).unknown(found.graph.layers[-1].node) == "add_ on a view"
        assert found.graph.multiply_adds == 0


def test_what_was_copied_is_not_guessed_and_what_it_was_copied_from_is_known():
    def copy(self, x):
        y, z = torch.zeros_like(x), x * 2
        y.copy_(z)
        return y, z

    found = traced(copy)
    fields = graph_fields(found.graph)
    assert {node.kind: fields.unknown(node.name) for node in found.graph.nodes} == {"mul": None, "copy_": "copy_"}


@pytest.mark.parametrize("reads_first", [False, True])
def test_the_last_output_comes_last_unless_something_reads_it(reads_first):
    def both(self, x):
        first = self.first(x)
        return self.second(first if reads_first else x), first

    found = traced(both, first=nn.Conv2d(2, 2, 3, padding=1), second=nn.Conv2d(2, 2, 3, padding=1))
    assert [layer.name for layer in found.graph.layers] == sorted(["first", "second"], reverse=not reads_first)


def test_an_output_that_nothing_was_computed_for_is_refused():
    with pytest.raises(ModelError, match="does not depend"):
        traced(lambda self, _: self.token * 2, token=nn.Parameter(torch.ones(3)))


def test_a_learnt_token_sees_nothing():
    def attach(self, x):
        return torch.cat([self.token.expand(1, -1, -1), x.flatten(2)], dim=2)

    found = traced(attach, token=nn.Parameter(torch.ones(1, 2, 1)))
    fields = graph_fields(found.graph)
    node = found.graph.layers[-1].node
    assert fields.unit(node, (0, 0)).clipped is None
    assert fields.unit(node, (1, 13)).clipped == ((1, 1), (0, 0))


def test_attention_sees_everything():
    class Attends(nn.Module):
        def __init__(self):
            super().__init__()
            self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

        def forward(self, x):
            places = x.flatten(2).transpose(1, 2)
            return self.attention(places, places, places, need_weights=False)[0]

    found = trace_module(Attends(), (8, 3, 4))
    seen = graph_fields(found.graph).unit(found.graph.layers[-1].node, (5, 2))
    assert seen.clipped == ((0, 2), (0, 3))
    projections, products = 12 * (8 * 24 + 8 * 8), 2 * 2 * 12 * 12 * 4
    assert found.graph.multiply_adds == projections + products
