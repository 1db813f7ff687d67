"""Pooling: the largest response in each small region, which forgets a little of where it was."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.core.errors import bad, finite_array, whole_pair


def max_pool2d(
    image: ArrayLike, *, size: int | tuple[int, int] = 2, stride: int | tuple[int, int] | None = None
) -> NDArray[Any]:
    """Return the maximum over each window of `size` pixels.

    Parameters
    ----------
    image : array of shape (H, W)
    size : int or (int, int), optional
        The window's height and width.
    stride : int or (int, int), optional
        How far the window moves; by default its own size, so that windows do not overlap.

    Returns
    -------
    ndarray of shape (⌊(H − size) / stride⌋ + 1, ⌊(W − size) / stride⌋ + 1)
        Pixels beyond the last whole window are dropped.

    Raises
    ------
    InputError
        If the window is larger than the image, or `size` or `stride` is below 1.

    Examples
    --------
    >>> max_pool2d(np.array([[1, 5, 2, 0], [3, 4, 1, 6]])).tolist()
    [[5, 6]]
    """
    array: NDArray[Any] = finite_array("image", image)
    window = whole_pair("size", size, at_least=1)
    step = window if stride is None else whole_pair("stride", stride, at_least=1)
    if window[0] > array.shape[0] or window[1] > array.shape[1]:
        raise bad("size", size, f"a window no larger than the image, which is {array.shape[0]} by {array.shape[1]}")
    windows = np.lib.stride_tricks.sliding_window_view(array, window)[:: step[0], :: step[1]]
    pooled: NDArray[Any] = windows.max(axis=(-2, -1))
    return pooled
