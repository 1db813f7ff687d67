"""Offer a job's segments to other machines while the scene is played here, and take what comes back.

The messages to the process that knows the machines: ``wanted`` with all offers at once, when the scene has been played,
and ``collected`` when everything has come back or is lost. The messages from it: ``{"arrived": first, "frames": ...,
"sink": ...}`` once a segment's files are in the scratch folder, and ``{"lost": [first, ...], "why": ...}``.
"""

from __future__ import annotations

import base64
import os
import pickle
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manim import config

from rendering.core.job import RenderJob
from rendering.core.profiling import STOPWATCH
from rendering.drawing.draw_task import LentLost
from rendering.jobs.outputs import Keeper, Output
from rendering.output.freshness import InputRecorder
from rendering.playback.fingerprint import Fingerprint

SCRATCH = "{scratch}"
"""What stands for the folder of a segment's files in an answer that travels."""


@dataclass(frozen=True)
class Exchange:
    """Sends an event with its details, and waits for the next message of the process that knows the machines."""

    send: Callable[..., None]
    receive: Callable[[], dict[str, Any]]


class JobLender:
    """The lender of one performance of a job; see `rendering.drawing.draw_task.Lender`.

    Parameters
    ----------
    exchange
        Where the offers go.
    job
        The job with its look settled, and those of its formats that the performance is for.
    outputs
        Their outputs.
    recorder
        Knows which files the scene has read.
    scratch
        The folder of the segments' files.
    """

    def __init__(
        self, exchange: Exchange, job: RenderJob, outputs: Sequence[Output], recorder: InputRecorder, scratch: Path
    ) -> None:
        self._exchange = exchange
        self._job = job
        self._outputs = outputs
        self._recorder = recorder
        self._scratch = scratch
        self._settings = base64.b64encode(pickle.dumps(dict(config.items()))).decode()
        self._started = time.monotonic()
        self._offers: dict[int, dict[str, Any]] = {}
        self._keepers: dict[int, list[Keeper]] = {}
        self._arrived: dict[int, tuple[str, Mapping[str, Any]]] = {}

    def offer(self, first: int, pictures: int, start: Fingerprint) -> bool:
        """Return whether a segment is drawn elsewhere: not where what decides it stays on this machine."""
        if not start.is_complete and not self._recorder.reads_only_files:
            return False
        self._offers[first] = {"first": first, "pictures": pictures, "digest": start.digest}
        self._keepers[first] = [output.keeper(first, start) for output in self._outputs]
        return True

    def recall(self, first: int, start: Fingerprint) -> Mapping[str, Any] | None:
        """Return the answer of a segment that has arrived."""
        digest, answer = self._arrived.get(first, ("", None))
        return answer if digest == start.digest else None

    def collect(self, note_answer: Callable[[int, Mapping[str, Any]], None]) -> None:
        """Ask for everything that was offered, and wait for it."""
        if not self._offers:
            return
        files = self._recorder.named_files()
        self._exchange.send(
            "wanted",
            offers=list(self._offers.values()),
            job=self._job.as_json(),
            files={name: str(path) for name, path in sorted(files.items())},
            folder=os.getcwd(),  # noqa: PTH109 - as the scene finds it
            settings=self._settings,
            scratch=str(self._scratch),
            seconds=time.monotonic() - self._started,
        )
        waiting, lost, why = set(self._offers), 0, ""
        with STOPWATCH.phase("wait"):
            while waiting:
                message = self._exchange.receive()
                if "lost" in message:
                    gone = waiting & set(message["lost"])
                    lost, why = lost + len(gone), message["why"]
                    waiting -= gone
                elif message["arrived"] in waiting:
                    waiting.remove(message["arrived"])
                    self._take(message)
                    note_answer(message["arrived"], self._arrived[message["arrived"]][1])
        self._exchange.send("collected")
        if lost:
            raise LentLost(f"{why}; {lost} of {len(self._offers)} segments are drawn here")

    def _take(self, message: Mapping[str, Any]) -> None:
        """Note a segment that has arrived, and store it."""
        first, frames = message["arrived"], message["frames"]
        sink = with_folder(message["sink"], SCRATCH, str(self._scratch))
        self._arrived[first] = (self._offers[first]["digest"], {"frames": frames, "sink": sink})
        for keep in self._keepers[first]:
            if keep is not None:
                keep(frames)


def with_folder(answer: Any, folder: str, other: str) -> Any:
    """Return an answer in which the paths of files in one folder are those of files in another."""
    if isinstance(answer, dict):
        return {key: with_folder(value, folder, other) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [with_folder(value, folder, other) for value in answer]
    if isinstance(answer, str) and answer.startswith(f"{folder}/"):
        return other + answer.removeprefix(folder)
    return answer
