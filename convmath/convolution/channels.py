"""Cross-correlation of many channels, step by step: a map for each channel, their sum, a bias.

A filter has one slice for each channel that it sees. Each slice slides over its own channel and gives a partial map;
the partial maps are added up, place by place, and the filter's bias is added to the sum. With groups a filter sees its
own share of the channels; where every group has one channel, the layer is called depthwise. A kernel of 1 × 1 is called
pointwise: at each place it mixes the channels and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import isfinite
from typing import Any

from numpy.typing import ArrayLike, NDArray

from convmath.convolution.geometry import Geometry, Padding
from convmath.convolution.padding import Pair
from convmath.convolution.windows import SlidingWindow, sliding_window
from convmath.core.errors import INT64_MAX, bad, finite_array, whole_number, whole_pair


@dataclass(frozen=True, slots=True, eq=False)
class ChannelPlace:
    """What one filter does at one place: slice by slice the products, their sums, and the bias.

    Parameters
    ----------
    filter : int
        The number of the filter, which is its output channel.
    position : (int, int)
        The place in the output, (row, column).
    channels : tuple of int
        The channels of the image that the filter sees.
    patches, kernel, products : ndarray, (C / groups, kh, kw)
        The pixels under the window, padding included, the filter's weights, and pixel times weight.
    partial_sums : tuple of int or float
        For each channel the sum of its products: the partial maps' values here.
    bias : int, float or None
        The filter's bias, or None for a layer without.
    """

    filter: int
    position: Pair
    channels: tuple[int, ...]
    patches: NDArray[Any]
    kernel: NDArray[Any]
    products: NDArray[Any]
    partial_sums: tuple[int | float, ...]
    bias: int | float | None

    @property
    def running_sums(self) -> tuple[int | float, ...]:
        """The sum after each channel."""
        return tuple(accumulate(self.partial_sums))

    @property
    def sum(self) -> int | float:
        """The sum of all channels, without the bias."""
        return self.running_sums[-1]

    @property
    def value(self) -> int | float:
        """The sum and the bias: the output here."""
        return self.sum if self.bias is None else self.sum + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class ChannelMaps:
    """Every step from an image of many channels to its output. Made by `channel_maps`, which checks it.

    Parameters
    ----------
    window : SlidingWindow
        The filters over the padded image.
    bias : ndarray, (F,), or None
        One bias for each filter.
    partial_maps : ndarray, (F, C / groups, H', W')
        What each slice of each filter gives on its own channel.
    """

    window: SlidingWindow
    bias: NDArray[Any] | None
    partial_maps: NDArray[Any]

    @property
    def geometry(self) -> Geometry:
        """Sizes, stride, dilation and padding, resolved."""
        return self.window.geometry

    @property
    def filters(self) -> int:
        """Number of filters, each with an output channel of its own."""
        return self.window.channels_out

    @property
    def groups(self) -> int:
        """Number of groups that the channels are split into."""
        return int(self.window.weights.shape[0])

    @property
    def slices(self) -> int:
        """Number of channels that a filter sees, each by a slice of its own."""
        return int(self.window.weights.shape[2])

    @property
    def channels(self) -> int:
        """Number of channels of the image."""
        return self.groups * self.slices

    @property
    def depthwise(self) -> bool:
        """Whether there are several channels and every filter sees only one of them."""
        return self.groups == self.channels > 1

    @property
    def pointwise(self) -> bool:
        """Whether the kernel is 1 × 1, so that neighbours are never mixed."""
        return self.geometry.kernel_size == (1, 1)

    @property
    def weights(self) -> int:
        """Number of weights: rows times columns of a slice, times slices, times filters."""
        return int(self.window.weights.size)

    @property
    def biases(self) -> int:
        """Number of biases: one for each filter, or none."""
        return 0 if self.bias is None else self.filters

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def sums(self) -> NDArray[Any]:
        """The partial maps of each filter, added channel by channel: (F, H', W')."""
        total = self.partial_maps[:, 0].copy()
        for channel in range(1, self.slices):
            total += self.partial_maps[:, channel]
        return total

    @property
    def output(self) -> NDArray[Any]:
        """The sums with each filter's bias added: (F, H', W')."""
        return self.sums if self.bias is None else self.sums + self.bias[:, None, None]

    def seen_by(self, filter: int) -> tuple[int, ...]:  # noqa: A002  (the field's own word)
        """Return the channels of the image that a filter sees; InputError if there is no such filter."""
        group = self._filter(filter) // (self.filters // self.groups)
        return tuple(range(group * self.slices, (group + 1) * self.slices))

    def kernel(self, filter: int) -> NDArray[Any]:  # noqa: A002
        """Return a filter's weights, (C / groups, kh, kw); InputError if there is no such filter."""
        return self.window.kernel(self._filter(filter)).copy()

    def place(self, filter: int, position: Pair) -> ChannelPlace:  # noqa: A002
        """Return what a filter does at one place of the output.

        Raises
        ------
        InputError
            If there is no such filter or no such place.
        """
        number, (row, column) = self._filter(filter), whole_pair("position", position)
        rows, columns = self.geometry.output_size
        if row >= rows or column >= columns:
            raise bad("position", position, f"a place in an output of {rows} by {columns}")
        patches, kernel = self.window.patch(number, (row, column)).copy(), self.kernel(number)
        return ChannelPlace(
            number,
            (row, column),
            self.seen_by(number),
            patches,
            kernel,
            patches * kernel,
            tuple(self.partial_maps[number, :, row, column].tolist()),
            None if self.bias is None else self.bias[number].item(),
        )

    def _filter(self, number: int) -> int:
        if (wanted := whole_number("filter", number)) >= self.filters:
            raise bad("filter", number, f"one of the {self.filters} filters, counted from 0")
        return wanted


def channel_maps(
    image: ArrayLike,
    kernels: ArrayLike,
    *,
    bias: ArrayLike | None = None,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
    padding_mode: str = "zero",
    groups: int = 1,
) -> ChannelMaps:
    """Cross-correlate an image of many channels with a bank of filters, and keep every step.

    Parameters
    ----------
    image : array_like, (C, H, W)
    kernels : array_like, (F, C / groups, kh, kw)
        One filter for each output channel.
    bias : array_like, (F,), optional
        One number for each filter; by default there are none.
    stride, dilation, padding, padding_mode, groups : optional
        As in `convmath.convolution.cross_correlation.cross_correlate2d`.

    Returns
    -------
    ChannelMaps
        Sums of integers are exact. With floats the output is that of `cross_correlate2d` but for rounding: here each
        channel is summed first.

    Raises
    ------
    InputError
        If an argument is not as described, the shapes do not match, or a sum could leave int64 or float64.

    Notes
    -----
    Source: the convolutional layer of Y. LeCun et al. 1998, section II.A; groups are those of A. Krizhevsky et al.
    2012, section 3.5.

    Examples
    --------
    >>> found = channel_maps([[[1, 2]], [[3, 4]], [[5, 6]]], [[[[1]], [[10]], [[100]]]], bias=[7])
    >>> found.partial_maps.tolist()
    [[[[1, 2]], [[30, 40]], [[500, 600]]]]
    >>> found.output.tolist(), found.place(0, (0, 1)).running_sums
    ([[[538, 649]]], (2, 42, 642))
    """
    pixels, weights = finite_array("image", image, ranks=(3,)), finite_array("kernels", kernels, ranks=(4,))
    window = sliding_window(
        pixels,
        weights,
        stride=stride,
        dilation=dilation,
        padding=padding,
        padding_mode=padding_mode,
        groups=groups,
    )
    offsets = None if bias is None else finite_array("bias", bias, ranks=(1,))
    if offsets is not None and len(offsets) != len(weights):
        raise bad("bias", offsets, f"one number for each of the {len(weights)} filters")
    found = ChannelMaps(window, offsets, _partial_maps(window))
    if offsets is not None:
        _refuse_overflow(found.sums, offsets)
    return found


def _partial_maps(window: SlidingWindow) -> NDArray[Any]:
    """Slide every slice over its own channel: the layer once more, with a group for each channel."""
    groups, members, slices, height, width = window.weights.shape
    by_channel = SlidingWindow(
        pixels=window.pixels.reshape(groups * slices, 1, *window.pixels.shape[2:]),
        weights=window.weights.swapaxes(1, 2).reshape(groups * slices, members, 1, height, width),
        geometry=window.geometry,
        planar=False,
    )
    maps = by_channel.output().reshape(groups, slices, members, *window.geometry.output_size).swapaxes(1, 2)
    return maps.reshape(groups * members, slices, *window.geometry.output_size)


def _refuse_overflow(sums: NDArray[Any], bias: NDArray[Any]) -> None:
    largest = [max(-own.min().item(), own.max().item()) for own in sums]
    totals = [most + abs(offset) for most, offset in zip(largest, bias.tolist())]
    whole = sums.dtype.kind == bias.dtype.kind == "i"
    if any(total > INT64_MAX if whole else not isfinite(total) for total in totals):
        raise bad("bias", bias, "numbers that keep the output within 64 bits, or within the range of floats")
