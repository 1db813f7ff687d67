"""Models of users' files as scenes show them. Imports torch only where a model is traced."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from convmath.core.errors import whole_pair
from convmath.networks.axis_rules import WindowRule
from convmath.networks.network_anatomy import NetworkAnatomy, network_anatomy
from convmath.networks.receptive_field import RFLayer
from convmath.networks.stacks import layers_as_text
from convmath.networks.tensor_graph import TENSOR_INPUT, Pointwise, TensorGraph, Windowed
from convmath.tracing.names import ModelError, split_model

_CHAIN_SIDE = 256
"""The side of the input that a chain is traced on: large enough for a few layers."""


def model_anatomy(model: str, input_shape: tuple[int, ...]) -> NetworkAnatomy:
    """Return the model that ``path/to/model.py:factory`` makes, condensed to a few blocks. Runs the file.

    Raises
    ------
    ModelError
        If PyTorch is not installed, or the model cannot be built, run or traced.
    """
    path, factory = split_model(model)
    return _anatomy(str(path), factory, tuple(input_shape), path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _anatomy(path: str, factory: str, input_shape: tuple[int, ...], version: int) -> NetworkAnatomy:  # noqa: ARG001
    return network_anatomy(_traced(f"{path}:{factory}", input_shape), f"{Path(path).name}:{factory}")


def _traced(model: str, input_shape: tuple[int | None, ...]) -> TensorGraph:
    try:
        from convmath.tracing.model_file import trace_file
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "torch":
            raise
        raise ModelError("this needs PyTorch: pip install 'convolutions-in-motion[torch]'") from error
    return trace_file(model, input_shape).graph


def chain_as_text(model: str) -> str:
    """Return the layers of a chain in the notation of `convmath.networks.stacks`, without padding. Runs the file.

    Padding moves receptive fields, and does not change their size or how far apart they are.

    Raises
    ------
    ModelError
        If the model is no chain of layers with square windows, or cannot be traced.
    """
    graph = _traced(model, (None, _CHAIN_SIDE, _CHAIN_SIDE))
    last, layers = TENSOR_INPUT, []
    for node in graph.nodes:
        if node.reads != (last,):
            raise ModelError(f"{model} is no chain: the layer {node.layer} reads {len(node.reads)} others")
        last = node.name
        if isinstance(node.operation, Windowed):
            rules = [rule for _, rule in node.operation.rules]
            if len(rules) != 2 or not all(isinstance(rule, WindowRule) for rule in rules):
                raise ModelError(f"{model}: the layer {node.layer} is no window that slides")
            rows, columns = (rule for rule in rules if isinstance(rule, WindowRule))
            layers.append(
                RFLayer(
                    (rows.kernel, columns.kernel),
                    stride=(rows.stride, columns.stride),
                    dilation=(rows.dilation, columns.dilation),
                )
            )
        elif not isinstance(node.operation, Pointwise):
            raise ModelError(f"{model}: the layer {node.layer} is no window that slides; leave it out of the chain")
    if not layers:
        raise ModelError(f"{model} has no layer whose window slides")
    if any(rows != columns for layer in layers for rows, columns in (_pair(layer.kernel), _pair(layer.stride))):
        raise ModelError(f"{model} has windows that are not square")
    return layers_as_text(layers)


def _pair(value: int | tuple[int, int]) -> tuple[int, int]:
    return whole_pair("layers", value)
