"""Which moments of a scene an interactive figure holds, and what readers may point at in them."""

from __future__ import annotations

from typing import Any

from rendering.core.frames import Frame, Stage
from rendering.core.scene_protocol import elements_of
from rendering.core.selections import Selection
from rendering.interactive.elements import Elements
from rendering.interactive.encoding import Encoder, Moment
from rendering.vector.vector_sink import VectorSink

SAMPLES = 4
"""Moments at most that are drawn of a play before its end."""
BETWEEN_SAMPLES = 5
"""Frames at least from one drawn moment to the next."""


class Moments(Selection):
    """Draw the last frame of every play, and a few before it."""

    def __init__(self) -> None:
        self._wanted: frozenset[int] = frozenset()
        self.ends: set[int] = set()
        """The frames that ended a play, as far as that was known beforehand."""

    @classmethod
    def of(cls, stage: Stage) -> Moments:  # noqa: ARG003
        """Return the selection for any stage."""
        return cls()

    def wants_play(self, first: int, count: int | None, beat: str) -> bool:  # noqa: ARG002
        """Choose the moments of a play; one that a condition ends is drawn in each of its frames."""
        samples = 0 if count is None else min(SAMPLES, (count - 1) // BETWEEN_SAMPLES)
        self._wanted = frozenset(first + round(count * (k + 1) / (samples + 1)) for k in range(samples) if count)
        return True

    def wants_frame(self, index: int, repeat: int, *, last: bool, beat: str) -> bool:  # noqa: ARG002
        """Return whether the frame is one of the moments."""
        if last:
            self.ends.add(index)
        return last or index in self._wanted


class MomentSink(VectorSink):
    """A sink that encodes every moment as it is drawn.

    Parameters
    ----------
    selection
        The selection that chose the moments.
    light
        The encoder of the same scene in the light theme, where this one is for the dark.
    """

    def __init__(self, selection: Moments, light: Encoder | None = None) -> None:
        super().__init__()
        self.encoder, self.elements = Encoder(light), Elements()
        self._selection = selection

    def write(self, frame: Frame) -> None:
        """Encode the frame just recorded, and what readers may point at where a play ends."""
        super().write(frame)
        if self.current is None:
            return
        scene: Any = self.scene
        moment = Moment(frame.index, frame.index + frame.repeat - 1, frame.beat, int(scene.renderer.num_plays))
        ends_play = frame.index in self._selection.ends
        self.encoder.add(moment, self.current, ends_play=ends_play)
        if ends_play:
            self.elements.note(elements_of(scene), scene.camera, len(self.encoder.moments) - 1)

    def as_json(self, dark: MomentSink | None = None) -> dict[str, Any]:
        """Return the moments, and what can be pointed at in them, as `page/player.js` reads them.

        Parameters
        ----------
        dark
            The sink of the same scene in the dark theme.
        """
        return {
            **self.encoder.as_json(dark.encoder if dark else None),
            **self.elements.as_json(self.encoder.keys_by_owner()),
        }
