"""The HMAX model on real faces: bars, their maxima, an imprint, and where it is found again."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, RIGHT, Create, FadeIn, FadeOut, LaggedStart, VGroup

from convmath.convolution.landmarks import value_range
from convmath.core.facts import C1, C2, HUANG_2007, RIESENHUBER_POGGIO_1999, S1, S2, SERRE_2007, VGG_16
from convmath.core.magnitudes import percentage
from convmath.core.provenance import traced
from convmath.images.named_images import image_by_name
from convmath.networks.published import network_by_name
from convmath.networks.receptive_field import stage_fields
from scenes.base.descriptions import Description
from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Readout, Statement
from scenes.base.typesetting import SMALLEST, words
from scenes.feature_hierarchy.field_ladder import FieldLadder
from scenes.feature_hierarchy.gallery import FoundAgain
from scenes.feature_hierarchy.narration import NARRATIONS
from scenes.feature_hierarchy.parameters import EXAMPLES, OTHER, HierarchyParameters
from scenes.feature_hierarchy.stages import (
    C1_X,
    FILTER_X,
    PROTOTYPE_X,
    S1_X,
    S2_X,
    Stages,
    field_on,
)
from scenes.feature_hierarchy.two_groups import TwoGroups
from scenes.feature_hierarchy.words import describe
from scenes.mobjects.grids.panel import Panel

EDGE = 6.6
FACE_AT, FACE_SIDE = 3.9 * LEFT + 0.15 * DOWN, 5.2
FILTER_SIDE, FILTERS_AT = 2.35, 3.2 * RIGHT + 0.15 * DOWN
PICTURE = 4.4
PICTURE_Y = 0.0


class FeatureHierarchy(LectureScene):
    """From a face to bars, from bars to an imprint, and from the imprint to all other faces."""

    title = "Simple things make complicated things"
    summary = "Bars, their maxima and an imprint of one face: four simple stages find its like in other faces."
    Parameters = HierarchyParameters
    examples = EXAMPLES
    gif_beats = ("found-again",)
    narrations = NARRATIONS

    def describe(self) -> Description:
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self) -> None:
        """Go up the stages, then look at what they are good for."""
        self.stages = Stages(self.parameters, theme=self.theme)
        self.four_bars()
        self.where_and_nearby()
        self.imprint()
        self.another_face()
        self.found_again()
        self.told_apart()
        self.fields()

    def four_bars(self) -> None:
        """Show a face, and the filters."""
        theme, stages = self.theme, self.stages
        with self.beat("four-bars", "A small photograph of a face, and bars in four directions."):
            title = self.show_title()
            self.places = [(part, part.get_center(), part.frame.width) for part in (stages.face, *stages.filters)]
            stages.face.scale(FACE_SIDE / stages.face.frame.width).move_to(FACE_AT)
            for panel in stages.filters:
                panel.scale(FILTER_SIDE / panel.frame.width)
            stages.filters.arrange_in_grid(cols=2, buff=0.5).move_to(FILTERS_AT)
            self.play(FadeIn(stages.face, scale=0.9), run_time=0.8)
            self.play(LaggedStart(*(FadeIn(each, scale=0.8) for each in stages.filters), lag_ratio=0.3), run_time=1.6)
            cited = Readout(HUANG_2007, color=theme.muted, size=SMALLEST)
            model = Statement(
                "model: {a}, {b}", color=theme.muted, size=SMALLEST, a=RIESENHUBER_POGGIO_1999, b=SERRE_2007
            )
            self.on_running_line(cited)
            self.on_running_line(model).shift((EDGE - model.get_right()[0]) * RIGHT)
            self.credits = VGroup(cited, model)
            self.play(FadeIn(self.credits), run_time=0.5)
            self.wait(1.4)
        self.title_text = title

    def where_and_nearby(self) -> None:
        """Match the bars everywhere, then keep the largest answers."""
        stages, model = self.stages, self.parameters.model
        largest, pool = model.field("sizes")[-1], model.field("pool")
        caption = "Each bar is matched at every place: four maps of answers."
        with self.beat("bars-and-maxima", caption, n=largest, p=pool):
            self.play(
                FadeOut(self.title_text, self.credits),
                *(part.onto(place, side) for part, place, side in self.places),
                run_time=1.0,
            )
            line = Statement(
                "{s}: how well a bar of {n} × {n} pixels matches at each place", color=self.theme.ink, s=S1, n=largest
            )
            heads = [stages.head(name, x) for name, x in (("bars", FILTER_X), (S1, S1_X))]
            self.play(FadeIn(stages.slots), run_time=0.5)
            self.play(FadeIn(*heads), *self.show_line(line), *stages.s1.reveal(run_time=2.0))
            self.wait(0.6)
            self.next_caption("Of neighbours only the largest answer is kept: a little shift does not matter.")
            line = Statement(
                "{c}: the largest of {n} × {n} neighbours, over both sizes of bar",
                color=self.theme.ink,
                c=C1,
                n=pool,
            )
            self.play(FadeIn(stages.head(C1, C1_X)), *self.show_line(line), run_time=0.6)
            self.play(stages.pool(run_time=3.0))
            self.wait(1.4)

    def imprint(self) -> None:
        """Take a piece of the face as a prototype."""
        stages, given = self.stages, self.parameters
        side = given.model.field("field_at", "S2", given.row, given.column).field("side")
        with self.beat("imprint", "A piece of this face leaves its imprint: a new unit that knows only that.", n=side):
            self.play(Create(stages.piece), *self.clear_line(), run_time=0.7)
            self.play(LaggedStart(*map(Create, stages.boxes), lag_ratio=0.15, run_time=0.8))
            line = Statement("a piece of {n} × {n} pixels leaves its imprint", color=self.theme.ink, n=side)
            head = stages.head("imprint", PROTOTYPE_X)
            self.play(stages.leave_imprint(run_time=1.8), FadeIn(head), *self.show_line(line))
            self.wait(1.5)

    def another_face(self) -> None:
        """Match the imprint in another face."""
        theme, stages, given = self.theme, self.stages, self.parameters
        face, s1, c1 = stages.of_face(OTHER)
        match = given.match(OTHER)
        best_of_all = match.field("response")
        with self.beat(
            "another-face", "Now another face: how alike to the imprint is each piece of it?", r=best_of_all
        ):
            self.play(
                *(FadeOut(part) for part in (stages.face, stages.s1, stages.c1, stages.piece, stages.boxes)),
                *self.clear_line(),
                run_time=0.6,
            )
            self.play(FadeIn(face), run_time=0.5)
            self.play(FadeIn(s1), run_time=0.4)
            self.play(FadeIn(c1), run_time=0.4)
            likeness = stages.likeness(OTHER)
            self.play(FadeIn(stages.head(S2, S2_X), likeness.frame), likeness.picture.reveal(run_time=1.6))
            self.next_caption("The best answer, wherever it is, is all that is kept.")
            place = match.value.row, match.value.column
            look = {"stroke_color": theme.accent, "stroke_width": 6}
            best = likeness.picture.around(*([each] for each in place), **look)
            found = field_on(face, given.model, "S2", *place, color=theme.accent, theme=theme)
            answer = Statement("{c}: {r}", color=theme.ink, colors={"r": theme.accent}, c=C2, r=best_of_all)
            answer.next_to(likeness, DOWN, buff=0.35)
            line = Statement("{s}: how alike each piece is; {c}: the best of them", color=theme.ink, s=S2, c=C2)
            self.play(Create(best), Create(found), run_time=0.7)
            self.wait_for("best")
            self.play(FadeIn(answer, shift=0.15 * DOWN), *self.show_line(line), run_time=0.6)
            self.wait(1.6)

    def found_again(self) -> None:
        """Find the imprint in many faces."""
        found = FoundAgain(self.parameters, theme=self.theme)
        with self.beat("found-again", "Where the same unit answers best in other faces; its own face is the first."):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(FadeIn(found.faces[0], found.marks[0], found.responses[0]), run_time=0.5)
            self.play(found.others_appear(run_time=1.2))
            self.play(found.find(run_time=2.6))
            self.wait(1.8)

    def told_apart(self) -> None:
        """Let one number tell faces from everything else, and say how honestly."""
        theme, given = self.theme, self.parameters
        groups, threshold = TwoGroups(given, theme=theme), given.threshold
        right, every = threshold.field("correct"), threshold.field("count")
        told: dict[str, Any] = {"n": right, "all": every, "share": traced(percentage, right, every)}
        caption = "One number an image, its best answer: faces above, everything else below."
        with self.beat("told-apart", caption, **told):
            self.play(*self.all_leave_but(), run_time=0.5)
            self.play(groups.appear(), run_time=0.6)
            self.play(groups.grow(run_time=1.6))
            self.play(groups.divide(run_time=0.8))
            self.wait_for("right")
            best = Statement(
                "best threshold: {n} of {all} right, {share} %, chosen on these same images",
                color=theme.ink,
                colors={"n": theme.accent},
                **told,
            )
            self.play(*self.show_line(best), run_time=0.6)
            self.wait(1.8)
            self.next_caption("Which piece is taken matters; and the threshold was chosen on these same images.")
            ends = traced(value_range, given.by_piece)
            pieces: dict[str, Any] = {"p": given.by_piece.field("size"), "low": ends[0], "high": ends[-1]}
            others = Statement(
                "this piece: {n} of {all} right; all {p} pieces of this face: from {low} to {high}",
                color=theme.ink,
                colors={"n": theme.accent},
                n=right,
                all=every,
                **pieces,
            )
            self.play(*self.show_line(others), run_time=0.7)
            self.wait(1.8)

    def fields(self) -> None:
        """Hold what the units see against the stages of a network."""
        theme, given = self.theme, self.parameters
        face = Panel(given.face(), theme=theme, palette=theme.grey, side=PICTURE).move_to(
            [-EDGE + PICTURE / 2, PICTURE_Y, 0]
        )
        sizes = given.model.field("field_sizes")
        model = FieldLadder(
            face,
            given.face().value.shape[1],
            [sizes[name.text] for name in (S1, C1, S2)],
            names=(S1, C1, S2),
            theme=theme,
        )
        network = traced(network_by_name, VGG_16.text)
        rows, cols = network.value.input_shape[1:]
        photograph = traced(image_by_name, "astronaut", height=rows, width=cols)
        picture = Panel(photograph, theme=theme, palette=theme.grey, side=PICTURE).move_to([2.8, PICTURE_Y, 0])
        stages = [stage.field("state").field("size")[0] for stage in traced(stage_fields, network)]
        nested = FieldLadder(picture, cols, stages, theme=theme)
        wide = given.face().field("shape")[1]
        with self.beat("fields-grow", "From stage to stage units see more, here as in a network of our day.", n=wide):
            self.play(*self.all_leave_but(), *self.clear_line(), run_time=0.5)
            heads = VGroup(
                words("this model", color=theme.ink),
                Statement("stages of {n}", color=theme.ink, n=network.field("name").value),
            )
            for head, panel in zip(heads, (face, picture)):
                head.set_baseline(2.6).align_to(panel, LEFT)
            self.play(FadeIn(face, heads[0]), run_time=0.5)
            self.play(LaggedStart(*(model.grow(place, run_time=0.9) for place in range(3)), lag_ratio=0.7))
            self.play(FadeIn(picture, heads[1]), run_time=0.5)
            self.play(LaggedStart(*(nested.grow(place, run_time=0.9) for place in range(len(stages))), lag_ratio=0.6))
            whole = Statement("{c} sees the whole image, {n} pixels wide", color=theme.ink, c=C2, n=wide)
            self.play(*self.show_line(whole), run_time=0.6)
            self.wait(1.7)
