"""Serve the page on this machine alone, until somebody stops it."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import uvicorn

from rendering.core.errors import UserError
from rendering.preview.request import PREVIEW_FOLDER, PreviewRequest
from rendering.preview.server.request_guard import RequestGuard, token_in
from rendering.preview.server.routes import Routes
from rendering.preview.server.scheduler import Listed, Scheduler

ADDRESS = "127.0.0.1"
PORT = 8250
TRIES = 50


def serve(
    scenes: Sequence[Listed],
    request: PreviewRequest,
    media_dir: Path,
    *,
    port: int | None,
    say: Callable[[str], None],
    open_browser: bool,
) -> None:
    """Serve the page until interrupted.

    Parameters
    ----------
    scenes
        The scenes that the page offers.
    request
        What it shows first.
    media_dir
        The folder of all output.
    port
        The port to listen on, or the first free one after it; `PORT` by default.
    say
        Is told where the page is.
    open_browser
        Whether to open it.

    Raises
    ------
    UserError
        If no port is free.
    """
    media_dir = media_dir.absolute()
    with contextlib.closing(listening(PORT if port is None else port)) as listener:
        bound = int(listener.getsockname()[1])
        token = token_in(media_dir / PREVIEW_FOLDER)
        director = Scheduler(scenes, request, media_dir)
        app = RequestGuard(Routes(director).app(), port=bound, token=token)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="on",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        address = f"http://{ADDRESS}:{bound}/#token={token}"
        say(address)
        if open_browser:
            webbrowser.open(address)
        _Server(config, director).run(sockets=[listener])


def listening(port: int) -> socket.socket:
    """Return a socket on this machine's own address, at this port or the first free one after it.

    Raises
    ------
    UserError
        If none of them is free.
    """
    for candidate in range(port, min(port + TRIES, 65_536)) if port else (0,):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((ADDRESS, candidate))
            listener.listen(64)
        except OSError:
            listener.close()
            continue
        return listener
    raise UserError(f"no port from {port} on is free; give another with --port")


class _Server(uvicorn.Server):
    """A server that lets its listeners go when it is told to stop."""

    def __init__(self, config: uvicorn.Config, director: Scheduler) -> None:
        super().__init__(config)
        self._director = director

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop."""
        super().handle_exit(sig, frame)
        self._director.broadcast.close()
