"""A small residual network, to try ``render.py network`` on: ``convmath/tracing/small_resnet.py:factory``, 3,64,64."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Stage(nn.Module):  # type: ignore[misc]
    """Two convolutions, and what was given added to them.

    Parameters
    ----------
    given, made
        Channels before and after.
    stride
        Of the first convolution.
    """

    def __init__(self, given: int, made: int, stride: int) -> None:
        super().__init__()
        self.a = nn.Conv2d(given, made, 3, stride, 1)
        self.b = nn.Conv2d(made, made, 3, 1, 1)
        self.shortcut = nn.Conv2d(given, made, 1, stride) if stride > 1 else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """Return what the stage makes of its input."""
        return torch.relu(self.b(torch.relu(self.a(x))) + self.shortcut(x))


class SmallResNet(nn.Module):  # type: ignore[misc]
    """A convolution, three residual stages, a mean over all places, a fully connected layer."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, 2, 1)
        self.stage1, self.stage2, self.stage3 = Stage(16, 16, 1), Stage(16, 32, 2), Stage(32, 64, 2)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Return ten numbers for an image."""
        x = self.stage3(self.stage2(self.stage1(torch.relu(self.conv(x)))))
        return self.fc(self.pool(x).flatten(1))


def factory() -> nn.Module:
    """Return the network."""
    return SmallResNet()
