"""What a rule of thumb asks for, what there is, and how empty the space of images is."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, RIGHT, UP, Circle, Create, FadeIn, FadeOut, LaggedStart, ReplacementTransform, VGroup

from convmath.core.facts import ATOMS, BEYER_1999, HUANG_2007, SIMONYAN_ZISSERMAN_2015
from convmath.core.magnitudes import atoms_in_the_universe, digit_count
from convmath.core.provenance import traced
from convmath.networks.counting import examples_needed
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Readout, Statement
from scenes.base.typesetting import SMALLEST, words
from scenes.examples_needed.demand_chart import LEFT_EDGE, DemandChart
from scenes.examples_needed.digit_wall import DigitWall
from scenes.examples_needed.distance_rows import DistanceRow, Plane
from scenes.examples_needed.heaps import Heaps
from scenes.examples_needed.narration import NARRATIONS
from scenes.examples_needed.parameters import EXAMPLES, ExamplesParameters
from scenes.examples_needed.tiles import COLUMNS, ROWS, Tiles, block_corner
from scenes.examples_needed.words import describe

FIRST_HEIGHTS = (1.85, 0.35, -1.15)
HEIGHTS = (2.7, 1.28, -0.14, -1.56)
"""Where the rows of the first chart lie, without and with the whole network."""

WALL_LEFT = -6.1
HEAD, TILES_TOP = 2.95, 2.6
PLANE = 3.8 * LEFT + 0.25 * UP
SHORT_ROW: dict[str, Any] = {"left": -0.4, "right": 6.6, "y": 0.25, "height": 2.6}
LONG_ROW: dict[str, Any] = {"left": -2.5, "right": 6.6}
ROW_HEIGHTS = (2.6, 1.44, 0.28, -0.88, -2.04)


class ExamplesNeeded(LectureScene):
    """Examples on a logarithmic scale, a number that fills the stage, two heaps, and distances that become one."""

    title = "Hungry parameters, empty space"
    summary = "Examples will never fill the space of images; but real images hold to a small corner of it."
    Parameters = ExamplesParameters
    examples = EXAMPLES
    gif_beats = ("two-heaps",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Ask for examples, count images, and look at where real ones are."""
        self.rule_of_thumb()
        self.possible_images()
        self.random_and_real()
        self.heaps()
        self.near_and_far()

    def rule_of_thumb(self) -> None:
        """Hold what the rule asks for against what there is, then against a network that did without."""
        theme, given = self.theme, self.parameters
        demands, whole = given.demands(), given.whole_network()
        chart = DemandChart([*demands, whole], heights=(*FIRST_HEIGHTS, HEIGHTS[-1]), theme=theme)
        *rows, last = chart.rows
        each = traced(examples_needed, 1)
        asked: dict[str, Any] = {"n": given.units(), "low": each.field("low"), "high": each.field("high")}
        caption = "A rule of thumb asks for examples by the parameter; dots are what there is."
        with self.beat("rule-of-thumb", caption, **asked):
            title = self.show_title()
            self.play(FadeIn(chart.axis), run_time=0.6)
            line = Statement(
                "rule of thumb: {low} to {high} examples a parameter, here of a layer of {n} units",
                color=theme.ink,
                **asked,
            )
            self.play(*self.show_line(line), run_time=0.5)
            self.play(rows[0].appear(run_time=2.6))
            self.wait(0.5)
            self.play(LaggedStart(*(row.appear(run_time=1.8) for row in rows[1:]), lag_ratio=0.5))
            self.wait(1.6)
        caption = "By that rule a well-known network could never have learned. It did."
        with self.beat("one-that-did-without", caption, name=whole.name, n=whole.there):
            self.play(FadeOut(title), *self.clear_line(), *chart.spread(HEIGHTS), run_time=0.8)
            self.play(last.appear_from(rows[-1], run_time=2.6))
            self.add(last)
            ring = Circle(0.26, color=theme.accent, stroke_width=5).move_to(last.dot)
            said = Statement(
                "{name} got by with {n}: a rule of thumb is no law",
                color=theme.ink,
                name=whole.name,
                n=whole.there,
            )
            cited = Readout(SIMONYAN_ZISSERMAN_2015, color=theme.muted, size=SMALLEST)
            self.play(Create(ring), *self.show_line(said), run_time=0.7)
            self.play(FadeIn(self.at_right_of_line(cited)), run_time=0.4)
            self.wait(1.6)

    def at_right_of_line(self, source: Readout) -> Readout:
        """Place a source at the right end of the running line."""
        self.on_running_line(source)
        source.shift((-LEFT_EDGE - source.get_right()[0]) * RIGHT)
        return source

    def possible_images(self) -> None:
        """Write out how many images there are."""
        theme, given = self.theme, self.parameters
        smallest, possible, atoms = given.smallest_format(), given.possible(), traced(atoms_in_the_universe)
        per_line, long = (traced(digit_count, number) for number in (atoms, possible.field("number")))
        with self.beat(
            "possible-images", "A line of digits counts the atoms of the universe.", few=per_line, many=long
        ):
            line = DigitWall(atoms, per_line=per_line, top=2.75, left=WALL_LEFT, color=theme.ink)
            few = Statement(
                "atoms in the observable universe: about {all}, {n} digits", color=theme.ink, all=ATOMS, n=per_line
            )
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(self.at_left(few, 3.15)), line.write(run_time=0.8))
            self.wait(1.2)
            self.next_caption(
                "This many images there are of the smallest format: no data set will ever fill that space."
            )
            wall = DigitWall(possible.field("number"), per_line=per_line, top=1.75, left=WALL_LEFT, color=theme.input)
            many = Statement(
                "{h} × {w} pixels of {levels} greys: {levels}#super[{n}] images, about {short}, {digits} digits",
                color=theme.ink,
                h=smallest.field("height"),
                w=smallest.field("width"),
                levels=possible.field("levels"),
                n=possible.field("values"),
                short=possible.field("scientific"),
                digits=long,
            )
            self.play(FadeIn(self.at_left(many, 2.15)), run_time=0.6)
            self.play(wall.write(run_time=3.6))
            self.wait(1.8)

    def at_left(self, text: Statement, baseline: float) -> Statement:
        """Place a text at the left edge of the stage."""
        text.set_baseline(baseline).shift((WALL_LEFT - text.get_left()[0]) * RIGHT)
        return text

    def random_and_real(self) -> None:
        """Show a few random images, and a few photographs."""
        theme, given = self.theme, self.parameters
        drawn, real = given.drawn(), given.real()
        shown = COLUMNS * ROWS
        corners = (block_corner(right_half=half, top=TILES_TOP, edge=-LEFT_EDGE) for half in (False, True))
        self.step = len(real) // shown
        chosen = ([drawn[place] for place in range(shown)], [real[place * self.step] for place in range(shown)])
        self.tiles = [Tiles(images, top_left=corner, theme=theme) for images, corner in zip(chosen, corners)]
        size: dict[str, Any] = {"h": drawn[0].field("shape")[0], "w": drawn[0].field("shape")[1]}
        heads = [
            Statement("{h} × {w} pixels drawn at random", color=theme.ink, **size),
            Statement("faces, {h} × {w} pixels", color=theme.ink, **size),
        ]
        for head, tiles in zip(heads, self.tiles):
            head.set_baseline(HEAD).align_to(tiles, LEFT)
        cited = Readout(HUANG_2007, color=theme.muted, size=SMALLEST)
        with self.beat("random-and-real", "Draw a point of that space at random, and again: it is never a picture."):
            self.play(*self.all_leave_but(), FadeIn(heads[0]), run_time=0.6)
            self.play(self.tiles[0].appear(run_time=1.8))
            self.wait(0.8)
            self.next_caption("Real images are points of the same space.")
            self.play(FadeIn(heads[1]), self.tiles[1].appear(run_time=1.4))
            cited.next_to(self.tiles[1], DOWN, buff=0.2).align_to(self.tiles[1], RIGHT)
            self.play(FadeIn(cited), run_time=0.3)
            self.wait(1.5)
        self.heads = VGroup(*heads, cited)

    def heaps(self) -> None:
        """Bring every image to one number, and heap the numbers up."""
        theme = self.theme
        heaps = Heaps(self.parameters.likeness(), theme=theme)
        meaning = words("correlation of each pixel with the one to its right", color=theme.ink)
        self.line = self.on_running_line(meaning).set_x(0)
        with self.beat("one-number", "One number of each image: how alike the pixels are that stand side by side."):
            arriving = FadeIn(heaps.plot, self.line)
            moving = heaps.stack(
                [
                    (tile, group, place * (1, self.step)[group])
                    for group, tiles in enumerate(self.tiles)
                    for place, tile in enumerate(tiles)
                ]
            )
            self.play(FadeOut(self.heads), run_time=0.4)
            self.play(arriving, LaggedStart(*moving, lag_ratio=0.03), run_time=3.0)
            self.wait(1.8)
        with self.beat("two-heaps", "A thousand random images and a hundred faces: two heaps that do not touch."):
            self.play(FadeOut(*(tile for tiles in self.tiles for tile in tiles)), run_time=0.5)
            for group, name in enumerate(("random images", "faces")):
                bars = heaps.bars(group)
                self.play(bars.grow(run_time=1.2), FadeIn(heaps.label(group, name, bars)))
            self.wait(0.4)
            self.play(FadeIn(heaps.gap(), shift=0.1 * UP), run_time=0.6)
            self.wait(1.8)

    def near_and_far(self) -> None:
        """Show how far random points are from another in a plane, then in more dimensions."""
        theme = self.theme
        spaces = self.parameters.spaces()
        flat = spaces[0].points
        count = flat.field("count")
        with self.beat("near-and-far", "In a plane some random points are near, and some are far.", n=count):
            plane = Plane(flat, side=5.6, theme=theme).move_to(PLANE)
            row = DistanceRow(flat, **SHORT_ROW, theme=theme)
            heads = row.heads()
            self.play(*self.all_leave_but(), FadeIn(plane.square), run_time=0.6)
            self.play(LaggedStart(*map(FadeIn, plane.dots), lag_ratio=0.01, run_time=1.0))
            self.play(FadeIn(plane.observer, scale=2), Create(plane.far), Create(plane.near), run_time=1.0)
            self.play(FadeIn(row.axis), row.gather(plane, run_time=1.6))
            self.play(row.rise(), FadeIn(heads))
            share = Statement(
                "the nearest of {n} points: {ratio} of the way to the farthest",
                color=theme.ink,
                colors={"ratio": theme.accent},
                n=count,
                ratio=flat.field("ratio"),
            )
            self.play(row.mark(), *self.show_line(share), run_time=0.7)
            self.wait(1.4)
        ends: dict[str, Any] = {"a": flat.field("ratio"), "b": spaces[-1].points.field("ratio")}
        caption = "With every dimension more the nearest moves away, until all are far alike."
        with self.beat("far-away", caption, **ends):
            rows = [
                DistanceRow(space.points, **LONG_ROW, y=y, theme=theme, of=space.of)
                for space, y in zip(spaces, ROW_HEIGHTS)
            ]
            first = rows[0]
            self.play(
                FadeOut(plane, heads, row.share),
                *self.clear_line(),
                *(ReplacementTransform(*pair) for pair in zip(row.outlines, first.outlines)),
                FadeIn(first.share, first.label),
                run_time=1.0,
            )
            self.remove(*first.outlines)
            self.add(first)
            self.play(rows[1].appear(run_time=1.8))
            self.play(LaggedStart(*(each.appear(run_time=1.5) for each in rows[2:]), lag_ratio=0.5))
            risen = Statement("nearest ÷ farthest rises from {a} to {b}", color=theme.ink, **ends)
            cited = self.at_right_of_line(Readout(BEYER_1999, color=theme.muted, size=SMALLEST))
            self.play(*self.show_line(risen), FadeIn(cited), run_time=0.6)
            self.wait(1.8)
