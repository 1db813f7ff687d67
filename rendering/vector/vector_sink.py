"""Play a scene once and keep the frames that are wanted as sketches."""

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
from rendering.vector.recording_context import background, captured
from rendering.vector.vector_frame import Sketch


class Sketchbook(BaseSink):
    """A sink that keeps the latest sketch of each beat, and the latest of all.

    `current` is what the renderer has just drawn; `by_beat` goes by the number of the beat in `Performance.beats`.
    """

    def __init__(self) -> None:
        self.current: Sketch | None = None
        self.latest: Sketch | None = None
        self.by_beat: dict[int, Sketch] = {}

    def write(self, frame: Frame) -> None:
        """Keep what has just been drawn in place of what was kept before."""
        if self.current is not None:
            self.by_beat[frame.beat] = self.latest = self.current


class _SketchRenderer(Renderer):
    """The renderer with a camera that writes down shapes; its pixels stay those of the background."""

    def __init__(self, *, book: Sketchbook, **options: Any) -> None:
        super().__init__(**options)
        self._book = book
        self._still = Sketch(0, 0)

    def update_frame(self, scene: Any, mobjects: Iterable[Any] | None = None, *args: Any, **kwargs: Any) -> None:
        """Write down the mobjects, on top of those that stand still during the play."""
        with captured(self.camera) as items:
            super().update_frame(scene, mobjects, *args, **kwargs)
        height, width = self.camera.pixel_array.shape[:2]
        below = Sketch(width, height, background(self.camera)) if self.static_image is None else self._still
        heights = [text.x_height for text in texts_on([*scene.mobjects, *scene.foreground_mobjects])]
        x_height = min(heights) / self.camera.frame_width * width if heights else None
        self._book.current = replace(below, ink=(*below.ink, *items), x_height=x_height)

    def save_static_frame_data(self, scene: Any, static_mobjects: Iterable[Any]) -> Pixels | None:
        """Write down what stands still during a play."""
        pixels = super().save_static_frame_data(scene, static_mobjects)
        if self._book.current is not None:
            self._still = self._book.current
        return pixels


def sketch_scene(
    target: Target, look: Look, select: Callable[[Stage], Selection], *, finale: bool = False
) -> tuple[Performance, Sketchbook]:
    """Play a scene and sketch the selected frames.

    Parameters
    ----------
    target, look
        The scene, and what decides its pixels; the size is the sketch's unit.
    select
        Given size and rate, says which frames are sketched.
    finale
        Also sketch what stands after the last play, as the book's `current`; one that plays nothing always has it.

    Raises
    ------
    UserError
        If the scene cannot be found or refuses its parameters.

    Notes
    -----
    Nothing is rasterised, so a scene that reads back its own pixels sees only the background.
    """
    book = Sketchbook()
    performance = perform(target, look, book, select=select, finale=finale, renderer=_SketchRenderer, book=book)
    return replace(performance, final=None), book
