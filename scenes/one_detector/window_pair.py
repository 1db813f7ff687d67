"""The patch and a window of the image, enlarged side by side, and how alike they are."""

from __future__ import annotations

from typing import Any

from manim import RIGHT, UP, Group, Mobject

from convmath.core.provenance import Traced, traced
from convmath.images.resampling import crop
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, STATEMENT, words
from scenes.mobjects.grids.panel import Panel

_APART = 0.5


class WindowPair(Group):
    """Two squares: the patch at the left, and at the right what a window shows; below, their correlation.

    Parameters
    ----------
    image
        The traced image.
    patch
        The traced patch, shape (side, side).
    side
        Side of a square in Manim units.
    centre
        Where the middle between them stands.
    theme
        The theme.

    Examples
    --------
    .. code-block:: python

        from manim import ORIGIN, FadeIn, Scene
        from convmath.core.provenance import traced
        from convmath.images.detector import search_for_patch
        from convmath.images.full_size import full_image_from
        from scenes.base.theme import DARK
        from scenes.one_detector.window_pair import WindowPair


        class Alike(Scene):
            def construct(self):
                coins = traced(full_image_from, "coins")
                search = traced(search_for_patch, coins, row=104, column=316, side=41, threshold=0.45)
                pair = WindowPair(coins, search.field("patch"), side=3, centre=ORIGIN, theme=DARK)
                self.play(FadeIn(pair))
                self.play(FadeIn(*pair.look_at(search.field("found")[1])))
    """

    def __init__(self, image: Traced[Any], patch: Traced[Any], *, side: float, centre: Any, theme: Theme) -> None:
        self.image, self.theme, self.side = image, theme, side
        self.patch = Panel(patch, theme=theme, palette=theme.grey, side=side)
        self.patch.frame.set_stroke(theme.kernel, 5)
        shift = (side + _APART) / 2
        self.patch.move_to(centre - shift * RIGHT)
        self.place = centre + shift * RIGHT
        look = {"size": LABEL, "color": theme.muted}
        self.names = Group(
            words("the patch", **look).next_to(self.patch, UP, buff=0.2),
            words("the window", **look).move_to(self.place).next_to(self.place + side / 2 * UP, UP, buff=0.2),
        )
        self.names[1].set_baseline(self.names[0].baseline)
        self.foot = centre[1] - side / 2 - 0.75
        super().__init__(self.patch, self.names)

    def look_at(self, place: Traced[Any]) -> list[Mobject]:
        """Return what a window shows, enlarged, and the line that says how well the patch matches there."""
        side = len(self.patch.picture.values.value)
        window = traced(crop, self.image, top=place.field("row"), left=place.field("column"), height=side, width=side)
        panel = Panel(window, theme=self.theme, palette=self.theme.grey, side=self.side).move_to(self.place)
        panel.frame.set_stroke(self.theme.accent, 5)
        line = Statement(
            "correlation = {r}",
            size=STATEMENT,
            color=self.theme.ink,
            colors={"r": self.theme.output},
            r=place.field("value"),
        )
        line.move_to((self.patch.get_center() + self.place) / 2).set_baseline(self.foot)
        return [panel, line]
