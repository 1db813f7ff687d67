"""How many different pixels each output reads, whatever the padding holds."""

from __future__ import annotations

import numpy as np

from convmath.convolution.geometry import Geometry
from convmath.convolution.padding import PADDING_MODES, pad
from convmath.core.errors import one_of


def row_non_zeros(geometry: Geometry, *, padding_mode: str = "zero") -> tuple[int, ...]:
    """Return how many different pixels each output unit reads, unit by unit: the non-zeros of each row of the matrix.

    So many there are unless weights are 0, or cancel where padding repeats a pixel.

    Parameters
    ----------
    geometry : Geometry
        Where the windows stand.
    padding_mode : {"zero", "replicate", "reflect", "circular"}, optional
        What the padding holds, as in `convmath.convolution.padding.pad`: zeros are read by nobody, a repeated pixel is
        still one pixel.

    Raises
    ------
    InputError
        If there is no such mode, or it does not allow that much padding.

    Examples
    --------
    >>> from convmath.convolution.geometry import window_geometry
    >>> row_non_zeros(window_geometry((1, 4), (1, 3), padding=(0, 1)))
    (2, 3, 3, 2)
    >>> row_non_zeros(window_geometry((1, 4), (1, 3), padding=(0, 1)), padding_mode="circular")
    (3, 3, 3, 3)
    """
    one_of("padding_mode", padding_mode, PADDING_MODES)
    rows, columns = (_read_along(axis, geometry, padding_mode) for axis in (0, 1))
    return tuple(down * across for down in rows for across in columns)


def _read_along(axis: int, geometry: Geometry, padding_mode: str) -> list[int]:
    """Return how many places of one axis each unit reads."""
    before, size = geometry.padding[axis][0], geometry.input_size[axis]
    line = np.arange(1, 1 + size)[None, :]
    places = pad(line, ((0, 0), geometry.padding[axis]), padding_mode=padding_mode)[0].tolist()
    return [
        len({places[before + tap] for tap in geometry.axis_taps(axis, unit)} - {0})
        for unit in range(geometry.output_size[axis])
    ]
