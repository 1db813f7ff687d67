"""Server-sent events: every page gets the same ones, and a page that has just been opened first gets the state."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from rendering.preview.server.answers import as_json

KEEP_ALIVE = 10.0
"""Seconds without an event after which a comment is sent, so that neither side takes the connection for lost."""
MOST_QUEUED = 1_000
"""Events that may wait for a page to read them; one that is further behind is disconnected, and connects again."""
RETRY = 500
"""Milliseconds after which a browser that has lost the connection connects again."""


class EventStream:
    """Sends events to all pages that are open.

    Parameters
    ----------
    state
        Returns the state, which is the first event that each page gets.
    """

    def __init__(self, state: Callable[[], Mapping[str, Any]]) -> None:
        self._state = state
        self._numbers = itertools.count(1)
        self._queues: set[asyncio.Queue[str | None]] = set()

    def send(self, event: str, data: Mapping[str, Any]) -> None:
        """Send an event to all pages."""
        text = self._format(event, data)
        for queue in list(self._queues):
            try:
                queue.put_nowait(text)
            except asyncio.QueueFull:
                self._queues.discard(queue)

    def close(self) -> None:
        """End the streams of all pages."""
        for queue in list(self._queues):
            if not queue.full():
                queue.put_nowait(None)
        self._queues.clear()

    async def listen(self) -> AsyncIterator[str]:
        """Yield the event ``state`` and then all that are sent, in the form that browsers understand."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(MOST_QUEUED)
        self._queues.add(queue)
        try:
            yield f"retry: {RETRY}\n\n" + self._format("state", self._state())
            while queue in self._queues or not queue.empty():
                try:
                    text = await asyncio.wait_for(queue.get(), KEEP_ALIVE)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if text is None:
                    return
                yield text
        finally:
            self._queues.discard(queue)

    def _format(self, event: str, data: Mapping[str, Any]) -> str:
        return f"id: {next(self._numbers)}\nevent: {event}\ndata: {as_json(data)}\n\n"
