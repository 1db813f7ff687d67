"""What the fc-explosion scene claims, counted by torch."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from tests.scenes.claims.sentences import Claims

ABOUT = {
    "flatten": ["each pixel becomes one input"],
    "connect": ["every input gets a line to every output"],
    "one-output": ["One output alone reads the whole image"],
    "local-unit": ["only the pixels around its own place"],
    "mnist": ["a handwritten digit"],
    "cifar": ["in colour"],
    "imagenet": ["A photograph of modest size. The dashed line is a whole network"],
    "video-frame": ["a single frame of HD video"],
    "convolution": ["a few small kernels"],
    "ledgers": ["three ledgers apart"],
    "same-shape": ["computes the same outputs"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"hidden": 17, "channels": 9, "kernel": 5},)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

FORMATS = {"MNIST": (28, 28, 1), "CIFAR-10": (32, 32, 3), "ImageNet": (224, 224, 3), "HD": (1080, 1920, 3)}


def weights_in(*layers: nn.Module) -> int:
    return sum(weight.numel() for layer in layers for weight in layer.parameters())


def vgg16_parameters() -> int:
    plan = [(3, 64), (64, 64), (64, 128), (128, 128), (128, 256), *[(256, 256)] * 2, (256, 512), *[(512, 512)] * 5]
    dense = [(7 * 7 * 512, 4096), (4096, 4096), (4096, 1000)]
    with torch.device("meta"):
        return weights_in(*(nn.Conv2d(*pair, 3) for pair in plan), *(nn.Linear(*pair) for pair in dense))


def claims(hidden: int = 1000, channels: int = 64, kernel: int = 3) -> Claims:
    with torch.device("meta"):
        dense = [weights_in(nn.Linear(int(np.prod(shape)), hidden)) for shape in FORMATS.values()]
        conv = weights_in(nn.Conv2d(3, channels, kernel))
    ones = torch.ones(1, 1, 224, 224, dtype=torch.float64)
    within = nn.functional.conv2d(ones, torch.ones(1, 1, kernel, kernel, dtype=torch.float64), padding=kernel // 2)
    same = (224 * 224 * 3 + 1) * 224 * 224 * channels
    roles = {
        "hidden": hidden,
        "mnist": dense[0],
        "cifar": dense[1],
        "imagenet": dense[2],
        "hd": dense[3],
        "channels": channels,
        "k": kernel,
        "conv": conv,
        "vgg": vgg16_parameters(),
        "lines": 224 * 224 * 3 * hidden,
        "within": int(within.sum()) * 3 * channels,
        "adds": 224 * 224 * channels * 3 * kernel**2,
        "same": same,
        "times": same / conv,
    }
    layer, kernels = "A fully connected layer with {hidden} units", "of {channels} kernels, {k} × {k} each, has {conv}"
    return {
        "alt": [
            ("Bars on a logarithmic scale", roles),
            (
                (
                    f"{layer} has {{mnist}} parameters on MNIST images and {{hd}} on HD images; a convolution layer "
                    f"{kernels}"
                ),
                roles,
            ),
        ],
        "caption": [
            (
                (
                    "Parameters of a fully connected layer with {hidden} units, from {mnist} on MNIST to {hd} on "
                    "HD, and of "
                    "a convolution layer, which has {conv} on ImageNet"
                ),
                roles,
            )
        ],
        "description": [
            ("The 4 × 4 pixels of a tiny image become a column of 16 inputs", {}),
            (
                (
                    "Lines from each of them to each of 16 outputs, 256 in all, fill the space between; a unit of a "
                    "convolution keeps 9"
                ),
                {},
            ),
            (
                (
                    f"{layer} has {{mnist}} parameters on MNIST, {{cifar}} on CIFAR-10, {{imagenet}} on ImageNet "
                    f"and {{hd}} "
                    "on HD"
                ),
                roles,
            ),
            (f"A convolution layer {kernels} on ImageNet, where a whole network, VGG-16, has {{vgg}}", roles),
            (
                (
                    "There the two have {imagenet} and {conv} parameters, {lines} and {within} connections "
                    "within the image "
                    "and {lines} and {adds} multiply–adds"
                ),
                roles,
            ),
            (
                (
                    "To compute as many outputs as the convolution, a fully connected layer needs {same} parameters, "
                    "{times} times as many"
                ),
                roles,
            ),
        ],
        "local-unit.alt": [
            (
                "The 4 × 4 pixels of a tiny image stand again as a column of 16 inputs, beside a column of 16 outputs",
                {},
            ),
            (
                "To one output, lines lead from the 9 inputs within a window of 3 × 3 alone; all other lines are faint",
                {},
            ),
        ],
        "local-unit.caption": [
            (
                (
                    "A fully connected output reads all 16 inputs; a unit of a convolution reads the 9 inputs "
                    "within its "
                    "window of 3 × 3"
                ),
                {},
            )
        ],
    }
