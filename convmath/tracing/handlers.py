"""What PyTorch's operations read: each handler tells one as operations of `convmath.networks.tensor_graph`.

Operations are those of ATen that a dispatch mode sees, to which PyTorch reduces everything that models call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from convmath.networks.axis_rules import AxisRule, InterpolationRule, ShareRule, TransposedRule, WindowRule
from convmath.networks.tensor_graph import Joined, Permuted, Pointwise, Reshaped, Windowed
from convmath.tracing.recorder import OperatorCall

Handler = Callable[[OperatorCall], Any]


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


POINTWISE = _words(
    "abs acos add addcdiv addcmul alias asin atan atan2 bernoulli bitwise_and bitwise_not bitwise_or celu clamp",
    "clamp_max clamp_min clone contiguous cos cosh detach div dropout elu eq erf erfc exp exp2 expm1 expand fill",
    "floor fmod frac ge gelu gt hardshrink hardsigmoid hardswish hardtanh isnan le leaky_relu lerp lift_fresh log",
    "log10 log1p log2 log_sigmoid_forward logical_and logical_not logical_or logit lt masked_fill maximum minimum",
    "mish mul native_dropout ne neg pow prelu _prelu_kernel reciprocal relu relu6 remainder round",
    "rrelu_with_noise rsqrt rsub selu sigmoid sign silu sin sinh softplus softshrink sqrt square sub tan tanh",
    "threshold _to_copy trunc where _native_batch_norm_legit_no_training",
)
RESHAPING = _words(
    "view _unsafe_view reshape unsqueeze squeeze flatten unflatten _reshape_alias view_as",
)
UNTIED = _words(
    "empty_like zeros_like ones_like full_like rand_like randn_like new_empty new_zeros new_ones new_full",
    "empty_strided new_empty_strided",
)
"""Operations whose result depends on the shape of what they are given, and not on its values."""
HANDLERS: dict[str, Handler] = {}


def handles(*names: str) -> Callable[[Handler], Handler]:
    """Enter a handler for the operations of some names."""

    def enter(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(names, handler))
        return handler

    return enter


def handler_of(name: str) -> Handler | None:
    """Return what tells the operation called `name`; None if nothing does."""
    if name in POINTWISE:
        return lambda call: call.node(Pointwise(), call.result, call.tracked)
    if name in RESHAPING:
        return lambda call: call.node(Reshaped(), call.result, call.tracked[:1])
    return HANDLERS.get(name)


def _several(value: Any, count: int) -> list[int]:
    values = [int(each) for each in value] if isinstance(value, Sequence) else [int(value)]
    return values * count if len(values) == 1 else values


def _last(call: OperatorCall, count: int) -> range:
    """Return the last `count` dimensions of the first argument."""
    rank = call.argument(0).dim()
    return range(rank - count, rank)


@handles("convolution", "convolution_overrideable", "_convolution")
def convolution(call: OperatorCall) -> None:
    """Tell a convolution, transposed or not, of any number of axes."""
    source, weight = call.argument(0), call.argument(1)
    axes = weight.dim() - 2
    stride, padding, dilation = (_several(call.argument(place), axes) for place in (3, 4, 5))
    transposed, groups = bool(call.argument(6)), int(call.argument(8))
    if call.depends(weight):
        call.give_up()
        return
    rules: list[tuple[int, AxisRule]] = []
    for axis, dim in enumerate(_last(call, axes)):
        kernel = int(weight.shape[2 + axis])
        if transposed:
            rules.append((dim, TransposedRule(kernel, stride[axis], dilation[axis], padding[axis])))
        else:
            rules.append((dim, WindowRule(kernel, stride[axis], dilation[axis], padding[axis])))
    positions = source if transposed else call.result
    count = prod(positions.shape[2:]) * positions.shape[0] * weight.numel()
    call.node(Windowed(tuple(rules), groups), call.result, [source], multiply_adds=count)


@handles("max_pool1d", "max_pool2d", "max_pool3d", "max_pool2d_with_indices", "max_pool3d_with_indices")
def maximum_pooling(call: OperatorCall) -> None:
    """Tell a maximum pooling."""
    axes = 1 if "1d" in call.name else 2 if "2d" in call.name else 3
    _pool(call, axes, dilation=_several(call.argument(4, [1]) or [1], axes))


@handles("avg_pool1d", "avg_pool2d", "avg_pool3d")
def average_pooling(call: OperatorCall) -> None:
    """Tell an average pooling."""
    axes = int(call.name[-2])
    _pool(call, axes, dilation=[1] * axes)


def _pool(call: OperatorCall, axes: int, dilation: list[int]) -> None:
    kernel = _several(call.argument(1), axes)
    stride = _several(call.argument(2, None) or kernel, axes)
    padding = _several(call.argument(3, [0]) or [0], axes)
    rules = tuple(
        (dim, WindowRule(kernel[axis], stride[axis], dilation[axis], padding[axis]))
        for axis, dim in enumerate(_last(call, axes))
    )
    call.node(Windowed(rules), call.result, call.tracked[:1])


@handles("_adaptive_avg_pool2d", "_adaptive_avg_pool3d", "adaptive_avg_pool1d", "adaptive_avg_pool2d")
@handles("adaptive_avg_pool3d", "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d")
def adaptive_pooling(call: OperatorCall) -> None:
    """Tell an adaptive pooling: where units share the places evenly, it is a plain one."""
    axes = int(call.name[-2])
    rules: list[tuple[int, AxisRule]] = []
    for dim in _last(call, axes):
        size, units = int(call.argument(0).shape[dim]), int(call.result.shape[dim])
        rules.append((dim, ShareRule(size, units) if size % units else WindowRule(size // units, size // units)))
    call.node(Windowed(tuple(rules)), call.result, call.tracked[:1])


@handles("upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d")
@handles("upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d", "upsample_bicubic2d")
def interpolation(call: OperatorCall) -> None:
    """Tell an interpolation whose scale is that of the sizes."""
    axes = int(call.name[-2])
    kind = "nearest" if "nearest" in call.name else "cubic" if "cubic" in call.name else "linear"
    align = kind != "nearest" and bool(call.argument(2, False))
    given = [each for each in call.arguments[2 if kind == "nearest" else 3 :] if isinstance(each, float)]
    rules: list[tuple[int, AxisRule]] = []
    for axis, dim in enumerate(_last(call, axes)):
        size, units = int(call.argument(0).shape[dim]), int(call.result.shape[dim])
        if given and not align and abs(given[axis % len(given)] * size - units) > 1e-6 * units:
            call.give_up()
            return
        rules.append((dim, InterpolationRule(size, units, kind, align)))
    call.node(Windowed(tuple(rules)), call.result, call.tracked[:1])


@handles("constant_pad_nd", "circular_pad")
@handles("reflection_pad1d", "reflection_pad2d", "reflection_pad3d")
@handles("replication_pad1d", "replication_pad2d", "replication_pad3d")
def padding(call: OperatorCall) -> None:
    """Tell padding, or cropping where it is negative: PyTorch names the last dimension first."""
    modes = {"constant": "zero", "circular": "circular", "reflection": "reflect", "replication": "replicate"}
    mode = modes[call.name.partition("_")[0]]
    sides, rank = [int(each) for each in call.argument(1)], call.argument(0).dim()
    rules = tuple(
        (rank - 1 - pair, WindowRule(1, before=sides[2 * pair], mode=mode))
        for pair in range(len(sides) // 2)
        if sides[2 * pair] or sides[2 * pair + 1]
    )
    call.node(Windowed(rules), call.result, call.tracked[:1])


@handles("slice", "narrow")
def cut(call: OperatorCall) -> None:
    """Tell a slice."""
    source = call.argument(0)
    dim = int(call.argument(1, 0)) % source.dim()
    start = int(call.argument(2, 0) or 0)
    size = int(source.shape[dim])
    start = max(0, start + size) if start < 0 else min(start, size)
    step = int(call.argument(4, 1)) if call.name == "slice" else 1
    call.node(Windowed(((dim, WindowRule(1, step, before=-start)),)), call.result, [source])


@handles("select")
def pick(call: OperatorCall) -> None:
    """Tell one element along a dimension."""
    source = call.argument(0)
    dim, place = int(call.argument(1)) % source.dim(), int(call.argument(2))
    _piece(call, call.result, dim, place % int(source.shape[dim]), 1, drop=True)


@handles("split", "split_with_sizes", "chunk", "tensor_split", "unbind", "unsafe_split", "unsafe_chunk")
def pieces(call: OperatorCall) -> None:
    """Tell the pieces of a tensor."""
    source = call.argument(0)
    drop = call.name == "unbind"
    dim = int(call.argument(1 if drop else 2, 0)) % source.dim()
    start = 0
    for piece in call.results:
        size = 1 if drop else int(piece.shape[dim])
        _piece(call, piece, dim, start, size, drop=drop)
        start += size


def _piece(call: OperatorCall, piece: Any, dim: int, start: int, size: int, *, drop: bool) -> None:
    shape = [int(each) for each in call.argument(0).shape]
    shape[dim] = size
    rules = ((dim, WindowRule(1, before=-start)),)
    cut_out = call.node(Windowed(rules), shape if drop else piece, [call.argument(0)])
    if drop:
        call.node(Reshaped(), piece, [cut_out])


@handles("permute", "transpose", "t", "movedim", "adjoint", "mT")
def permutation(call: OperatorCall) -> None:
    """Tell a new order of dimensions."""
    rank = call.argument(0).dim()
    dims = list(range(rank))
    if call.name == "permute":
        dims = [int(each) % rank for each in call.argument(1)]
    elif call.name == "transpose":
        left, right = int(call.argument(1)) % rank, int(call.argument(2)) % rank
        dims[left], dims[right] = right, left
    elif rank > 1:
        dims[-1], dims[-2] = dims[-2], dims[-1]
    call.node(Permuted(tuple(dims)), call.result, call.tracked[:1])


@handles("cat", "stack")
def joining(call: OperatorCall) -> None:
    """Tell tensors laid end to end; what does not depend on the input has its place, too."""
    given, rank = list(call.argument(0)), call.result.dim()
    dim = int(call.argument(1, 0)) % rank
    sources = [call.source(each) for each in given if each.numel()]
    if call.name == "stack":
        shape = [1 if each == dim else int(size) for each, size in enumerate(call.result.shape)]
        sources = [call.node(Reshaped(), shape, [each]) for each in sources]
    call.node(Joined(dim), call.result, sources)


@handles("repeat")
def repetition(call: OperatorCall) -> None:
    """Tell a tensor laid end to end with itself."""
    source, times = call.argument(0), [int(each) for each in call.argument(1)]
    shape = [1] * (len(times) - source.dim()) + [int(each) for each in source.shape]
    found = call.node(Reshaped(), list(shape), [source])
    for dim, count in enumerate(times):
        if count > 1:
            shape[dim] *= count
            found = call.node(Joined(dim), list(shape), [found] * count)
    call.node(Pointwise(), call.result, [found])


@handles("roll")
def rolling(call: OperatorCall) -> None:
    """Tell a tensor whose end comes round to its beginning."""
    shifts, dims = call.argument(1), call.argument(2, [])
    if not dims:
        call.give_up()
        return
    rank = call.argument(0).dim()
    pairs = zip(_several(shifts, len(dims)), dims)
    rules = tuple((int(dim) % rank, WindowRule(1, before=shift, mode="circular")) for shift, dim in pairs)
    call.node(Windowed(rules), call.result, call.tracked[:1])


@handles("flip")
def flipping(call: OperatorCall) -> None:
    """Tell a tensor read backwards."""
    source = call.argument(0)
    dims = [int(each) % source.dim() for each in call.argument(1)]
    rules = tuple((dim, WindowRule(1, -1, before=1 - int(source.shape[dim]))) for dim in dims)
    call.node(Windowed(rules), call.result, [source])


@handles("as_strided")
def new_strides(call: OperatorCall) -> None:
    """Tell the same values in another order in memory; other uses are not told."""
    if call.in_place and call.result.shape == call.argument(0).shape:
        call.node(Pointwise(), call.result, [call.argument(0)])
    else:
        call.give_up()


@handles("glu")
def gating(call: OperatorCall) -> None:
    """Tell one half of the channels multiplied by a function of the other."""
    source = call.argument(0)
    dim = int(call.argument(1, -1)) % source.dim()
    half = [int(each) for each in call.result.shape]
    parts = [
        call.node(Windowed(((dim, WindowRule(1, before=-start)),)), list(half), [source]) for start in (0, half[dim])
    ]
    call.node(Pointwise(), call.result, parts)
