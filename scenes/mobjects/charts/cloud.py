"""A cloud of dots: for each pixel its own brightness across, its partner's upward."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, DashedLine, Line, ManimColor, Rectangle, VGroup, VMobject, linear
from numpy.typing import NDArray

from convmath.core.provenance import Traced
from scenes.base.motion import ByAlpha
from scenes.base.theme import Theme
from scenes.base.typesetting import SMALLEST, words
from scenes.mobjects.charts.plot import at_fraction
from scenes.mobjects.grids.grid import PixelMap

_RADIUS = 0.042
_ARC = 4 / 3 * np.tan(np.pi / 8)


class Dots(VMobject):
    """Many dots of one colour, drawn as one outline.

    Parameters
    ----------
    centres
        Where they stand, shape (dots, 3).
    color
        Their colour.
    radius
        Radius of each in Manim units.

    Examples
    --------
    .. code-block:: python

        import numpy as np
        from manim import FadeIn, Scene
        from scenes.base.theme import DARK
        from scenes.mobjects.charts.cloud import Dots


        class Circle(Scene):
            def construct(self):
                turn = np.linspace(0, 2 * np.pi, 60)
                centres = np.column_stack([np.cos(turn), np.sin(turn), 0 * turn])
                self.play(FadeIn(Dots(centres, color=DARK.output)))
    """

    def __init__(self, centres: NDArray[np.float64], *, color: ManimColor, radius: float = _RADIUS) -> None:
        super().__init__(stroke_width=0, fill_color=color, fill_opacity=1)
        self.radius = radius
        quarter = np.array([[1, 0], [1, _ARC], [_ARC, 1], [0, 1]])
        turns = (np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) for a in np.arange(4) * np.pi / 2)
        outline = np.vstack([quarter @ turn for turn in turns])
        self._outline = radius * np.column_stack([outline, np.zeros(len(outline))])
        self.place(centres)

    def place(self, centres: NDArray[np.float64]) -> Dots:
        """Stand at other places, shape (dots, 3)."""
        self.centres = centres
        self.points = (centres[:, None] + self._outline).reshape(-1, 3)
        return self

    def travel(self, goals: NDArray[np.float64], *, lag: float, run_time: float) -> Animation:
        """Return the animation that carries each dot to its goal, the last setting out `lag` of the time later."""
        starts = self.centres.copy()
        delays = lag * np.linspace(0, 1, len(starts))[:, None]

        def travelled(_: VMobject, alpha: float) -> None:
            along = np.clip((alpha - delays) / (1 - lag), 0, 1)
            self.place(starts + along**2 * (3 - 2 * along) * (goals - starts))

        return ByAlpha(self, travelled, rate_func=linear, run_time=run_time)


class Cloud(VGroup):
    """A square whose sides go from black to white, its diagonal, and a dot for each pair of pixels.

    Parameters
    ----------
    sample
        A traced `convmath.images.locality.Partners`.
    side
        Side of the square in Manim units.
    theme
        The theme.
    color
        Colour of the dots.
    partner
        What the second pixel is called, in words.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.images.full_size import full_image_from
        from convmath.images.locality import partners
        from scenes.base.theme import DARK
        from scenes.mobjects.charts.cloud import Cloud


        class Alike(Scene):
            def construct(self):
                camera = traced(full_image_from, "camera")
                pairs = traced(partners, camera, rows=0, columns=1, times=40, count=300, seed=0)
                cloud = Cloud(pairs, side=5, theme=DARK, color=DARK.output, partner="right neighbour").center()
                self.play(FadeIn(cloud))
                self.play(cloud.part(0, 1, run_time=3, stops=4))
    """

    def __init__(self, sample: Traced[Any], *, side: float, theme: Theme, color: ManimColor, partner: str) -> None:
        self.sample, self.theme = sample, theme
        self.square = Rectangle(width=side, height=side, stroke_color=theme.muted, stroke_width=2)
        corner = self.square.get_corner(DOWN + LEFT)
        self.diagonal = DashedLine(corner, -corner, color=theme.muted, stroke_width=2.5, dash_length=0.12)
        self.ramps = VGroup(*self._ramp(DOWN), *self._ramp(LEFT))
        self.frame = VGroup(self.square, self.diagonal, self.ramps)
        self.dots = Dots(self.places(0), color=color)
        self.labels = self.label(partner)
        super().__init__(self.frame, self.dots, self.labels)

    def label(self, partner: str) -> VGroup:
        """Return what the two sides stand for, placed beside them."""
        look = {"size": SMALLEST, "color": self.theme.muted}
        across = words("the pixel, dark to bright", **look).next_to(self.ramps, DOWN, buff=0.14)
        upward = words(f"{partner}, dark to bright", **look).next_to(self.square, UP, buff=0.16)
        return VGroup(across.set_x(self.square.get_x()), upward.align_to(self.square, LEFT))

    def places(self, fraction: float, *, stops: int | None = None) -> NDArray[np.float64]:
        """Return where the dots stand at a fraction of the way from the first to the last distance, shape (dots, 3).

        Between so many distances, by default all, they are on their way from one to the next.
        """
        pairs = self.sample.value
        times = len(pairs.there)
        kept = np.linspace(0, times - 1, min(stops or times, times)).round().astype(int)
        return self.at(pairs.here, at_fraction(pairs.there[kept], fraction))

    def at(self, here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where dots of these grey levels stand, shape (dots, 3)."""
        corner, side = self.square.get_corner(DOWN + LEFT), self.square.width
        return np.asarray(corner + side * np.column_stack([here, there, 0 * here]))

    def arrive(self, picture: PixelMap, *, run_time: float) -> Animation:
        """Return the animation in which the pixels leave the picture and become the dots."""
        pairs = self.sample.value
        goals = self.places(0)
        self.dots.place(np.array([picture.centre_of(row, col) for row, col in zip(pairs.rows, pairs.columns)]))
        return self.dots.travel(goals, lag=0.6, run_time=run_time)

    def part(self, start: float, end: float, *, run_time: float, stops: int, **options: Any) -> Animation:
        """Return the animation in which the partners move off, from one fraction of the way to another.

        A dot whose partner changes at every distance would flicker: it stops at a few of them, the ends included.
        """

        def move(_: VMobject, alpha: float) -> None:
            self.dots.place(self.places((1 - alpha) * start + alpha * end, stops=stops))

        return ByAlpha(self.dots, move, run_time=run_time, **options)

    def onto(self, place: NDArray[np.float64], side: float, *, run_time: float) -> list[Any]:
        """Return the animations that bring the square to a place and its side to `side`; the labels are to be away."""
        ratio, before = side / self.square.width, self.square.get_center()
        offset = self.frame.get_center() - before
        return [
            self.frame.animate(run_time=run_time).scale(ratio).move_to(place + ratio * offset),
            self.dots.travel(place + ratio * (self.dots.centres - before), lag=0, run_time=run_time),
        ]

    def change(self, sample: Traced[Any], *, color: ManimColor) -> Dots:
        """Take the pixels of another image, in another colour; return the dots that were there, which are to leave."""
        leaving = self.dots
        self.sample = sample
        self.dots = Dots(self.places(0), color=color, radius=leaving.radius)
        self.remove(leaving)
        self.add(self.dots)
        return leaving

    def _ramp(self, side: NDArray[np.float64]) -> list[Line]:
        """Return a strip of greys along a side of the square, from black to white, and its border."""
        steps = 24
        width, thick = self.square.width / steps, 0.14
        edge = self.square.get_critical_point(side) + (0.06 + thick / 2) * side
        along = RIGHT if side[1] else UP
        strip = []
        for step in range(steps):
            size = {"width": width, "height": thick} if side[1] else {"width": thick, "height": width}
            grey = self.theme.grey(step / (steps - 1))
            patch = Rectangle(**size, stroke_width=0, fill_color=grey, fill_opacity=1)
            strip.append(patch.move_to(edge + (step + 0.5 - steps / 2) * width * along))
        size = (
            {"width": self.square.width, "height": thick} if side[1] else {"width": thick, "height": self.square.width}
        )
        return [*strip, Rectangle(**size, stroke_color=self.theme.rule, stroke_width=1).move_to(edge)]
