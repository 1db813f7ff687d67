"""Layers as specifications: what they hold, what they connect, what they compute. All counts are derived.

Three ledgers are kept apart:

- *parameters*: numbers that are learnt, weights and biases. A shared weight counts once.
- *connections*: pairs of an input and an output value with a weight between them. A shared weight counts each time it
  is used, biases don't count. `connections` takes every tap of every window, `connections_within_image` only those that
  fall on the image and not on its padding.
- *multiply_adds*: multiplications by a weight, each with its addition. One per tap, since padding is multiplied like
  any other value.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import KW_ONLY, dataclass
from math import prod
from typing import TypeAlias

from convmath.convolution.geometry import Geometry, Padding, checked_padding, window_geometry
from convmath.convolution.padding import Pair
from convmath.core.errors import bad, whole_or_pair
from convmath.core.records import checked_flag, settle, settle_whole

Shape: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class DenseLayer:
    """A fully connected layer.

    Parameters
    ----------
    n_in, n_out : int
        Number of input and of output values, at least 1.
    bias : bool, optional
        Whether each output value has a bias.

    Raises
    ------
    InputError
        If a number is not an integer of at least 1, or `bias` not a boolean.

    Examples
    --------
    >>> DenseLayer(224 * 224 * 3, 1000).parameters
    150529000
    """

    n_in: int
    n_out: int
    _: KW_ONLY
    bias: bool = True

    def __post_init__(self) -> None:
        settle_whole(self, "n_in", "n_out", at_least=1)
        settle(self, bias=checked_flag("bias", self.bias))

    @property
    def weights(self) -> int:
        """Number of weights: one for every pair of input and output."""
        return self.n_in * self.n_out

    @property
    def biases(self) -> int:
        """Number of biases: one per output, or none."""
        return self.n_out if self.bias else 0

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def connections(self) -> int:
        """Pairs of an input and an output with a weight between them: all of them."""
        return self.n_in * self.n_out

    @property
    def connections_within_image(self) -> int:
        """The same as `connections`: a fully connected layer has no padding."""
        return self.connections

    @property
    def multiply_adds(self) -> int:
        """Multiplications by a weight, each with its addition."""
        return self.connections

    @property
    def input_values(self) -> int:
        """Number of input values."""
        return self.n_in

    @property
    def output_values(self) -> int:
        """Number of output values."""
        return self.n_out


class SpatialLayer(ABC):
    """What all layers that slide a window over an image have in common. Subclasses say where it stands."""

    __slots__ = ()

    @property
    @abstractmethod
    def geometry(self) -> Geometry:
        """Where the windows stand, every size resolved."""

    @property
    @abstractmethod
    def _channels(self) -> Pair:
        """Number of channels of the image and of the output."""

    @property
    def output_size(self) -> Pair:
        """Rows and columns of the output."""
        return self.geometry.output_size

    @property
    def input_shape(self) -> Shape:
        """Channels, rows and columns of the image."""
        return self._channels[0], *self.geometry.input_size

    @property
    def output_shape(self) -> Shape:
        """Channels, rows and columns of the output."""
        return self._channels[1], *self.output_size

    @property
    def input_values(self) -> int:
        """Number of input values, channels included."""
        return prod(self.input_shape)

    @property
    def output_values(self) -> int:
        """Number of output values, channels included."""
        return prod(self.output_shape)


@dataclass(frozen=True, slots=True)
class ConvLayer(SpatialLayer):
    """A two-dimensional convolution layer on an image of known size.

    Parameters
    ----------
    in_channels, out_channels : int
        Number of channels of the image and of the output, at least 1.
    kernel : int or (int, int)
        Rows and columns of the kernel.
    input_size : int or (int, int)
        Rows and columns of the image.
    stride, dilation : int or (int, int), optional
        Steps of the window and distance between its taps.
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}, optional
        Pixels added around the image.
    groups : int, optional
        Number of groups the channels are split into; it divides both channel counts.
    bias : bool, optional
        Whether each output channel has a bias.

    Raises
    ------
    InputError
        If an argument is not as described or the kernel does not fit the padded image.

    Examples
    --------
    >>> ConvLayer(3, 64, kernel=3, input_size=224, padding=1).parameters
    1792
    """

    in_channels: int
    out_channels: int
    _: KW_ONLY
    kernel: int | Pair
    input_size: int | Pair
    stride: int | Pair = 1
    padding: Padding = 0
    dilation: int | Pair = 1
    groups: int = 1
    bias: bool = True

    def __post_init__(self) -> None:
        settle_whole(self, "in_channels", "out_channels", "groups", at_least=1)
        settle(self, bias=checked_flag("bias", self.bias), padding=checked_padding(self.padding))
        settle_sizes(self, "kernel", "input_size", "stride", "dilation")
        if self.in_channels % self.groups or self.out_channels % self.groups:
            divisor = f"a divisor of in_channels ({self.in_channels}) and out_channels ({self.out_channels})"
            raise bad("groups", self.groups, divisor)
        _ = self.geometry

    @property
    def geometry(self) -> Geometry:
        """Where the windows stand, every size resolved."""
        return window_geometry(
            self.input_size, self.kernel, stride=self.stride, dilation=self.dilation, padding=self.padding
        )

    @property
    def _channels(self) -> Pair:
        return self.in_channels, self.out_channels

    @property
    def kernel_values(self) -> int:
        """Number of weights in one channel of a kernel: rows times columns."""
        return prod(self.geometry.kernel_size)

    @property
    def weights_per_output(self) -> int:
        """Number of weights that one output value is computed with."""
        return self.kernel_values * (self.in_channels // self.groups)

    @property
    def weights(self) -> int:
        """Number of weights: each output channel has its own, shared by all positions."""
        return self.weights_per_output * self.out_channels

    @property
    def biases(self) -> int:
        """Number of biases: one per output channel, or none."""
        return self.out_channels if self.bias else 0

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def connections(self) -> int:
        """Pairs of an input and an output value with a weight between them, taps on padding included."""
        return self.geometry.taps * self._channel_pairs

    @property
    def connections_within_image(self) -> int:
        """The connections without the taps that fall on padding."""
        return self.geometry.taps_within_image * self._channel_pairs

    @property
    def multiply_adds(self) -> int:
        """Multiplications by a weight, each with its addition; padding is multiplied like any other value."""
        return self.connections

    @property
    def _channel_pairs(self) -> int:
        return self.in_channels // self.groups * self.out_channels


def settle_sizes(layer: object, *names: str) -> None:
    """Turn the named fields, each an integer of at least 1 or a pair of them, into Python's own integers.

    The complaints about a kernel speak of its size, as those of `window_geometry` do.
    """
    for name in names:
        argument = "kernel_size" if name == "kernel" else name
        settle(layer, **{name: whole_or_pair(argument, getattr(layer, name), at_least=1)})
