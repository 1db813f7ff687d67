"""Serve the page, on this machine alone, until interrupted."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import uvicorn

from rendering.core.errors import UserError
from rendering.core.job import Voice
from rendering.core.targets import Target
from rendering.output.publication import Publication
from rendering.preview.request import PREVIEW_FOLDER, PreviewRequest
from rendering.preview.server.access import Access, write_launcher
from rendering.preview.server.connections import BACKLOG, BoundedConnection
from rendering.preview.server.request_guard import RequestGuard
from rendering.preview.server.routes import Routes
from rendering.preview.server.scheduler import ListedScene, Scheduler
from rendering.preview.server.worker_client import silent

HOST = "127.0.0.1"
DEFAULT_PORT = 8250
PORTS_TRIED = 50


def serve(
    scenes: Sequence[ListedScene],
    request: PreviewRequest,
    media_dir: Path,
    *,
    port: int | None,
    report: Callable[[str], None],
    open_browser: bool,
    voice_of: Callable[[Target], Voice | None] = silent,
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
        The port to listen on, or the first free one after it; `DEFAULT_PORT` by default.
    report
        Gets an address that lets one browser in, now and whenever one has been used.
    open_browser
        Whether to let the user's own browser in.
    voice_of
        Returns who speaks over a scene, if anybody.

    Raises
    ------
    UserError
        If no port is free.
    """
    media_dir = media_dir.absolute()
    with (
        contextlib.closing(listening(DEFAULT_PORT if port is None else port)) as listener,
        Publication() as publication,
    ):
        bound = int(listener.getsockname()[1])
        access = Access(f"http://{HOST}:{bound}", report)
        scheduler = Scheduler(scenes, request, media_dir, voice_of)
        app = RequestGuard(Routes(scheduler).app(), port=bound, access=access)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="on",
            ws="none",
            http=BoundedConnection,
            backlog=BACKLOG,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        if open_browser:
            folder = publication.scratch_folder(media_dir / PREVIEW_FOLDER)
            webbrowser.open(write_launcher(folder, access.address).as_uri())
        _Server(config, scheduler).run(sockets=[listener])


def listening(port: int) -> socket.socket:
    """Return a socket that listens on this machine's own address, at this port or the first free one after it.

    Raises
    ------
    UserError
        If none of `PORTS_TRIED` ports is free.
    """
    for candidate in range(port, min(port + PORTS_TRIED, 65_536)) if port else (0,):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
            listener.listen(64)
        except OSError:
            listener.close()
            continue
        return listener
    raise UserError(f"no port from {port} on is free; give another with --port")


class _Server(uvicorn.Server):
    """A server that ends the event streams when it is stopped, which it would otherwise wait for."""

    def __init__(self, config: uvicorn.Config, scheduler: Scheduler) -> None:
        super().__init__(config)
        self._scheduler = scheduler

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop."""
        super().handle_exit(sig, frame)
        self._scheduler.broadcast.close()
