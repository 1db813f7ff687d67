"""Scenes that are put together in unusual ways: sections, order, helpers, hooks, sound and captions."""

from __future__ import annotations

import struct
import tempfile
import wave
from pathlib import Path

from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    RED,
    RIGHT,
    UP,
    YELLOW,
    ApplyMethod,
    Circle,
    Create,
    CyclicReplace,
    Dot,
    DrawBorderThenFill,
    FadeIn,
    FadeOut,
    FadeTransform,
    MoveToTarget,
    ReplacementTransform,
    Restore,
    Scene,
    Square,
    Swap,
    Text,
    Transform,
    TransformFromCopy,
    Triangle,
    Uncreate,
    Unwrite,
    VGroup,
    Write,
)


class Sections(Scene):
    """Named stretches, one of which is left out, though what it does stays done."""

    def construct(self):
        square = Square()
        square.add_updater(lambda mobject, dt: mobject.rotate(dt))
        self.next_section("first")
        self.play(Create(square), run_time=0.3)
        self.next_section("left out", skip_animations=True)
        self.play(square.animate.shift(RIGHT), run_time=0.5)
        self.wait(0.4)
        self.next_section("last")
        self.play(square.animate.set_color(RED), run_time=0.3)
        self.wait(0.2)


class Captioned(Scene):
    """Subcaptions and a sound."""

    def construct(self):
        self.add_subcaption("A dot appears.", duration=0.5)
        self.play(FadeIn(Dot()), run_time=0.3, subcaption="It does so slowly.")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tick.wav"
            with wave.open(str(path), "wb") as sound:
                sound.setparams((1, 2, 8000, 0, "NONE", ""))
                sound.writeframes(struct.pack("<800h", *(range(0, 8000, 10))))
            self.add_sound(str(path), time_offset=0.1)
        self.wait(0.3)


class Helpers(Scene):
    """Plays inside methods, loops and a subclass's own ``play``."""

    def play(self, *animations, **kwargs):
        super().play(*animations, **kwargs)
        self.count = getattr(self, "count", 0) + 1

    def blink(self, mobject, times):
        for _ in range(times):
            self.play(FadeOut(mobject), run_time=0.2)
            self.play(FadeIn(mobject), run_time=0.2)

    def construct(self):
        dot = Dot()
        self.play(Create(dot), run_time=0.2)
        self.blink(dot, 2)
        self.play(dot.animate.shift(UP * self.count / 4), run_time=0.3)


class Layers(Scene):
    """Orders of drawing: z-indices, what stays in front, and moves between."""

    def construct(self):
        red, blue, green = (Square(color=colour, fill_opacity=0.8) for colour in (RED, BLUE, GREEN))
        red.set_z_index(2)
        blue.shift(RIGHT)
        green.shift(UP / 2)
        self.add(red, blue, green)
        self.add_foreground_mobjects(Dot(color=YELLOW, radius=0.3))
        self.play(blue.animate.shift(LEFT), run_time=0.4)
        self.bring_to_front(blue)
        self.bring_to_back(green)
        self.play(green.animate.shift(DOWN), run_time=0.3)
        green.set_z_index(5)
        self.play(red.animate.shift(LEFT), run_time=0.3)
        self.wait(0.2)


class Hooks(Scene):
    """A constructor of its own, ``setup`` and ``tear_down``, each of which has something to show."""

    def __init__(self, *args, **kwargs):
        self.corner = UP + LEFT
        super().__init__(*args, **kwargs)

    def setup(self):
        self.mark = Dot(self.corner)
        self.add(self.mark)

    def construct(self):
        self.play(self.mark.animate.shift(DOWN), run_time=0.3)

    def tear_down(self):
        self.play(FadeOut(self.mark), run_time=0.3)


class Transforms(Scene):
    """One thing becomes another, in every way there is."""

    def construct(self):
        square, circle, triangle = Square(), Circle(fill_opacity=0.5).shift(RIGHT * 2), Triangle().shift(LEFT * 2)
        self.play(Create(square), DrawBorderThenFill(circle), Write(triangle), run_time=0.5)
        self.play(Transform(square, circle), run_time=0.3)
        self.play(ReplacementTransform(triangle, square.copy().shift(UP)), run_time=0.3)
        self.play(TransformFromCopy(square, Dot(DOWN)), run_time=0.3)
        circle.generate_target().shift(DOWN).set_fill(RED, 1)
        self.play(MoveToTarget(circle), run_time=0.3)
        self.play(ApplyMethod(circle.scale, 0.5), run_time=0.2)
        circle.save_state()
        circle.shift(UP * 2).set_opacity(0.2)
        self.play(Restore(circle), run_time=0.3)
        self.play(FadeTransform(circle, Square(color=BLUE)), run_time=0.3)


class Words(Scene):
    """Text written, replaced, and made to vanish."""

    def construct(self):
        one, two = Text("one", font_size=60), Text("two", font_size=60, color=YELLOW)
        self.play(Write(one), run_time=0.5)
        self.play(ReplacementTransform(one, two), run_time=0.4)
        self.play(two[0].animate.shift(UP), run_time=0.3)
        self.play(Unwrite(two), run_time=0.4)


class Swaps(Scene):
    """Members of a group change places, are added to it and taken from it."""

    def construct(self):
        group = VGroup(Square(), Circle(), Triangle()).arrange(RIGHT)
        self.add(group)
        self.play(Swap(group[0], group[1]), run_time=0.3)
        self.play(CyclicReplace(*group), run_time=0.4)
        self.remove(group[1])
        self.play(group[0].animate.set_opacity(0.3), run_time=0.3)
        group.add(Dot(UP * 2))
        self.play(Uncreate(group), run_time=0.4)


class Still(Scene):
    """Nothing is ever played."""

    def construct(self):
        self.add(Square(), Dot(color=RED))


class Empty(Scene):
    """Nothing is there, and it lasts."""

    def construct(self):
        self.wait(0.3)
        self.add(Dot())
        self.clear()
        self.wait(0.2)
