"""What the sixty-years scene claims, by torch's modules and by what the papers print."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import Any

import torch
from torch import nn

from tests.scenes.claims.sentences import Claims

ABOUT = {
    "one-place": ["answers to one pattern at one place", "at any of several places"],
    "every-place": ["looks for one pattern at every place"],
    "first-layer": ["reads a handwritten digit", "which all of its units share"],
    "layer-by-layer": ["the last two layers share nothing"],
    "sums": ["several connections for each parameter"],
    "one-axis": ["a dot for the parameters, a ring for the connections"],
    "sharing": ["As time runs on"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"last": "VGG-16", "biases": False}, {"last": "LeNet-5", "digit": 3})
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

LAYERS_1989 = ((768, 25, 300), (192, 200, 2_400), (30, 192, 5_760), (10, 30, 300))
"""Units, inputs of each without its bias, and weights of each layer, as the paper of 1989 describes them."""

YEARS = {"LeCun et al. 1989": 1989, "LeNet-5": 1998, "AlexNet": 2012, "VGG-16": 2014, "ResNet-50": 2015}
_BLOCKS = ((3, 64), (4, 128), (6, 256), (3, 512))


def connections_of_1989(*, biases: bool) -> list[int]:
    return [units * (inputs + biases) for units, inputs, _ in LAYERS_1989]


def parameters_of_1989() -> list[int]:
    return [weights + units for units, _, weights in LAYERS_1989]


class Alone(nn.Module):
    """A layer on an input of its own, so that networks with branches need no wiring to be counted."""

    def __init__(self, layer: nn.Module, *given: int) -> None:
        super().__init__()
        self.layer, self.given = layer, given


def alexnet() -> list[Alone]:
    sizes = ((3, 96, 11, 227, 4, 0, 1), (96, 256, 5, 27, 1, 2, 2), (256, 384, 3, 13, 1, 1, 1))
    sizes = (*sizes, (384, 384, 3, 13, 1, 1, 2), (384, 256, 3, 13, 1, 1, 2))
    convolutions = [
        Alone(nn.Conv2d(a, b, k, stride=s, padding=p, groups=g), a, side, side) for a, b, k, side, s, p, g in sizes
    ]
    return [*convolutions, *dense(256 * 36, 4096, 4096, 1000)]


def vgg16() -> list[Alone]:
    found, before, side = [], 3, 224
    for depth, channels in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
        for _ in range(depth):
            found.append(Alone(nn.Conv2d(before, channels, 3, padding=1), before, side, side))
            before = channels
        side //= 2
    return [*found, *dense(512 * 49, 4096, 4096, 1000)]


def dense(*sizes: int) -> list[Alone]:
    return [Alone(nn.Linear(*pair), pair[0]) for pair in pairwise(sizes)]


def resnet50() -> list[Alone]:
    def normalised(before: int, after: int, kernel: int, side: int, stride: int = 1) -> list[Alone]:
        convolution = nn.Conv2d(before, after, kernel, stride=stride, padding=kernel // 2, bias=False)
        return [
            Alone(convolution, before, side, side),
            Alone(nn.BatchNorm2d(after), after, side // stride, side // stride),
        ]

    found, before, side = normalised(3, 64, 7, 224, 2), 64, 56
    for stage, (blocks, width) in enumerate(_BLOCKS):
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            if not block:
                found += normalised(before, 4 * width, 1, side, stride)
            found += normalised(before, width, 1, side, stride)
            side //= stride
            found += normalised(width, width, 3, side) + normalised(width, 4 * width, 1, side)
            before = 4 * width
    return [*found, *dense(2048, 1000)]


@cache
def counted(name: str) -> tuple[int, int, int]:
    """Parameters, connections without biases, and values that a bias is added to."""
    if name == "LeCun et al. 1989":
        plain, whole = (sum(connections_of_1989(biases=biases)) for biases in (False, True))
        return sum(parameters_of_1989()), plain, whole - plain
    if name == "LeNet-5":  # C1, S2, C3, S4, C5 and F6, as the paper of 1998 prints them: maps, side, weights of a unit
        units = ((6, 28, 25), (6, 14, 4), (16, 10, 0), (16, 5, 4), (120, 1, 400), (84, 1, 120))
        c3 = 100 * 25 * (6 * 3 + 9 * 4 + 6)
        values = sum(maps * side**2 for maps, side, _ in units)
        plain = c3 + sum(maps * side**2 * inputs for maps, side, inputs in units)
        return 156 + 12 + 1_516 + 32 + 48_120 + 84 * 121, plain, values
    parameters = connections = biases = 0
    with torch.device("meta"):
        for part in {"AlexNet": alexnet, "VGG-16": vgg16, "ResNet-50": resnet50}[name]():
            values = part.layer(torch.empty(2, *part.given)).numel() // 2
            parameters += sum(weight.numel() for weight in part.layer.parameters())
            biases += values * (part.layer.bias is not None)
            connections += values * math.prod(part.layer.weight.shape[1:])  # of a normalised value: one, its scale
    return parameters, connections, biases


def ledger(name: str, *, biases: bool) -> tuple[int, int]:
    """Parameters and connections."""
    parameters, connections, uses = counted(name)
    return parameters, connections + biases * uses


def claims(last: str = "ResNet-50", biases: bool = True, digit: int = 5) -> Claims:
    names = [*YEARS][: 1 + [*YEARS].index(last)]
    ledgers = {name: ledger(name, biases=biases) for name in names}
    included = "biases included" if biases else "biases left out"
    roles: dict[str, Any] = {
        "end": str(YEARS[last]),
        "last": last,
        "p": ledgers[names[0]][0],
        "c": ledgers[names[0]][1],
        "lp": ledgers[last][0],
        "lc": ledgers[last][1],
        "u": ledgers[names[0]][1] / ledgers[names[0]][0],
        "lu": ledgers[last][1] / ledgers[last][0],
        "digit": digit,
        "each": connections_of_1989(biases=biases),
        "own": parameters_of_1989(),
    }
    bars = []
    for number, name in enumerate(names):
        roles |= {f"p{number}": ledgers[name][0], f"c{number}": ledgers[name][1]}
        called = name if number else "that of 1989"
        bars.append(f"{called} has {{p{number}}} parameters for {{c{number}}} connections")
    whole = ", ".join(bars[:-1]) + f" and {bars[-1]}"
    return {
        "alt": [
            ("Time runs from 1959 to {end}", roles),
            (
                (
                    "On one logarithmic axis each network has a dot for its parameters and a ring for its connections: "
                    "the network of 1989 has {p} and {c}, {last} {lp} and {lc}"
                ),
                roles,
            ),
        ],
        "description": [
            (
                (
                    "A simple cell answers to a pattern at one place, a complex cell to the same pattern at any of "
                    "several: Hubel & Wiesel 1959, Hubel & Wiesel 1962"
                ),
                {},
            ),
            (
                (
                    "In the neocognitron of Fukushima 1980 planes of simple cells look for one pattern at every place, "
                    "each with a plane of complex cells behind it; half of the Nobel Prize 1981 goes to Hubel and "
                    "Wiesel"
                ),
                {},
            ),
            ("The network of LeCun et al", {}),
            (
                (
                    "1989 reads a handwritten {digit} on 16 × 16 pixels; its first layer has 12 maps of 8 × 8 units, "
                    "and all units of a map share a kernel of 5 × 5"
                ),
                roles,
            ),
            (
                (
                    f"Its layers have {{each}} connections, {{c}} in all, {included}, and {{own}} parameters, {{p}} in "
                    "all"
                ),
                roles,
            ),
            (
                (f"With its connections, {included}, set against its parameters, each network gets a bar: {whole}"),
                roles,
            ),
        ],
        "caption": [
            (
                (
                    "Sharing was the point from the start: a parameter serves {u} connections on average in the "
                    "network of 1989, {lu} in {last}"
                ),
                roles,
            )
        ],
    }
