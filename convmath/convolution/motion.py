"""Kernels in space and time, and what they answer to a bar that moves. Films are (T, H, W): frames, rows, columns.

Two kernels see motion. The *product* of an edge in space and a difference in time answers with one sign on a bright bar
that moves its way and with the other on one that comes back: the same answer, upside down, so that its square cannot
tell the directions apart. The *sum of two products* made by `one_way_kernel` can: to whatever moves against it at one
pixel a frame it answers exactly 0, to the other direction twice an edge.

E. H. Adelson and J. R. Bergen, *Spatiotemporal energy models for the perception of motion*, Journal of the Optical
Society of America A 2(2):284-299, 1985: products in space and time have no direction, their sums and differences have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.filters import DIFFERENCE, SMOOTHING, Factor, SeparableKernel, gradient_x, gradient_y
from convmath.convolution.n_dimensional import cross_correlate_nd
from convmath.core.errors import INT64_MAX, LARGEST_FLOAT, bad, finite_array, one_of, whole_number
from convmath.core.records import settle

OPPOSITE = {"right": "left", "left": "right", "down": "up", "up": "down"}
DIRECTIONS = tuple(OPPOSITE)
"""Where something can move to: along the rows, or along the columns."""

_FORWARD = ("right", "down")
_ALONG_ROWS = ("right", "left")


@dataclass(frozen=True, slots=True)
class SpaceTimeKernel:
    """A kernel that is a factor in time, times a column, times a row.

    Parameters
    ----------
    temporal : tuple of int or float
        What each frame is multiplied by, the first frame first.
    spatial : SeparableKernel
        The kernel on each frame.

    Raises
    ------
    InputError
        If the factor in time is empty or not finite, or products of the factors leave int64 or float64.

    Examples
    --------
    >>> SpaceTimeKernel((-1, 1), SeparableKernel(column=(1,), row=(-1, 0, 1))).matrix.tolist()
    [[[1, 0, -1]], [[-1, 0, 1]]]
    """

    temporal: Factor
    spatial: SeparableKernel

    def __post_init__(self) -> None:
        settle(self, temporal=tuple(finite_array("temporal", self.temporal, ranks=(1,)).tolist()))
        if not isinstance(self.spatial, SeparableKernel):
            raise bad("spatial", self.spatial, "a SeparableKernel")
        factors = (self.temporal, self.spatial.column, self.spatial.row)
        slow, down, across = (max(map(abs, factor)) for factor in factors)
        largest = slow * down * across
        if largest > (INT64_MAX if isinstance(largest, int) else LARGEST_FLOAT):
            raise bad("temporal", self.temporal, "numbers whose products with the kernel's stay within 64 bits")

    @property
    def matrix(self) -> NDArray[Any]:
        """The whole kernel, (T, kh, kw)."""
        return np.array(self.temporal)[:, None, None] * self.spatial.matrix


def motion_kernel(direction: str, *, operator: str = "sobel") -> SpaceTimeKernel:
    """Return the product of an edge in space and a difference in time, over three frames.

    Its answer is positive on a bright line that moves in `direction`, negative on one that moves against it, 0 where
    nothing moves.

    Parameters
    ----------
    direction : {"right", "left", "down", "up"}
    operator : {"sobel", "prewitt", "scharr"}, optional
        The gradient operator.

    Raises
    ------
    InputError
        If an argument is not one of these.

    Examples
    --------
    >>> motion_kernel("right").temporal, motion_kernel("left").temporal
    ((-1, 0, 1), (1, 0, -1))
    """
    one_of("direction", direction, DIRECTIONS)
    gradient = gradient_x if direction in _ALONG_ROWS else gradient_y
    return SpaceTimeKernel(DIFFERENCE if direction in _FORWARD else DIFFERENCE[::-1], gradient(operator))


def one_way_kernel(direction: str, *, operator: str = "sobel") -> NDArray[Any]:
    """Return a kernel that answers to what moves one way and is blind to what moves against it, shape (3, 3, 3).

    It is the difference in time, smoothed along the motion, minus or plus the difference along the motion, smoothed in
    time. Where a pattern moves against `direction` at one pixel a frame the two are equal, whatever the pattern. Where
    it moves the other way they add up: positive where a bright edge arrives, negative where it leaves.

    Parameters
    ----------
    direction : {"right", "left", "down", "up"}
    operator : {"sobel", "prewitt", "scharr"}, optional
        Whose smoothing is used, along all three axes.

    Raises
    ------
    InputError
        If an argument is not one of these.

    Examples
    --------
    >>> one_way_kernel("right").sum(axis=1).tolist()
    [[0, -8, -8], [8, 0, -8], [8, 8, 0]]
    """
    one_of("direction", direction, DIRECTIONS)
    smooth = SMOOTHING[one_of("operator", operator, SMOOTHING)]
    along_rows = direction in _ALONG_ROWS
    slope = gradient_x(operator) if along_rows else gradient_y(operator)
    change = SpaceTimeKernel(DIFFERENCE, SeparableKernel(column=smooth, row=smooth)).matrix
    edge = SpaceTimeKernel(smooth, slope).matrix
    kernel: NDArray[Any] = change - edge if direction in _FORWARD else change + edge
    return kernel


def moving_bar(
    direction: str,
    *,
    frames: int,
    height: int,
    width: int,
    thickness: int = 1,
    speed: int = 1,
    start: int | None = None,
) -> NDArray[np.int64]:
    """Return a film of a bright bar across the whole image that moves in a direction: 1 on the bar, 0 beside it.

    Parameters
    ----------
    direction : {"right", "left", "down", "up"}
        The bar lies across it: it is upright where it moves right or left.
    frames, height, width : int
        The film's shape.
    thickness : int, optional
        The bar's thickness in pixels.
    speed : int, optional
        How many pixels it moves from frame to frame; with 0 it stands still.
    start : int, optional
        The first column (or row) that it covers in the first frame, which may lie outside; by default the one from
        which it is in the middle halfway through.

    Returns
    -------
    ndarray of int64, (frames, height, width)

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> moving_bar("right", frames=3, height=1, width=5)[:, 0].tolist()
    [[0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]]
    """
    one_of("direction", direction, DIRECTIONS)
    shape = tuple(
        whole_number(name, value, at_least=1)
        for name, value in (("frames", frames), ("height", height), ("width", width))
    )
    thick = whole_number("thickness", thickness, at_least=1)
    pace = whole_number("speed", speed) * (1 if direction in _FORWARD else -1)
    side = shape[2] if direction in _ALONG_ROWS else shape[1]
    first = (side - thick) // 2 - pace * (shape[0] // 2)
    if start is not None:
        first = whole_number("start", start, at_least=None)
    film = np.zeros(shape, dtype=np.int64)
    for number, frame in enumerate(film):
        begin = first + number * pace
        covered = slice(max(begin, 0), max(begin + thick, 0))
        if direction in _ALONG_ROWS:
            frame[:, covered] = 1
        else:
            frame[covered] = 1
    return film


@dataclass(frozen=True, slots=True, eq=False)
class MotionAnswer:
    """What a kernel answers to a film, wherever it lies within it.

    Parameters
    ----------
    direction : str
        Where the bar moves.
    film : ndarray, (T, H, W)
    answers : ndarray, (T', H', W')
        The cross-correlation of film and kernel, without padding.
    """

    direction: str
    film: NDArray[Any]
    answers: NDArray[Any]

    @property
    def largest(self) -> int | float:
        """The largest answer."""
        return max(self._all_answers)

    @property
    def smallest(self) -> int | float:
        """The smallest answer, below 0 if the kernel ever says no."""
        return min(self._all_answers)

    @property
    def energy(self) -> int | float:
        """The sum of the squares of all answers, exact where they are whole."""
        return sum(answer * answer for answer in self._all_answers)

    @property
    def under_centre(self) -> NDArray[Any]:
        """The film's values under the middle of each window, of the shape of the answers."""
        window = tuple(
            slice((whole - part) // 2, (whole - part) // 2 + part)
            for whole, part in zip(self.film.shape, self.answers.shape)
        )
        return self.film[window].copy()

    @property
    def on_bar(self) -> tuple[int | float, ...]:
        """The different answers where the middle of the window lies on the bar, ascending."""
        return tuple(sorted(set(self.answers[self.under_centre != 0].tolist())))

    @property
    def _all_answers(self) -> list[int | float]:
        answers: list[int | float] = self.answers.ravel().tolist()
        return answers


def answers_to_motion(
    kernel: ArrayLike,
    direction: str,
    *,
    frames: int,
    height: int,
    width: int,
    thickness: int = 1,
    speed: int = 1,
) -> tuple[MotionAnswer, MotionAnswer]:
    """Return what a kernel answers to a bar that moves in a direction, and to one that moves against it.

    Parameters
    ----------
    kernel : array_like, (kt, kh, kw)
    direction, frames, height, width, thickness, speed
        As in `moving_bar`.

    Raises
    ------
    InputError
        If an argument is not as described, or the kernel does not fit the film.

    Examples
    --------
    >>> kernel = motion_kernel("right").matrix
    >>> along, against = answers_to_motion(kernel, "right", frames=5, height=3, width=11)
    >>> (along.on_bar, against.on_bar), (along.energy == against.energy)
    (((8,), (-8,)), True)
    """
    weights = finite_array("kernel", kernel, ranks=(3,))
    films = {
        each: moving_bar(each, frames=frames, height=height, width=width, thickness=thickness, speed=speed)
        for each in (direction, OPPOSITE[one_of("direction", direction, DIRECTIONS)])
    }
    along, against = (MotionAnswer(each, film, cross_correlate_nd(film, weights)) for each, film in films.items())
    return along, against
