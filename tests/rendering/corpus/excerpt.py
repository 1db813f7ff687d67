"""A scene of which only some plays are wanted, as ``manim -n 1,3`` asks for."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, Rotate, Scene, Square, config

config.from_animation_number = 1
config.upto_animation_number = 3


class Excerpt(Scene):
    """Five plays, of which the second to the fourth are wanted."""

    def construct(self):
        square = Square().add_updater(lambda mobject, dt: mobject.shift(UP * dt / 4))
        self.add(square)
        for direction in (RIGHT, DOWN, LEFT, UP):
            self.play(square.animate.shift(direction), run_time=0.3)
            self.wait(0.2)
        self.play(Rotate(square), run_time=0.3)
