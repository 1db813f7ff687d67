"""The server's side of the warm process: start tasks, hear what they tell, stop them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import shutil
from collections.abc import AsyncGenerator, Callable, Mapping
from pathlib import Path
from typing import Any

from rendering.core.children import command, encoded
from rendering.core.environment import engine_environment
from rendering.core.targets import Target
from rendering.preview.request import PREVIEW_FOLDER, PreviewRequest, PreviewTask

LONGEST_LINE = 1 << 26
"""Bytes: a ledger may be long."""
Event = Mapping[str, Any]


class WorkerClient:
    """One warm process, started anew whenever it has died.

    Parameters
    ----------
    media_dir
        The folder of all output.
    say
        Is told, line by line, what happens to the process itself.
    """

    def __init__(self, media_dir: Path, say: Callable[[str], None]) -> None:
        self._media_dir = media_dir
        self._say = say
        self._numbers = itertools.count(1)
        self._listeners: dict[int, asyncio.Queue[Event]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._learnt: set[str] = set()
        self._may_import = True

    async def open(self) -> None:
        """Start the warm process."""
        shutil.rmtree(self._work_folder, ignore_errors=True)
        self._keeper = asyncio.create_task(self._keep_alive())

    async def close(self) -> None:
        """End the warm process, and with it all tasks."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        if self._process is not None and self._process.returncode is None:
            if self._process.stdin is not None:
                self._process.stdin.close()
            try:
                await asyncio.wait_for(self._process.wait(), 5)
            except TimeoutError:
                self._process.kill()
        shutil.rmtree(self._work_folder, ignore_errors=True)

    async def run_task(
        self, kind: str, target: Target, request: PreviewRequest, **details: Any
    ) -> AsyncGenerator[Event, None]:
        """Start a task, and yield what it tells; whoever stops listening stops it.

        The last event is ``exit`` with its ``status``.
        """
        await self._ready.wait()
        number = next(self._numbers)
        heard = self._listeners[number] = asyncio.Queue()
        task = PreviewTask(target, request, self._media_dir, self._work_folder)
        order = {"id": number, "kind": kind, "task": task.as_json(), "cwd": str(Path.cwd()), **details}
        self._order({"run": order})
        try:
            while True:
                event = await heard.get()
                yield event
                if event["event"] == "exit":
                    return
        finally:
            del self._listeners[number]
            self._order({"stop": number})

    def preload(self, files: list[str], modules: list[str]) -> None:
        """Have the warm process compile files, and import installed modules, for the tasks to come."""
        new = sorted(set(modules) - self._learnt) if self._may_import else []
        self._learnt.update(new)
        self._order({"preload": {"files": files, "modules": new}})

    @property
    def _work_folder(self) -> Path:
        return self._media_dir / PREVIEW_FOLDER / "work"

    def _order(self, order: Event) -> None:
        if self._process is not None and self._process.stdin is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(encoded(order))

    async def _keep_alive(self) -> None:
        while True:
            self._process = await asyncio.create_subprocess_exec(
                *command("rendering.preview.builder.fork_server"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=engine_environment(),
                limit=LONGEST_LINE,
                start_new_session=os.name == "posix",
            )
            await self._listen(self._process)
            self._ready.clear()
            self._may_import = not self._learnt
            for heard in self._listeners.values():
                heard.put_nowait({"event": "failed", "message": "the process that builds has died; save again"})
                heard.put_nowait({"event": "exit", "status": -1})
            self._say("the process that builds has died; another is being started")
            await asyncio.sleep(0.5)

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        while process.stdout is not None and (line := await process.stdout.readline()):
            event = json.loads(line)
            if event["event"] == "ready":
                self._ready.set()
            elif event["id"] in self._listeners:
                self._listeners[event["id"]].put_nowait(event)
        await process.wait()
