"""From everything to nine numbers: keep the neighbours, tie the weights, and the map moves along with the picture."""

from __future__ import annotations

import numpy as np
from manim import Create, FadeIn, FadeOut, GrowArrow, VGroup

from convmath.convolution.equivariance import ShiftedLayer
from convmath.core.provenance import traced
from scenes.base.descriptions import Description
from scenes.base.typesetting import words
from scenes.mobjects.grids.kernel_sweep import KernelSweep
from scenes.mobjects.grids.panel import Panel
from scenes.three_insights.claim_bars import ClaimBars
from scenes.three_insights.layer_beats import LEFT_EDGE, LayerBeats
from scenes.three_insights.moving_maps import LEVEL, PLACES, SIDE, MovingMaps, signed_palette
from scenes.three_insights.narration import NARRATIONS
from scenes.three_insights.parameters import EXAMPLES, ThreeInsightsParameters, claimed_layers
from scenes.three_insights.poster import Poster
from scenes.three_insights.shared_kernel import SharedKernel, middle_of, ring_at
from scenes.three_insights.views import View
from scenes.three_insights.words import describe

PHOTOGRAPH, LARGE = np.array([-4.4, 0.2, 0.0]), 4.4
SWEPT, BESIDE, WIDE = np.array([-3.2, 0.15, 0.0]), np.array([3.2, 0.15, 0.0]), 5.0
OVER = 3.05


class ThreeInsights(LayerBeats):
    """One layer on a photograph loses its lines, then its weights; what is left moves along with the photograph."""

    title = "From everything to nine numbers"
    summary = "Keep only neighbours, tie the weights: what is left does the same everywhere, and moves with the image."
    Parameters = ThreeInsightsParameters
    examples = EXAMPLES
    gif_beats = ("tied",)
    narrations = NARRATIONS
    poster_beat = "poster"

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Take a dense layer to its nine weights, and show what these do."""
        self.show_layers()
        self.find_the_same_edge()
        self.draw_map()
        self.move()
        if self.parameters.errata:
            self.put_right()
        self.hang_up()

    def find_the_same_edge(self) -> None:
        """Lay the same weights on two places of the picture."""
        planes, common, answer = self.planes, self.common, self.common.field("answer")
        frontal = View.frontal(PHOTOGRAPH, LARGE, count=planes.side)
        with self.beat("same-edge", "The same weights, at two ends of the picture.", a=answer):
            self.play(*self.all_leave_but(*planes.board), run_time=0.5)
            self.line = None
            self.play(planes.turn(frontal, run_time=1.3))
            self.shared = shared = SharedKernel(planes.picture, common, theme=self.theme)
            self.play(shared.bring_kernel(), run_time=0.5)
            captions = ("Each weight meets its pixel, and the products are added up.", "The same sum, elsewhere.")
            for number, pace in enumerate((1.0, 0.55)):
                self.play(Create(shared.rings[number]), run_time=0.4)
                self.play(*shared.open_window(number, run_time=0.8 * pace))
                self.next_caption(captions[number])
                self.play(*shared.send_weights(number, run_time=0.6 * pace))
                self.play(shared.multiply(number, run_time=1.8 * pace))
                self.play(*shared.add_up(number, run_time=0.5))
                self.wait(0.6 * pace)
            self.state("the same weights give {a} at the top left and {a} at the bottom right", a=answer)
            self.wait(1.5)

    def draw_map(self) -> None:
        """Sweep the kernel over the picture."""
        theme, given, planes = self.theme, self.parameters, self.planes
        answers = traced(ShiftedLayer, padding_mode="circular").field("output", self.image, given.weights())
        made = {"n": given.pixels(), "w": self.counts[2].weights}
        with self.beat("map", "At every place in one sweep: a map of all such edges.", **made):
            self.play(*self.all_leave_but(*planes.board), run_time=0.5)
            self.line = None
            self.play(planes.turn(View.frontal(SWEPT, WIDE, count=planes.side), run_time=0.7))
            palette = signed_palette(answers.value, theme)
            self.map = Panel(answers, theme=theme, palette=palette, side=WIDE, hatch=True).move_to(BESIDE)
            heads = VGroup(
                words("the picture", color=theme.ink).set_x(SWEPT[0]).set_baseline(OVER),
                words("brighter to the right, or darker (hatched)", color=theme.ink).set_x(BESIDE[0]),
            )
            heads[1].set_baseline(OVER)
            sweep = KernelSweep(planes.picture, self.map.picture, theme=theme)
            self.play(FadeIn(self.map.frame, heads, sweep.strip), run_time=0.5)
            self.play(*sweep.run(run_time=2.6))
            self.add(self.map)
            rings = [
                ring_at(shown.centre_of(*middle_of(step)), theme)
                for step in self.shared.steps
                for shown in (planes.picture, self.map.picture)
            ]
            self.play(FadeOut(sweep.strip), *map(FadeIn, rings), run_time=0.5)
            self.state("{n} answers, made with {w} weights", **made)
            self.wait(1.2)

    def move(self) -> None:
        """Move the picture: the map moves along, as its weights are tied."""
        given, planes = self.parameters, self.planes
        circle, zeros, untied = given.both_ways("circular"), given.both_ways("zero"), given.untied()
        maps = MovingMaps(self.image, given.untied_weights(), given.by, theme=self.theme)
        picture, tied = planes.picture, self.map.picture
        first, second = (np.array([x, LEVEL, 0.0]) for x in PLACES[:2])
        with self.beat("moves", "Move the picture: the map moves along, because its weights are tied."):
            self.play(*self.all_leave_but(*planes.board, self.map), run_time=0.4)
            self.line = None
            turning = planes.turn(View.frontal(first, SIDE, count=planes.side), run_time=0.7)
            self.play(turning, self.map.onto(second, SIDE), run_time=0.7)
            self.play(FadeIn(maps.untied, *maps.heads), run_time=0.5)
            self.play(
                *(maps.roll(each, run_time=2.4) for each in (picture, tied)),
                maps.recompute(run_time=2.4),
                FadeIn(maps.moved_by(circle.field("by")[1]), run_time=0.5),
            )
            agreeing = FadeIn(maps.agreeing(circle, 1), maps.agreeing(untied, 2))
            self.say(
                words("the same weights everywhere: a moved picture gives the moved map", color=self.theme.ink),
                also=[agreeing],
            )
            self.wait(1.2)
            self.next_caption("With zeros beyond the border, outputs beside the old and the new border differ.")
            self.play(Create(maps.unlike(tied, zeros)), FadeIn(*maps.with_zeros(zeros)), run_time=0.9)
            self.wait(1.6)

    def put_right(self) -> None:
        """Put right what is often said of the savings."""
        bars = ClaimBars(claimed_layers(), theme=self.theme)
        with self.beat("errata", "Often claimed: a convolution has so few connections."):
            self.play(*self.all_leave_but(), run_time=0.4)
            self.line = None
            self.play(FadeIn(bars.heading, bars.names, *bars.dense, bars.claimed), run_time=0.5)
            self.say(bars.claim())
            self.wait(1.0)
            self.next_caption("Those are its weights; the connections are many more.")
            self.play(bars.move_claim(run_time=0.8), *self.show_line(bars.computed(), LEFT_EDGE))
            self.wait(0.8)
            self.play(*bars.drop_claim(), *bars.correct(run_time=1.3))
            self.play(*bars.ratios(), *self.show_line(bars.corrected(), LEFT_EDGE), run_time=0.6)
            self.wait(1.7)

    def hang_up(self) -> None:
        """Show the three layers side by side."""
        given = self.parameters
        poster = Poster(self.planes, self.counts, given.fewer())
        with self.beat("poster", "From everything to the neighbours, and from there to one kernel for all."):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.line = None
            for number, column in enumerate(poster.columns):
                between = [FadeIn(poster.fewer[number - 1]), GrowArrow(poster.arrows[number - 1])] if number else []
                self.play(FadeIn(column), *between, run_time=0.9)
            self.say(poster.whole(), also=[FadeIn(poster.padded)])
            self.wait(1.8)
