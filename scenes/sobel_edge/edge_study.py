"""Everything that a scene about one image's edges shows: computed once, each value traced."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

from convmath.convolution.border import (
    BorderResponse,
    border_response,
    differences,
    main_component,
    smoothing,
    window_responses,
)
from convmath.convolution.edges import detect_edges
from convmath.convolution.filters import gradient_x, gradient_y
from convmath.convolution.landmarks import scale_ticks, strongest_window, value_range
from convmath.convolution.padding import pad
from convmath.core.provenance import Traced, traced
from scenes.base.theme import Theme
from scenes.mobjects.grids.grid import Palette
from scenes.mobjects.grids.panel import Panel
from scenes.sobel_edge.colour_scale import ColourScale

_SHORTEST_SCALE = 2.2
"""Length that its labels need beside a narrow map, in Manim units."""


_PADDED_MORE = 0.4
"""How much longer than a map, in Manim units, the image with its padding may be."""


class EdgeStudy:
    """An image, its gradient maps under one operator and padding, and how they are drawn.

    Parameters
    ----------
    image
        The traced image.
    operator, padding_mode
        As in `convmath.convolution.edges.detect_edges`.
    theme
        The theme.
    side
        Length in Manim units of the longer side of the image's and the maps' panels.
    alongside
        Other padding modes whose magnitudes the scale must hold as well, so that they can be compared.
    """

    def __init__(
        self,
        image: Traced[Any],
        *,
        operator: str,
        padding_mode: str,
        theme: Theme,
        side: float,
        alongside: Sequence[str] = (),
    ) -> None:
        self.image, self.theme, self.side = image, theme, side
        self.padding_mode = padding_mode
        self._how = {"operator": operator, "padding_mode": padding_mode}
        self.kernels = {"gx": traced(gradient_x, operator), "gy": traced(gradient_y, operator)}
        self.maps = traced(detect_edges, image, **self._how)
        self.signed_ticks = traced(scale_ticks, self.maps.field("gx"), self.maps.field("gy"), signed=True)
        compared = [traced(detect_edges, image, operator=operator, padding_mode=mode) for mode in alongside]
        magnitudes = [maps.field("magnitude") for maps in (self.maps, *compared)]
        self.magnitude_ticks = traced(scale_ticks, *magnitudes)
        self.signed_palette = partial(theme.signed, limit=self.signed_ticks.value[-1])
        self.magnitude_palette = partial(theme.magnitude, limit=self.magnitude_ticks.value[-1])

    @cached_property
    def axis(self) -> str:
        """The gradient that the image's edges are shown by: ``"gx"``, or ``"gy"`` where that is stronger."""
        return main_component(self.image.value, operator=self._how["operator"])

    @property
    def other_axis(self) -> str:
        """The other gradient."""
        return "gy" if self.axis == "gx" else "gx"

    @property
    def kernel(self) -> Traced[Any]:
        """The kernel of the gradient that the edges are shown by."""
        return self.kernels[self.axis]

    @cached_property
    def responses(self) -> Traced[Any]:
        """The responses inside the image, and of windows that leave it."""
        return traced(window_responses, self.image, **self._how)

    @cached_property
    def border(self) -> Traced[Any]:
        """The strongest response across the border; its value is None if there is none."""
        return traced(border_response, self.responses)

    def shown_border(self, other: EdgeStudy) -> BorderResponse | None:
        """Return the border response that is looked at: this padding's, or the other's if this has none."""
        shown: BorderResponse | None = self.border.value or other.border.value
        return shown

    @cached_property
    def window(self) -> Traced[Any]:
        """The window of the strongest response, along `axis`, that saw no padding."""
        return traced(strongest_window, self.image, operator=self._how["operator"], component=self.axis)

    @cached_property
    def differences(self) -> Traced[Any]:
        """What the difference factor gives in each line of `window`: shape (rows, 1), or (1, columns) for Gy."""
        return traced(differences, self.window.field("patch"), self.kernel, component=self.axis)

    @cached_property
    def smoothing(self) -> Traced[Any]:
        """The weights that the differences are summed with."""
        return traced(smoothing, self.kernel, component=self.axis)

    def image_panel(self) -> Panel:
        """Return the image in its greys."""
        return Panel(self.image, theme=self.theme, palette=self.theme.grey, side=self.side)

    def padded_panel(self) -> Panel:
        """Return the image with one ring of padding, at the cell size of `image_panel` if it has room."""
        padded = traced(pad, self.image, 1, padding_mode=self.padding_mode)
        longer = max(self.image.value.shape)
        side = min(self.side * max(padded.value.shape) / longer, self.side + _PADDED_MORE)
        return Panel(padded, theme=self.theme, palette=self.theme.grey, side=side)

    def signed_panel(self, component: str) -> Panel:
        """Return the map ``"gx"`` or ``"gy"``."""
        return Panel(
            self.maps.field(component), theme=self.theme, palette=self.signed_palette, side=self.side, hatch=True
        )

    def magnitude_panel(self) -> Panel:
        """Return the map of magnitudes."""
        return Panel(self.maps.field("magnitude"), theme=self.theme, palette=self.magnitude_palette, side=self.side)

    def grey_scale(self, length: float) -> ColourScale:
        """Return the upright scale of the image's greys."""
        return self._scale(traced(value_range, self.image), self.theme.grey, length, vertical=True)

    def signed_scale(self, length: float, *, vertical: bool = False) -> ColourScale:
        """Return the scale that both gradient maps share."""
        return self._scale(self.signed_ticks, self.signed_palette, length, vertical=vertical)

    def magnitude_scale(self, length: float, *, vertical: bool = False) -> ColourScale:
        """Return the scale of the magnitudes."""
        return self._scale(self.magnitude_ticks, self.magnitude_palette, length, vertical=vertical)

    def _scale(self, ticks: Traced[Any], palette: Palette, length: float, *, vertical: bool) -> ColourScale:
        length = max(length, _SHORTEST_SCALE)
        return ColourScale(ticks, palette=palette, theme=self.theme, length=length, vertical=vertical)
