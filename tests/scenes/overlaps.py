"""What lies across, over or under a text: found by the outlines of all that is drawn, in the order of drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from manim import Mobject, VMobject
from manim.mobject.types.image_mobject import AbstractImageMobject
from numpy.typing import NDArray

from scenes.base.typesetting import Typeset
from tests.scenes.boxes import Box

FAINT = 0.1
"""Up to this opacity a line or a film of colour leaves a text legible."""
SOLID = 0.9
"""From this opacity on a fill hides what is below it."""
LINE_WIDTH = 0.01
"""Width of a line, in Manim units, for each unit of Manim's stroke width."""
SLACK = 0.01
"""How far into the box of a text something may reach, in Manim units."""
THIRDS = np.array([[1 / 3], [2 / 3]])
STRAIGHT = 1e-6
"""How far the handles of a straight curve may lie from the thirds of its chord, in Manim units."""
STEPS = np.linspace(0, 1, 9)[:, None, None]


@dataclass
class Layer:
    """One thing that is drawn at once: the outline of a shape, with its line and its fill, or an image."""

    mobject: Mobject

    @cached_property
    def box(self) -> Box:
        if isinstance(self.mobject, AbstractImageMobject):
            return Box.of(self.mobject)
        (left, bottom), (right, top) = self.mobject.points[:, :2].min(axis=0), self.mobject.points[:, :2].max(axis=0)
        return Box(left, right, bottom, top).grown(self.line / 2)

    @cached_property
    def line(self) -> float:
        """Width of the line in Manim units; 0 where it isn't to be seen."""
        shown = isinstance(self.mobject, VMobject) and self.mobject.get_stroke_opacity() > FAINT
        return LINE_WIDTH * float(self.mobject.get_stroke_width()) if shown else 0.0

    @cached_property
    def fill(self) -> float:
        """How opaque the fill is."""
        if isinstance(self.mobject, AbstractImageMobject):
            return float(self.mobject.get_pixel_array()[:, :, 3].any())
        return float(self.mobject.get_fill_opacity())

    @property
    def flat(self) -> bool:
        """Whether the fill is of one colour."""
        return isinstance(self.mobject, VMobject) and len(self.mobject.get_fill_rgbas()) == 1

    def crosses(self, box: Box) -> bool:
        """Whether the edge of the shape, as thick as its line, passes through a box."""
        if isinstance(self.mobject, AbstractImageMobject):
            return not self.box.contains(box)
        starts, ends = self._pieces(box.grown(self.line / 2))
        return bool(len(starts)) and passes(starts, ends, box.grown(self.line / 2))

    def surrounds(self, box: Box) -> bool:
        """Whether a shape whose edge doesn't pass through a box has it inside."""
        if isinstance(self.mobject, AbstractImageMobject):
            return True
        (x, y), (starts, ends) = box.middle, self._pieces()
        rise = (ends[:, 1] > y).astype(int) - (starts[:, 1] > y)
        share = (y - starts[:, 1]) / np.where(rise, ends[:, 1] - starts[:, 1], 1)
        return bool(rise[starts[:, 0] + share * (ends[:, 0] - starts[:, 0]) > x].sum())

    def _pieces(self, near: Box | None = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The straight pieces, start and end, of all curves, or of those that may come near a box."""
        points = self.mobject.points
        curves = points[: len(points) // 4 * 4, :2].reshape(-1, 4, 2)
        if near is not None:
            low, high = curves.min(axis=1), curves.max(axis=1)
            beside = (low > (near.right, near.top)) | (high < (near.left, near.bottom))
            curves = curves[~beside.any(axis=1)]
        chords = curves[:, :1] + THIRDS * (curves[:, 3:] - curves[:, :1])
        if (np.abs(curves[:, 1:3] - chords) < STRAIGHT).all():
            return curves[:, 0], curves[:, 3]
        t, (a, b, c, d) = STEPS, curves.transpose(1, 0, 2)
        path = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
        return path[:-1].reshape(-1, 2), path[1:].reshape(-1, 2)


def passes(starts: NDArray[np.float64], ends: NDArray[np.float64], box: Box) -> bool:
    """Whether one of several straight pieces has a point in a box."""
    way = np.where(np.abs(ends - starts) < 1e-12, 1e-12, ends - starts)
    first, second = (np.array([box.left, box.bottom]) - starts) / way, (np.array([box.right, box.top]) - starts) / way
    enters = np.maximum(np.minimum(first, second).max(axis=1), 0)
    leaves = np.minimum(np.maximum(first, second).min(axis=1), 1)
    return bool((enters < leaves).any())


def overlaps(drawn: Sequence[Mobject], texts: Iterable[Typeset]) -> Iterator[str]:
    """Say what is across, over or under a text that isn't its own ground, and which images cover one another.

    Parameters
    ----------
    drawn
        Everything with points of its own, in the order in which it is drawn.
    texts
        The texts whose outlines are among it.
    """
    place = {id(mobject): number for number, mobject in enumerate(drawn)}
    glyphs = {id(text): [place[id(part)] for part in text.family_members_with_points()] for text in texts}
    letters = {number for numbers in glyphs.values() for number in numbers}
    layers = [(number, Layer(each)) for number, each in enumerate(drawn) if number not in letters]
    layers = [(number, layer) for number, layer in layers if layer.line or layer.fill > FAINT]
    edges = np.array([(layer.box.left, layer.box.right, layer.box.bottom, layer.box.top) for _, layer in layers])
    for text in texts if layers else ():
        box, first, last = Box.of(text).grown(-SLACK), min(glyphs[id(text)]), max(glyphs[id(text)])
        x, y = (
            (edges[:, 0] < box.right) & (edges[:, 1] > box.left),
            (edges[:, 2] < box.top) & (edges[:, 3] > box.bottom),
        )
        near = [layers[index] for index in np.flatnonzero(x & y)]
        over = [layer for number, layer in near if number > last]
        under = [layer for number, layer in near if number < first]
        yield from (f"{name(layer)} lies across {text.markup!r}" for layer in over if layer.crosses(box))
        yield from (
            f"{name(layer)} covers {text.markup!r}"
            for layer in over
            if layer.fill > FAINT and not layer.crosses(box) and layer.surrounds(box)
        )
        for layer in reversed(under):
            if layer.crosses(box):
                yield f"{name(layer)} runs below {text.markup!r}"
            elif layer.fill > FAINT and layer.surrounds(box):
                if not layer.flat:
                    yield f"{name(layer)} below {text.markup!r} is not of one colour"
                if layer.fill > SOLID:
                    break  # a ground of its own, which hides all that is below it
    pictures = [layer for _, layer in layers if isinstance(layer.mobject, AbstractImageMobject)]
    yield from (f"{name(one)} covers {name(other)}" for one, other in combinations(pictures, 2) if cover(one, other))


def cover(one: Layer, other: Layer) -> bool:
    """Whether two images lie over each other, of which neither is a detail of the other."""
    return one.box.overlaps(other.box) and not (one.box.contains(other.box) or other.box.contains(one.box))


def name(layer: Layer) -> str:
    """What a thing is called, and where it is."""
    return f"{type(layer.mobject).__name__} at ({layer.box.middle[0]:.2f}, {layer.box.middle[1]:.2f})"
