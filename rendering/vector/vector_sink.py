"""Play a scene once and record the selected frames as vector frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from rendering.checks.texts import texts_on
from rendering.core.frames import Frame, Performance, Pixels, Stage
from rendering.core.job import Look
from rendering.core.selections import Selection
from rendering.core.sinks import BaseSink
from rendering.core.targets import Target
from rendering.playback.play import perform
from rendering.playback.renderer import Renderer
from rendering.vector.pdf import is_faint
from rendering.vector.recording_context import background, recording
from rendering.vector.vector_frame import VectorFrame


class VectorSink(BaseSink):
    """A sink that keeps the latest selected frame of each beat, and the latest of all.

    `scene` is the scene that is played, once it has drawn something; `current` is the frame the renderer has just
    recorded, selected or not; the keys of `by_beat` are indices into `Performance.beats`.
    """

    def __init__(self) -> None:
        self.scene: Any = None
        self.current: VectorFrame | None = None
        self.latest: VectorFrame | None = None
        self.by_beat: dict[int, VectorFrame] = {}

    def write(self, frame: Frame) -> None:
        """Keep the frame just recorded, in place of the one kept before; the raster frame holds only its beat."""
        if self.current is not None:
            self.by_beat[frame.beat] = self.latest = self.current


class _VectorRenderer(Renderer):
    """The renderer with a camera that records shapes; its pixels stay those of the background."""

    def __init__(self, *, vector_sink: VectorSink, **options: Any) -> None:
        super().__init__(**options)
        self._sink = vector_sink
        self._static = VectorFrame(0, 0)

    def update_frame(self, scene: Any, mobjects: Iterable[Any] | None = None, *args: Any, **kwargs: Any) -> None:
        """Record the mobjects, on top of those that are static during the play."""
        with recording(self.camera) as items:
            super().update_frame(scene, mobjects, *args, **kwargs)
        height, width = self.camera.pixel_array.shape[:2]
        below = VectorFrame(width, height, background(self.camera)) if self.static_image is None else self._static
        heights = [text.x_height for text in texts_on([*scene.mobjects, *scene.foreground_mobjects])]
        x_height = min(heights) / self.camera.frame_width * width if heights else None
        self._sink.scene = scene
        self._sink.current = replace(below, foreground=(*below.foreground, *items), x_height=x_height)

    def save_static_frame_data(self, scene: Any, static_mobjects: Iterable[Any]) -> Pixels | None:
        """Record the static mobjects of a play once, for all its frames."""
        pixels = super().save_static_frame_data(scene, static_mobjects)
        if self._sink.current is not None:
            self._static = self._sink.current
        return pixels


class DistinctFrames(VectorSink):
    """A vector sink that keeps of each beat the latest selected frame on which something stands out, if any."""

    def write(self, frame: Frame) -> None:
        """Keep the frame unless it is faint and another is kept."""
        if frame.beat not in self.by_beat or (self.current is not None and not is_faint(self.current)):
            super().write(frame)


def record_frames(
    target: Target,
    look: Look,
    select: Callable[[Stage], Selection],
    *,
    finale: bool = False,
    sink: VectorSink | None = None,
) -> tuple[Performance, VectorSink]:
    """Play a scene and record the selected frames as vector frames.

    Parameters
    ----------
    target, look
        The scene, and what decides its pixels; one pixel of its size is the unit of the vector frame.
    select
        Given size and rate, returns which frames to record.
    finale
        Also record what is shown after the last play, as the sink's `current`; always set where nothing is played.
    sink
        What keeps the frames; by default a `VectorSink`.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.

    Notes
    -----
    Nothing is rasterised, so a scene that reads back its own pixels sees only the background.
    """
    sink = sink or VectorSink()
    performance = perform(target, look, sink, select=select, finale=finale, renderer=_VectorRenderer, vector_sink=sink)
    return replace(performance, final=None), sink
