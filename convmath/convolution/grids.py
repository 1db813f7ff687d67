"""Small images whose pixels are whole numbers, to be read one by one."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.kernel_text import parse_kernel
from convmath.core.errors import InputError
from convmath.images.named_images import example_grid, image_from
from convmath.images.resampling import quantise

EXAMPLE = "example"
"""The name under which `grid_from` returns `convmath.images.named_images.example_grid`."""


def grid_from(text: str, *, rows: int = 7, cols: int = 7, levels: int = 10) -> NDArray[np.int64] | NDArray[np.float64]:
    """Return the small image that a user asked for.

    Parameters
    ----------
    text
        ``"example"``; rows of numbers such as ``"1 2 0; 0 1 2"``; or a name or path as in
        `convmath.images.named_images.image_from`, which is then reduced to `rows` × `cols` pixels of `levels` grey
        levels.
    rows, cols
        Size of a reduced picture, in pixels.
    levels
        Number of grey levels of a reduced picture: its pixels are 0 … `levels` − 1.

    Returns
    -------
    ndarray of shape (H, W)

    Raises
    ------
    InputError
        If `text` is none of these.

    Examples
    --------
    >>> grid_from("1 2; 3 4").tolist()
    [[1, 2], [3, 4]]
    """
    if text == EXAMPLE:
        return example_grid()
    if re.fullmatch(r"[-−+\d\s.,;/]+", text) and re.search(r"\d", text):
        try:
            return parse_kernel(text)
        except InputError as error:
            raise InputError("image", error.got, "rows of numbers of the same length") from error
    return quantise(image_from(text, height=rows, width=cols), levels=levels)
