"""Where to look in an edge map, and the scale on which to draw it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.cross_correlation import cross_correlate2d, trace
from convmath.convolution.edges import ALIKE, without_rounding
from convmath.convolution.filters import gradient_x, gradient_y
from convmath.convolution.windows import WindowStep
from convmath.core.errors import bad, finite_array, one_of


def strongest_window(image: ArrayLike, *, operator: str = "sobel", component: str = "gx") -> WindowStep:
    """Return the window step at which a gradient kernel answers most strongly, of those that see no padding.

    Among equals the one nearest the image's centre is taken, then the first in raster order.

    Parameters
    ----------
    image : array of shape (H, W)
        At least 3 pixels on each side.
    operator : str, optional
        One of `convmath.convolution.filters.gradient_operators`.
    component : {"gx", "gy"}, optional
        Which of its two kernels.

    Raises
    ------
    InputError
        If the image is smaller than the kernel or not as described, or the operator or component is unknown.

    Examples
    --------
    >>> from convmath.images.named_images import vertical_edge
    >>> step = strongest_window(vertical_edge(5, 8, column=4))
    >>> step.rows, step.cols, step.sum
    ((1, 2, 3), (2, 3, 4), 4.0)
    """
    array = finite_array("image", image).astype(np.float64)
    gradient_of = gradient_x if one_of("component", component, ("gx", "gy")) == "gx" else gradient_y
    gradient = gradient_of(operator)
    kernel = gradient.matrix
    answers = np.abs(without_rounding(cross_correlate2d(array, kernel), array, gradient))
    height, width = answers.shape
    rows, columns = np.indices(answers.shape)
    from_centre = (2 * rows - height + 1) ** 2 + (2 * columns - width + 1) ** 2
    strongest = answers >= answers.max() * (1 - ALIKE)
    return trace(array, kernel)[int(np.argmin(np.where(strongest, from_centre, np.inf)))]


def scale_ticks(*maps: NDArray[np.floating], signed: bool = False) -> tuple[float, ...]:
    """Return the marks of a scale that holds all values of `maps`: 0 and the largest, and its negative if signed.

    Maps that are 0 throughout have the one mark 0.

    Parameters
    ----------
    *maps : arrays
        At least one.
    signed : bool, optional
        Whether the scale reaches as far below 0 as above it.

    Raises
    ------
    InputError
        If there are no maps or they are empty or not finite.

    Examples
    --------
    >>> scale_ticks(np.array([[1.0, -4.0]]), np.array([[2.0]]), signed=True)
    (-4.0, 0.0, 4.0)
    """
    if not maps:
        raise bad("maps", maps, "at least one map")
    arrays = [finite_array("maps", values).astype(np.float64) for values in maps]
    largest = max(float(np.abs(values).max()) for values in arrays)
    if largest == 0:
        return (0.0,)
    return (-largest, 0.0, largest) if signed else (0.0, largest)


def value_range(values: ArrayLike) -> tuple[float, ...]:
    """Return the smallest and the largest of `values`, or the one value that they all are.

    Parameters
    ----------
    values : array of shape (N,) or (H, W)

    Raises
    ------
    InputError
        If there are none, or they are not finite.

    Examples
    --------
    >>> value_range(np.array([[0.25, 1.0]]))
    (0.25, 1.0)
    """
    array = finite_array("values", values, ranks=(1, 2))
    low, high = float(array.min()), float(array.max())
    return (low, high) if low < high else (low,)
