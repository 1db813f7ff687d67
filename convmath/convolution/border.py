"""Which windows of a gradient kernel leave the image, and how they respond to what padding puts there.

A window that lies inside the image responds to the image alone, whatever the padding. One that leaves it responds to
pixels that nobody has seen: no padding makes its response a true one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.edges import ALIKE, EdgeMaps, detect_edges
from convmath.convolution.filters import SeparableKernel, gradient_x
from convmath.core.errors import one_of

Component = Literal["gx", "gy"]


@dataclass(frozen=True, eq=False, slots=True)
class WindowResponses:
    """The responses of an image's windows, told apart by whether they lie inside it or leave it.

    Parameters
    ----------
    maps : EdgeMaps
        The responses, one for each pixel that a window is centred on.
    inside : ndarray of bool, shape (H, W)
        Where the window lies wholly inside the image.
    """

    maps: EdgeMaps
    inside: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many windows there are."""
        return self.inside.size

    @property
    def leaving_count(self) -> int:
        """How many windows leave the image."""
        return int((~self.inside).sum())

    @property
    def leaving(self) -> NDArray[np.bool_]:
        """Which windows leave the image and respond, shape (H, W)."""
        return self.maps.responding & ~self.inside

    @property
    def responding_inside(self) -> int:
        """How many of the windows inside the image respond."""
        return int((self.maps.responding & self.inside).sum())

    @property
    def responding_leaving(self) -> int:
        """How many of the windows that leave the image respond."""
        return int(self.leaving.sum())

    @property
    def maximum_inside(self) -> float:
        """The largest magnitude inside the image; 0 if no window lies inside it."""
        return float(self.maps.magnitude[self.inside].max(initial=0.0))

    @property
    def maximum_leaving(self) -> float:
        """The largest magnitude of a window that leaves the image."""
        return float(self.maps.magnitude[~self.inside].max(initial=0.0))

    @property
    def louder_leaving(self) -> bool:
        """Whether a window that leaves the image responds more strongly than any inside it."""
        return self.maximum_leaving > self.maximum_inside * (1 + ALIKE)

    @property
    def peaks_inside(self) -> NDArray[np.bool_]:
        """Which windows inside the image respond most strongly of those, shape (H, W); none if none respond."""
        strongest = self.maps.magnitude >= self.maximum_inside * (1 - ALIKE)
        return self.maps.responding & self.inside & strongest

    @property
    def peak_rows(self) -> tuple[int, ...]:
        """The rows that hold one of `peaks_inside`."""
        return tuple(int(row) for row in np.flatnonzero(self.peaks_inside.any(axis=1)))

    @property
    def peak_columns(self) -> tuple[int, ...]:
        """The columns that hold one of `peaks_inside`."""
        return tuple(int(column) for column in np.flatnonzero(self.peaks_inside.any(axis=0)))


def window_responses(image: ArrayLike, *, operator: str = "sobel", padding_mode: str = "zero") -> WindowResponses:
    """Return the responses of an image's windows, inside it and beyond its border.

    Parameters
    ----------
    image, operator, padding_mode
        As for `convmath.convolution.edges.detect_edges`.

    Raises
    ------
    InputError
        As for `convmath.convolution.edges.detect_edges`.

    Examples
    --------
    >>> from convmath.images.named_images import vertical_edge
    >>> found = window_responses(vertical_edge(32, 32, column=16))
    >>> found.count, found.leaving_count, found.responding_inside, found.responding_leaving
    (1024, 124, 60, 64)
    """
    maps = detect_edges(image, operator=operator, padding_mode=padding_mode)
    reach = len(gradient_x(operator).row) // 2
    inside = np.zeros(maps.gx.shape, dtype=bool)
    inside[reach:-reach, reach:-reach] = True
    return WindowResponses(maps, inside)


@dataclass(frozen=True, slots=True)
class BorderResponse:
    """A response across the border, at a pixel on it.

    Parameters
    ----------
    component : {"gx", "gy"}
        The gradient that crosses this side of the border.
    side : {"left", "right", "top", "bottom"}
        The side of the image it lies on.
    row, column : int
        The pixel.
    value : float
        The response there.
    """

    component: Component
    side: Literal["left", "right", "top", "bottom"]
    row: int
    column: int
    value: float


def border_response(responses: WindowResponses) -> BorderResponse | None:
    """Return the strongest response across the border, or None if nothing responds across it.

    Corners, which belong to two sides, are left out. Among equals the one nearest the middle of its side is taken, and
    Gx before Gy.

    Examples
    --------
    >>> from convmath.images.named_images import vertical_edge
    >>> border_response(window_responses(vertical_edge(32, 32, column=16)))
    BorderResponse(component='gx', side='right', row=15, column=31, value=-4.0)
    >>> border_response(window_responses(vertical_edge(32, 32, column=16), padding_mode="replicate"))
    """
    maps = responses.maps
    height, width = maps.gx.shape
    found = [
        *(BorderResponse("gx", "left", row, 0, float(maps.gx[row, 0])) for row in range(1, height - 1)),
        *(BorderResponse("gx", "right", row, width - 1, float(maps.gx[row, -1])) for row in range(1, height - 1)),
        *(BorderResponse("gy", "top", 0, column, float(maps.gy[0, column])) for column in range(1, width - 1)),
        *(
            BorderResponse("gy", "bottom", height - 1, column, float(maps.gy[-1, column]))
            for column in range(1, width - 1)
        ),
    ]
    strongest = max((abs(each.value) for each in found), default=0.0)
    if not strongest:
        return None
    return min(
        (each for each in found if abs(each.value) >= strongest * (1 - ALIKE)),
        key=lambda each: (each.component, abs(2 * each.row - height + 1) + abs(2 * each.column - width + 1)),
    )


def main_component(image: ArrayLike, *, operator: str = "sobel") -> Component:
    """Return which gradient is stronger clear of the border: "gx" where upright edges are, "gy" where flat ones are.

    "gx" where both are equally strong.

    Raises
    ------
    InputError
        As for `convmath.convolution.edges.detect_edges`.

    Examples
    --------
    >>> from convmath.images.named_images import vertical_edge
    >>> main_component(vertical_edge(8, 8, column=4)), main_component(vertical_edge(8, 8, column=4).T)
    ('gx', 'gy')
    """
    found = window_responses(image, operator=operator)
    gx, gy = (float(np.abs(component[found.inside]).max(initial=0.0)) for component in (found.maps.gx, found.maps.gy))
    return "gy" if gy > gx * (1 + ALIKE) else "gx"


def differences(patch: ArrayLike, kernel: SeparableKernel, *, component: str) -> NDArray[np.float64]:
    """Return what a gradient kernel's difference factor gives in each line of a patch.

    Parameters
    ----------
    patch : array of shape (kh, kw)
        The pixels under the kernel.
    kernel : SeparableKernel
        As large as the patch.
    component : {"gx", "gy"}
        Which gradient it computes.

    Returns
    -------
    ndarray
        For Gx right minus left in each row, shape (kh, 1); for Gy lower minus upper in each column, shape (1, kw).

    Raises
    ------
    InputError
        If there is no such component.

    Examples
    --------
    >>> differences([[0, 0, 1], [0, 0, 1], [0, 1, 1]], gradient_x(), component="gx").tolist()
    [[1.0], [1.0], [1.0]]
    """
    one_of("component", component, ("gx", "gy"))
    pixels = np.asarray(patch, dtype=np.float64)
    row, column = (factor.astype(np.float64) for factor in (kernel.row_matrix, kernel.column_matrix))
    made: NDArray[np.float64] = pixels @ row.T if component == "gx" else column.T @ pixels
    return made


def smoothing(kernel: SeparableKernel, *, component: str) -> tuple[float, ...]:
    """Return the weights of a gradient kernel's smoothing factor: the column's for Gx, the row's for Gy.

    Raises
    ------
    InputError
        If there is no such component.

    Examples
    --------
    >>> tuple(smoothing(gradient_x(), component="gx"))
    (1, 2, 1)
    """
    return tuple(kernel.column if one_of("component", component, ("gx", "gy")) == "gx" else kernel.row)
