"""Units of length on paper and on screen."""

from __future__ import annotations

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72
"""PostScript points, the unit of PDF and of type sizes."""
CSS_DPI = 96
"""CSS pixels per inch: a constant of CSS, whatever the screen."""
POINTS_PER_MM = POINTS_PER_INCH / MM_PER_INCH
