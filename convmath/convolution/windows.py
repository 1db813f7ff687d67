"""The windows of an image under a kernel: all of them at once, or one after another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.geometry import Geometry, Padding, window_geometry
from convmath.convolution.padding import Pair, pad
from convmath.core.errors import INT64_MAX, bad, finite_array, whole_number


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SlidingWindow:
    """A kernel over a padded image, checked and brought to one form. Made by `sliding_window`.

    Parameters
    ----------
    pixels : ndarray, (groups, C / groups, H, W)
        The padded image.
    weights : ndarray, (groups, O / groups, C / groups, kh, kw)
        The kernel.
    geometry : Geometry
        Where the windows stand.
    planar : bool
        Whether the image came as (H, W), so that results come back without a channel axis.
    """

    pixels: NDArray[Any]
    weights: NDArray[Any]
    geometry: Geometry
    planar: bool

    @property
    def channels_out(self) -> int:
        """Number of output channels."""
        return int(self.weights.shape[0] * self.weights.shape[1])

    def kernel(self, channel: int) -> NDArray[Any]:
        """Return the weights of one output channel: (kh, kw), or (C / groups, kh, kw)."""
        group, member = divmod(channel, self.weights.shape[1])
        return self._shaped(self.weights[group, member])

    def patch(self, channel: int, position: Pair) -> NDArray[Any]:
        """Return the pixels under the window at `position`, in the shape of `kernel(channel)`."""
        group = channel // self.weights.shape[1]
        rows, cols = (
            slice(start, start + span, step)
            for start, span, step in zip(self.geometry.origin(position), self.geometry.span, self.geometry.dilation)
        )
        return self._shaped(self.pixels[group, :, rows, cols])

    def output(self) -> NDArray[Any]:
        """Return the sums of products at every position, tap by tap in raster order."""
        size = self.geometry.output_size
        total = np.zeros((*self.weights.shape[:2], *size), dtype=np.result_type(self.pixels, self.weights))
        for channel, row, col in product(*map(range, self.weights.shape[2:])):
            rows, cols = (
                slice(offset, offset + (units - 1) * step + 1, step)
                for offset, units, step in zip(self.geometry.tap_offset((row, col)), size, self.geometry.stride)
            )
            total += self.weights[:, :, channel, row, col, None, None] * self.pixels[:, None, channel, rows, cols]
        return total[0, 0] if self.planar else total.reshape(self.channels_out, *size)

    def _shaped(self, block: NDArray[Any]) -> NDArray[Any]:
        return block[0] if self.planar else block


def sliding_window(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    stride: int | Pair,
    dilation: int | Pair,
    padding: Padding,
    padding_mode: str,
    groups: int,
) -> SlidingWindow:
    """Check an image and a kernel against each other, as `cross_correlation.cross_correlate2d` takes them.

    Raises
    ------
    InputError
        If an argument is not as described there, the shapes do not match, or a sum could leave int64 or float64.
    """
    pixels = finite_array("image", image, ranks=(2, 3))
    weights = finite_array("kernel", kernel, ranks=(2, 4))
    planar = pixels.ndim == 2
    if planar != (weights.ndim == 2):
        raise bad("kernel", weights, "(kh, kw) for an (H, W) image, (O, C / groups, kh, kw) for a (C, H, W) image")
    count = whole_number("groups", groups, at_least=1)
    if planar:
        pixels, weights = pixels[None], weights[None, None]
    channels, outputs = pixels.shape[0], weights.shape[0]
    if channels % count or outputs % count:
        raise bad(
            "groups", count, f"a divisor of the image's channels ({channels}) and the kernel's outputs ({outputs})"
        )
    if weights.shape[1] != channels // count:
        allowed = f"{channels // count} channels in, for an image of {channels} in {count} group(s)"
        raise bad("kernel", weights, allowed)
    height, width, kernel_height, kernel_width = *pixels.shape[-2:], *weights.shape[-2:]
    geometry = window_geometry(
        (height, width), (kernel_height, kernel_width), stride=stride, dilation=dilation, padding=padding
    )
    refuse_overflow("image", pixels, weights)
    padded = pad(pixels, geometry.padding, padding_mode=padding_mode)
    return SlidingWindow(
        pixels=padded.reshape(count, channels // count, *padded.shape[-2:]),
        weights=weights.reshape(count, outputs // count, *weights.shape[1:]),
        geometry=geometry,
        planar=planar,
    )


def refuse_overflow(argument: str, values: NDArray[Any], weights: NDArray[Any]) -> None:
    """Refuse what could wrap round, or end as infinity or NaN; Python's numbers do neither on the way to that.

    Parameters
    ----------
    argument : str
        What the values are called.
    values : ndarray
        What the weights are multiplied with.
    weights : ndarray, (outputs, ...)
        For each output all the weights that its sums are made with.

    Raises
    ------
    InputError
        If the largest value times all of an output's weights leaves int64 or float64.
    """
    whole = values.dtype.kind == weights.dtype.kind == "i"
    heaviest = max(sum(map(abs, outputs.ravel().tolist())) for outputs in weights)
    largest = max(-values.min().item(), values.max().item()) * (heaviest if whole else float(heaviest))
    if whole and largest > INT64_MAX:
        raise bad(argument, values, "integers whose weighted sums stay within 64 bits; give floats instead")
    if not whole and not math.isfinite(largest):
        raise bad(argument, values, "numbers whose weighted sums stay within the range of floats")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WindowStep:
    """The window at one position: what it covers, what it multiplies and what it sums to.

    Parameters
    ----------
    index : int
        Number of the step, from 0.
    channel : int
        The output channel it belongs to; 0 for (H, W) images.
    position : (int, int)
        The output unit, (row, column).
    origin : (int, int)
        The window's top-left pixel in the padded image.
    rows, cols : tuple of int
        The image rows and columns it taps; coordinates outside the image are padding.
    inside : ndarray of bool, (kh, kw)
        Which taps fall on the image itself.
    patch, kernel, products : ndarray, (kh, kw) or (C / groups, kh, kw)
        The pixels under the window, the weights, and pixel times weight. Read-only.
    sum : int or float
        The sum of the products, added in raster order: exactly the output's value.
    """

    index: int
    channel: int
    position: Pair
    origin: Pair
    rows: tuple[int, ...]
    cols: tuple[int, ...]
    inside: NDArray[np.bool_]
    patch: NDArray[Any]
    kernel: NDArray[Any]
    products: NDArray[Any]
    sum: int | float


@dataclass(frozen=True, eq=False)
class Trace(Sequence[WindowStep]):
    """Every step of a sliding window, output channel by output channel, in raster order.

    Made by `convmath.convolution.cross_correlation.trace`. Steps are worked out when asked for, so the trace of a
    photograph costs nothing until it is looked at.
    """

    window: SlidingWindow

    @property
    def geometry(self) -> Geometry:
        """Sizes, stride, dilation and padding, resolved."""
        return self.window.geometry

    def __len__(self) -> int:
        return self.window.channels_out * self.geometry.positions

    @overload
    def __getitem__(self, index: int) -> WindowStep: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[WindowStep, ...]: ...
    def __getitem__(self, index: int | slice) -> WindowStep | tuple[WindowStep, ...]:
        numbers = range(len(self))[index]
        return self._step(numbers) if isinstance(numbers, int) else tuple(map(self._step, numbers))

    def _step(self, index: int) -> WindowStep:
        geometry, window = self.geometry, self.window
        channel, place = divmod(index, geometry.positions)
        row, column = divmod(place, geometry.output_size[1])
        rows, cols = geometry.axis_taps(0, row), geometry.axis_taps(1, column)
        patch, kernel = window.patch(channel, (row, column)), window.kernel(channel)
        products = patch * kernel
        return WindowStep(
            index=index,
            channel=channel,
            position=(row, column),
            origin=geometry.origin((row, column)),
            rows=rows,
            cols=cols,
            inside=_read_only(np.array([[geometry.holds((tap_row, tap_col)) for tap_col in cols] for tap_row in rows])),
            patch=_read_only(patch),
            kernel=_read_only(kernel),
            products=_read_only(products),
            sum=products.cumsum()[-1].item(),
        )


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    view = array.view()
    view.flags.writeable = False
    return view
