"""Play a scene, and inspect it after every play.

Of each frame only what changes is drawn, as for a video; that halves the time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rendering.core.frames import Performance, Pixels
from rendering.core.job import Look
from rendering.core.sinks import FrameSink
from rendering.core.targets import Target
from rendering.drawing.parallel import perform_in_one_process
from rendering.drawing.parallel_renderer import ParallelRenderer


class SceneView:
    """The scene after one play.

    Parameters
    ----------
    scene
        The scene; it must not be changed.
    beat
        The name of the current beat.
    seconds
        How long the scene has run.
    """

    def __init__(self, scene: Any, beat: str, seconds: float) -> None:
        self._scene = scene
        self.beat = beat
        self.seconds = seconds

    @property
    def mobjects(self) -> list[Any]:
        """Every mobject of the scene."""
        return [*self._scene.mobjects, *self._scene.foreground_mobjects]

    @property
    def camera(self) -> Any:
        """The camera."""
        return self._scene.renderer.camera

    @property
    def frame_width(self) -> float:
        """Width of the frame in Manim units."""
        return float(self.camera.frame_width)

    def picture(self, *, without: list[Any] | None = None) -> Pixels:
        """Return the frame, drawn without the given mobjects."""
        renderer = self._scene.renderer
        kept, renderer.static_image = renderer.static_image, None
        renderer.update_frame(self._scene, excluded_mobjects=without or None)
        renderer.static_image = kept
        pixels: Pixels = renderer.get_frame()
        return pixels


class _InspectedRenderer(ParallelRenderer):
    """A renderer that calls a function after every play."""

    def __init__(self, *, after_play: Callable[[SceneView], None], **options: Any) -> None:
        super().__init__(**options)
        self._after_play = after_play

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        """Play, then call the function."""
        super().play(scene, *args, **kwargs)
        seconds = float(self.recorder.frames / self.recorder.stage.rate)
        self._after_play(SceneView(scene, self.recorder.beat, seconds))


def inspect(target: Target, look: Look, sink: FrameSink, after_play: Callable[[SceneView], None]) -> Performance:
    """Play a scene from its first frame to its last, and call `after_play` after every play.

    Parameters
    ----------
    target, look
        The scene, and what decides its pixels.
    sink
        Takes every frame; it may use a frame's picture only until `write` returns.
    after_play
        Called with the scene's view after every play.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.
    """
    return perform_in_one_process(target, look, sink, renderer=_InspectedRenderer, after_play=after_play)
