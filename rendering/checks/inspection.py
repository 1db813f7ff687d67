"""Play a scene, and look at its stage whenever a play is over and what moved has arrived.

Frames are drawn as those of a video are, only where they change; that takes less than half of the time.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rendering.core.frames import Frame, Performance, Pixels, Stage
from rendering.core.job import Look
from rendering.core.selections import EveryFrame, NoFrame
from rendering.core.sinks import BaseSink, FrameSink
from rendering.core.targets import Target
from rendering.drawing.claims import Claims, DrawTask
from rendering.drawing.helpers import SequentialOnly
from rendering.drawing.parallel_renderer import ParallelRenderer
from rendering.playback.loading import forget_modules
from rendering.playback.play import perform, performance_of, played
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


def _rest(scene: Any, renderer: Renderer) -> Rest:
    return Rest(scene, renderer.recorder.beat, float(renderer.recorder.frames / renderer.recorder.stage.rate))


class _InspectedRenderer(Renderer):
    """The renderer that draws each frame by itself, calling somebody in after every play."""

    def __init__(self, *, at_rest: Callable[[Rest], None], **options: Any) -> None:
        super().__init__(**options)
        self._at_rest = at_rest

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        """Play, and let the stage be looked at."""
        super().play(scene, *args, **kwargs)
        self._at_rest(_rest(scene, self))


class _QuickInspectedRenderer(ParallelRenderer):
    """The renderer that draws what changes, calling somebody in after every play."""

    def __init__(self, *, at_rest: Callable[[Rest], None], **options: Any) -> None:
        super().__init__(**options)
        self._at_rest = at_rest

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        """Play, and let the stage be looked at."""
        super().play(scene, *args, **kwargs)
        self.may_read_pixels = True
        self._at_rest(_rest(scene, self))
        self.may_read_pixels = False


class _Stretch(BaseSink):
    """A sink for one stretch of frames that hands them to a sink for all.

    Parameters
    ----------
    first
        The number of its first frame.
    sink
        The sink for all, which is opened with the first stretch.
    """

    def __init__(self, first: int, sink: FrameSink) -> None:
        self._first = first
        self._sink = sink

    def open(self, stage: Stage) -> None:
        """Open the sink for all, if this is where it begins."""
        if self._first == 0:
            self._sink.open(stage)

    def write(self, frame: Frame) -> None:
        """Hand the frame on."""
        self._sink.write(frame)

    def answer(self) -> Mapping[str, Any]:
        """Have nothing to say."""
        return {}


def inspect(target: Target, look: Look, sink: FrameSink, at_rest: Callable[[Rest], None]) -> Performance:
    """Play a scene from its first frame to its last, and call `at_rest` after every play.

    Parameters
    ----------
    target, look
        The scene, and what decides its pixels.
    sink
        Takes every frame. A picture is its own only until `write` returns. Where the scene turns out to build on
        pixels drawn before it is played anew: then the sink is opened once more, and what it has taken does not count.
    at_rest
        Looks at the stage.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.
    """
    with contextlib.suppress(SequentialOnly):
        return _inspect_quickly(target, look, sink, at_rest)
    forget_modules(target.file)
    return perform(target, look, sink, renderer=_InspectedRenderer, at_rest=at_rest)


def _inspect_quickly(target: Target, look: Look, sink: FrameSink, at_rest: Callable[[Rest], None]) -> Performance:
    with tempfile.TemporaryDirectory(prefix="manim-", ignore_cleanup_errors=True) as folder:
        task = DrawTask(
            target=target,
            look=look,
            open_sink=lambda first, _: _Stretch(first, sink),
            work_folder=Path(folder),
            select=EveryFrame.of,
            recall=None,
            claims=Path(tempfile.mkdtemp(prefix="claims-", dir=folder)),
            compares=False,
        )
        with played(
            target,
            look,
            BaseSink(),
            work_folder=task.work_folder,
            select=NoFrame.of,
            renderer=_QuickInspectedRenderer,
            task=task,
            claims=Claims(task.claims, lambda _: None),
            planned={},
            at_rest=at_rest,
        ) as (scene, recorder):
            return performance_of(scene, recorder, finale=False)
