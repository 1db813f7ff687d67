"""The maps of what is read of a picture with blobs, each in its colours."""

from __future__ import annotations

from functools import partial
from typing import Any

from convmath.core.provenance import Traced
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import Palette
from scenes.mobjects.grids.panel import Panel

WIDTH = 2.45


def reading_map(reading: Traced[Any], name: str, *, theme: Theme, side: float = WIDTH) -> Panel:
    """Return the picture itself, or a map of it.

    Parameters
    ----------
    reading
        The traced `convmath.networks.position.Reading`.
    name
        Its field: ``"image"``, ``"signed"``, ``"response"`` or ``"products"``.
    theme
        The theme.
    side
        Length of the longer side in Manim units.
    """
    brightest, strongest = (float(abs(values).max()) for values in (reading.value.image, reading.value.signed))
    palettes: dict[str, Palette] = {
        "image": lambda value: theme.grey(value / brightest),
        "signed": partial(theme.signed, limit=strongest),
        "response": partial(theme.magnitude, limit=strongest),
        "products": partial(theme.signed, limit=brightest),
    }
    hatch = name in ("signed", "products")
    return Panel(reading.field(name), theme=theme, palette=palettes[name], side=side, hatch=hatch)
