"""The exports that were requested: how far each is, and where its file is."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Mapping
from typing import Any

from rendering.core.errors import UserError, one_line
from rendering.core.targets import Target
from rendering.preview.export_request import ExportRequest
from rendering.preview.request import PreviewRequest
from rendering.preview.server.events import EventStream
from rendering.preview.server.worker_client import WorkerClient

MOST_EXPORTS = 8
"""Exports at a time; each is a process with a Manim of its own."""


class ExportQueue:
    """Starts exports, and sends their progress to all pages.

    Parameters
    ----------
    client
        Runs them.
    broadcast
        Gets an event whenever an export's state changes.
    """

    def __init__(self, client: WorkerClient, broadcast: EventStream) -> None:
        self._client = client
        self._broadcast = broadcast
        self._numbers = itertools.count(1)
        self._exports: dict[int, dict[str, Any]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def exports(self) -> list[Mapping[str, Any]]:
        """Return every export since the server started, the latest last."""
        return list(self._exports.values())

    def start(self, target: Target, request: PreviewRequest, export: ExportRequest) -> int:
        """Start an export, and return its number.

        Raises
        ------
        UserError
            If too many are running.
        """
        if len(self._tasks) >= MOST_EXPORTS:
            raise UserError(f"there are {MOST_EXPORTS} exports under way; wait for one")
        number = next(self._numbers)
        self._exports[number] = {"number": number, "scene": request.scene, **export.as_json(), "state": "waiting"}
        self._tasks[number] = asyncio.create_task(self._run(number, target, request, export))
        return number

    async def stop(self, number: str) -> bool:
        """Stop an export, by its number as an address has it; return whether there was one to stop."""
        task = next((task for known, task in self._tasks.items() if str(known) == number), None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        return task is not None

    async def close(self) -> None:
        """Stop all exports."""
        for number in list(self._tasks):
            await self.stop(str(number))

    async def _run(self, number: int, target: Target, request: PreviewRequest, export: ExportRequest) -> None:
        try:
            running = self._client.run_task("export", target, request, **export.as_json())
            async with contextlib.aclosing(running) as events:
                async for event in events:
                    self._handle(number, event)
        except asyncio.CancelledError:
            self._update(number, state="stopped")
            raise
        except Exception as error:
            self._update(number, state="failed", error=f"{type(error).__name__}: {one_line(error)}")
        finally:
            del self._tasks[number]

    def _handle(self, number: int, event: Mapping[str, Any]) -> None:
        kind = event["event"]
        if kind == "progress":
            self._update(number, state="running", phase=event["phase"], frames=event["frames"])
        elif kind == "exported":
            self._update(number, state="done", file=event["file"], bytes=event["bytes"])
        elif kind == "failed":
            self._update(number, state="failed", error=event["message"])
        elif kind == "exit" and self._exports[number]["state"] in {"waiting", "running"}:
            self._update(number, state="failed", error="the process that made it died")

    def _update(self, number: int, **details: Any) -> None:
        self._exports[number].update(details)
        self._broadcast.send("export", self._exports[number])
