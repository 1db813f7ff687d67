"""Decide what is built when: the newest source, the picture first, then the film; and send all pages the progress."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rendering.core.errors import one_line
from rendering.core.job import Voice
from rendering.core.processes import describe_exit
from rendering.core.targets import Target
from rendering.preview.request import PREVIEW_FOLDER, Playhead, PreviewRequest
from rendering.preview.server.events import EventStream
from rendering.preview.server.export_queue import ExportQueue
from rendering.preview.server.prune import remove_oldest
from rendering.preview.server.takes import can_record
from rendering.preview.server.watcher import Watcher
from rendering.preview.server.worker_client import Event, WorkerClient, silent

PHASES_UNDER_WAY = ("picture", "film")
LOG_LINES = 400
"""Lines of the log that a page gets when it is opened; it shows as many."""


@dataclass(frozen=True)
class ListedScene:
    """A scene that the page offers.

    Parameters
    ----------
    target
        The scene.
    title, summary
        Its title, and a sentence about what it shows.
    argument
        Its name on the command line.
    """

    target: Target
    title: str
    summary: str
    argument: str


class Scheduler:
    """Knows what is shown, and builds it.

    Parameters
    ----------
    scenes
        The scenes that the page offers.
    request
        What is shown first.
    media_dir
        The folder of all output.
    voice_of
        Returns who speaks over a scene, if anybody.
    """

    def __init__(
        self,
        scenes: Sequence[ListedScene],
        request: PreviewRequest,
        media_dir: Path,
        voice_of: Callable[[Target], Voice | None] = silent,
    ) -> None:
        self.scenes = {scene.target.name: scene for scene in scenes}
        self.request = request
        self.media_dir = media_dir
        self.broadcast = EventStream(self.state)
        self._voice_of = voice_of
        self._client = WorkerClient(media_dir, self.log, voice_of)
        self.exports = ExportQueue(self._client, self.broadcast)
        self._log: deque[str] = deque(maxlen=LOG_LINES)
        self._thumbnails: dict[str, str] = {}
        self._phase = "idle"
        self._phase_began = time.monotonic()
        self._build_number = 0
        self._is_outdated = False  # whether something was saved or requested since the picture shown was drawn
        self._shown = _nothing_shown()
        self._building: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._watcher = Watcher(self.target.file, media_dir)

    @property
    def target(self) -> Target:
        """The scene that is shown."""
        return self.scenes[self.request.scene].target

    @property
    def voice(self) -> Voice | None:
        """Who speaks over the scene that is shown, if anybody."""
        return self._voice_of(self.target)

    @property
    def timeline(self) -> Mapping[str, Any]:
        """What is known of the scene that is shown once it has been played; nothing before that."""
        return self._shown["timeline"] or {}

    async def open(self) -> None:
        """Start to build and to watch."""
        await self._client.open()
        self._watch()
        self.build()

    async def close(self) -> None:
        """Stop everything."""
        self.broadcast.close()
        await self.exports.close()
        for task in (self._watching, self._building):
            await _cancel(task)
        await self._client.close()

    def state(self) -> Mapping[str, Any]:
        """Return all that a page shows, for one that has just been opened."""
        return {
            "scenes": [self._scene_entry(name) for name in self.scenes],
            "request": self.request.as_json(),
            "build": self._build(),
            "records": can_record(self.voice),
            **self._shown,
            "exports": self.exports.exports(),
            "log": list(self._log),
        }

    def log(self, line: str) -> None:
        """Add a line to the log of all pages."""
        text = f"{time.strftime('%H:%M:%S')}  {line}"
        self._log.append(text)
        self.broadcast.send("log", {"line": text})

    def show(self, request: PreviewRequest) -> None:
        """Show something else, or the same in another way."""
        before, self.request = self.request, request
        if replace(request, playhead=before.playhead) == before:
            return
        if request.scene != before.scene:
            self._shown = _nothing_shown()
            self._watcher = Watcher(self.target.file, self.media_dir)
            self._watch()
        self.broadcast.send("request", request.as_json())
        self.build()

    def move_playhead(self, playhead: Playhead, *, draw: bool) -> None:
        """Set the playhead; with `draw`, as there is no clip of that moment yet, draw it and make its clip first."""
        self.request = replace(self.request, playhead=playhead)
        if draw and self._shown["fault"] is None:
            self._replace_build()

    def build(self) -> None:
        """Build what is requested in place of what is being built; all that is shown now may be outdated."""
        self._build_number += 1
        self._is_outdated = True
        self._replace_build()

    def stop_build(self) -> None:
        """Stop the build that is under way; the next save or request starts another."""
        if self._building is not None and self._phase in PHASES_UNDER_WAY:
            self._building.cancel()
            seconds = time.monotonic() - self._phase_began
            self._fail({"message": f"stopped after {seconds:.0f} s; a save, or another parameter, starts again"})
            self._set_phase("failed")

    def _replace_build(self) -> None:
        previous = self._building
        if previous is not None:
            previous.cancel()  # at once, so that it shows nothing more
        self._building = asyncio.create_task(self._run_build(previous))

    async def _run_build(self, previous: asyncio.Task[None] | None) -> None:
        if previous is not None:
            await asyncio.wait([previous])
        try:
            await self._build_all()
        except Exception as error:
            self._fail({"message": f"the preview failed: {type(error).__name__}: {one_line(error)}"})
            self._set_phase("failed")

    async def _build_all(self) -> None:
        """Draw the picture, make the film, and draw the thumbnails."""
        request, replaces = self.request, self._is_outdated
        if replaces:
            self._shown["fault"] = None
        self._set_phase("picture")
        if not await self._draw_picture(request, replaces=replaces):
            self._set_phase("failed")
            return
        self._set_phase("film")
        succeeded = await self._make_film(request)
        self._set_phase("done" if succeeded else "failed")
        if succeeded:
            await self._draw_thumbnails(request)
            await asyncio.to_thread(remove_oldest, self.media_dir / PREVIEW_FOLDER, self._files_in_use())

    async def _draw_picture(self, request: PreviewRequest, *, replaces: bool) -> bool:
        """Draw the picture at the playhead; return whether that succeeded.

        Parameters
        ----------
        request
            What is shown.
        replaces
            Whether the clips and the film that are shown are outdated, and have to go once there is the picture.
        """
        succeeded = False
        async for event in self._run_task("picture", request):
            if event["event"] == "picture":
                self._shown.update(picture={**_details(event), "replaces": replaces}, fault=None)
                if replaces:
                    self._shown.update(clips={}, film=None)
                self._is_outdated = False
                succeeded = True
                self.broadcast.send("picture", self._shown["picture"])
        return succeeded

    async def _make_film(self, request: PreviewRequest) -> bool:
        """Make the clips and the film; return whether that succeeded."""
        async for event in self._run_task("film", request):
            kind, details = event["event"], _details(event)
            if kind == "timeline":
                self._shown["timeline"] = details
            elif kind == "clip":
                self._shown["clips"][details["beat"]] = details
            elif kind == "film":
                self._shown["film"] = details
            if kind in {"timeline", "clip", "film", "progress"}:
                self.broadcast.send(kind, details)
        return self._shown["fault"] is None

    async def _draw_thumbnails(self, request: PreviewRequest) -> None:
        """Draw the thumbnail of the scene that is shown, then those of the others that have none yet."""
        others = [name for name in self.scenes if name not in self._thumbnails and name != request.scene]
        for small in (request, *(PreviewRequest(scene=name, theme=request.theme) for name in others)):
            target = self.scenes[small.scene].target
            running = self._client.run_task("thumbnail", target, replace(small, quality="l"))
            async with contextlib.aclosing(running) as events:
                async for event in events:
                    if event["event"] == "thumbnail":
                        self._thumbnails[small.scene] = event["file"]
                        self.broadcast.send("thumbnail", self._scene_entry(small.scene))

    async def _run_task(self, kind: str, request: PreviewRequest) -> AsyncIterator[Event]:
        """Run a task for the scene that is shown; handle the events that all kinds of task have, and yield each."""
        since, is_complete = time.time_ns(), False
        running = self._client.run_task(kind, self.scenes[request.scene].target, request)
        async with contextlib.aclosing(running) as events:
            async for event in events:
                if event["event"] == "output":
                    self.log(event["line"])
                elif event["event"] == "failed":
                    self._fail(_details(event))
                elif event["event"] == "inputs":
                    is_complete = True
                    files = list(map(Path, event["files"]))
                    self._watcher.set_inputs(files, complete=self._shown["fault"] is None, since=since)
                    self._client.preload(event["files"], event["modules"])
                elif event["event"] == "exit" and not is_complete and self._shown["fault"] is None:
                    self._fail({"message": f"the process that plays the scene {describe_exit(event['status'])}"})
                yield event

    def _fail(self, fault: dict[str, Any]) -> None:
        """Show what went wrong; the picture that is shown stays."""
        if fault.get("file"):
            with contextlib.suppress(ValueError):
                fault["file"] = str(Path(fault["file"]).relative_to(Path.cwd()))
        self._shown["fault"] = fault
        self.broadcast.send("fault", fault)
        where = f"{fault['file']}:{fault['line']}: " if fault.get("line") else ""
        self.log(f"{where}{fault['message']}")

    def _set_phase(self, phase: str) -> None:
        self._phase, self._phase_began = phase, time.monotonic()
        self.broadcast.send("build", self._build())

    def _build(self) -> Mapping[str, Any]:
        """Return which build is shown, its phase, and for how many seconds it has been in it."""
        seconds = time.monotonic() - self._phase_began
        return {"number": self._build_number, "phase": self._phase, "seconds": round(seconds, 1)}

    def _watch(self) -> None:
        """Watch the files of the scene that is shown, in place of those watched before."""
        previous = self._watching
        self._watching = asyncio.create_task(self._rebuild_on_save(previous))

    async def _rebuild_on_save(self, previous: asyncio.Task[None] | None) -> None:
        await _cancel(previous)
        async for _ in self._watcher.saves():
            self.build()

    def _scene_entry(self, name: str) -> dict[str, Any]:
        scene = self.scenes[name]
        return {
            "name": name,
            "title": scene.title,
            "summary": scene.summary,
            "thumbnail": self._thumbnails.get(name),
        }

    def _files_in_use(self) -> set[str]:
        """Return the names of the files that a page may still fetch."""
        shown = [self._shown["picture"], self._shown["film"], *self._shown["clips"].values()]
        return {details["file"] for details in shown if details} | set(self._thumbnails.values())


def _nothing_shown() -> dict[str, Any]:
    return {"picture": None, "timeline": None, "clips": {}, "film": None, "fault": None}


def _details(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name not in {"id", "event"}}


async def _cancel(task: asyncio.Task[None] | None) -> None:
    """Cancel a task and wait for its end."""
    if task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task])
