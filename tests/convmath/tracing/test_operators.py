"""What single operations of PyTorch read, at every unit of their output, is where the gradient is not 0."""

from __future__ import annotations

import itertools
import re

import pytest
import torch
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from convmath.networks.tensor_fields import graph_fields
from convmath.tracing.trace import trace_module
from tests.convmath.tracing.written import Written

SHAPE = (2, 9, 12)
PICTURES = 60
"""How many inputs are tried where a gradient is 0 for all but the largest value."""
constant = torch.linspace(0.5, 1.5, 2 * 9 * 12).reshape(1, 2, 9, 12)


def attend(query, key, value):
    return functional.scaled_dot_product_attention(query, key, value)


def turned(x):
    """Rows as channels, as fields are told along rows and columns."""
    return x.transpose(1, 2)


OPERATIONS = {
    "a slice with a start and an end": lambda x: x[:, :, 2:5],
    "a slice with a step": lambda x: x[..., 1::3],
    "a slice counted from the end": lambda x: x[:, :, -5:-1],
    "a slice from before the beginning": lambda x: x[:, :, -40:3],
    "narrow": lambda x: x.narrow(3, 2, 4),
    "a row": lambda x: x[:, :, 3],
    "a column from the end": lambda x: x[..., -2],
    "pieces of one size": lambda x: torch.split(x, 4, dim=2)[1],
    "the smaller last piece": lambda x: torch.split(x, 4, dim=2)[2],
    "pieces of several sizes": lambda x: torch.split(x, [2, 3, 7], dim=-1)[2],
    "chunks": lambda x: torch.chunk(x, 5, dim=3)[3],
    "rows apart": lambda x: x.unbind(2)[4],
    "columns apart": lambda x: x.unbind(-1)[7],
    "permuted": lambda x: x.permute(0, 3, 1, 2)[:, 1:],
    "permuted by negative numbers": lambda x: x.permute(0, -1, 1, -2)[:, 1:],
    "transposed": lambda x: x.transpose(1, -1)[:, 4:7],
    "transposed matrices": lambda x: x.mT[:, :, 2:],
    "a transposed matrix": lambda x: x[0, 0].t()[3:],
    "stacked": lambda x: torch.stack([x[:, :, :4], x[:, :, 5:]], dim=2),
    "stacked last": lambda x: torch.stack([x[..., :2], x[..., 7:9]], dim=-1),
    "behind a constant": lambda x: torch.cat([constant[..., :2], x, x[..., 3:4]], dim=3),
    "beside nothing": lambda x: torch.cat([x[..., :0], x[..., 4:], x[..., :1]], dim=-1),
    "repeated": lambda x: x.repeat(1, 1, 2, 1),
    "repeated along a new dimension": lambda x: x.repeat(2, 1, 1, 1, 1)[:, 0, :, 2:5],
    "rolled": lambda x: x.roll((1, -2), (2, 3)),
    "rolled along one": lambda x: x.roll(5, -1),
    "flipped": lambda x: x.flip(-1),
    "flipped twice": lambda x: x.flip((2, 3))[:, :, 1:],
    "a gate of rows": lambda x: functional.glu(x[:, :, :8], dim=2),
    "a gate of columns": lambda x: functional.glu(x),
    "padded by different amounts": lambda x: functional.pad(x, (1, 2, 3, 0)),
    "cropped": lambda x: functional.pad(x, (-1, 2, 0, -3)),
    "reflected": lambda x: functional.pad(x, (2, 1, 0, 3), mode="reflect"),
    "softmax of columns": lambda x: x.softmax(-1),
    "softmax of rows": lambda x: x.log_softmax(dim=2),
    "means of columns": lambda x: x.mean(3),
    "means of rows, kept": lambda x: x.mean(dim=(2,), keepdim=True),
    "means of some columns": lambda x: x[..., 3:7].mean((-1, 1)),
    "the sum of all": lambda x: x[:, :, 1:8, 2:].sum() * constant,
    "the sum of all of a slice": lambda x: x[:, :, 2].sum().reshape(1, 1),
    "spread": lambda x: x.var(dim=2),
    "logsumexp": lambda x: torch.logsumexp(x, dim=3),
    "norms": lambda x: torch.linalg.vector_norm(x, dim=2),
    "products": lambda x: x.prod(dim=2),
    "layers normalised by columns": lambda x: functional.layer_norm(x, x.shape[-1:]),
    "layers normalised by rows and columns": lambda x: functional.layer_norm(x, x.shape[-2:]),
    "groups normalised": lambda x: functional.group_norm(turned(x), 3),
    "batches normalised by their own": lambda x: functional.batch_norm(turned(x), None, None, training=True),
    "batches normalised by what was kept": lambda x: functional.batch_norm(
        x, constant[0, :, 0, 0], constant[0, :, 1, 0]
    ),
    "a matrix by itself": lambda x: x[0, 0] @ x[0, 1].t(),
    "a constant by a matrix": lambda x: constant[0, 0].t() @ x[0, 0],
    "a matrix by a constant": lambda x: x[0, 0] @ constant[0, 1].t(),
    "matrices by themselves": lambda x: torch.bmm(x[0], x[0].transpose(1, 2)[:, :, 2:4]),
    "a product added to": lambda x: torch.addmm(x[0, 0, :, :9], constant[0, 0], x[0, 1].t()),
    "products added to": lambda x: torch.baddbmm(x[0, :, :, :9], constant[0], x[0].transpose(1, 2)),
    "every row laid out anew": lambda x: functional.linear(x, constant[0, 0]),
    "attention of queries": lambda x: attend(x, constant.to(x), constant.to(x)),
    "attention of keys": lambda x: attend(constant.to(x), x[..., 2:7, :], constant[..., :5, :].to(x)),
    "attention of values": lambda x: attend(constant.to(x), constant.to(x), x),
    "attention of all": lambda x: attend(x, x[:, :, 3:5], x[:, :, 3:5, 2:4]),
    "channels become pixels": lambda x: functional.pixel_shuffle(turned(x), 3),
    "pixels become channels": lambda x: functional.pixel_unshuffle(x[:, :, :6], 3),
    "channels change places": lambda x: functional.channel_shuffle(turned(x), 3),
    "enlarged smoothly": lambda x: functional.interpolate(x, size=(18, 24), mode="bicubic"),
    "shared out": lambda x: functional.adaptive_avg_pool2d(x, (4, 6)),
    "in the shape of another": lambda x: x.reshape(1, 2, 3, 3, 12)[:, :, 1].view_as(constant[:, :, :3]) * 2,
}  # fmt: skip
LARGEST = {
    "the largest in dilated windows": lambda x: functional.max_pool2d(x, 2, stride=2, padding=1, dilation=3),
    "the largest of three": lambda x: functional.max_pool2d(x, (3, 1)),
    "the largest of shares": lambda x: functional.adaptive_max_pool2d(x, (4, 6)),
    "the largest along rows": lambda x: x[:, :, 1:7].amax(dim=2),
    "the smallest, and where": lambda x: x[..., 2:6].min(dim=3).values,
    "the larger of two": lambda x: torch.max(x[..., :6], x[..., 6:]),
}
UNKNOWN = {
    "a matrix by a vector": (lambda x: torch.mv(x[0, 0], constant[0, 0, 0]), "mv"),
    "rolled as one row": (lambda x: x.roll(3), "roll"),
    "a kernel made of the image": (lambda x: functional.conv2d(x, x[:, :, :3, :3]), "convolution"),
    "scaled by another number than the sizes": (lambda x: functional.interpolate(x, scale_factor=1.3), "nearest"),
    "windows by their strides in memory": (lambda x: x.as_strided((1, 2, 3, 3), (216, 108, 24, 2)) * 1, "as_strided"),
    "added up on the way": (lambda x: x.cumsum(2), "cumsum"),
}


def told(operation):
    """The graph of an operation."""
    return trace_module(Written(lambda _, x: operation(x)), SHAPE).graph


def read_by(operation, pictures):
    """Return what each unit reads of some random inputs: first and last row and column, None if nothing."""
    draw = torch.Generator().manual_seed(1)
    found = None
    for _ in range(pictures):
        x = torch.rand(1, *SHAPE, generator=draw) + 0.5
        parts = torch.autograd.functional.jacobian(operation, x)[0][..., 0, :, :, :] != 0
        found = parts if found is None else found | parts
    read = {}
    for unit in itertools.product(*map(range, found.shape[:-3])):
        places = torch.nonzero(found[unit])[:, 1:]
        read[unit] = tuple((int(axis.min()), int(axis.max())) for axis in places.T) if len(places) else None
    return read


@pytest.mark.parametrize(
    ("operation", "pictures"),
    [
        *(pytest.param(operation, 1, id=name) for name, operation in OPERATIONS.items()),
        *(pytest.param(operation, PICTURES, id=name) for name, operation in LARGEST.items()),
    ],
)
def test_what_an_operation_reads_is_where_its_gradient_is_not_zero(operation, pictures):
    graph = told(lambda x: operation(x) * 1)
    fields, output = graph_fields(graph), graph.layers[-1].node
    for unit, read in read_by(operation, pictures).items():
        assert fields.unit(output, unit).clipped == read, unit


@pytest.mark.parametrize(("operation", "name"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_told_is_named(operation, name):
    graph = told(operation)
    assert name in graph_fields(graph).unknown(graph.layers[-1].node)


COUNTED = [name for name in OPERATIONS if re.search("matri|product.* added|attention of (queries|keys|all)", name)]


@pytest.mark.parametrize("name", COUNTED)
def test_multiply_adds_are_half_of_what_torch_counts(name):
    operation = OPERATIONS[name]
    with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:  # others it does not count
        operation(constant + 0)
    assert told(operation).multiply_adds * 2 == counter.get_total_flops()
