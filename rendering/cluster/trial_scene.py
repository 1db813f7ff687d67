"""The scene of which every machine draws a segment before it takes part: curves, text, transparency and motion."""

from manim import BLUE, RED, RIGHT, Circle, Scene, Square, Text, VGroup


class TrialScene(Scene):  # type: ignore[misc]
    """A few shapes and a word that turn, fade and cross."""

    def construct(self) -> None:
        """Play."""
        shapes = VGroup(
            Circle(1.7, color=BLUE, fill_opacity=0.4), Square(2.3, color=RED, fill_opacity=0.3), Text("Åg ½")
        )
        self.play(shapes.animate.rotate(0.7).shift(RIGHT).scale(1.3), run_time=0.8)
