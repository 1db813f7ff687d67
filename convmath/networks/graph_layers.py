"""Layers of networks with branches: batch normalisation, and where branches meet.

Shapes are (channels, rows, columns). The ledgers are those of `convmath.networks.layers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from convmath.core.errors import bad, whole_pair
from convmath.core.records import settle, settle_whole
from convmath.networks.layers import Shape


def checked_shape(argument: str, shape: Shape) -> Shape:
    """Return a shape as three of Python's own integers.

    Raises
    ------
    InputError
        If it is not three integers of at least 1.

    Examples
    --------
    >>> checked_shape("shape", [3, 224, 224])
    (3, 224, 224)
    """
    allowed = "channels, rows and columns, each an integer of at least 1"
    if not isinstance(shape, tuple | list) or len(shape) != 3:
        raise bad(argument, shape, allowed)
    try:
        (channels, rows), (_, columns) = (whole_pair(argument, (shape[0], side), at_least=1) for side in shape[1:])
    except ValueError:
        raise bad(argument, shape, allowed) from None
    return channels, rows, columns


class Unweighted:
    """What layers without weights have in common."""

    __slots__ = ()

    @property
    def weights(self) -> int:
        """Nothing is learnt."""
        return 0

    @property
    def biases(self) -> int:
        """Nothing is added."""
        return 0

    @property
    def parameters(self) -> int:
        """Nothing is learnt."""
        return 0

    @property
    def connections(self) -> int:
        """No weight stands between the values."""
        return 0


@dataclass(frozen=True, slots=True)
class BatchNormLayer:
    """Batch normalisation: every channel is brought to mean 0 and variance 1, then scaled and shifted.

    The scale and the shift are learnt, one of each for a channel; the mean and the variance are measured and are no
    parameters. S. Ioffe and C. Szegedy 2015.

    Parameters
    ----------
    shape : (int, int, int)
        Channels, rows and columns of the image.

    Raises
    ------
    InputError
        If it is not such a shape.

    Examples
    --------
    >>> BatchNormLayer((64, 112, 112)).parameters
    128
    """

    shape: Shape

    def __post_init__(self) -> None:
        settle(self, shape=checked_shape("shape", self.shape))

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The one shape it takes."""
        return (self.shape,)

    @property
    def output_shape(self) -> Shape:
        """The same shape."""
        return self.shape

    @property
    def weights(self) -> int:
        """Number of scales: one per channel."""
        return self.shape[0]

    @property
    def biases(self) -> int:
        """Number of shifts: one per channel."""
        return self.shape[0]

    @property
    def parameters(self) -> int:
        """Scales and shifts."""
        return self.weights + self.biases

    @property
    def connections(self) -> int:
        """Pairs of an input and an output value with a scale between them: one for each value."""
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class AddLayer(Unweighted):
    """The sum of several branches of one shape, value by value.

    Parameters
    ----------
    shape : (int, int, int)
    branches : int
        How many are added, at least 2.

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> AddLayer((256, 56, 56), 2).output_shape
    (256, 56, 56)
    """

    shape: Shape
    branches: int

    def __post_init__(self) -> None:
        settle(self, shape=checked_shape("shape", self.shape))
        settle_whole(self, "branches", at_least=2)

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The shape of each branch: the same."""
        return (self.shape,) * self.branches

    @property
    def output_shape(self) -> Shape:
        """The same shape."""
        return self.shape


@dataclass(frozen=True, slots=True)
class ConcatLayer(Unweighted):
    """Branches of equal rows and columns stacked on each other, channels after channels.

    Parameters
    ----------
    shapes : tuple of (int, int, int)
        The shape of each branch, at least one.

    Raises
    ------
    InputError
        If there is none, one is not a shape, or rows and columns differ.

    Examples
    --------
    >>> ConcatLayer(((64, 56, 56), (32, 56, 56))).output_shape
    (96, 56, 56)
    """

    shapes: tuple[Shape, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.shapes, tuple | list) or not self.shapes:
            raise bad("shapes", self.shapes, "one or more shapes")
        settle(self, shapes=tuple(checked_shape("shapes", shape) for shape in self.shapes))
        if len({shape[1:] for shape in self.shapes}) > 1:
            raise bad("shapes", self.shapes, "shapes of the same rows and columns")

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The shape of each branch."""
        return self.shapes

    @property
    def output_shape(self) -> Shape:
        """The channels of all branches, and their rows and columns."""
        return sum(shape[0] for shape in self.shapes), *self.shapes[0][1:]
