"""Server-sent events: everybody who listens hears the same, and whoever comes late first hears how things stand."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

KEEP_ALIVE = 10.0
"""Seconds of silence after which a listener is shown that the line stands."""
MOST_WAITING = 1_000
"""Events that may wait for a listener; one that hears nothing for so long has to come again."""


class EventStream:
    """Events for all pages that are open.

    Parameters
    ----------
    standing
        Returns how things stand, for who comes late.
    """

    def __init__(self, standing: Callable[[], Mapping[str, Any]]) -> None:
        self._standing = standing
        self._numbers = itertools.count(1)
        self._listeners: set[asyncio.Queue[str | None]] = set()

    def send(self, event: str, data: Mapping[str, Any]) -> None:
        """Tell all listeners of an event."""
        text = self._written(event, data)
        for waiting in list(self._listeners):
            try:
                waiting.put_nowait(text)
            except asyncio.QueueFull:
                self._listeners.discard(waiting)

    def close(self) -> None:
        """Let all listeners go."""
        for waiting in list(self._listeners):
            with_room = not waiting.full()
            if with_room:
                waiting.put_nowait(None)
        self._listeners.clear()

    async def listen(self) -> AsyncIterator[str]:
        """Yield the events from now on, in the form that browsers understand; the first is ``standing``."""
        waiting: asyncio.Queue[str | None] = asyncio.Queue(MOST_WAITING)
        self._listeners.add(waiting)
        try:
            yield "retry: 500\n\n" + self._written("standing", self._standing())
            while waiting in self._listeners or not waiting.empty():
                try:
                    text = await asyncio.wait_for(waiting.get(), KEEP_ALIVE)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if text is None:
                    return
                yield text
        finally:
            self._listeners.discard(waiting)

    def _written(self, event: str, data: Mapping[str, Any]) -> str:
        return f"id: {next(self._numbers)}\nevent: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
