"""One kernel at two ends of an image: where it gives the same answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.cross_correlation import cross_correlate2d, trace
from convmath.convolution.windows import WindowStep
from convmath.core.errors import bad, finite_array


@dataclass(frozen=True, slots=True)
class CommonAnswer:
    """A window of the upper left quarter and one of the lower right whose sums are the same.

    Parameters
    ----------
    first, second : WindowStep
        The two; `convmath.convolution.windows.WindowStep.sum` is the same of both.
    """

    first: WindowStep
    second: WindowStep

    @property
    def answer(self) -> int | float:
        """What the products of both add up to."""
        return self.first.sum


def common_answer(image: ArrayLike, kernel: ArrayLike) -> CommonAnswer:
    """Return the strongest answer of a kernel that both the upper left and the lower right quarter of an image give.

    Of a positive and a negative answer that are as strong the positive one is taken, and in each quarter the window
    nearest to its corner of the image, rows and columns added up; among equals the first in raster order. Windows lie
    on the image whole; of an odd number of rows or columns of them, the middle one is in neither quarter.

    Parameters
    ----------
    image : array_like of integers, (H, W)
        At least one row and one column larger than the kernel. Integers, as of floats hardly two sums are the same.
    kernel : array_like of integers, (kh, kw)

    Raises
    ------
    InputError
        If an argument is not as described, or the quarters have no answer but 0 in common.

    Examples
    --------
    >>> found = common_answer([[0, 5, 5, 5], [0, 1, 1, 0], [0, 0, 0, 5]], [[-1, 1]])
    >>> found.answer, found.first.position, found.second.position
    (5, (0, 0), (2, 2))
    """
    pixels, weights = finite_array("image", image), finite_array("kernel", kernel)
    for name, values in (("image", pixels), ("kernel", weights)):
        if values.dtype.kind != "i":
            raise bad(name, values, "integers")
    answers = cross_correlate2d(pixels, weights)
    rows, cols = answers.shape
    if min(rows, cols) < 2:
        raise bad("image", pixels, "an image larger than the kernel by a row and a column at least")
    first, second = answers[: rows // 2, : cols // 2], answers[rows - rows // 2 :, cols - cols // 2 :]
    common = np.intersect1d(first, second)
    strongest = max(common.tolist(), key=lambda answer: (abs(answer), answer), default=0)
    if strongest == 0:
        raise bad("image", pixels, "an image whose upper left and lower right quarters have an answer in common")
    upper = _nearest(first == strongest, np.add.outer(np.arange(rows // 2), np.arange(cols // 2)))
    lower = _nearest(second == strongest, np.add.outer(np.arange(rows // 2)[::-1], np.arange(cols // 2)[::-1]))
    steps = trace(pixels, weights)
    return CommonAnswer(
        steps[upper[0] * cols + upper[1]],
        steps[(rows - rows // 2 + lower[0]) * cols + cols - cols // 2 + lower[1]],
    )


def _nearest(there: NDArray[np.bool_], distance: NDArray[np.int64]) -> tuple[int, int]:
    place = int(np.argmin(np.where(there, distance, distance.max() + 1)))
    row, column = divmod(place, there.shape[1])
    return row, column
