"""The same window on a signal, an image and a stack of frames; then who uses it, and who doesn't."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Create, FadeIn, LaggedStart, ReplacementTransform, linear

from convmath.convolution.one_window import KernelAnswers
from convmath.core.provenance import Traced
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Statement, is_exact
from scenes.base.typesetting import words
from scenes.beyond_images.edge_pictures import PHOTO, SHOWN, EdgePictures
from scenes.beyond_images.film_board import FilmBoard
from scenes.beyond_images.ladder import Ladder
from scenes.beyond_images.narration import NARRATIONS
from scenes.beyond_images.parameters import EXAMPLES, SIDE, BeyondImagesParameters
from scenes.beyond_images.patch_attention import HybridTable, Patches
from scenes.beyond_images.row_plots import RowPlots
from scenes.beyond_images.three_windows import ThreeWindows
from scenes.beyond_images.words import describe
from scenes.mobjects.grids.panel import Panel

LEFT_EDGE = -6.6
PATCHES = np.array([-4.35, 0.35, 0.0])


class BeyondImages(LectureScene):
    """One window in one, two and three dimensions, with a sum of products in each; then networks at work."""

    title = "One, two, three dimensions, and who uses them"
    summary = "The same window reads a signal, an image and a stack of frames, and networks of all three are at work."
    Parameters = BeyondImagesParameters
    examples = EXAMPLES
    gif_beats = ("one-way",)
    narrations = NARRATIONS
    poster_beat = "ladder"

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Take a window through the dimensions, then say which networks have such windows."""
        self.given: BeyondImagesParameters = self.parameters
        self.three_windows()
        self.signal()
        self.image()
        self.films()
        if self.given.errata:
            self.attention()
        self.networks()

    def three_windows(self) -> None:
        """Show what is read in one, two and three dimensions, and count the weights."""
        self.three = three = ThreeWindows(self.given, theme=self.theme)
        weights = dict(zip(("one", "two", "three"), map(self.given.weights, (1, 2, 3))))
        caption = "One window, made longer along one, two or three axes: a signal, an image, a film."
        with self.beat("windows", caption, **weights):
            self.show_title()
            self.play(three.show(0, run_time=2.4))
            self.play(three.show(1, run_time=1.8))
            self.play(three.show(2, run_time=1.8))
            self.wait(1.5)

    def signal(self) -> None:
        """Take a row of the image as a signal: smooth it and find its slope, with one window."""
        theme, given = self.theme, self.given
        self.photo = self.three.image
        plots = RowPlots(given, theme=theme)
        with self.beat("signal", "A row of an image is a signal: the window slides along it."):
            self.play(*self.all_leave_but(self.photo), run_time=0.5)
            self.play(self.photo.onto(PHOTO, SHOWN), run_time=0.7)
            band = self.photo.picture.around([given.row], range(SIDE), stroke_color=theme.input, stroke_width=5)
            self.play(Create(band), FadeIn(plots.axes, plots.names[0]), run_time=0.6)
            self.play(plots.brightness.trace(run_time=1.2))
            self.play(Create(plots.window), FadeIn(*plots.kernels, *plots.names[1:]), run_time=0.8)
            self.state(1, given.smoothed().field("answers")[0], ", the mean of its samples")
            self.wait(0.9)
            self.play(*self.clear_line(), run_time=0.3)
            self.next_caption("One kernel smooths it, another one answers to its slope.")
            last = plots.places - 1
            self.play(
                plots.slide(0, last, run_time=3.2, rate_func=linear),
                plots.smoothed.trace(run_time=3.2),
                plots.slope.trace(run_time=3.2),
            )
            place = given.slopes().value.strongest[0]
            curves = (plots.smoothed, plots.slope)
            self.play(
                plots.slide(last, place, run_time=0.8), *(each.follow(last, place, run_time=0.8) for each in curves)
            )
            self.state_strongest(1, given.slopes(), "where the row is steepest")
            self.wait(1.4)
        self.band = band

    def image(self) -> None:
        """Take the same window over all rows."""
        theme, given = self.theme, self.given
        pictures = EdgePictures(given, self.photo, theme=theme)
        with self.beat("image", "As many rows as columns: the same window on an image answers to edges."):
            self.play(*self.all_leave_but(self.photo, self.band), run_time=0.4)
            self.line = None
            self.play(
                ReplacementTransform(self.band, pictures.window),
                FadeIn(pictures.kernel, pictures.kernel_label, *pictures.labels, pictures.map.frame),
                run_time=0.8,
            )
            pictures.cover()
            self.add(pictures.map.picture, pictures.window)
            along, down = pictures.row_by_row(run_time=5.0)
            self.play(along)
            self.play(down)
            found = given.edges()
            goal = pictures.at_strongest(*found.value.strongest)
            self.play(ReplacementTransform(pictures.window, goal), run_time=0.6)
            self.state_strongest(2, found, "at the strongest edge")
            self.wait(1.4)

    def films(self) -> None:
        """Take it through frames: one kernel, and two bars that move against each other."""
        given = self.given
        board = FilmBoard(given, theme=self.theme)
        with self.beat("films", "As many frames, too: the window on a film is a box, and time is an axis like others."):
            self.play(*self.all_leave_but(), run_time=0.4)
            self.line = None
            line = words("the bar moves by one pixel from frame to frame", color=self.theme.ink)
            for label, film in zip(board.film_labels, board.films):
                self.play(FadeIn(label), LaggedStart(*map(FadeIn, film), lag_ratio=0.3), run_time=1.2)
            self.play(FadeIn(board.kernel_label), LaggedStart(*map(FadeIn, board.kernel), lag_ratio=0.3), run_time=0.8)
            self.play(*self.show_line(line, LEFT_EDGE), run_time=0.5)
            self.play(*map(Create, board.windows), FadeIn(board.planes()), run_time=0.8)
            self.play(FadeIn(board.answers[0].strips[0]), run_time=0.4)
            self.wait(0.5)
        first, second = (given.film_answers(number) for number in range(2))
        there, back = first.field("at_strongest"), second.field("answers")[first.value.strongest]
        caption = "This kernel answers to a bar that moves one way, and to the other not at all."
        with self.beat("one-way", caption, there=there, back=back):
            self.play(*board.through_time(run_time=3.0))
            self.play(*map(FadeIn, board.answer_labels), run_time=0.5)
            self.state(3, there, " in the upper film, to {other} in the lower", other=back)
            self.wait(2.0)

    def state(self, dimensions: int, total: Traced[Any], of_what: str, **sources: Any) -> None:
        """Say on the running line what the products of one window add up to."""
        about = "" if is_exact(total) else "about "
        line = Statement(
            f"the {{n}} products of the window add up to {about}{{s}}{of_what}",
            color=self.theme.ink,
            colors={"n": self.theme.kernel, "s": self.theme.output, "other": self.theme.output},
            n=self.given.weights(dimensions),
            s=total,
            **sources,
        )
        self.play(*self.show_line(line, LEFT_EDGE), run_time=0.5)

    def state_strongest(self, dimensions: int, found: Traced[KernelAnswers], where: str) -> None:
        """Say what they add up to where they are largest in size, which may be everywhere."""
        self.state(dimensions, found.field("at_strongest"), f" {'everywhere' if found.value.level else where}")

    def attention(self) -> None:
        """Set right what is claimed of networks that have no windows, or not only those."""
        theme = self.theme
        table = HybridTable(self.given.hybrids(), theme=theme)
        picture = Panel(self.given.picture(), theme=theme, palette=theme.grey, side=4.5).move_to(PATCHES)
        patches = Patches(picture.picture, theme=theme)
        with self.beat("errata", "Not every network for images is convolutional: this one is of attention."):
            self.play(*self.all_leave_but(), run_time=0.4)
            self.line = None
            self.play(FadeIn(picture, table.claim), run_time=0.6)
            self.play(Create(patches.cuts), run_time=0.5)
            self.play(patches.look(run_time=1.2), Create(table.cross))
            self.play(FadeIn(table.heads, table.rows[0], patches.label), run_time=0.6)
            self.wait(0.8)
            self.next_caption("Others are of both: convolutions, and attention between places.")
            self.play(LaggedStart(*map(FadeIn, table.rows[1:]), lag_ratio=0.5), run_time=1.2)
            self.wait(1.9)

    def networks(self) -> None:
        """List networks at work by the dimensions of their windows, then their parameters and sources."""
        ladder = Ladder(self.given.applications(), side=self.given.kernel, theme=self.theme)
        with self.beat("users", "Sound, images, video and volumes: each has networks with such windows."):
            self.play(*self.all_leave_but(), run_time=0.4)
            self.line = None
            self.play(FadeIn(*ladder.heads), run_time=0.3)
            self.play(ladder.bring(0, run_time=1.6))
            self.wait(0.3)
            self.play(ladder.bring(1, run_time=3.0))
            self.wait(0.3)
            self.play(ladder.bring(2, run_time=1.4))
            self.wait(1.0)
        with self.beat("ladder", "The parameters that each has learnt, where they are counted layer by layer."):
            self.play(ladder.count(run_time=3.2))
            self.wait(2.0)
