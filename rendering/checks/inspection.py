"""Play a scene, and look at its stage whenever a play is over and what moved has arrived."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rendering.core.frames import Performance, Pixels
from rendering.core.job import Look
from rendering.core.sinks import FrameSink
from rendering.core.targets import Target
from rendering.playback.play import perform
from rendering.playback.renderer import Renderer


class Rest:
    """The stage after one play.

    Parameters
    ----------
    scene
        The scene; nothing of it is to be changed.
    beat
        The name of the beat.
    seconds
        How long the scene has run.
    """

    def __init__(self, scene: Any, beat: str, seconds: float) -> None:
        self._scene = scene
        self.beat = beat
        self.seconds = seconds

    @property
    def mobjects(self) -> list[Any]:
        """What stands on stage."""
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
        """Return the frame, drawn without some of its mobjects."""
        renderer = self._scene.renderer
        kept, renderer.static_image = renderer.static_image, None
        renderer.update_frame(self._scene, excluded_mobjects=without or None)
        renderer.static_image = kept
        pixels: Pixels = renderer.get_frame()
        return pixels


class _InspectedRenderer(Renderer):
    """The renderer, calling somebody in after every play."""

    def __init__(self, *, at_rest: Callable[[Rest], None], **options: Any) -> None:
        super().__init__(**options)
        self._at_rest = at_rest

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        """Play, and let the stage be looked at."""
        super().play(scene, *args, **kwargs)
        seconds = float(self.recorder.frames / self.recorder.stage.rate)
        self._at_rest(Rest(scene, self.recorder.beat, seconds))


def inspect(target: Target, look: Look, sink: FrameSink, at_rest: Callable[[Rest], None]) -> Performance:
    """Play a scene from its first frame to its last, and call `at_rest` after every play.

    Parameters
    ----------
    target, look
        The scene, and what decides its pixels.
    sink
        Takes every frame.
    at_rest
        Looks at the stage.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.
    """
    return perform(target, look, sink, renderer=_InspectedRenderer, at_rest=at_rest)
