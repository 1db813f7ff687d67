"""The comparison of cortex and network as a picture: which part stands for which, and where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Brace,
    Circle,
    DashedLine,
    Group,
    ManimColor,
    Mobject,
    RoundedRectangle,
    Square,
    VGroup,
)

from convmath.convolution.gabor import Gabor
from convmath.core.facts import FELLEMAN_VAN_ESSEN_1991, HUBEL_WIESEL_1962, HUBEL_WIESEL_1968, IT, V1, V2, V4
from convmath.core.provenance import traced
from convmath.cortex.ventral_stream import Limit
from scenes.base.readout import Readout, Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, SMALLEST, words
from scenes.visual_cortex.recording import field_panel
from scenes.visual_cortex.stations import RADIUS, Station, area_station, flow, network_stations, thin_arrow

_COLUMNS = (-4.9, -1.7, 1.7, 4.9)
_CORTEX, _NETWORK = 1.25, -1.45
_FIRST_ROW, _HEADINGS = 2.1 * UP, 2.9
_TOPIC, _IN_CORTEX, _IN_NETWORK = -6.6, -0.4, 4.3
"""Where the columns of the second picture stand: topics by their left edge, the others by their middle."""


class Counterparts(VGroup):
    """Parts of cortex above the layers they are compared with; ``pairs[i]`` is one part, its layer and what they share.

    Parameters
    ----------
    shared
        What the two of each pair have in common, in a few words, from the first pair to the last.
    theme
        The theme.
    """

    def __init__(self, shared: Sequence[str], *, theme: Theme) -> None:
        upper = [np.array([x, _CORTEX, 0.0]) for x in _COLUMNS]
        lower = [np.array([x, _NETWORK, 0.0]) for x in _COLUMNS]
        simple = _cell_station("simple", color=theme.kernel, theme=theme).shift(upper[0])
        complex_ = _cell_station("complex", color=theme.output, theme=theme).shift(upper[1])
        middle = [area_station(name, color=theme.kernel, theme=theme) for name in (V2, V4)]
        last = area_station(IT, color=theme.dense, theme=theme).shift(upper[3])
        for station, side in zip(middle, (LEFT, RIGHT)):
            station.shift(upper[2] + 0.95 * side)
        border = RoundedRectangle(
            corner_radius=0.5,
            width=upper[1][0] - upper[0][0] + 2 * RADIUS + 0.6,
            height=2 * RADIUS + 0.5,
            stroke_color=theme.muted,
            stroke_width=3,
        ).move_to((upper[0] + upper[1]) / 2)
        name = Readout(V1, color=theme.ink, size=LABEL).move_to(border).shift(0.35 * UP)
        self.area = VGroup(border, name)
        layers = network_stations(theme)
        for layer, place in zip(layers, lower):
            layer.shift(place - layer.picture.get_center())
        parts = [VGroup(simple), VGroup(complex_), VGroup(*middle), VGroup(last)]
        self.pairs = VGroup(
            *(
                VGroup(part, _link(x, what, theme), layer)
                for part, layer, x, what in zip(parts, layers, _COLUMNS, shared)
            )
        )
        self.arrows = VGroup(
            *(flow(*pair, color=theme.muted) for pair in pairwise(layers)),
            *(
                flow(*pair, color=theme.muted)
                for pair in ((simple, complex_), (complex_, middle[0]), middle, (middle[1], last))
            ),
        )
        super().__init__(self.area, self.arrows, self.pairs)

    def credit(self, theme: Theme) -> VGroup:
        """Return braces over the cells and over the hierarchy, each with the paper that described it."""
        look = {"size": SMALLEST + 2, "color": theme.muted}
        beyond = VGroup(*self.pairs[2][0], *self.pairs[3][0])
        cells = VGroup(
            Statement("cells, in the cat: {source}", source=HUBEL_WIESEL_1962, **look),
            Statement("in the monkey: {source}", source=HUBEL_WIESEL_1968, **look),
        ).arrange(DOWN, buff=0.12, aligned_edge=RIGHT)
        spans = (
            (self.area, cells),
            (beyond, Statement("hierarchy, later: {source}", source=FELLEMAN_VAN_ESSEN_1991, **look)),
        )
        credit = VGroup()
        for span, label in spans:
            brace = Brace(span, UP, buff=0.2, color=theme.muted, sharpness=1)
            brace.set_y(self.area.get_top()[1] + 0.3)
            credit.add(brace, label.next_to(brace, UP, buff=0.15))
        return credit


class LimitRow(Group):
    """One point at which the comparison ends: its topic and source, and a picture of either side."""

    def __init__(self, limit: Limit, pictures: tuple[Mobject, Mobject], *, theme: Theme) -> None:
        topic = words(limit.topic, color=theme.ink)
        source = Readout(limit.sources[0], size=SMALLEST, color=theme.muted)
        for text, drop in ((topic, 0.0), (source, 0.38)):
            text.set_x(_TOPIC, direction=LEFT).set_baseline(_FIRST_ROW[1] + 0.08 - drop)
        for picture, x in zip(pictures, (_IN_CORTEX, _IN_NETWORK)):
            picture.move_to(_FIRST_ROW).set_x(x)
        super().__init__(topic, source, *pictures)


def limit_headings(theme: Theme) -> VGroup:
    """Return what the two columns of pictures show."""
    return VGroup(
        *(
            words(side, color=theme.muted).set_x(x).set_baseline(_HEADINGS)
            for side, x in (("cortex", _IN_CORTEX), ("network", _IN_NETWORK))
        )
    )


def limit_pictures(theme: Theme) -> dict[str, tuple[Mobject, Mobject]]:
    """Return the pictures of cortex and of network for each topic.

    The topics are those of `convmath.cortex.ventral_stream.limits_of_analogy`.
    """
    return {
        "Feedback": (_both_ways(theme), _one_way(theme)),
        "Weight sharing": (_fields((30, 90, 150), theme), _fields((60, 60, 60), theme)),
        "Learning": (
            words("an open question", color=theme.ink),
            words("backpropagation", color=theme.ink),
        ),
        "Fovea": (
            VGroup(
                *(Circle(radius, color=theme.output, stroke_width=4) for radius in (0.42, 0.26, 0.14, 0.26, 0.42))
            ).arrange(RIGHT, buff=0.12),
            VGroup(*(Square(0.4, color=theme.kernel, stroke_width=4) for _ in range(5))).arrange(RIGHT, buff=0.12),
        ),
    }


def _cell_station(name: str, *, color: ManimColor, theme: Theme) -> Station:
    disc = Circle(RADIUS + 0.05, stroke_color=color, stroke_width=4, fill_color=theme.neutral, fill_opacity=1)
    return Station(disc, words(name, size=SMALLEST, color=theme.ink).move_to(disc))


def _link(x: float, shared: str, theme: Theme) -> VGroup:
    middle = (_CORTEX + _NETWORK) / 2
    label = words(shared, size=SMALLEST + 2, color=theme.ink).move_to([x, middle, 0])
    ends = (
        (np.array([x, _CORTEX - RADIUS - 0.35, 0]), label.get_top() + 0.12 * UP),
        (label.get_bottom() + 0.12 * DOWN, np.array([x, _NETWORK + RADIUS + 0.12, 0])),
    )
    lines = (DashedLine([x, a[1], 0], [x, b[1], 0], color=theme.muted, stroke_width=3) for a, b in ends)
    return VGroup(*lines, label)


def _both_ways(theme: Theme) -> VGroup:
    left, right = (Circle(0.36, stroke_color=theme.ink, stroke_width=4).shift(1.1 * side) for side in (LEFT, RIGHT))
    forth = thin_arrow(0.6 * LEFT + 0.15 * UP, 0.6 * RIGHT + 0.15 * UP, color=theme.muted)
    back = thin_arrow(0.6 * RIGHT + 0.15 * DOWN, 0.6 * LEFT + 0.15 * DOWN, color=theme.accent)
    return VGroup(left, right, forth, back)


def _one_way(theme: Theme) -> VGroup:
    left, right = (Square(0.64, stroke_color=theme.ink, stroke_width=4).shift(1.1 * side) for side in (LEFT, RIGHT))
    return VGroup(left, right, thin_arrow(0.6 * LEFT, 0.6 * RIGHT, color=theme.muted))


def _fields(orientations: Sequence[float], theme: Theme) -> Group:
    fields = (traced(Gabor, size=31, wavelength=10, orientation=angle) for angle in orientations)
    return Group(*(field_panel(field, theme=theme, side=0.9) for field in fields)).arrange(RIGHT, buff=0.2)
