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
    "ThreeDScene": ("self.set_camera_orientation(phi={size}, theta={angle})", "self.move_camera(phi=1, run_time=0.4)"),
}
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
        return f"import numpy as np\nfrom manim import *\n\nclass Made({base}):\n    def construct(self):\n{body}\n"

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
            "pace": lambda: chance.choice(["smooth", "linear", "there_and_back", "rush_into", "wiggle"]),
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
