"""Scenes whose mobjects change by updaters, trackers and redrawing."""

from __future__ import annotations

import numpy as np
from manim import (
    BLUE,
    DOWN,
    LEFT,
    PI,
    RED,
    RIGHT,
    TAU,
    UP,
    YELLOW,
    Circle,
    Create,
    Dot,
    FadeIn,
    Line,
    MoveAlongPath,
    Rotate,
    Scene,
    Square,
    TracedPath,
    UpdateFromAlphaFunc,
    UpdateFromFunc,
    ValueTracker,
    VGroup,
    always_redraw,
    linear,
    turn_animation_into_updater,
)


class WithDt(Scene):
    """A mobject that turns with the time that passes, while another moves and while nothing does."""

    def construct(self):
        square = Square(color=BLUE, fill_opacity=0.5)
        square.add_updater(lambda mobject, dt: mobject.rotate(dt))
        self.add(square)
        self.play(Create(Circle(color=RED)), run_time=0.5)
        self.wait(0.4)
        square.suspend_updating()
        self.wait(0.3)
        square.resume_updating()
        self.wait(0.3)


class WithoutDt(Scene):
    """A mobject that follows another."""

    def construct(self):
        leader, follower = Dot(color=YELLOW), Square(side_length=0.5)
        follower.add_updater(lambda mobject: mobject.next_to(leader, UP))
        self.add(leader, follower)
        self.play(leader.animate.shift(RIGHT * 2), run_time=0.5)
        self.wait(0.3)
        leader.shift(DOWN)
        self.play(Rotate(leader, PI), run_time=0.4)


class Tracker(Scene):
    """A value that is animated, and what depends on it."""

    def construct(self):
        angle = ValueTracker(0)
        line = Line(LEFT, RIGHT)
        line.add_updater(lambda mobject: mobject.set_angle(angle.get_value()))
        self.add(line)
        self.play(angle.animate.set_value(TAU / 3), run_time=0.6, rate_func=linear)
        angle.increment_value(0.5)
        self.wait(0.2)
        self.play(angle.animate.increment_value(-1), run_time=0.4)


class Redrawn(Scene):
    """A mobject built anew for each frame."""

    def construct(self):
        radius = ValueTracker(0.5)
        self.add(always_redraw(lambda: Circle(radius=radius.get_value(), color=RED, fill_opacity=0.3)))
        self.play(radius.animate.set_value(2), run_time=0.6)
        self.play(FadeIn(Dot()), radius.animate.set_value(1), run_time=0.4)


class Traced(Scene):
    """A path that grows behind a point, and one that dissolves."""

    def construct(self):
        dot, other = Dot(RIGHT), Dot(LEFT)
        self.add(dot, other, TracedPath(dot.get_center, stroke_color=YELLOW))
        self.add(TracedPath(other.get_center, dissipating_time=0.3, stroke_opacity=[0, 1]))
        self.play(MoveAlongPath(dot, Circle()), other.animate.shift(UP * 2), run_time=0.8)
        self.wait(0.4)
        self.play(dot.animate.shift(DOWN), run_time=0.3)


class SceneUpdater(Scene):
    """An updater of the scene itself, which moves what Manim takes for still."""

    def construct(self):
        still, moving = Square().shift(LEFT * 2), Dot()
        self.add(still, moving)
        self.add_updater(lambda dt: still.shift(RIGHT * dt))
        self.play(moving.animate.shift(UP), run_time=0.5)
        self.wait(0.3)
        self.add_updater(lambda dt: moving.shift(DOWN * dt))
        self.play(Rotate(moving), run_time=0.4)


class FromFunctions(Scene):
    """Animations that are functions of progress, or of nothing."""

    def construct(self):
        square, circle = Square(), Circle().shift(RIGHT)
        self.play(
            UpdateFromAlphaFunc(square, lambda mobject, alpha: mobject.set_fill(BLUE, alpha)),
            UpdateFromFunc(circle, lambda mobject: mobject.shift(0.05 * LEFT)),
            run_time=0.6,
        )
        self.play(UpdateFromFunc(circle, lambda mobject: mobject.scale(1.02)), run_time=0.4)


class AnimationAsUpdater(Scene):
    """An animation that goes on by itself over several plays."""

    def construct(self):
        square = Square()
        self.add(square)
        turn_animation_into_updater(Rotate(square, TAU, run_time=1), cycle=True)
        self.play(FadeIn(Dot()), run_time=0.3)
        self.wait(0.5)


class Nested(Scene):
    """Updaters deep in a group, one of them added by another."""

    def construct(self):
        ring = VGroup(*(Dot(np.array([np.cos(angle), np.sin(angle), 0])) for angle in np.linspace(0, TAU, 8)))

        def late(mobject, dt):
            mobject.shift(UP * dt)

        def first(mobject, dt):
            if mobject.get_x() > 1.2:
                mobject.clear_updaters().add_updater(late)
            mobject.shift(RIGHT * dt)

        ring[0].add_updater(first)
        self.add(ring)
        self.play(ring[3].animate.set_color(RED), run_time=0.5)
        self.wait(0.3)
