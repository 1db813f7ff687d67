"""Scenes of waits, stop conditions, odd lengths, compositions and chance."""

from __future__ import annotations

import random

import numpy as np
from manim import (
    BLUE,
    DOWN,
    LEFT,
    ORIGIN,
    RED,
    RIGHT,
    UP,
    Add,
    AnimationGroup,
    ChangeSpeed,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    Indicate,
    LaggedStart,
    LaggedStartMap,
    Rotate,
    Scene,
    ShowPassingFlash,
    Square,
    Succession,
    Text,
    ValueTracker,
    VGroup,
    Wait,
    Write,
    there_and_back,
)


class Waits(Scene):
    """Waiting before anything is there, frozen, forced to run, and not for long."""

    def construct(self):
        self.wait(0.2)
        turning = Square().add_updater(lambda mobject, dt: mobject.rotate(dt))
        self.add(turning)
        self.wait(0.3)
        self.pause(0.3)
        self.wait(0.25, frozen_frame=True)
        turning.clear_updaters()
        self.wait(0.2, frozen_frame=False)
        self.wait(0.01)
        self.play(Wait(0.2))
        self.play(Wait(0.2), FadeIn(Dot()), run_time=0.3)


class Until(Scene):
    """Waits that end when something has happened, or when patience does."""

    def construct(self):
        clock = ValueTracker(0)
        clock.add_updater(lambda mobject, dt: mobject.increment_value(dt))
        dot = Dot().add_updater(lambda mobject: mobject.set_x(clock.get_value()))
        self.add(clock, dot)
        self.wait_until(lambda: clock.get_value() > 0.5, max_time=3)
        self.wait_until(lambda: False, max_time=0.4)
        self.play(dot.animate.set_y(1), run_time=0.3)
        self.wait(2, stop_condition=lambda: dot.get_x() > 1.5)


class Short(Scene):
    """Run times of a tenth of a second, of less than a frame, and of no whole number of frames."""

    def construct(self):
        dot = Dot()
        for step in (RIGHT, UP, LEFT, DOWN):
            self.play(dot.animate.shift(step), run_time=0.1)
        self.play(dot.animate.shift(RIGHT), run_time=0.37)
        self.play(dot.animate.set_color(RED), run_time=0.001)
        self.wait(0.33)


class Lagged(Scene):
    """Groups whose members start one after another."""

    def construct(self):
        squares = VGroup(*(Square(side_length=0.5) for _ in range(6))).arrange(RIGHT)
        self.play(LaggedStart(*(GrowFromCenter(square) for square in squares), lag_ratio=0.3), run_time=0.8)
        self.play(LaggedStartMap(Indicate, squares), run_time=0.5)
        self.play(squares.animate(lag_ratio=0.2, rate_func=there_and_back).shift(UP), run_time=0.6)
        self.play(AnimationGroup(*(Rotate(square) for square in squares), lag_ratio=0.1), run_time=0.5)
        self.play(LaggedStart(*(FadeOut(square, shift=DOWN) for square in squares)), run_time=0.5)


class InSuccession(Scene):
    """One animation after another in a single play, with things added between."""

    def construct(self):
        dot, square, text = Dot(), Square(), Text("then", font_size=40).shift(DOWN * 2)
        self.play(
            Succession(
                FadeIn(dot, run_time=0.2),
                dot.animate(run_time=0.3).shift(RIGHT),
                Add(square),
                Wait(0.1),
                AnimationGroup(dot.animate.shift(LEFT), square.animate.scale(0.5), run_time=0.3),
                Write(text, run_time=0.3),
            )
        )
        self.play(Succession(Create(Circle()), FadeOut(dot), run_time=0.5))


class Speed(Scene):
    """Time that runs unevenly."""

    def construct(self):
        dot = Dot()
        ChangeSpeed.add_updater(dot, lambda mobject, dt: mobject.shift(RIGHT * dt))
        self.play(
            ChangeSpeed(
                Rotate(Square(), run_time=0.8), speedinfo={0.3: 1, 0.4: 0.3, 0.8: 1}, affects_speed_updaters=True
            )
        )
        self.add(dot)
        self.wait(0.3)


class Flash(Scene):
    """A stroke that passes by, while another mobject stands before it."""

    def construct(self):
        self.add(Square(fill_opacity=0.4).set_z_index(2))
        self.play(ShowPassingFlash(Circle(color=RED), time_width=0.4), run_time=0.5)
        self.play(Indicate(Dot(ORIGIN)), run_time=0.4)


class Chance(Scene):
    """Random numbers drawn at the start, between plays, and in every frame."""

    def construct(self):
        dots = VGroup(*(Dot(np.random.uniform(-2, 2, 3) * [1, 1, 0]) for _ in range(5)))  # noqa: NPY002
        dots[0].add_updater(lambda mobject: mobject.shift(0.1 * np.random.uniform(-1, 1, 3)))  # noqa: NPY002
        dots[1].add_updater(lambda mobject, dt: mobject.shift(RIGHT * dt * random.random()))
        self.add(dots)
        self.play(dots[2].animate.shift(UP * random.random()), run_time=0.5)
        self.wait(0.4)
        dots[0].clear_updaters()
        self.play(FadeIn(Square(side_length=random.random(), color=BLUE)), run_time=0.3)
        self.wait(0.2)
