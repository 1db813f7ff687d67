"""Scenes with pictures, point clouds, gradients and strokes taken from an image."""

from __future__ import annotations

import numpy as np
from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    RED,
    RIGHT,
    UP,
    WHITE,
    YELLOW,
    Circle,
    Create,
    Dot,
    FadeIn,
    FadeOut,
    Group,
    ImageMobject,
    PMobject,
    Rotate,
    Scene,
    Square,
    Text,
    Transform,
)
from PIL import Image


def ramp(height=12, width=20):
    """An image whose values grow from corner to corner."""
    return np.linspace(0, 255, height * width).reshape(height, width).astype(np.uint8)


class Picture(Scene):
    """An image comes, turns, fades and goes, before and behind vector mobjects."""

    def construct(self):
        image = ImageMobject(ramp()).set(height=3)
        frame = Square(side_length=3.4, color=YELLOW)
        self.add(frame)
        self.play(FadeIn(image), run_time=0.3)
        self.play(Rotate(image, 0.4), frame.animate.scale(1.1), run_time=0.4)
        self.play(image.animate.set_opacity(0.4), run_time=0.3)
        self.add(Dot(color=RED))
        self.wait(0.2)
        self.play(FadeOut(image), run_time=0.3)


class PictureChanges(Scene):
    """One image becomes another; one is written to while it stands."""

    def construct(self):
        first, second = ImageMobject(ramp()).set(height=2), ImageMobject(255 - ramp()).set(height=2)
        self.add(first)
        self.play(Transform(first, second), run_time=0.4)
        first.add_updater(lambda image: image.pixel_array.__setitem__((slice(0, 6), slice(None), 0), 200))
        self.play(first.animate.shift(RIGHT), run_time=0.3)
        self.wait(0.2)


class PictureBehind(Scene):
    """A still image below what moves."""

    def construct(self):
        image = ImageMobject(ramp()).set(height=4)
        dot, label = Dot(color=GREEN, radius=0.4), Text("above", font_size=40).shift(DOWN)
        self.add(Group(image, label), dot)
        self.play(dot.animate.shift(RIGHT * 2), run_time=0.5)
        self.play(label.animate.set_color(RED), run_time=0.3)


class Gradients(Scene):
    """Fills and strokes of several colours, sheen, and strokes behind the fill."""

    def construct(self):
        circle = Circle(fill_opacity=0.8).set_color_by_gradient(RED, BLUE)
        square = Square(fill_opacity=1, stroke_width=8).set_fill([RED, YELLOW, GREEN], opacity=[0.2, 1]).shift(LEFT * 2)
        square.set_sheen(0.4, UP)
        text = Text("outlined", font_size=60).set_stroke(WHITE, 6, background=True).shift(DOWN * 2)
        text.set_color_by_gradient(BLUE, GREEN)
        self.add(circle, square, text)
        self.play(circle.animate.shift(RIGHT), square.animate.rotate(0.5), run_time=0.5)
        self.play(text.animate.scale(1.2), run_time=0.3)


class StrokedByImage(Scene):
    """A mobject coloured by an image behind it."""

    def construct(self):
        colours = np.zeros((32, 32, 3), np.uint8)
        colours[..., 0] = np.arange(32) * 8
        colours[..., 2] = 255 - np.arange(32)[:, None] * 8
        circle = Circle(radius=1.5, stroke_width=20)
        circle.color_using_background_image(Image.fromarray(colours))
        self.play(Create(circle), run_time=0.4)
        self.play(circle.animate.shift(RIGHT), FadeIn(Dot()), run_time=0.4)


class Points(Scene):
    """A cloud of points."""

    def construct(self):
        angles = np.linspace(0, 6, 60)
        cloud = PMobject(stroke_width=6)
        cloud.add_points(np.stack([angles / 3 - 1, np.sin(angles), 0 * angles], axis=1), color=YELLOW)
        self.add(cloud, Square())
        self.play(cloud.animate.shift(UP), run_time=0.4)
        self.play(Rotate(cloud, 1), run_time=0.3)
