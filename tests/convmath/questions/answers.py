"""The answers to the questions, worked out by torch and by loops from the givens alone."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from convmath.questions.property_questions import DATA_KINDS, PROPERTIES
from convmath.questions.shift_questions import ANSWERS, MEASURED


def grouped(number: int) -> str:
    """A whole number with separators and a true minus."""
    return f"{number:,}".replace("-", "−")


def parameters_of(layer: nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


def dense(height: int, width: int, channels: int, outputs: int) -> str:
    return grouped(parameters_of(nn.Linear(height * width * channels, outputs, device="meta")))


def convolution(kernel: int, channels: int, outputs: int, side: int) -> str:
    return grouped(parameters_of(nn.Conv2d(channels, outputs, kernel, device="meta")))


def connections(side: int, kernel: int, padding: int, channels: int, outputs: int) -> str:
    layer = nn.Conv2d(channels, outputs, kernel, padding=padding, device="meta")
    made = layer(torch.empty(1, channels, side, side, device="meta"))
    return grouped(made.numel() * layer.weight[0].numel())


def output_size(side: int, kernel: int, stride: int, padding: int) -> str:
    layer = nn.Conv2d(1, 1, kernel, stride=stride, padding=padding, device="meta")
    return grouped(layer(torch.empty(1, 1, side, side, device="meta")).shape[-1])


def receptive_field(kernel: int, strides: tuple[int, ...]) -> str:
    """The pixels whose gradient with respect to one unit in the middle is not zero."""
    signal = torch.ones(1, 1, 601, requires_grad=True)
    made = signal
    for stride in strides:
        made = functional.conv1d(made, torch.ones(1, 1, kernel), stride=stride)
    made[0, 0, made.shape[-1] // 2].backward()
    return grouped(int((signal.grad != 0).sum()))


def matrix_zeros(rows: int, columns: int, kernel: int) -> str:
    pixels = torch.eye(rows * columns).reshape(-1, 1, rows, columns)
    matrix = functional.conv2d(pixels, torch.ones(1, 1, kernel, kernel)).flatten(1).T
    return grouped(int((matrix == 0).sum()))


def output_value(window, kernel) -> str:
    pixels, weights = (torch.tensor(each, dtype=torch.float64)[None, None] for each in (window, kernel))
    return grouped(int(functional.conv2d(pixels, weights)))


def sobel_columns(width: int, edge: int, filter: str) -> str:  # noqa: A002 - as the givens call it
    image = torch.zeros(1, 1, 7, width)
    image[..., edge:] = 1
    across = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    weights = across if filter == "sobel_x" else across.T
    found = functional.conv2d(image, weights[None, None])[0, 0].abs().amax(0).nonzero().flatten() + 1
    return "in columns {} and {}".format(*found.tolist()) if len(found) else "nowhere"


def sharing(design: str, motif: str) -> str:
    """Which property goes with a design, by the parameters and the connections that torch's layers have."""
    dense_layer = torch.ones(16, 16)
    window = functional.unfold(torch.eye(16).reshape(16, 1, 4, 4), 3, padding=1).sum(1).T != 0
    connections, weights = {
        "sharing": ((window.sum(), window.sum()), (window.sum(), 9)),
        "small kernels": ((dense_layer.sum(), window.sum()), (dense_layer.sum(), window.sum())),
        "depth": ((1, 1), (1, 1)),
    }[design]
    if design == "sharing":
        return PROPERTIES["stationarity"][0] if connections[0] == connections[1] or weights[1] == 9 else "?"
    return PROPERTIES["locality" if connections[1] < connections[0] else "compositionality"][0]


def under_shift(operation: str, shift: int) -> str:
    """Roll seeded noise before and after, in torch."""
    torch.manual_seed(7)
    image = torch.randn(1, 1, MEASURED, MEASURED, dtype=torch.float64)
    kernel = torch.randn(1, 1, 3, 3, dtype=torch.float64)
    weights = torch.randn(5, MEASURED**2, dtype=torch.float64)

    def circular(x, **options):
        return functional.conv2d(functional.pad(x, (1, 1, 1, 1), mode="circular"), kernel, **options)

    output = {
        "convolution": circular,
        "rectified": lambda x: circular(x).relu(),
        "global maximum": lambda x: circular(x).amax((2, 3)),
        "global mean": lambda x: x.mean((2, 3)),
        "stride of two": lambda x: circular(x, stride=2),
        "pooling": lambda x: functional.max_pool2d(x, 2),
        "zero padding": lambda x: functional.conv2d(x, kernel, padding=1),
        "dense": lambda x: functional.linear(x.flatten(1), weights),
    }[operation]
    before, after = output(image), output(image.roll(shift, -1))
    if torch.allclose(before, after):
        return ANSWERS["invariant"]
    moved = (before.roll(step, -1) for step in range(before.shape[-1]))
    along = before.ndim == 4 and any(torch.allclose(each, after) for each in moved)
    return ANSWERS["equivariant" if along else "neither"]


def wrong_tool(kinds: tuple[str, ...]) -> str:
    """Of what the questions name, these lack a grid, related neighbours, or patterns that mean the same anywhere."""
    (found,) = set(kinds) & {"table", "graph", "aligned", "set"}
    return DATA_KINDS[found].words


ANSWERED = {
    "dense-parameters": dense,
    "convolution-parameters": convolution,
    "connections": connections,
    "output-size": output_size,
    "receptive-field": receptive_field,
    "matrix-zeros": matrix_zeros,
    "output-value": output_value,
    "sobel-columns": sobel_columns,
    "sharing": sharing,
    "equivariance-or-invariance": under_shift,
    "wrong-tool": wrong_tool,
}
"""For each question what answers it, given what it is about."""
