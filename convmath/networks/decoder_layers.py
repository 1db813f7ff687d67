"""Layers that fit images of different sizes to each other: cropping, repeating values, transposed convolution.

Shapes are (channels, rows, columns). The ledgers are those of `convmath.networks.layers`.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from math import prod

from convmath.convolution.geometry import Geometry, Padding, checked_padding
from convmath.convolution.padding import Pair
from convmath.convolution.transposed import transposed_geometry
from convmath.core.errors import bad, whole_or_pair, whole_pair
from convmath.core.records import checked_flag, settle, settle_whole
from convmath.networks.graph_layers import Unweighted, checked_shape
from convmath.networks.layers import Shape, settle_sizes


@dataclass(frozen=True, slots=True)
class CropLayer(Unweighted):
    """The middle of an image; where it has no middle, one row or column more is cut off at the bottom or right.

    Parameters
    ----------
    shape : (int, int, int)
    size : int or (int, int)
        The rows and columns to keep.

    Raises
    ------
    InputError
        If an argument is not as described, or there are fewer rows or columns.

    Examples
    --------
    >>> CropLayer((512, 64, 64), 56).margins
    ((4, 4), (4, 4))
    """

    shape: Shape
    size: int | Pair

    def __post_init__(self) -> None:
        settle(self, shape=checked_shape("shape", self.shape), size=whole_or_pair("size", self.size, at_least=1))
        if any(kept > side for kept, side in zip(whole_pair("size", self.size), self.shape[1:])):
            raise bad("size", self.size, "at most the image's {} by {}".format(*self.shape[1:]))

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The one shape it takes."""
        return (self.shape,)

    @property
    def output_shape(self) -> Shape:
        """The image's channels, and the rows and columns that are kept."""
        return self.shape[0], *whole_pair("size", self.size)

    @property
    def margins(self) -> tuple[Pair, Pair]:
        """What is cut off at ((top, bottom), (left, right))."""
        lost = [side - kept for side, kept in zip(self.shape[1:], self.output_shape[1:])]
        rows, columns = ((each // 2, each - each // 2) for each in lost)
        return rows, columns


@dataclass(frozen=True, slots=True)
class UpsampleLayer(Unweighted):
    """Every value repeated down and across: larger, and nothing to learn.

    Parameters
    ----------
    shape : (int, int, int)
    factor : int or (int, int)
        How often along (rows, columns).

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> UpsampleLayer((64, 7, 7), 2).output_shape
    (64, 14, 14)
    """

    shape: Shape
    factor: int | Pair

    def __post_init__(self) -> None:
        settle(self, shape=checked_shape("shape", self.shape))
        settle(self, factor=whole_or_pair("factor", self.factor, at_least=1))

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The one shape it takes."""
        return (self.shape,)

    @property
    def output_shape(self) -> Shape:
        """The same channels, more rows and columns."""
        down, across = whole_pair("factor", self.factor)
        return self.shape[0], self.shape[1] * down, self.shape[2] * across


@dataclass(frozen=True, slots=True)
class TransposedConvLayer:
    """A transposed convolution layer on an image of known size.

    Parameters
    ----------
    in_channels, out_channels : int
        Number of channels of the image and of the output, at least 1.
    kernel, input_size : int or (int, int)
        Rows and columns of the kernel and of the image.
    stride, padding, output_padding : optional
        As in `convmath.convolution.transposed.transposed_geometry`.
    bias : bool, optional
        Whether each output channel has a bias.

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> layer = TransposedConvLayer(1024, 512, kernel=2, input_size=28, stride=2)
    >>> layer.output_shape, layer.parameters
    ((512, 56, 56), 2097664)
    """

    in_channels: int
    out_channels: int
    _: KW_ONLY
    kernel: int | Pair
    input_size: int | Pair
    stride: int | Pair = 1
    padding: Padding = 0
    output_padding: int | Pair = 0
    bias: bool = True

    def __post_init__(self) -> None:
        settle_whole(self, "in_channels", "out_channels", at_least=1)
        settle_sizes(self, "kernel", "input_size", "stride")
        settle(self, bias=checked_flag("bias", self.bias), padding=checked_padding(self.padding))
        settle(self, output_padding=whole_or_pair("output_padding", self.output_padding))
        _ = self.geometry

    @property
    def geometry(self) -> Geometry:
        """The windows of the convolution that is transposed: from the output here to the image here."""
        return transposed_geometry(
            self.input_size,
            self.kernel,
            stride=self.stride,
            padding=self.padding,
            output_padding=self.output_padding,
        )

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The one shape it takes."""
        return ((self.in_channels, *self.geometry.output_size),)

    @property
    def output_shape(self) -> Shape:
        """Channels, rows and columns of the output."""
        return self.out_channels, *self.geometry.input_size

    @property
    def weights(self) -> int:
        """Number of weights: a kernel for every pair of an input and an output channel."""
        return prod(self.geometry.kernel_size) * self.in_channels * self.out_channels

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
        """Pairs of an input and an output value with a weight between them, without what the padding cuts off."""
        return self.geometry.taps_within_image * self.in_channels * self.out_channels
