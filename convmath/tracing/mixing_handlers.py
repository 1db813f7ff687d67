"""What PyTorch's operations read that mix all values along a dimension: means, normalisation, matrix products."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from convmath.networks.tensor_graph import Mixed, Permuted, Pointwise, Reshaped
from convmath.tracing.handlers import handles
from convmath.tracing.recorder import OperatorCall


def _dims(value: Any, rank: int) -> tuple[int, ...]:
    if value is None or (isinstance(value, Sequence) and not value):
        return tuple(range(rank))
    return tuple(sorted(int(each) % rank for each in (value if isinstance(value, Sequence) else [value])))


@handles(
    "mean", "sum", "amax", "amin", "var", "std", "var_mean", "linalg_vector_norm", "logsumexp", "max", "min", "prod"
)
def reduction(call: OperatorCall) -> None:
    """Tell what is made of all values along some dimensions."""
    source = call.argument(0)
    others = [each for each in call.tracked if each is not source]
    if others:  # the larger of two tensors
        call.node(Pointwise(), call.result, call.tracked)
        return
    given = call.argument(2 if call.name == "linalg_vector_norm" else 1, None)
    dims = _dims(None if isinstance(given, (bool, float)) else given, source.dim())
    kept = len(call.result.shape) == source.dim()
    call.node(Mixed(dims, kept), call.result, [source])


@handles("_softmax", "_log_softmax", "_safe_softmax", "softmax", "log_softmax")
def soft_maximum(call: OperatorCall) -> None:
    """Tell a softmax, of which each value depends on all along a dimension."""
    call.node(Mixed(_dims(call.argument(1), call.argument(0).dim()), kept=True), call.result, call.tracked[:1])


@handles("native_layer_norm", "native_group_norm", "_native_batch_norm_legit", "native_batch_norm")
def normalisation(call: OperatorCall) -> None:
    """Tell a normalisation by the statistics of the input itself, or by kept ones."""
    source = call.argument(0)
    shape = [int(each) for each in source.shape]
    if call.name == "native_layer_norm":
        count = len(call.argument(1))
        call.node(Mixed(tuple(range(len(shape) - count, len(shape))), kept=True), call.result, [source])
    elif call.name == "native_group_norm":
        groups = int(call.argument(6))
        laid = [shape[0], groups, prod(shape[1:]) // groups]
        found = call.node(Mixed((2,), kept=True), laid, [call.node(Reshaped(), laid, [source])])
        call.node(Reshaped(), call.result, [found])
    elif bool(call.argument(5, False)) or call.argument(3, None) is None:
        call.node(Mixed((0, *range(2, len(shape))), kept=True), call.result, [source])
    else:
        call.node(Pointwise(), call.result, [source])


@handles("mm", "bmm", "addmm", "baddbmm")
def matrix_product(call: OperatorCall) -> None:
    """Tell a matrix product; what is added to it is read, too."""
    added = [call.argument(0)] if call.name in ("addmm", "baddbmm") else []
    left, right = call.arguments[len(added) : len(added) + 2]
    parts = [_mixed(call, each, dim) for each, dim in ((left, -1), (right, -2)) if call.depends(each)]
    parts += [each for each in added if call.depends(each)]
    call.node(Pointwise(), call.result, parts, multiply_adds=call.result.numel() * int(left.shape[-1]))


def _mixed(call: OperatorCall, source: Any, dim: int) -> str:
    """Enter a node of all values along a dimension, which is kept with a size of 1."""
    shape = [int(size) for size in source.shape]
    shape[dim] = 1
    return call.node(Mixed((dim % len(shape),), kept=True), shape, [source])


@handles("pixel_shuffle", "pixel_unshuffle", "channel_shuffle", "native_channel_shuffle")
def shuffling(call: OperatorCall) -> None:
    """Tell pixels that become channels, channels that become pixels, or channels that change places."""
    source, factor = call.argument(0), int(call.argument(1))
    *batch, channels, height, width = [int(each) for each in source.shape]
    first = len(batch)
    laid: list[int]
    order: tuple[int, ...]
    if call.name == "pixel_shuffle":
        laid, order = [channels // factor**2, factor, factor, height, width], (0, 3, 1, 4, 2)
    elif call.name == "pixel_unshuffle":
        laid, order = [channels, height // factor, factor, width // factor, factor], (0, 2, 4, 1, 3)
    else:
        laid, order = [factor, channels // factor, height, width], (1, 0, 2, 3)
    split = call.node(Reshaped(), [*batch, *laid], [source])
    dims = (*range(first), *(first + each for each in order))
    turned = call.node(Permuted(dims), [*batch, *(laid[each] for each in order)], [split])
    call.node(Reshaped(), call.result, [turned])
