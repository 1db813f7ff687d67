"""The server's addresses: the page, its events, the pictures and films, and what the page may ask for."""

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
FOR_EVER = "private, max-age=31536000, immutable"
KEPT_NAME = re.compile(r"[0-9a-z-]{1,80}\.(png|mp4|jpg|webp)")
MADE = (".mp4", ".gif", ".png", ".svg", ".pdf", ".srt", ".vtt", ".json")
"""Endings of rendered files."""
Answer = Callable[["Routes", Request], Awaitable[Response]]


class Routes:
    """Answers requests.

    Parameters
    ----------
    director
        Knows what is shown, and does what is asked for.
    """

    def __init__(self, director: Scheduler) -> None:
        self._director = director
        self._pages = {path.name: path for path in PAGE.iterdir() if path.is_file()}

    def app(self) -> Starlette:
        """Return the application."""
        routes = [
            Route("/", self._guarded(Routes.index)),
            Route("/page/{name}", self._guarded(Routes.page)),
            Route("/events", self._guarded(Routes.events)),
            Route("/kept/{folder}/{name}", self._guarded(Routes.kept)),
            Route("/media/{path:path}", self._guarded(Routes.media)),
            Route("/api/spelling", self._guarded(Routes.spelling)),
            Route("/api/request", self._guarded(Routes.show), methods=["PUT"]),
            Route("/api/playhead", self._guarded(Routes.playhead), methods=["PUT"]),
            Route("/api/uploads/{name}", self._guarded(Routes.upload), methods=["PUT"]),
            Route("/api/exports", self._guarded(Routes.export), methods=["POST"]),
            Route("/api/exports/{number:int}", self._guarded(Routes.stop_export), methods=["DELETE"]),
        ]

        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            await self._director.open()
            yield
            await self._director.close()

        return Starlette(routes=routes, lifespan=lifespan)

    async def index(self, _request: Request) -> Response:
        """Return the page."""
        return FileResponse(self._pages["index.html"], headers={"Cache-Control": "no-cache"})

    async def page(self, request: Request) -> Response:
        """Return a part of the page."""
        path = self._pages.get(request.path_params["name"])
        return _missing() if path is None else FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def events(self, _request: Request) -> Response:
        """Tell how things stand, and from then on whatever happens."""
        return StreamingResponse(self._director.broadcast.listen(), media_type="text/event-stream")

    async def kept(self, request: Request) -> Response:
        """Return a picture or a film, by the name of its content."""
        folder, name = request.path_params["folder"], request.path_params["name"]
        path = self._director.media_dir / PREVIEW_FOLDER / folder / name
        if folder not in {"pictures", "films", "uploads"} or not KEPT_NAME.fullmatch(name) or not path.is_file():
            return _missing()
        return FileResponse(path, headers={"Cache-Control": FOR_EVER})

    async def media(self, request: Request) -> Response:
        """Return a rendered file."""
        root = self._director.media_dir.resolve()
        asked = Path(request.path_params["path"])
        path = (root / asked).resolve()
        hidden = any(part.startswith(".") for part in asked.parts)
        if hidden or not path.is_relative_to(root) or path.suffix not in MADE or not path.is_file():
            return _missing()
        return FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def spelling(self, _request: Request) -> Response:
        """Return what is shown as a command line and as TOML."""
        shown = self._director.request
        scene = self._director.scenes[shown.scene].spelling
        return JSONResponse({"command": command_line(shown, scene), "toml": toml(shown.parameters)})

    async def show(self, request: Request) -> Response:
        """Show something else."""
        self._director.show(PreviewRequest.from_json(await _json(request), list(self._director.scenes)))
        return _done()

    async def playhead(self, request: Request) -> Response:
        """Take note of where the playhead is."""
        told = await _json(request)
        self._director.move(playhead_from(told), draw=bool(told.get("draw")))
        return _done()

    async def upload(self, request: Request) -> Response:
        """Take a picture for a parameter."""
        folder = self._director.media_dir / PREVIEW_FOLDER / "uploads"
        path = (await uploads.receive(request.stream(), request.path_params["name"], folder)).absolute()
        here = Path.cwd()
        told = path.relative_to(here) if path.is_relative_to(here) else path
        return JSONResponse({"value": told.as_posix(), "name": path.name})

    async def export(self, request: Request) -> Response:
        """Begin an export."""
        order = ExportRequest.from_json(await _json(request))
        number = self._director.exports.order(self._director.target, self._director.request, order)
        return JSONResponse({"number": number})

    async def stop_export(self, request: Request) -> Response:
        """Stop an export."""
        await self._director.exports.stop(request.path_params["number"])
        return _done()

    def _guarded(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        """Have the user's own errors answered in one line."""

        async def respond(request: Request) -> Response:
            try:
                return await answer(self, request)
            except Exception as error:
                if not is_user_error(error):
                    raise
                return JSONResponse({"error": one_line(error)}, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)

        return respond


async def _json(request: Request) -> dict[str, Any]:
    """Return what a page sent.

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
        told = json.loads(data)
    except ValueError as error:
        raise UserError("the request is not valid JSON") from error
    if not isinstance(told, dict):
        raise UserError("the request is not a JSON object")
    return told


def _missing() -> Response:
    return JSONResponse({"error": "there is nothing at this address"}, status_code=HTTPStatus.NOT_FOUND)


def _done() -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT)
