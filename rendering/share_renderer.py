"""Manim's renderer for a scene that is played in several processes, each of which draws its share of the plays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from manim import Scene

from rendering import forwarding
from rendering.performance import Pixels
from rendering.shares import Share
from rendering.snapshot_renderer import SnapshotRenderer


class ShareRenderer(SnapshotRenderer):
    """Manim's renderer: it draws the plays of its share and passes over the others.

    Parameters
    ----------
    hands
        The share.
    """

    def __init__(self, *, hands: Share, **kwargs: Any) -> None:
        super().__init__(hands=hands, **kwargs)
        self._share = hands
        self._nowhere = self.recorder.sink
        self._nothing = self.recorder.selection

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play, and be as before."""
        before = self.recorder.pictures
        done = False
        try:
            super().play(scene, *args, **kwargs)
            done = True
        finally:
            self._share.played(self.recorder.pictures - before)
            if self._sink is not None:
                if not done:
                    self._sink.abort()
                self._put_away(scene)

    def _begin(self, scene: Scene, first: int) -> None:
        """Draw a play, if it is this share's."""
        self._check()
        start = self._start_of(scene)
        if self._share.deal(first, "" if start is None else start.digest):
            self._draw(scene, first, start if self._recall is not None else None)

    def _put_away(self, scene: Scene) -> None:
        """End drawing."""
        forwarding.wake(scene)
        self.recorder.sink, self.recorder.selection, self.recorder.changed = self._nowhere, self._nothing, None
        self._sink = self._voice = self._painter = None
        self.may_look = False

    def update_frame(self, scene: Scene, mobjects: Iterable[Any] | None = None, *args: Any, **kwargs: Any) -> None:
        """Draw; afterwards the camera is as it is where the frame is passed over."""
        if self._painter is None:
            super().update_frame(scene, mobjects, *args, **kwargs)
            return
        self._pass_over(scene, mobjects)
        contexts = dict(self.camera.pixel_array_to_cairo_context)
        super().update_frame(scene, mobjects, *args, **kwargs)
        self.camera.pixel_array_to_cairo_context = contexts

    def add_frame(self, frame: Pixels | None, num_frames: int = 1) -> None:
        """Hand on a frame, or pass over it; either shows that the process is alive."""
        super().add_frame(frame, num_frames)
        if self._voice is None:
            self._share.alive(0)
