"""The server's side of the fork server: run tasks in it, receive their events, stop them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
from collections.abc import AsyncGenerator, Callable, Mapping
from pathlib import Path
from typing import Any

from rendering.core.children import json_line, module_command
from rendering.core.environment import engine_environment
from rendering.core.job import Voice
from rendering.core.processes import SECONDS_TO_END
from rendering.core.targets import Target
from rendering.output.publication import Publication, sweep
from rendering.preview.request import LONGEST_EVENT, PREVIEW_FOLDER, READY, PreviewRequest, PreviewTask

LONGEST_MESSAGE = LONGEST_EVENT + 100
"""Bytes in a line from the fork server: an event, and the number of its task."""
BAD_EVENT = "the scene has written into the engine's own pipe, so it was stopped; a scene's output goes to print()"
RESTART_DELAY = 0.5
"""Seconds before the fork server is started again, so that one that ends at once does not take up a core."""
Event = Mapping[str, Any]


def silent(_target: Target) -> Voice | None:
    """Return who speaks over a scene where nobody does."""
    return None


class WorkerClient:
    """Runs tasks in the fork server, which is started again whenever it has died.

    Parameters
    ----------
    media_dir
        The folder of all output.
    report
        Gets a line when the fork server itself has died.
    voice_of
        Returns who speaks over a scene, if anybody.
    """

    def __init__(
        self, media_dir: Path, report: Callable[[str], None], voice_of: Callable[[Target], Voice | None] = silent
    ) -> None:
        self._media_dir = media_dir
        self._voice_of = voice_of
        self._report = report
        self._publication = Publication()
        self._work_folder = Path()
        self._numbers = itertools.count(1)
        self._queues: dict[int, asyncio.Queue[Event]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._supervision: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._preloaded: set[str] = set()
        self._may_preload_modules = True

    async def open(self) -> None:
        """Start the fork server; what previews that have died left in the work folder is removed."""
        preview_folder = self._media_dir / PREVIEW_FOLDER
        sweep(preview_folder)
        self._work_folder = self._publication.scratch_folder(preview_folder)
        self._supervision = asyncio.create_task(self._supervise())

    async def close(self) -> None:
        """End the fork server, and with it all tasks."""
        if self._supervision is not None:
            self._supervision.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._supervision
        if self._process is not None and self._process.returncode is None:
            if self._process.stdin is not None:
                self._process.stdin.close()
            try:
                await asyncio.wait_for(self._process.wait(), SECONDS_TO_END)
            except TimeoutError:
                self._process.kill()
        self._publication.discard()

    async def run_task(
        self, kind: str, target: Target, request: PreviewRequest, **details: Any
    ) -> AsyncGenerator[Event, None]:
        """Run a task and yield its events; closing the generator stops the task.

        Parameters
        ----------
        kind
            One of `builder.tasks.KINDS`.
        target
            The scene.
        request
            How it is to be shown.
        **details
            What else this kind of task needs, as JSON-able data.

        Yields
        ------
        Event
            The last one is ``exit``, with its ``status``.
        """
        await self._ready.wait()
        number = next(self._numbers)
        queue = self._queues[number] = asyncio.Queue()
        task = PreviewTask(target, request, self._media_dir, self._work_folder, self._voice_of(target))
        run = {"id": number, "kind": kind, "task": task.as_json(), "cwd": str(Path.cwd()), **details}
        self._send({"run": run})
        try:
            while True:
                event = await queue.get()
                yield event
                if event["event"] == "exit":
                    return
        finally:
            self._queues.pop(number, None)
            self._send({"stop": number})

    def preload(self, files: list[str], modules: list[str]) -> None:
        """Have the fork server compile files and import installed modules, so that later tasks need not.

        No more modules are imported in a fork server that was started again after one that had imported some: they
        may be what ended it.
        """
        new = sorted(set(modules) - self._preloaded) if self._may_preload_modules else []
        self._preloaded.update(new)
        self._send({"preload": {"files": files, "modules": new}})

    def _send(self, message: Mapping[str, Any]) -> None:
        if self._process is not None and self._process.stdin is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(json_line(message))

    async def _supervise(self) -> None:
        """Start the fork server again and again, and end the tasks of each that has died."""
        while True:
            self._process = await asyncio.create_subprocess_exec(
                *module_command("rendering.preview.builder.fork_server"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=engine_environment(),
                limit=LONGEST_MESSAGE,
                start_new_session=os.name == "posix",
            )
            try:
                await self._receive(self._process)
            except ValueError:  # a line that is none of the fork server's
                self._process.kill()
                await self._process.wait()
            self._ready.clear()
            self._may_preload_modules = not self._preloaded
            for number in list(self._queues):
                self._end(number, "the process that builds has died; save again")
            self._report("the process that builds has died; another is being started")
            await asyncio.sleep(RESTART_DELAY)

    async def _receive(self, process: asyncio.subprocess.Process) -> None:
        """Pass each event to its task's queue until the fork server ends."""
        while process.stdout is not None and (line := await process.stdout.readline()):
            if line == READY:
                self._ready.set()
                continue
            number, _, text = line.partition(b" ")
            queue = self._queues.get(int(number))
            if queue is None:
                continue
            event = _event_in(text)
            if event is not None:
                queue.put_nowait(event)
            else:
                self._end(int(number), BAD_EVENT)
        await process.wait()

    def _end(self, number: int, reason: str) -> None:
        """End a task that cannot go on: nothing more of it is received."""
        queue = self._queues.pop(number)
        queue.put_nowait({"event": "failed", "message": reason})
        queue.put_nowait({"event": "exit", "status": -1})
        self._send({"stop": number})


def _event_in(text: bytes) -> Event | None:
    """Return the event in a line that a task has sent, or None if there is none."""
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None
