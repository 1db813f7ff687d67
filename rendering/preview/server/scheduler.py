"""Decide what is built when: the newest text, the picture first, then the film; and tell all pages how it goes."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rendering.core.processes import end_of
from rendering.core.targets import Target
from rendering.preview.request import PREVIEW_FOLDER, Playhead, PreviewRequest
from rendering.preview.server.events import EventStream
from rendering.preview.server.export_queue import ExportQueue
from rendering.preview.server.prune import tidy
from rendering.preview.server.watcher import Watcher
from rendering.preview.server.worker_client import Event, WorkerClient

LONGEST_LOG = 400


@dataclass(frozen=True)
class Listed:
    """A scene that the page offers.

    Parameters
    ----------
    target
        The scene.
    title, summary
        What it is called, and what it shows.
    spelling
        How the command line names it.
    """

    target: Target
    title: str
    summary: str
    spelling: str


class Scheduler:
    """What is shown, and what is done so that it can be.

    Parameters
    ----------
    scenes
        The scenes that the page offers.
    request
        What is shown first.
    media_dir
        The folder of all output.
    """

    def __init__(self, scenes: Sequence[Listed], request: PreviewRequest, media_dir: Path) -> None:
        self.scenes = {scene.target.name: scene for scene in scenes}
        self.request = request
        self.media_dir = media_dir
        self.broadcast = EventStream(self.standing)
        self.workshop = WorkerClient(media_dir, self.log)
        self.exports = ExportQueue(self.workshop, self.broadcast)
        self._server = secrets.token_hex(8)
        self._log: deque[str] = deque(maxlen=LONGEST_LOG)
        self._thumbnails: dict[str, str] = {}
        self._build: dict[str, Any] = {"number": 0, "phase": "idle"}
        self._number = 0
        self._outdated = False  # whether something was saved or wished for since the picture that is shown was drawn
        self._shown: dict[str, Any] = {"picture": None, "timeline": None, "clips": {}, "film": None, "fault": None}
        self._building: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._watch = Watcher(self.target.file, media_dir)

    @property
    def target(self) -> Target:
        """The scene that is shown."""
        return self.scenes[self.request.scene].target

    async def open(self) -> None:
        """Start to build and to watch."""
        await self.workshop.open()
        self._follow()
        self.build("opened")

    async def close(self) -> None:
        """Stop everything."""
        self.broadcast.close()
        await self.exports.close()
        for task in (self._watching, self._building):
            await _cancelled(task)
        await self.workshop.close()

    def standing(self) -> Mapping[str, Any]:
        """Return how things stand, for a page that has just been opened."""
        return {
            "server": self._server,
            "scenes": [self._listed(name) for name in self.scenes],
            "request": self.request.as_json(),
            "build": self._build,
            **self._shown,
            "exports": self.exports.standing(),
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
            self._shown = {"picture": None, "timeline": None, "clips": {}, "film": None, "fault": None}
            self._watch = Watcher(self.target.file, self.media_dir)
            self._follow()
        self.broadcast.send("request", request.as_json())
        self.build("another scene" if request.scene != before.scene else "another request")

    def move(self, playhead: Playhead, *, draw: bool) -> None:
        """Take note of where the playhead is; where there is no film of that moment yet, draw it, and film it first."""
        self.request = replace(self.request, playhead=playhead)
        if draw and self._shown["fault"] is None:
            self._replace_build("another moment")

    def build(self, reason: str) -> None:
        """Build what is wished for, as what there is may no longer hold, in place of what is being built."""
        self._number += 1
        self._outdated = True
        self._replace_build(reason)

    def _replace_build(self, reason: str) -> None:
        previous = self._building
        if previous is not None:
            previous.cancel()  # at once, so that it shows nothing more
        self._building = asyncio.create_task(self._make(reason, previous))

    async def _make(self, reason: str, previous: asyncio.Task[None] | None) -> None:
        if previous is not None:
            await asyncio.wait([previous])
        started = time.monotonic()
        request, again = self.request, self._outdated
        self._tell_build(number=self._number, phase="picture", reason=reason, again=again)
        if not await self._picture(request, again=again):
            self._tell_build(phase="failed")
            return
        self._tell_build(phase="film", picture_seconds=round(time.monotonic() - started, 3))
        well = await self._film(request)
        self._tell_build(phase="done" if well else "failed", seconds=round(time.monotonic() - started, 3))
        if well:
            await self._thumbnail(request)
            await asyncio.to_thread(tidy, self.media_dir / PREVIEW_FOLDER, self._names_in_use())

    async def _picture(self, request: PreviewRequest, *, again: bool) -> bool:
        """Draw the picture at the playhead; return whether there is one now."""
        drawn = False
        async for event in self._run_task("picture", request):
            if event["event"] == "picture":
                self._shown.update(picture={**_details(event), "again": again}, fault=None)
                if again:
                    self._shown.update(clips={}, film=None)
                self._outdated = False
                drawn = True
                self.broadcast.send("picture", self._shown["picture"])
        return drawn

    async def _film(self, request: PreviewRequest) -> bool:
        """Make the film, piece by piece."""
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

    async def _thumbnail(self, request: PreviewRequest) -> None:
        """Draw the small picture of the scene that is shown, then those of the others that have none yet."""
        others = [name for name in self.scenes if name not in self._thumbnails and name != request.scene]
        for small in (request, *(PreviewRequest(scene=name, theme=request.theme) for name in others)):
            target = self.scenes[small.scene].target
            running = self.workshop.run_task("thumbnail", target, replace(small, quality="l"))
            async with contextlib.aclosing(running) as events:
                async for event in events:
                    if event["event"] == "thumbnail":
                        self._thumbnails[small.scene] = event["file"]
                        self.broadcast.send("thumbnail", self._listed(small.scene))

    async def _run_task(self, kind: str, request: PreviewRequest) -> AsyncIterator[Event]:
        """Run a task for the scene that is shown, and deal with what all tasks tell."""
        since = time.time_ns()
        running = self.workshop.run_task(kind, self.scenes[request.scene].target, request)
        async with contextlib.aclosing(running) as events:
            async for event in events:
                if event["event"] == "output":
                    self.log(event["line"])
                elif event["event"] == "failed":
                    self._fail(_details(event))
                elif event["event"] == "inputs":
                    files = list(map(Path, event["files"]))
                    self._watch.made_of(files, complete=self._shown["fault"] is None, since=since)
                    self.workshop.preload(event["files"], event["modules"])
                elif event["event"] == "exit" and event["status"] and self._shown["fault"] is None:
                    self._fail({"message": f"the process that plays the scene {end_of(event['status'])}"})
                yield event

    def _fail(self, fault: dict[str, Any]) -> None:
        """Tell what went wrong; the picture that there is stays."""
        if fault.get("file"):
            with contextlib.suppress(ValueError):
                fault["file"] = str(Path(fault["file"]).relative_to(Path.cwd()))
        self._shown["fault"] = fault
        self.broadcast.send("fault", fault)
        where = f"{fault['file']}:{fault['line']}: " if fault.get("line") else ""
        self.log(f"{where}{fault['message']}")

    def _tell_build(self, **details: Any) -> None:
        if details.get("phase") == "picture":
            self._build = {}
            if details["again"]:
                self._shown["fault"] = None
        self._build.update(details)
        self.broadcast.send("build", self._build)

    def _follow(self) -> None:
        """Watch the files of the scene that is shown."""
        previous = self._watching
        self._watching = asyncio.create_task(self._rebuild_on_save(previous))

    async def _rebuild_on_save(self, previous: asyncio.Task[None] | None) -> None:
        await _cancelled(previous)
        async for saved in self._watch.saves():
            self.build("saved: " + ", ".join(path.name for path in saved))

    def _listed(self, name: str) -> dict[str, Any]:
        scene = self.scenes[name]
        return {
            "name": name,
            "title": scene.title,
            "summary": scene.summary,
            "spelling": scene.spelling,
            "thumbnail": self._thumbnails.get(name),
        }

    def _names_in_use(self) -> set[str]:
        """Return the names of the files that a page may still ask for."""
        pieces = [self._shown["picture"], self._shown["film"], *self._shown["clips"].values()]
        return {piece["file"] for piece in pieces if piece} | set(self._thumbnails.values())


def _details(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name not in {"id", "event"}}


async def _cancelled(task: asyncio.Task[None] | None) -> None:
    """Cancel a task and wait until it is over."""
    if task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task])
