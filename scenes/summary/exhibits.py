"""Four pairs of pictures, each drawn again from what an earlier scene computed: large with notes, then small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    Group,
    LaggedStart,
    ManimColor,
    Mobject,
    MoveToTarget,
    VGroup,
    VMobject,
)

from convmath.core.facts import IMAGENET
from convmath.core.provenance import Traced, traced
from convmath.images.locality import pairs_at
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import Typeset, words
from scenes.mobjects.charts.cloud import Cloud
from scenes.mobjects.grids.panel import Panel
from scenes.mobjects.grids.shift_map import ShiftMap
from scenes.mobjects.search.marks import Kind
from scenes.mobjects.search.pictures import SearchedImage
from scenes.mobjects.wiring.stacked_panel import StackedPanel
from scenes.mobjects.wiring.wired_panel import WireLook, looks_by_tap
from scenes.summary.parameters import PATCH_AT, PATCH_SIDE, STEP, SummaryParameters

LEFT, RIGHT = -6.55, 6.55
HIGH = 3.3
"""Height of the pictures while they are looked at."""

SLOT, SLOT_WIDTH = -5.33, 2.5
"""Where the middle of the small pictures is, and how much room they have."""

_APART, _NOTE, _LINE = 0.14, 0.3, 0.46
_THINNEST = 0.35
"""What is left of the width of lines in a picture without any height."""

Step = tuple[list[Animation], float]
"""What is played at once, and for how long."""


class Exhibit:
    """Two pictures, each with a note at its right, and a line to stand below them.

    Parameters
    ----------
    pictures
        The two pictures.
    notes
        Their notes.
    line
        What is said below them.
    labels
        What else is there of the second picture while it is large.
    """

    said: dict[str, Traced[Any]]
    """The numbers that are spoken while it is looked at."""

    def __init__(
        self, pictures: Sequence[Mobject], notes: Sequence[VGroup], line: Statement, labels: Sequence[Mobject] = ()
    ) -> None:
        self.pictures, self.notes, self.line, self.labels = list(pictures), list(notes), line, list(labels)
        self._heights = [picture.height for picture in pictures]
        self._widths = [[part.get_stroke_width() for part in outlines_of(picture)] for picture in pictures]

    def stand(self, y: float) -> None:
        """Spread the pictures and their notes over the stage, at a height."""
        widths = [part.width for pair in zip(self.pictures, self.notes) for part in pair]
        air = (RIGHT - LEFT - sum(widths) - len(self.notes) * _NOTE) / (len(self.notes) + 1)
        x = LEFT
        for picture, note in zip(self.pictures, self.notes):
            x += air
            shift = np.array([x - picture.get_left()[0], y - picture.get_y(), 0.0])
            for part in (picture, *(self.labels if picture is self.pictures[-1] else ())):
                part.shift(shift)
            x += picture.width + _NOTE
            note.move_to([x + note.width / 2, y, 0.0])
            x += note.width

    def steps(self) -> list[Step]:
        """Return what is played one after another as the pictures come."""
        raise NotImplementedError

    def leave(self) -> list[Animation]:
        """Return the animations in which everything but the pictures leaves."""
        return [FadeOut(part) for part in (*self.notes, *self.labels)]

    def into(self, y: float, height: float) -> list[Animation]:
        """Return the animations that bring the pictures side by side into a row, no higher than `height`."""
        wide = sum(picture.width for picture in self.pictures)
        factor = min(height / max(picture.height for picture in self.pictures), (SLOT_WIDTH - _APART) / wide)
        x = SLOT - (factor * wide + _APART) / 2
        for picture, full, widths in zip(self.pictures, self._heights, self._widths):
            target = picture.generate_target().scale(factor)
            target.move_to([x + target.width / 2, y, 0.0])
            x += target.width + _APART
            thinner = _THINNEST + (1 - _THINNEST) * target.height / full
            for part, width in zip(outlines_of(target), widths):
                part.set_stroke(width=thinner * width, family=False)
        return [MoveToTarget(picture) for picture in self.pictures]


class WiredPair(Exhibit):
    """A dense layer and a convolution on a tiny image, line by line."""

    def __init__(self, given: SummaryParameters, *, theme: Theme) -> None:
        dense, shared = given.layers()
        looks = looks_by_tap(*shared.value.geometry.kernel_size, theme=theme)
        self.panels = [
            StackedPanel(made, x=0, looks=each, theme=theme)
            for made, each in ((dense, [WireLook(theme.dense)]), (shared, looks))
        ]
        pictures = [VGroup(panel, panel.web) for panel in self.panels]
        for picture in pictures:
            picture.scale_to_fit_height(HIGH)
        notes = [
            _lines(
                words(name, color=color),
                Statement("{n} connections", n=made.field("connections"), color=theme.ink),
                Statement("{n} weights", n=made.field("weights"), color=theme.ink),
            )
            for name, made, color in (("dense", dense, theme.dense), ("convolution", shared, theme.kernel))
        ]
        self.said = {"lines": dense.field("connections"), "few": shared.field("connections")}
        self.said["weights"] = shared.field("weights")
        conv, full = given.counted_layers()
        line = Statement(
            "from {image} images to {c} maps: {dense} ÷ {conv} parameters",
            color=theme.ink,
            colors={"dense": theme.dense, "conv": theme.kernel},
            image=IMAGENET,
            c=conv.field("out_channels"),
            dense=full.field("parameters"),
            conv=conv.field("parameters"),
        )
        super().__init__(pictures, notes, line)

    def steps(self) -> list[Step]:
        """Return how the lines of the convolution are drawn, the dense layer being there already."""
        second = self.panels[1]
        drawing = LaggedStart(*map(Create, second.web), lag_ratio=0.25)
        return [([FadeIn(self.notes[0]), FadeIn(second)], 0.7), ([drawing], 1.8), ([FadeIn(self.notes[1])], 0.4)]


class NeighbourPair(Exhibit):
    """A photograph, and the cloud of its pixels and their neighbours."""

    def __init__(self, given: SummaryParameters, *, theme: Theme) -> None:
        image = given.photograph()
        self._given, (rows, cols) = given, image.value.shape
        side = HIGH if rows >= cols else min(1.3 * HIGH, HIGH * cols / rows)
        self.photo = Panel(given.drawn_photograph(), theme=theme, palette=theme.grey, side=side)
        look = {"side": HIGH - 1.0, "theme": theme, "color": theme.output}
        self.cloud = Cloud(given.pairs(), partner="right neighbour", **look)
        notes = [
            _lines(*(words(text, color=theme.ink) for text in said))
            for said in (("any pixel and", "the one beside it", "make a dot"), ("alike: on", "the diagonal"))
        ]
        line = Statement(
            "all {n} pairs side by side: correlation = {r:3}",
            color=theme.ink,
            colors={"r": theme.output},
            n=traced(len, traced(pairs_at, image, **STEP)),
            r=given.neighbours(),
        )
        self.said = {"r": given.neighbours()}
        super().__init__([self.photo, VGroup(self.cloud.frame, self.cloud.dots)], notes, line, [self.cloud.labels])

    def steps(self) -> list[Step]:
        """Return how pixels leave the photograph and become dots."""
        cloud = self.cloud
        come = [FadeIn(cloud.frame), FadeIn(cloud.labels)]
        return [
            ([FadeIn(self.photo, scale=0.95)], 0.7),
            (come, 0.5),
            ([self._arrive(run_time=2.8)], 2.8),
            ([FadeIn(note) for note in self.notes], 0.4),
        ]

    def _arrive(self, *, run_time: float) -> Animation:
        """Return the animation in which pixels leave the photograph, which is drawn with fewer, and become dots."""
        picture, pairs = self.photo.picture, self.cloud.sample.value
        rows, cols = self._given.photograph().value.shape
        down, right = (pairs.rows + 0.5) * picture.rows / rows, (pairs.columns + 0.5) * picture.cols / cols
        self.cloud.dots.place(np.array([picture.corner_of(*place) for place in zip(down, right)]))
        return self.cloud.dots.travel(self.cloud.places(0), lag=0.6, run_time=run_time)


class CoinPair(Exhibit):
    """A patch, and the coins on which it was searched for, with marks."""

    def __init__(self, given: SummaryParameters, *, theme: Theme) -> None:
        search, detection = given.search(), given.detection()
        told = detection.value
        self.photo = photo = SearchedImage(given.coins(), PATCH_SIDE, theme=theme, width=5, height=HIGH)
        self.window = photo.window(*PATCH_AT)
        self._found = ([hit for hit, _ in told.hits], told.misses, told.false_alarms)
        looks: tuple[tuple[Kind, ManimColor], ...] = (
            ("ring", theme.output),
            ("dashed", theme.wrong),
            ("cross", theme.wrong),
        )
        self.marks = [
            photo.marks(kind, photo.middles(places), color) for (kind, color), places in zip(looks, self._found)
        ]
        self.patch = Panel(search.field("patch"), theme=theme, palette=theme.grey, side=0.62 * HIGH)
        self.patch.frame.set_stroke(theme.kernel, 5)
        rows, cols = search.field("patch").field("shape")
        parts = [(name, traced(len, detection.field(name))) for name in ("hits", "misses", "false_alarms")]
        self.said = dict(parts)
        notes = [
            _lines(
                words("one detector:", color=theme.kernel),
                Statement("{a} × {b} weights", a=rows, b=cols, color=theme.ink),
            ),
            _lines(
                *(
                    Statement(f"{{n}} {word}", n=count, color=theme.ink, colors={"n": color})
                    for (_, count), word, color in zip(
                        parts,
                        ("found (ring)", "missed (dashed)", "false (cross)"),
                        (theme.output, theme.wrong, theme.wrong),
                    )
                )
            ),
        ]
        line = Statement(
            "the same patch, compared with the image at {n} places",
            color=theme.ink,
            n=search.field("places"),
        )
        super().__init__([self.patch, Group(photo, self.window, *self.marks)], notes, line)

    def stand(self, y: float) -> None:
        """Spread the pictures over the stage; marks are drawn where the photograph then is."""
        super().stand(y)
        for marks, places in zip(self.marks, self._found):
            marks.places = self.photo.middles(places)
            marks.show(len(places))

    def steps(self) -> list[Step]:
        """Return how the patch is cut out of the image, and what it finds."""
        taken = FadeIn(self.patch, target_position=self.window, scale=0.2)
        found = [mark.appear(run_time=1.6) for mark in self.marks]
        return [
            ([FadeIn(self.photo, scale=0.95)], 0.6),
            ([Create(self.window)], 0.4),
            ([taken, FadeIn(self.notes[0])], 0.8),
            (list(found), 1.6),
            ([FadeIn(self.notes[1])], 0.4),
        ]


class MapPair(Exhibit):
    """How many digits two networks name rightly at every place: a dense layer, and convolutions with a maximum."""

    def __init__(self, given: SummaryParameters, *, theme: Theme) -> None:
        names = (("one dense", "layer"), ("convolutions,", "global max"))
        networks = given.networks()
        self.maps = [
            ShiftMap(" ".join(name), network, theme=theme, side=HIGH) for name, network in zip(names, networks)
        ]
        notes = [
            _lines(
                *(words(part, color=color) for part in name),
                *(
                    Statement(f"{word} {{n}}", n=network.field(field), color=theme.ink)
                    for word, field in (("middle", "centred"), ("worst", "least"))
                ),
            )
            for name, network, color in zip(names, networks, (theme.dense, theme.kernel))
        ]
        self.said = {
            name: networks[0].field(field)
            for name, field in (("n", "tested"), ("centred", "centred"), ("least", "least"))
        }
        line = Statement(
            "how many of {n} test digits are named rightly, at every place where they fit",
            color=theme.ink,
            n=networks[0].field("tested"),
        )
        super().__init__([Group(each.panel, each.middle) for each in self.maps], notes, line)

    def steps(self) -> list[Step]:
        """Return how the maps are filled."""
        frames = [FadeIn(each.panel.frame) for each in self.maps]
        filled = [each.panel.picture.reveal(run_time=1.8) for each in self.maps]
        names = [FadeIn(note[:2]) for note in self.notes]
        marked = [Create(each.middle) for each in self.maps]
        return [
            ([*frames, *names], 0.6),
            (list(filled), 1.8),
            ([AnimationGroup(*marked), *(FadeIn(note[2:]) for note in self.notes)], 0.6),
        ]


def outlines_of(picture: Mobject) -> list[VMobject]:
    """Return the outlines of a picture."""
    return [part for part in picture.get_family() if isinstance(part, VMobject)]


def _lines(*lines: Typeset) -> VGroup:
    """Return lines below each other, their left ends aligned and their baselines evenly apart."""
    for number, line in enumerate(lines):
        line.set_baseline(-_LINE * number)
        line.shift(np.array([-line.get_left()[0], 0.0, 0.0]))
    return VGroup(*lines)
