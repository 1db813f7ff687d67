"""Bound what connections may cost: how many there are, and how long each may take to say what it wants."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 64
"""Ten tabs' worth; far fewer than the 256 files that some systems let a process open."""
BACKLOG = 16
"""Connections accepted at a time; on reaching the system's limit of open files, asyncio would try as many more."""
SECONDS_TO_ASK = 20.0
"""Seconds from the start of a connection, or of a request on it, until the request has been received whole."""
ErrorHandler = Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]
_NOT_WHOLE = (h11.IDLE, h11.SEND_BODY)


class BoundedConnection(H11Protocol):
    """A connection that is closed if its request takes too long, or if there are too many.

    Of too many, the one goes that has waited longest for its request, so that silent ones cannot keep a page out.
    """

    waiting_since = 0.0
    _deadline: asyncio.TimerHandle | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether a request is still to be received whole."""
        return self._deadline is not None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for a request."""
        super().connection_made(transport)
        self._wait_for_request()
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [one for one in self.connections if isinstance(one, BoundedConnection) and one.is_waiting]
            min(waiting, key=lambda one: one.waiting_since).abort()

    def data_received(self, data: bytes) -> None:
        """Handle what has arrived."""
        super().data_received(data)
        if self.conn.their_state not in _NOT_WHOLE:
            self._stop_waiting()
        elif self._deadline is None:
            self._wait_for_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def abort(self) -> None:
        """Close the connection at once."""
        self._stop_waiting()
        self.transport.abort()

    def _wait_for_request(self) -> None:
        self.waiting_since = self.loop.time()
        self._deadline = self.loop.call_later(SECONDS_TO_ASK, self.abort)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def bounding_accept_errors(
    report: Callable[[str], None],
) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """Return a handler of the event loop's errors that reports in one line, once, that no more files can be opened."""
    told = False

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal told
        problem = context.get("exception")
        if not isinstance(problem, OSError) or problem.errno not in {errno.EMFILE, errno.ENFILE}:
            loop.default_exception_handler(context)
        elif not told:
            told = True
            report("too many files are open for another connection; some are refused until others end")

    return handle
