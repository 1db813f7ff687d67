"""Where a sliding window stands: sizes, strides, dilation and padding resolved once into a `Geometry`.

Sizes and positions are (row, column) pairs, zero-based. The formulas are those of V. Dumoulin and F. Visin, *A guide to
convolution arithmetic for deep learning*, arXiv:1603.07285, 2016.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from convmath.convolution.padding import Pair, Sides, checked_sides, padding_sides
from convmath.core.errors import bad, one_of, whole_number, whole_pair
from convmath.core.records import settle_whole

PaddingName: TypeAlias = Literal["valid", "same", "full"]
Padding: TypeAlias = int | Pair | Sides | PaddingName

PADDING_NAMES: tuple[PaddingName, ...] = ("valid", "same", "full")


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """A window on a padded image, every size resolved. Made by `window_geometry`, which checks it.

    Parameters
    ----------
    input_size, kernel_size, stride, dilation : (int, int)
        Along (rows, columns), in pixels; the stride and the dilation at least 1.
    padding : ((int, int), (int, int))
        Pixels added at ((top, bottom), (left, right)).
    """

    input_size: Pair
    kernel_size: Pair
    stride: Pair
    dilation: Pair
    padding: Sides

    def __post_init__(self) -> None:
        settle_whole(self, "input_size", "kernel_size", "stride", "dilation", at_least=1)
        settle_whole(self, "padding", at_least=0)

    @property
    def span(self) -> Pair:
        """Rows and columns from the window's first tap to its last: ``dilation * (kernel - 1) + 1``."""
        rows, columns = (d * (k - 1) + 1 for d, k in zip(self.dilation, self.kernel_size))
        return rows, columns

    @property
    def padded_size(self) -> Pair:
        """Size of the image with its padding."""
        rows, columns = (size + sum(sides) for size, sides in zip(self.input_size, self.padding))
        return rows, columns

    @property
    def output_size(self) -> Pair:
        """Number of window positions along (rows, columns): ``floor((padded - span) / stride) + 1``."""
        rows, columns = ((n - e) // s + 1 for n, e, s in zip(self.padded_size, self.span, self.stride))
        return rows, columns

    @property
    def positions(self) -> int:
        """Number of window positions in all."""
        rows, columns = self.output_size
        return rows * columns

    @property
    def taps(self) -> int:
        """Number of taps of all windows together, those on padding included."""
        rows, columns = self.kernel_size
        return self.positions * rows * columns

    @property
    def taps_within_image(self) -> int:
        """Number of taps of all windows together that fall on the image itself, not on its padding."""
        rows, columns = (
            sum(0 <= tap < self.input_size[axis] for unit in range(units) for tap in self.axis_taps(axis, unit))
            for axis, units in enumerate(self.output_size)
        )
        return rows * columns

    def origin(self, position: Pair) -> Pair:
        """Return the window's top-left pixel in the padded image, for the output unit at `position`."""
        row, column = whole_pair("position", position)
        return row * self.stride[0], column * self.stride[1]

    def axis_taps(self, axis: int, unit: int) -> tuple[int, ...]:
        """Return the image coordinates that `unit` taps along `axis` (0 rows, 1 columns); padding lies outside."""
        start = whole_number("unit", unit) * self.stride[axis] - self.padding[axis][0]
        return tuple(start + tap * self.dilation[axis] for tap in range(self.kernel_size[axis]))

    def tap_offset(self, tap: Pair) -> Pair:
        """Return how far the kernel's `tap`, (row, column), lies from the window's top-left pixel."""
        row, column = whole_pair("tap", tap)
        return row * self.dilation[0], column * self.dilation[1]

    def holds(self, pixel: Pair) -> bool:
        """Whether the (row, column) `pixel` lies on the image itself, not on its padding."""
        return all(0 <= place < size for place, size in zip(pixel, self.input_size))


def window_geometry(
    input_size: int | Pair,
    kernel_size: int | Pair,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
) -> Geometry:
    """Check the sizes of a sliding window and resolve them.

    Parameters
    ----------
    input_size, kernel_size : int or (int, int)
        Rows and columns of the image and of the kernel.
    stride : int or (int, int), optional
        Steps of the window, in pixels.
    dilation : int or (int, int), optional
        Distance between neighbouring taps, in pixels.
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}, optional
        Pixels added around the image: everywhere, along (rows, columns), or at ((top, bottom), (left, right)).
        ``"valid"`` adds none; ``"same"`` keeps the image's size (stride 1 only; the odd one out goes to the bottom and
        right); ``"full"`` adds as many as let a single tap touch the image.

    Raises
    ------
    InputError
        If a value is not of the form given here or the window does not fit on the padded image.

    Examples
    --------
    >>> window_geometry((5, 7), 3, stride=2, padding=1).output_size
    (3, 4)
    """
    kernel = whole_pair("kernel_size", kernel_size, at_least=1)
    steps = whole_pair("stride", stride, at_least=1)
    spacing = whole_pair("dilation", dilation, at_least=1)
    geometry = Geometry(
        input_size=whole_pair("input_size", input_size, at_least=1),
        kernel_size=kernel,
        stride=steps,
        dilation=spacing,
        padding=_resolved(padding, kernel, steps, spacing),
    )
    if any(span > size for span, size in zip(geometry.span, geometry.padded_size)):
        rows, columns = geometry.span
        room = "{}×{}".format(*geometry.padded_size)
        raise bad("kernel_size", kernel, f"a kernel whose span, {rows}×{columns} here, fits the padded image of {room}")
    return geometry


def output_size(
    input_size: int | Pair,
    kernel_size: int | Pair,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
) -> Pair:
    """Return the (rows, columns) of a convolution's output. Arguments and errors as in `window_geometry`.

    Examples
    --------
    >>> output_size((6, 6), 3)
    (4, 4)
    """
    return window_geometry(input_size, kernel_size, stride=stride, dilation=dilation, padding=padding).output_size


def checked_padding(padding: Padding) -> Padding:
    """Return `padding`, a name or numbers, checked and of Python's own integers.

    Raises
    ------
    InputError
        If it is not of a form that `window_geometry` takes.

    Examples
    --------
    >>> checked_padding("same"), checked_padding((1, 2))
    ('same', (1, 2))
    """
    if not isinstance(padding, str):
        return checked_sides(padding)
    one_of("padding", padding, PADDING_NAMES)
    return padding


def _resolved(padding: Padding, kernel: Pair, stride: Pair, dilation: Pair) -> Sides:
    if not isinstance(padding, str):
        return padding_sides(padding)
    name = one_of("padding", padding, PADDING_NAMES)
    if name == "same" and stride != (1, 1):
        raise bad("padding", padding, f"a number where the stride, {stride} here, is not 1")
    growth = [d * (k - 1) for d, k in zip(dilation, kernel)]
    before, after = {
        "valid": ([0, 0], [0, 0]),
        "same": ([g // 2 for g in growth], [g - g // 2 for g in growth]),
        "full": (growth, growth),
    }[name]
    return (before[0], after[0]), (before[1], after[1])
