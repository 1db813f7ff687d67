"""The exports that were asked for: how far each is, and where its file is."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Mapping
from typing import Any

from rendering.core.errors import UserError
from rendering.core.targets import Target
from rendering.preview.export_request import ExportRequest
from rendering.preview.request import PreviewRequest
from rendering.preview.server.events import EventStream
from rendering.preview.server.worker_client import WorkerClient

MOST = 8
"""Exports at a time."""


class ExportQueue:
    """Takes orders for files to keep.

    Parameters
    ----------
    workshop
        Makes them.
    broadcast
        Tells all pages how it goes.
    """

    def __init__(self, workshop: WorkerClient, broadcast: EventStream) -> None:
        self._workshop = workshop
        self._broadcast = broadcast
        self._numbers = itertools.count(1)
        self._known: dict[int, dict[str, Any]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def standing(self) -> list[Mapping[str, Any]]:
        """Return every export of this session, the latest last."""
        return list(self._known.values())

    def order(self, target: Target, request: PreviewRequest, order: ExportRequest) -> int:
        """Begin an export, and return its number.

        Raises
        ------
        UserError
            If there are too many under way.
        """
        if len(self._tasks) >= MOST:
            raise UserError(f"there are {MOST} exports under way; wait for one")
        number = next(self._numbers)
        self._known[number] = {"number": number, "scene": request.scene, **order.as_json(), "state": "waiting"}
        self._tasks[number] = asyncio.create_task(self._make(number, target, request, order))
        return number

    async def stop(self, number: int) -> None:
        """Stop an export."""
        task = self._tasks.get(number)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def close(self) -> None:
        """Stop all exports."""
        for number in list(self._tasks):
            await self.stop(number)

    async def _make(self, number: int, target: Target, request: PreviewRequest, order: ExportRequest) -> None:
        try:
            running = self._workshop.run_task("export", target, request, **order.as_json())
            async with contextlib.aclosing(running) as events:
                async for event in events:
                    self._heed(number, event)
        except asyncio.CancelledError:
            self._tell(number, state="stopped")
            raise
        finally:
            del self._tasks[number]

    def _heed(self, number: int, event: Mapping[str, Any]) -> None:
        kind = event["event"]
        if kind == "progress":
            self._tell(number, state="running", phase=event["phase"], frames=event["frames"])
        elif kind == "exported":
            self._tell(number, state="done", file=event["file"], bytes=event["bytes"])
        elif kind == "failed":
            self._tell(number, state="failed", error=event["message"])
        elif kind == "exit" and self._known[number]["state"] in {"waiting", "running"}:
            self._tell(number, state="failed", error="the process that made it died")

    def _tell(self, number: int, **details: Any) -> None:
        self._known[number].update(details)
        self._broadcast.send("export", self._known[number])
