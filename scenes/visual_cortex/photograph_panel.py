"""One of the sample photographs in a thin frame, strong or faint."""

from __future__ import annotations

from manim import interpolate_color

from convmath.core.provenance import traced
from convmath.images.named_images import image_by_name
from convmath.images.resampling import quantise
from scenes.base.theme import Theme
from scenes.mobjects.grids.panel import Panel

_PIXELS = 160
_GREYS = 64


def photograph_panel(name: str, *, side: float, theme: Theme, strength: float = 1.0) -> Panel:
    """Return a square photograph of `convmath.images.named_images`.

    Parameters
    ----------
    name
        Its name there.
    side
        In Manim units.
    theme
        The theme whose background shines through.
    strength
        How much of it shows, from 0 to 1; what is drawn over it stands out from a faint one.
    """
    levels = traced(quantise, traced(image_by_name, name, height=_PIXELS, width=_PIXELS), levels=_GREYS)
    return Panel(
        levels,
        theme=theme,
        palette=lambda level: interpolate_color(theme.background, theme.grey(level / (_GREYS - 1)), strength),
        side=side,
    )
