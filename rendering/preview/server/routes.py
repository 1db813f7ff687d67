"""The server's routes: the page, its events, the pictures and films, and what the page may request."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from rendering.core.errors import UserError, is_user_error, one_line
from rendering.preview.export_request import ExportRequest
from rendering.preview.request import PREVIEW_FOLDER, PreviewRequest, playhead_from
from rendering.preview.server import uploads
from rendering.preview.server.command_line import command_line, toml
from rendering.preview.server.scheduler import Scheduler

PAGE = Path(__file__).parents[1] / "page"
LONGEST_BODY = 200_000
"""Bytes of JSON that a page may send at once."""
CACHE_FOREVER = "private, max-age=31536000, immutable"
"""For files that are named by their content, which therefore never changes."""
KEPT_FOLDERS = ("pictures", "films", "uploads")
KEPT_NAME = re.compile(r"[0-9a-z-]{1,80}\.(png|mp4|jpg|webp)")
RENDERED_SUFFIXES = (".mp4", ".gif", ".png", ".svg", ".pdf", ".srt", ".vtt", ".json")
Handler = Callable[["Routes", Request], Awaitable[Response]]


class Routes:
    """Answers HTTP requests.

    Parameters
    ----------
    scheduler
        Knows what is shown, and builds what is requested.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._pages = {path.name: path for path in PAGE.iterdir() if path.is_file()}

    def app(self) -> Starlette:
        """Return the application."""
        routes = [
            Route("/", self._reporting_errors(Routes.index)),
            Route("/page/{name}", self._reporting_errors(Routes.page)),
            Route("/events", self._reporting_errors(Routes.events)),
            Route("/kept/{folder}/{name}", self._reporting_errors(Routes.kept)),
            Route("/media/{path:path}", self._reporting_errors(Routes.media)),
            Route("/api/command-line", self._reporting_errors(Routes.command_line)),
            Route("/api/request", self._reporting_errors(Routes.show), methods=["PUT"]),
            Route("/api/playhead", self._reporting_errors(Routes.playhead), methods=["PUT"]),
            Route("/api/uploads/{name}", self._reporting_errors(Routes.upload), methods=["PUT"]),
            Route("/api/exports", self._reporting_errors(Routes.export), methods=["POST"]),
            Route("/api/exports/{number:int}", self._reporting_errors(Routes.stop_export), methods=["DELETE"]),
        ]

        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            await self._scheduler.open()
            yield
            await self._scheduler.close()

        return Starlette(routes=routes, lifespan=lifespan)

    async def index(self, _request: Request) -> Response:
        """Return the page."""
        return FileResponse(self._pages["index.html"], headers={"Cache-Control": "no-cache"})

    async def page(self, request: Request) -> Response:
        """Return a script or a style sheet of the page."""
        path = self._pages.get(request.path_params["name"])
        return _not_found() if path is None else FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def events(self, _request: Request) -> Response:
        """Return the stream of events."""
        return StreamingResponse(self._scheduler.broadcast.listen(), media_type="text/event-stream")

    async def kept(self, request: Request) -> Response:
        """Return a picture, clip or film, by the name of its content."""
        folder, name = request.path_params["folder"], request.path_params["name"]
        path = self._scheduler.media_dir / PREVIEW_FOLDER / folder / name
        if folder not in KEPT_FOLDERS or not KEPT_NAME.fullmatch(name) or not path.is_file():
            return _not_found()
        return FileResponse(path, headers={"Cache-Control": CACHE_FOREVER})

    async def media(self, request: Request) -> Response:
        """Return a rendered file."""
        root = self._scheduler.media_dir.resolve()
        asked = Path(request.path_params["path"])
        path = (root / asked).resolve()
        hidden = any(part.startswith(".") for part in asked.parts)
        if hidden or not path.is_relative_to(root) or path.suffix not in RENDERED_SUFFIXES or not path.is_file():
            return _not_found()
        return FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def command_line(self, _request: Request) -> Response:
        """Return the command line for what is shown, and its parameters as TOML."""
        shown = self._scheduler.request
        scene = self._scheduler.scenes[shown.scene].argument
        return JSONResponse({"command": command_line(shown, scene), "toml": toml(shown.parameters)})

    async def show(self, request: Request) -> Response:
        """Show what a page requests."""
        self._scheduler.show(PreviewRequest.from_json(await _json(request), list(self._scheduler.scenes)))
        return _no_content()

    async def playhead(self, request: Request) -> Response:
        """Set the playhead."""
        data = await _json(request)
        self._scheduler.move_playhead(playhead_from(data), draw=bool(data.get("draw")))
        return _no_content()

    async def upload(self, request: Request) -> Response:
        """Receive a picture, and return the value that makes it a parameter."""
        folder = self._scheduler.media_dir / PREVIEW_FOLDER / "uploads"
        path = (await uploads.receive(request.stream(), request.path_params["name"], folder)).absolute()
        here = Path.cwd()
        value = path.relative_to(here) if path.is_relative_to(here) else path
        return JSONResponse({"value": value.as_posix(), "name": path.name})

    async def export(self, request: Request) -> Response:
        """Start an export."""
        wanted = ExportRequest.from_json(await _json(request))
        number = self._scheduler.exports.start(self._scheduler.target, self._scheduler.request, wanted)
        return JSONResponse({"number": number})

    async def stop_export(self, request: Request) -> Response:
        """Stop an export."""
        await self._scheduler.exports.stop(request.path_params["number"])
        return _no_content()

    def _reporting_errors(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """Return a handler that answers an error which the user can mend with its one line."""

        async def respond(request: Request) -> Response:
            try:
                return await handler(self, request)
            except Exception as error:
                if not is_user_error(error):
                    raise
                return JSONResponse({"error": one_line(error)}, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)

        return respond


async def _json(request: Request) -> dict[str, Any]:
    """Return the JSON object that a page sent.

    Raises
    ------
    UserError
        If it is too long, or not a JSON object.
    """
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LONGEST_BODY:
            raise UserError(f"a request may hold {LONGEST_BODY:,} bytes at most")
    try:
        parsed = json.loads(data)
    except ValueError as error:
        raise UserError("the request is not valid JSON") from error
    if not isinstance(parsed, dict):
        raise UserError("the request is not a JSON object")
    return parsed


def _not_found() -> Response:
    return JSONResponse({"error": "there is nothing at this address"}, status_code=HTTPStatus.NOT_FOUND)


def _no_content() -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT)
