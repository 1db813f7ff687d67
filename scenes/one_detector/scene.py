"""One patch is searched for at every place of its image: the same few numbers find the same thing everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    RIGHT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    Group,
    LaggedStart,
    ReplacementTransform,
    VGroup,
    linear,
)

from scenes.base.descriptions import Description
from scenes.base.lecture_scene import RUNNING_LINE, LectureScene
from scenes.mobjects.grids.panel import Panel, sides_in_pixels
from scenes.mobjects.search.pictures import MatchMap, SearchedImage
from scenes.one_detector.falling_threshold import FallingThreshold
from scenes.one_detector.found_strip import FoundStrip
from scenes.one_detector.narration import COUNTED, NARRATIONS
from scenes.one_detector.parameters import CALLED, EXAMPLES, DetectorParameters
from scenes.one_detector.statements import (
    counts_of,
    dense_layer,
    ledger,
    of_detection,
    of_found,
    of_match,
    of_patch,
    of_places,
    size_of,
)
from scenes.one_detector.window_pair import WindowPair
from scenes.one_detector.words import describe

LEFT_EDGE, RIGHT_EDGE = -6.5, 6.5
WIDE, HIGH = 6.3, 5.0
MIDDLE, UNDER_TITLE = 0.35, -0.1
ENLARGED, PAIR = 4.6, 2.9


class OneDetector(LectureScene):
    """A patch, compared with every window of its image; the peaks of the map; what of them is right."""

    title = "One detector, many places"
    summary = "The same patch is compared with every place of an image, and finds what looks like it wherever it is."
    Parameters = DetectorParameters
    examples = EXAMPLES
    gif_beats = ("peaks",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Cut out the patch, compare, map, find, count; then once more with another patch."""
        given = self.parameters
        self.patch, self.image = given.patch, given.traced_image(given.image)
        self.search = given.traced_search(self.patch)
        self.show_patch()
        self.compare()
        self.draw_map()
        self.find_peaks()
        self.count()
        self.hold_against_dense()
        self.search_again()

    def show_patch(self) -> None:
        """Cut the patch out of the image, and enlarge it."""
        theme = self.theme
        size = size_of(self.search)
        with self.beat("patch", "Cut a patch out of an image. What looks like it, and where?", **size):
            self.show_title()
            self.photo = SearchedImage(self.image, self.patch.size, theme=theme, width=WIDE, height=HIGH)
            self.photo.move_to([LEFT_EDGE + self.photo.frame.width / 2, UNDER_TITLE, 0])
            sides = self.on_running_line(sides_in_pixels(self.image, theme=theme), LEFT_EDGE)
            self.play(FadeIn(self.photo, scale=0.95), FadeIn(sides), run_time=0.8)
            self.window = self.photo.window(self.patch.row, self.patch.col)
            self.play(Create(self.window), run_time=0.7)
            large = Panel(self.search.field("patch"), theme=theme, palette=theme.grey, side=ENLARGED)
            large.frame.set_stroke(theme.kernel, 5)
            large.move_to([(self.photo.get_right()[0] + RIGHT_EDGE) / 2, UNDER_TITLE, 0])
            opening = FadeIn(large.picture, target_position=self.window, scale=0.1)
            self.play(ReplacementTransform(self.window.copy(), large.frame), opening, run_time=1.1)
            self.add(large)
            self.play(*self.show_line(of_patch(self.search, theme=theme), large.get_left()[0]), run_time=0.6)
            self.wait(1.3)
        self.large = large

    def compare(self) -> None:
        """Lay the patch on three places: the least alike, the next best, and its own."""
        theme, found = self.theme, self.search.field("found")
        worst = self.search.field("worst")
        caption = "Lay it on a window of the image: the correlation says how alike the two are."
        with self.beat("compare", caption, worst=worst.field("value")):
            centre = np.array([(self.photo.get_right()[0] + RIGHT_EDGE + 0.2) / 2, MIDDLE + 0.2, 0])
            pair = WindowPair(self.image, self.search.field("patch"), side=PAIR, centre=centre, theme=theme)
            self.play(
                *self.all_leave_but(self.photo, self.window, self.large),
                self.photo.animate.set_y(MIDDLE),
                self.window.animate.shift((MIDDLE - UNDER_TITLE) * UP),
                self.large.onto(pair.patch.get_center(), PAIR),
                run_time=0.9,
            )
            self.line = None
            self.remove(self.large)
            self.add(pair.patch)
            self.play(FadeIn(pair.names), run_time=0.4)
            self.eye = self.photo.eye(self.patch.row, self.patch.col)
            stops = [worst, *found[1:2], found[0]]
            names = ["least alike", *["next to the best"] * (len(stops) - 2), "best"]
            before: list[Any] = []
            said, left = VGroup(), LEFT_EDGE
            for name, stop in zip(names, stops):
                goal = self.photo.window(stop.value.row, stop.value.column).get_center()
                self.play(self.eye.animate.move_to(goal), *map(FadeOut, before), run_time=0.9)
                before = pair.look_at(stop)
                said.add(self.on_running_line(of_match(name, stop, theme=theme), left))
                left = said.get_right()[0] + 0.9
                self.play(*map(FadeIn, [*before, said[-1]]), run_time=0.5)
                self.wait(0.9)
            self.wait(0.5)
        self.pair = Group(pair, *before, said)

    def draw_map(self) -> None:
        """Compare with every window, and draw what comes of it."""
        theme = self.theme
        places = self.search.field("places")
        with self.beat("map", "Do so at every place, always with the same patch: a map of correlations.", n=places):
            self.matches = MatchMap(self.search, self.photo, theme=theme)
            shift = RIGHT_EDGE - self.matches.frame.get_right()[0]
            self.matches.shift(shift * RIGHT)
            corner = self.photo.window(0, 0).get_center()
            self.play(FadeOut(self.pair), self.eye.animate.move_to(corner), run_time=0.7)
            self.play(FadeIn(self.matches.frame), run_time=0.4)
            band = self.photo.band()
            self.play(ReplacementTransform(self.eye, band), run_time=0.4)
            lowest = self.photo.frame.get_bottom()[1] + band[0].height / 2
            scan = band.animate(rate_func=linear, run_time=4.2).set_y(lowest)
            self.play(self.matches.picture.reveal(run_time=4.2), scan)
            self.play(FadeOut(band), *self.show_line(of_places(self.search, theme=theme), LEFT_EDGE), run_time=0.6)
            self.wait(1.4)

    def find_peaks(self) -> None:
        """Let the threshold fall: the best matches come first."""
        theme, search = self.theme, self.search
        caption = "Take the highest first, and none beside a higher one, down to a threshold."
        with self.beat("peaks", caption, t=search.field("threshold"), n=search.field("count")):
            self.rings = self.photo.marks("ring", self.matches.middles(search.value.middles), theme.output)
            line = FallingThreshold(search, theme=theme, place=(LEFT_EDGE, RUNNING_LINE))
            self.play(*self.clear_line(), run_time=0.3)
            self.play(FadeIn(line), run_time=0.3)
            pace = min(3.3, 0.3 * search.value.count + 0.6)
            self.play(self.rings.appear(run_time=pace), *line.fall(run_time=pace))
            self.wait_for("found")
            self.play(FadeOut(line), run_time=0.3)
            self.play(*self.show_line(of_found(search, theme=theme), LEFT_EDGE), run_time=0.5)
            self.wait(1.2)

    def count(self) -> None:
        """Carry the peaks back to the image; where it is known what is there, say what is right."""
        theme, search, marked = self.theme, self.search, self.parameters.is_marked
        caption = "Back on the image, held against the coins there are." if marked else "Back on the image."
        found = self.parameters.traced_detection() if marked else None
        said, counts = (COUNTED, counts_of(found)) if found is not None else (None, {})
        with self.beat("count", caption, said, **counts):
            middles = search.value.middles
            on_image = self.photo.marks("ring", self.photo.middles(middles), theme.output)
            self.play(FadeOut(self.window), ReplacementTransform(self.rings.copy(), on_image), run_time=1.0)
            self.found = VGroup(on_image)
            if found is not None:
                told = found.value
                self.found = VGroup(
                    self.photo.marks("ring", self.photo.middles([hit for hit, _ in told.hits]), theme.output),
                    self.photo.marks("dashed", self.photo.middles(told.misses), theme.wrong),
                    self.photo.marks("cross", self.photo.middles(told.false_alarms), theme.wrong),
                )
                self.play(*self.clear_line(), run_time=0.3)
                self.remove(on_image)
                self.add(self.found[0])
                self.play(*(mark.appear(run_time=0.8) for mark in self.found[1:]))
                line = of_detection(counts, theme=theme)
                self.play(*self.show_line(line, LEFT_EDGE), run_time=0.6)
            self.wait(1.9)

    def hold_against_dense(self) -> None:
        """Say what a layer without shared weights would have to learn."""
        theme = self.theme
        caption = "A dense layer has no such detector: it learns the same once for every place."
        weights = dense_layer(self.image, self.search).field("weights")
        with self.beat("dense", caption, w=weights):
            lines = ledger(self.image, self.search, theme=theme)
            lines.move_to([(self.photo.get_right()[0] + RIGHT_EDGE) / 2, MIDDLE, 0])
            self.play(*self.all_leave_but(self.photo), FadeIn(self.window), FadeIn(lines[:2]), run_time=0.8)
            self.line = None
            self.wait(0.6)
            copies = VGroup(*(frame.set_stroke(theme.dense, 2.5) for frame in self.photo.tiles()))
            fan = LaggedStart(*(ReplacementTransform(self.window.copy(), copy) for copy in copies), lag_ratio=0.02)
            self.play(fan, FadeIn(lines[2:4]), run_time=1.8)
            self.play(FadeIn(lines[4:]), run_time=0.6)
            self.wait(1.8)

    def search_again(self) -> None:
        """Do all of it at once with another patch of another image."""
        theme, given = self.theme, self.parameters
        patch, image = given.second, given.traced_image(given.second.image)
        with self.beat(
            "again", f"The same with {CALLED[patch.image]}; every place where it was found, the best first."
        ):
            search = given.traced_search(patch)
            self.photo = SearchedImage(image, patch.size, theme=theme, width=WIDE, height=3.7)
            self.photo.move_to([LEFT_EDGE + self.photo.frame.width / 2, 1.5, 0])
            matches = MatchMap(search, self.photo, theme=theme)
            matches.shift((RIGHT_EDGE - matches.frame.get_right()[0]) * RIGHT)
            window = self.photo.window(patch.row, patch.col)
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(self.photo), FadeIn(matches.frame), run_time=0.6)
            self.play(Create(window), run_time=0.5)
            self.play(matches.picture.reveal(run_time=1.6))
            self.add(matches)
            places = search.value.middles
            rings = [
                self.photo.marks("ring", where, theme.output)
                for where in (self.photo.middles(places), matches.middles(places))
            ]
            self.play(*(ring.appear(run_time=1.0) for ring in rings), FadeOut(window))
            row = {"left": LEFT_EDGE, "width": RIGHT_EDGE - LEFT_EDGE, "middle": -1.55}
            strip = FoundStrip(image, search, **row, theme=theme)
            self.play(LaggedStart(*map(FadeIn, strip), lag_ratio=0.15, run_time=1.4))
            self.play(*self.show_line(of_found(search, theme=theme), LEFT_EDGE), run_time=0.6)
            self.wait(1.9)
