"""Neurons in a column, and the lines between two columns: one path for each output, so that hundreds stay cheap."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, Circle, ManimColor, VGroup, VMobject, linear
from numpy.typing import NDArray


class NeuronColumn(VGroup):
    """Neurons one above the other, the first at the top; ``column[index]``, zero-based, is a circle.

    Parameters
    ----------
    fills
        The colour of each neuron.
    height
        Distance from the first neuron's centre to the last one's, in Manim units.
    radius
        Radius of a neuron in Manim units.
    border
        Colour of the circles.
    """

    def __init__(self, fills: Sequence[ManimColor], *, height: float, radius: float, border: ManimColor) -> None:
        super().__init__()
        self.radius = radius
        for fill, y in zip(fills, np.linspace(height / 2, -height / 2, len(fills))):
            circle = Circle(radius, stroke_color=border, stroke_width=2, fill_color=fill, fill_opacity=1)
            self.add(circle.shift(y * UP))

    def sockets(self, side: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where lines meet the neurons on a side (``LEFT`` or ``RIGHT``), shape (neurons, 3)."""
        return np.array([neuron.get_center() + self.radius * side for neuron in self])


class Bundle(VMobject):
    """Straight lines from several points to one, drawn as a single path.

    Parameters
    ----------
    starts
        Where the lines begin, shape (lines, 3).
    end
        Where they meet, shape (3,).
    color, width, opacity
        Of the lines.
    """

    def __init__(
        self,
        starts: NDArray[np.float64],
        end: NDArray[np.float64],
        *,
        color: ManimColor,
        width: float = 2,
        opacity: float = 1,
    ) -> None:
        super().__init__(stroke_color=color, stroke_width=width, stroke_opacity=opacity)
        thirds = np.linspace(0, 1, 4)[:, np.newaxis]
        self.set_points(np.concatenate([start + thirds * (end - start) for start in starts]))


class DenseWiring(VGroup):
    """Every neuron of one column wired to every neuron of the next; ``wiring[output]`` is that output's `Bundle`.

    Parameters
    ----------
    inputs, outputs
        The columns, already in place, the inputs on the left.
    color, width, opacity
        Of the lines.
    """

    def __init__(
        self,
        inputs: NeuronColumn,
        outputs: NeuronColumn,
        *,
        color: ManimColor,
        width: float = 2,
        opacity: float = 1,
    ) -> None:
        self._look = {"color": color, "width": width, "opacity": opacity}
        starts = inputs.sockets(RIGHT)
        super().__init__(*(Bundle(starts, end, **self._look) for end in outputs.sockets(LEFT)))

    def grow(self, *outputs: int, run_time: float, lag_ratio: float = 0.4) -> Animation:
        """Return the animation in which the lines of some outputs (of all, if none is named) grow, bundle by bundle."""
        bundles = [self[output] for output in outputs] or self.submobjects
        return GrowLines(VGroup(*bundles), run_time=run_time, lag_ratio=lag_ratio)

    def split(self, output: int, inputs: Collection[int]) -> tuple[Bundle, Bundle]:
        """Part an output's bundle into its lines from some of the inputs and those from all others, and return both."""
        whole = self[output]
        lines = whole.points.reshape(-1, 4, 3)
        chosen = np.isin(np.arange(len(lines)), list(inputs))
        kept, others = (Bundle(part[:, 0], part[0, -1], **self._look) for part in (lines[chosen], lines[~chosen]))
        self.submobjects[output] = VGroup(kept, others)
        return kept, others


class GrowLines(Animation):
    """Lines of one or several bundles grow from where they begin; with a lag, bundle after bundle."""

    by_alpha_alone = True

    def __init__(self, lines: VMobject, *, lag_ratio: float = 0, **options: object) -> None:
        super().__init__(lines, introducer=True, lag_ratio=lag_ratio, **({"rate_func": linear} | options))

    def interpolate_submobject(self, submobject: VMobject, starting_submobject: VMobject, alpha: float) -> None:
        """Draw the first part of each line."""
        lines = starting_submobject.points.reshape(-1, 4, 3)
        submobject.points = (lines[:, :1] + alpha * (lines - lines[:, :1])).reshape(-1, 3)
