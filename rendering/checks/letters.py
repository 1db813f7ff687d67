"""The size of text in print."""

from __future__ import annotations

import math

LEAST_X_HEIGHT = 0.9
"""Millimetres of a lowercase x on paper, the least that passes.

It is about the least that leading publishers print. Nature asks for 5 points of Arial or Helvetica (x-height 0.52 em:
0.92 mm), Elsevier for 7 points, and 6 for indices, which in Times (0.45 em) are 1.1 and 0.95 mm. At 40 cm it is 0.13
degrees: half as large again as the smallest letters that a reader of normal acuity makes out (5 minutes of arc), but
below the 0.2 degrees (1.4 mm) from which reading is fluent (G. E. Legge and C. A. Bigelow, Does print size matter for
reading?, Journal of Vision 11(5):8, 2011). That is enough for labels, and too little for running text.
"""

LARGE_X_HEIGHT = 2.9
"""Millimetres from which text is large in the sense of WCAG 2.2, so that a contrast of 3 will do: 18 points of a
typeface whose x-height is 0.46 em."""


def too_small(x_height: float | None, *, frame_width: float, width_mm: float) -> str:
    """Return a warning about a figure whose smallest letters are too small in print, or nothing.

    Parameters
    ----------
    x_height
        The x-height of the smallest text; ``None`` if there is no text.
    frame_width
        Width of the figure in the same unit.
    width_mm
        Printed width in millimetres.

    Examples
    --------
    >>> too_small(4, frame_width=640, width_mm=80)
    'an x of its smallest letters is 0.5 mm high; print it at least 144 mm wide'
    """
    if x_height is None:
        return ""
    size = millimetres(x_height, frame_width=frame_width, width_mm=width_mm)
    if size >= LEAST_X_HEIGHT:
        return ""
    wide = math.ceil(width_mm * LEAST_X_HEIGHT / size)
    return f"an x of its smallest letters is {size:.2g} mm high; print it at least {wide} mm wide"


def millimetres(units: float, *, frame_width: float, width_mm: float) -> float:
    """Return a length in print, in millimetres.

    Parameters
    ----------
    units
        The length in Manim units.
    frame_width
        Width of the frame in Manim units.
    width_mm
        Width of the printed figure in millimetres.

    Examples
    --------
    >>> millimetres(0.12, frame_width=14.2, width_mm=120)
    1.0140845070422537
    """
    return units / frame_width * width_mm
