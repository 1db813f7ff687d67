"""Random networks whose gradient tells what a unit sees: all weights positive, all pools averaged."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

CONVS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
POOLS = (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)
SHARES = (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d)
LINEAR = ("linear", "bilinear", "trilinear")
MOST_PLACES = 900


class RandomNetwork(nn.Module):
    """Steps that each read earlier outputs; branches meet again by sums and concatenations.

    Parameters
    ----------
    seed
        What all is drawn by.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.draw = np.random.default_rng(seed)
        self.axes = int(self.draw.choice([1, 2, 2, 2, 3]))
        most = {1: 24, 2: 14, 3: 6}[self.axes]
        self.input_shape = (self.pick(1, 3), *(self.pick(4, most) for _ in range(self.axes)))
        self.steps, self.layers = [], nn.ModuleList()
        self.made = [torch.zeros(1, *self.input_shape)]
        while len(self.steps) < 7:
            self.add_step()
        if self.draw.random() < 0.15:
            self.steps.append((lambda x: x.flatten(1), (len(self.made) - 1,)))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, 0.5, 1.5)
        self.double()

    def forward(self, x):
        """Return the output of the last step."""
        found = [x]
        for step, reads in self.steps:
            found.append(step(*(found[each] for each in reads)))
        return found[-1]

    def pick(self, low, high):
        """Draw a whole number."""
        return int(self.draw.integers(low, high, endpoint=True))

    def several(self, low, high):
        """Draw a whole number for every axis."""
        return tuple(self.pick(low, high) for _ in range(self.axes))

    def add_step(self):
        """Add a step that works on what there is, or none where the drawn one does not."""
        last = len(self.made) - 1
        reads = (last if self.draw.random() < 0.75 else self.pick(0, last),)
        kinds = ["conv", "conv", "pool", "transposed", "share", "pad", "resize", "meet", "meet", "cut", "gate", "lay"]
        step, reads = getattr(self, str(self.draw.choice(kinds)))(self.made[reads[0]], reads)
        try:
            with torch.no_grad():
                made = step(*(self.made[each] for each in reads))
        except (RuntimeError, ValueError):
            return
        if made.dim() != 2 + self.axes or made.numel() > 4 * MOST_PLACES or min(made.shape) < 1:
            return
        if isinstance(step, nn.Module):
            self.layers.append(step)
        self.steps.append((step, reads))
        self.made.append(made)

    def conv(self, x, reads):
        channels = x.shape[1]
        groups = channels if self.draw.random() < 0.3 else 1
        mode = str(self.draw.choice(["zeros", "zeros", "reflect", "replicate", "circular"]))
        padding, stride = self.several(0, 2), self.several(1, 2)
        if self.draw.random() < 0.2:
            padding, stride = "same", 1
        options = {"stride": stride, "padding": padding, "dilation": self.several(1, 2), "padding_mode": mode}
        made = groups * self.pick(1, 3)
        return CONVS[self.axes - 1](channels, made, self.several(1, 3), groups=groups, **options), reads

    def transposed(self, x, reads):
        options = {"stride": self.several(1, 3), "padding": self.several(0, 1), "dilation": self.several(1, 2)}
        return TRANSPOSED[self.axes - 1](x.shape[1], self.pick(1, 3), self.several(1, 3), **options), reads

    def pool(self, x, reads):  # noqa: ARG002
        kernel = self.several(1, 3)
        padding = tuple(self.pick(0, each // 2) for each in kernel)
        return POOLS[self.axes - 1](kernel, self.several(1, 3), padding, ceil_mode=bool(self.draw.integers(2))), reads

    def share(self, x, reads):
        return SHARES[self.axes - 1](tuple(self.pick(1, size) for size in x.shape[2:])), reads

    def pad(self, x, reads):  # noqa: ARG002
        mode = str(self.draw.choice(["constant", "reflect", "replicate", "circular"]))
        low = -1 if mode == "constant" else 0
        sides = [self.pick(low, 2) for _ in range(2 * self.axes)]
        return lambda each: functional.pad(each, sides, mode=mode), reads

    def resize(self, x, reads):
        size = tuple(int(each) * self.pick(1, 2) + self.pick(0, 1) for each in x.shape[2:])
        if self.draw.random() < 0.5:
            return lambda each: functional.interpolate(each, size=size), reads
        options = {"mode": LINEAR[self.axes - 1], "align_corners": bool(self.draw.integers(2))}
        return lambda each: functional.interpolate(each, size=size, **options), reads

    def meet(self, x, reads):
        fits = [place for place, each in enumerate(self.made) if each.shape[2:] == x.shape[2:]]
        other = int(self.draw.choice(fits))
        if self.made[other].shape == x.shape and self.draw.random() < 0.6:
            return lambda left, right: left + right, (reads[0], other)
        return lambda left, right: torch.cat([left, right], dim=1), (reads[0], other)

    def cut(self, x, reads):  # noqa: ARG002
        start = self.pick(0, 1)
        if self.draw.random() < 0.5:
            return lambda each: each[:, start:] + 0.5, reads
        return lambda each: each[:, :, start::2], reads

    def gate(self, x, reads):
        dims = tuple(range(2, x.dim()))
        return lambda each: each + each.mean(dim=dims, keepdim=True), reads

    def lay(self, x, reads):
        """Mix channels last, as a fully connected layer of every place does."""
        return EveryPlace(x.shape[1], self.pick(1, 3)), reads


class EveryPlace(nn.Linear):
    """A fully connected layer of the channels of every place."""

    def forward(self, x):
        """Move channels last, and back."""
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)


def seen(network, unit):
    """Return the first and last place along each axis on which an output unit's gradient is not 0; None if on none."""
    x = torch.ones(1, *network.input_shape, dtype=torch.float64, requires_grad=True)
    value = network(x)[(0, *unit)]
    (gradient,) = torch.autograd.grad(value, x, allow_unused=True) if value.requires_grad else (None,)
    if gradient is None or not (gradient != 0).any():
        return None
    places = torch.nonzero(gradient[0])[:, 1:]
    return tuple((int(axis.min()), int(axis.max())) for axis in places.T)
