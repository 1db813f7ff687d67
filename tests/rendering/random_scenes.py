"""Scenes made up at random, as source: what strangers might write, in any order."""

from __future__ import annotations

import random
import re

VECTORS = (
    "Square({size}, color={colour}, fill_opacity={share})",
    "Circle({size}, color={colour})",
    "Dot(radius={size}).set_z_index({order})",
    "Text('Gq1', color={colour}).scale({size})",
    "Line({place}, {place}, stroke_width={width})",
    "DashedLine({place}, {place})",
    "Arc(angle={angle}, stroke_width={width})",
    "Arrow({place}, {place})",
    "Star(color={colour}).set_sheen(0.4, UP)",
    "RegularPolygon(5).set_color_by_gradient({colour}, {colour}).set_fill(opacity={share})",
    "VGroup(Square({size}), Dot(), Circle(0.3)).arrange(RIGHT)",
    "VGroup(Square(), Circle()).set_stroke({colour}, {width}, background=True)",
)
IMAGES = ("ImageMobject(np.uint8([[0, 60, 120], [250, 30, 90]])).scale(40)",)
ANIMATIONS = (
    "{it}.animate.shift({place})",
    "{it}.animate.scale({size})",
    "{it}.animate.set_opacity({share})",
    "Rotate({it}, {angle})",
    "FadeOut({it}, shift={place})",
    "MoveAlongPath({it}, Arc(radius=1.5))",
    "ApplyMethod({it}.move_to, {place})",
    "UpdateFromAlphaFunc({it}, lambda mobject, alpha: mobject.set_opacity(alpha))",
    "AnimationGroup({it}.animate.shift({place}), FadeIn({new}), lag_ratio=0.5)",
    "LaggedStart(FadeIn({new}), FadeIn({new}), lag_ratio=0.4)",
    "Succession(FadeIn({new}), Rotate({it}, 1))",
    "ChangeSpeed({it}.animate.shift({place}), speedinfo={{0.3: 1, 0.5: 0.2, 1: 1}})",
    "FadeIn({new})",
    "Flash({place})",
    "Wait(0.2)",
)
OF_VECTORS = (
    "{it}.animate.set_color({colour})",
    "Indicate({it})",
    "Transform({it}, Circle({size}).shift({place}))",
    "ReplacementTransform({it}, {new vector})",
    "FadeTransform({it}, {new vector})",
    "ApplyWave({it})",
    "Circumscribe({it})",
    "Wiggle({it})",
    "ShowPassingFlash({it}.copy().set_color(WHITE))",
    "Uncreate({it})",
    "Create({new vector})",
    "Write({new vector})",
    "GrowFromCenter({new vector})",
)
TRACKED = """\
value = ValueTracker(0)
        {it}.add_updater(lambda mobject, value=value: mobject.set_x(value.get_value()))
        self.play(value.animate.set_value({angle}), run_time={seconds})"""
STEPS = (
    *["self.play({animations}, run_time={seconds}, rate_func={pace})"] * 12,
    "self.wait({seconds})",
    "self.wait(0.4, frozen_frame={truth})",
    "self.wait_until(lambda: self.renderer.time > {seconds}, max_time=0.6)",
    "{it}.add_updater(lambda mobject, dt: mobject.rotate(dt * {angle}))",
    "{it}.add_updater(lambda mobject: mobject.shift(0.02 * np.random.uniform() * UP))",
    "{it}.clear_updaters()",
    "self.add(TracedPath({it}.get_center))",
    "self.add(always_redraw(lambda: Circle(0.2).move_to({it})))",
    (
        "turn = ValueTracker(0); self.add(always_redraw(lambda: Line(ORIGIN, 2 * RIGHT).rotate(turn.get_value()))); "
        "self.play(turn.animate.set_value({angle}), run_time={seconds})"
    ),
    "ready = ValueTracker(1); self.add(ready); self.play(ready.animate.increment_value({size}), run_time={seconds})",
    "folder = Path(__file__).with_name('made'); folder.mkdir(); self.play(FadeIn({new}), run_time=0.2); folder.rmdir()",
    "with Path(__file__).with_name('log').open('w') as log: log.write('played')",
    "print('said', input.__name__)",
    "self.add_updater(lambda dt: {it}.shift(0.3 * dt * RIGHT))",
    "turn_animation_into_updater(Rotate({it}, 2, run_time=0.7)); self.wait(0.5)",
    TRACKED,
    "{it}.save_state().shift({place}); self.play(Restore({it}), run_time={seconds})",
    "{it}.generate_target().shift({place}); self.play(MoveToTarget({it}), run_time={seconds})",
    "self.next_section(skip_animations={truth})",
    "self.add_subcaption('said', duration=0.3)",
    "self.bring_to_front({it})",
    "self.bring_to_back({it})",
    "self.remove({it})",
    "self.add_foreground_mobject({it})",
    "{it}.set_z_index({order})",
    "self.camera.background_color = {colour}",
    "self.clear()",
)
BASES = {
    "Scene": (),
    "MovingCameraScene": ("self.play(self.camera.frame.animate.scale({size}).shift({place}), run_time={seconds})",),
    "ThreeDScene": (
        "self.set_camera_orientation(phi={size}, theta={angle})",
        "self.move_camera(phi=1, run_time=0.4)",
        "self.move_camera(theta={angle}, frame_center={place}, run_time=0.3)",
        "self.move_camera(zoom={size}, added_anims=[FadeIn({new})], run_time=0.3)",
        "self.begin_ambient_camera_rotation(rate={angle}); self.wait(0.3); self.stop_ambient_camera_rotation()",
        "self.add_fixed_in_frame_mobjects({it})",
    ),
}
HEADS = (
    "config.frame_rate = 9",
    "config.pixel_width, config.pixel_height = 128, 96; config.frame_width = config.frame_height * 4 / 3",
    "config.background_color = '#224466'",
    "Square.set_default(stroke_width=9)",
    (
        "own_stroke = Camera.apply_stroke\n"
        "Camera.apply_stroke = lambda self, ctx, it, background=False: (ctx.set_dash([0.1]), "
        "own_stroke(self, ctx, it, background))[1]"
    ),
    "own_width = VMobject.get_stroke_width\nVMobject.get_stroke_width = lambda self, *of: 1.5 * own_width(self, *of)",
    (
        "own_step = Transform.interpolate_submobject\n"
        "Transform.interpolate_submobject = lambda self, one, two, three, alpha: "
        "own_step(self, one, two, three, min(1, alpha + random.uniform(0, 0.1)))"
    ),
)
"""What stands before the class: settings and patches."""
METHODS = (
    (
        "def update_mobjects(self, dt):\n        super().update_mobjects(dt)\n"
        "        for mobject in self.mobjects[:1]:\n            mobject.rotate(dt)"
    ),
    (
        "def update_to_time(self, t):\n        super().update_to_time(t)\n"
        "        self.camera.background_color = color_gradient([RED, BLUE], 9)[int(8 * t) % 9]"
    ),
    "def get_run_time(self, animations):\n        return 0.25",
    "def setup(self):\n        self.add(Square(4, stroke_opacity=0.3))",
    "def tear_down(self):\n        self.add(Circle(1))",
)
"""What the class has besides ``construct``."""
HEADER = """\
import random
from functools import partial
from pathlib import Path

import numpy as np
from manim import *


def shake(t):
    return min(1, max(0, t + random.uniform(-0.05, 0.05)))


def slower(power, t):
    return t**power


"""
PACES = (
    *("smooth", "linear", "there_and_back", "rush_into", "wiggle"),
    *("squish_rate_func(smooth, 0.2, 0.9)", "squish_rate_func(shake, 0.2, 0.9)", "shake"),
    *("lambda t: min(1, 1.2 * t)", "partial(slower, 0.5)", "not_quite_there(partial(slower, 2))"),
)
ENDS = "self.next_section(); self.play(FadeIn(Square()), run_time=0.2)"


class _Author:
    """Writes one scene."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._lines: list[str] = []
        self._vectors: list[str] = []
        self._all: list[str] = []

    def write(self) -> str:
        """Return the source of a class `Made`."""
        base = self._chance.choice(list(BASES))
        for _ in range(self._chance.randint(1, 3)):
            self._lines.append(f"self.add({self._new()})")
        for _ in range(self._chance.randint(4, 8)):
            self._lines.append(self._filled(self._chance.choice((*STEPS, *BASES[base]))))
        body = "\n".join(f"        {line}" for line in (*self._lines, ENDS))
        head = "".join(f"{line}\n" for line in HEADS if self._chance.random() < 0.12)
        methods = "".join(f"    {text}\n\n" for text in METHODS if self._chance.random() < 0.12)
        return f"{HEADER}{head}\n\nclass Made({base}):\n{methods}    def construct(self):\n{body}\n"

    def _filled(self, template: str, it: str = "") -> str:
        it = it or self._chance.choice(self._all)
        filled = re.sub(r"(?<!{){([\w ]+)}", lambda match: self._value(match[1], it), template)
        return filled.replace("{{", "{").replace("}}", "}")

    def _value(self, name: str, it: str) -> str:
        chance = self._chance
        return {
            "it": lambda: it,
            "new": lambda: self._new(),
            "new vector": lambda: self._new(images=False),
            "animations": lambda: ", ".join(map(self._animation, chance.sample(self._all, min(2, len(self._all))))),
            "size": lambda: f"{chance.uniform(0.4, 1.5):.2f}",
            "share": lambda: chance.choice(["0", "0.4", "1"]),
            "angle": lambda: f"{chance.uniform(-3, 3):.2f}",
            "width": lambda: chance.choice(["1", "4", "12"]),
            "order": lambda: chance.choice(["-1", "0", "2"]),
            "place": lambda: f"np.array([{chance.uniform(-3, 3):.2f}, {chance.uniform(-2, 2):.2f}, 0])",
            "colour": lambda: chance.choice(["RED", "BLUE", "YELLOW", "WHITE", "'#123456'"]),
            "seconds": lambda: chance.choice(["0.05", "0.1", "0.3", "0.5", "0.77"]),
            "pace": lambda: chance.choice(PACES),
            "truth": lambda: chance.choice(["True", "False"]),
        }[name]()

    def _animation(self, it: str) -> str:
        templates = (*ANIMATIONS, *(OF_VECTORS if it in self._vectors else ()))
        return self._filled(self._chance.choice(templates), it)

    def _new(self, *, images: bool = True) -> str:
        """Write a line that makes a mobject, and return its name."""
        name = f"m{len(self._all)}"
        template = self._chance.choice((*VECTORS, *(IMAGES if images else ())))
        self._lines.append(f"{name} = {self._filled(template, name)}.shift({self._value('place', name)})")
        self._all.append(name)
        if template in VECTORS:
            self._vectors.append(name)
        return name


def random_scene(seed: int) -> str:
    """Return the source of a class `Made`, a scene that ends with a play."""
    return _Author(seed).write()
