"""What is not spoken of steps back, and comes forward again, by its opacity."""

from __future__ import annotations

from manim import Animation, ImageMobject, Mobject, VMobject

from scenes.base.motion import ByAlpha


class Opacity:
    """The opacity of everything in a mobject, as a share of what it was at first; ``opacity.share`` is the present one.

    Parameters
    ----------
    mobject
        The mobject, lines, fills and pictures in any mixture.
    """

    def __init__(self, mobject: Mobject) -> None:
        self.mobject, self.share = mobject, 1.0
        family = mobject.get_family()
        self._outlines = [
            (part, part.fill_rgbas.copy(), part.stroke_rgbas.copy()) for part in family if isinstance(part, VMobject)
        ]
        self._images = [(part, part.pixel_array[:, :, 3].copy()) for part in family if isinstance(part, ImageMobject)]

    def set(self, share: float) -> None:
        """Give everything a share of its first opacity."""
        self.share = share
        for part, fill, stroke in self._outlines:
            part.fill_rgbas, part.stroke_rgbas = fill.copy(), stroke.copy()
            for rgbas in (part.fill_rgbas, part.stroke_rgbas):
                rgbas[:, 3] *= share
        for part, alpha in self._images:
            part.pixel_array[:, :, 3] = (share * alpha).astype(alpha.dtype)

    def to(self, share: float, *, run_time: float) -> Animation:
        """Return the animation in which everything takes another share of its first opacity."""
        start = self.share
        self.share = share

        def stand(_: Mobject, alpha: float) -> None:
            self.set((1 - alpha) * start + alpha * share)

        return _Stepping(self.mobject, stand, run_time=run_time)


class _Stepping(ByAlpha):
    """As it sets everything from what was noted at first, no copy of it is kept to start from."""

    def create_starting_mobject(self) -> Mobject:
        """Return nothing to be drawn, in place of a copy."""
        return Mobject()
