"""Scenes whose camera moves, zooms, turns, or looks at something else."""

from __future__ import annotations

from manim import (
    BLUE,
    DEGREES,
    DOWN,
    GREEN,
    LEFT,
    ORANGE,
    OUT,
    PI,
    RED,
    RIGHT,
    UP,
    Circle,
    Create,
    Cube,
    Dot,
    FadeIn,
    MovingCameraScene,
    Scene,
    Sphere,
    Square,
    Surface,
    Text,
    ThreeDAxes,
    ThreeDScene,
    VGroup,
    ZoomedScene,
)


class Moving(MovingCameraScene):
    """The frame pans, zooms, and follows a mobject."""

    def construct(self):
        dot, square = Dot(color=RED), Square(fill_opacity=0.6).shift(RIGHT * 2)
        self.add(square, dot)
        self.camera.frame.save_state()
        self.play(self.camera.frame.animate.scale(0.5).move_to(square), run_time=0.5)
        self.wait(0.2)
        self.camera.frame.add_updater(lambda frame: frame.move_to(dot))
        self.play(dot.animate.shift(LEFT * 2 + UP), run_time=0.5)
        self.camera.frame.clear_updaters()
        self.play(self.camera.frame.animate.restore(), run_time=0.3)
        self.camera.frame.scale(1.5)
        self.wait(0.2)


class AutoZoom(MovingCameraScene):
    """The frame fits itself to mobjects."""

    def construct(self):
        group = VGroup(Square(), Circle()).arrange(RIGHT, buff=3)
        self.add(group)
        self.play(self.camera.auto_zoom(group[0], margin=1), run_time=0.4)
        self.play(group[1].animate.shift(UP), run_time=0.3)


class Zoomed(ZoomedScene):
    """A second camera shown inside the picture."""

    def __init__(self, **kwargs):
        super().__init__(zoom_factor=0.3, zoomed_display_height=2, zoomed_display_width=3, **kwargs)

    def construct(self):
        dot = Dot(color=ORANGE)
        self.add(Square(), dot)
        self.activate_zooming(animate=False)
        self.play(self.zoomed_camera.frame.animate.shift(0.5 * RIGHT), run_time=0.4)
        self.play(dot.animate.shift(0.5 * RIGHT), run_time=0.4)
        self.play(self.zoomed_display.animate.shift(DOWN), run_time=0.3)
        self.wait(0.2)


class Spatial(ThreeDScene):
    """Surfaces, shading, a turning camera, and labels that do not turn with it."""

    def construct(self):
        self.set_camera_orientation(phi=70 * DEGREES, theta=30 * DEGREES)
        cube, label = Cube(side_length=1, fill_opacity=0.7), Text("fixed", font_size=36).to_corner(UP + LEFT)
        self.add(ThreeDAxes(x_range=(-2, 2), y_range=(-2, 2), z_range=(-1, 1)), cube)
        self.add_fixed_in_frame_mobjects(label)
        self.play(cube.animate.shift(OUT), run_time=0.3)
        self.begin_ambient_camera_rotation(rate=0.6)
        self.wait(0.3)
        self.stop_ambient_camera_rotation()
        self.move_camera(phi=40 * DEGREES, zoom=1.3, run_time=0.3)
        tag = Text("facing", font_size=30).shift(OUT + RIGHT)
        self.add_fixed_orientation_mobjects(tag)
        self.play(FadeIn(Sphere(radius=0.4, resolution=(6, 6)).shift(LEFT)), run_time=0.3)
        self.begin_3dillusion_camera_rotation(rate=2)
        self.wait(0.3)


class SurfaceGrows(ThreeDScene):
    """A surface drawn patch by patch, then turned about."""

    def construct(self):
        self.set_camera_orientation(phi=60 * DEGREES, theta=-45 * DEGREES)
        surface = Surface(lambda u, v: (u, v, u * v / 2), u_range=(-1, 1), v_range=(-1, 1), resolution=4)
        self.play(Create(surface), run_time=0.4)
        self.play(surface.animate.rotate(PI / 2), run_time=0.4)


class Background(Scene):
    """The background changes its colour between and during plays."""

    def construct(self):
        square = Square(fill_opacity=0.5)
        self.add(square)
        self.play(square.animate.shift(UP), run_time=0.3)
        self.camera.background_color = BLUE
        self.play(square.animate.shift(DOWN), run_time=0.3)
        self.wait(0.2)
        square.add_updater(lambda _: setattr(self.camera, "background_color", GREEN if square.get_y() < -0.5 else RED))
        self.play(square.animate.shift(DOWN), run_time=0.4)


class FrameIsSet(Scene):
    """A plain camera told to look elsewhere: before anything is drawn it does, later it goes on as it began."""

    def construct(self):
        square = Square(fill_opacity=0.5)
        self.camera.frame_center = RIGHT
        self.wait(0.2)
        self.add(square)
        self.play(square.animate.shift(UP), run_time=0.3)
        self.camera.frame_center = LEFT
        self.camera.frame_width /= 2
        self.play(square.animate.shift(DOWN), run_time=0.3)
        self.wait(0.2)


class PixelsAreRead(Scene):
    """What was drawn decides what comes next."""

    def construct(self):
        square = Square(fill_opacity=1, color=RED)
        self.play(FadeIn(square), run_time=0.3)
        red = int(self.camera.pixel_array[..., 0].max())
        self.play(square.animate.shift(RIGHT * red / 255), run_time=0.3)
        brightness = self.renderer.get_frame().mean() / 255
        self.play(square.animate.shift(UP * (1 + brightness)), run_time=0.3)
