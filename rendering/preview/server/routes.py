"""The server's routes: the page, its events, the pictures and films, and what the page may request."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from rendering.core.errors import UserError, is_user_error, one_line
from rendering.preview.export_request import ExportRequest
from rendering.preview.request import PREVIEW_FOLDER, PreviewRequest, playhead_from
from rendering.preview.server import takes, uploads
from rendering.preview.server.answers import JSONAnswer, error, received_json
from rendering.preview.server.command_line import command_line, toml
from rendering.preview.server.connections import bounding_accept_errors
from rendering.preview.server.scheduler import Scheduler

PAGE = Path(__file__).parents[1] / "page"
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
            Route("/api/build", self._reporting_errors(Routes.stop_build), methods=["DELETE"]),
            Route("/api/request", self._reporting_errors(Routes.show), methods=["PUT"]),
            Route("/api/playhead", self._reporting_errors(Routes.playhead), methods=["PUT"]),
            Route("/api/uploads/{name}", self._reporting_errors(Routes.upload), methods=["PUT"]),
            Route("/api/recordings/{scene}/{beat}", self._reporting_errors(Routes.record), methods=["PUT"]),
            Route("/api/exports", self._reporting_errors(Routes.export), methods=["POST"]),
            Route("/api/exports/{number}", self._reporting_errors(Routes.stop_export), methods=["DELETE"]),
        ]

        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            asyncio.get_running_loop().set_exception_handler(bounding_accept_errors(self._scheduler.log))
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
        path = _rendered_file(self._scheduler.media_dir, Path(request.path_params["path"]))
        return _not_found() if path is None else FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def command_line(self, _request: Request) -> Response:
        """Return the command line for what is shown, and its parameters as TOML."""
        shown = self._scheduler.request
        scene = self._scheduler.scenes[shown.scene].argument
        return JSONAnswer(
            {"command": command_line(shown, scene, self._scheduler.voice), "toml": toml(shown.parameters)}
        )

    async def show(self, request: Request) -> Response:
        """Show what a page requests."""
        self._scheduler.show(PreviewRequest.from_json(await received_json(request), list(self._scheduler.scenes)))
        return _no_content()

    async def playhead(self, request: Request) -> Response:
        """Set the playhead."""
        data = await received_json(request)
        self._scheduler.move_playhead(playhead_from(data), draw=bool(data.get("draw")))
        return _no_content()

    async def upload(self, request: Request) -> Response:
        """Receive a picture, and return the value that makes it a parameter."""
        folder = self._scheduler.media_dir / PREVIEW_FOLDER / "uploads"
        path = (await uploads.receive(request.stream(), request.path_params["name"], folder)).absolute()
        here = Path.cwd()
        value = path.relative_to(here) if path.is_relative_to(here) else path
        return JSONAnswer({"value": value.as_posix(), "name": path.name})

    async def record(self, request: Request) -> Response:
        """Save a take as the recording of a beat, and have the film made with it."""
        scheduler, scene = self._scheduler, request.path_params["scene"]
        if scene != scheduler.request.scene:
            raise UserError(f"{scene} is not the scene that is shown")
        beat = request.path_params["beat"]
        saved = await takes.receive(request.stream(), beat, scheduler.voice, scheduler.timeline)
        scheduler.build()
        return JSONAnswer({"file": f"{saved.path.parent.name}/{saved.path.name}"})

    async def export(self, request: Request) -> Response:
        """Start an export."""
        wanted = ExportRequest.from_json(await received_json(request))
        number = self._scheduler.exports.start(self._scheduler.target, self._scheduler.request, wanted)
        return JSONAnswer({"number": number})

    async def stop_export(self, request: Request) -> Response:
        """Stop an export."""
        stopped = await self._scheduler.exports.stop(request.path_params["number"])
        return _no_content() if stopped else _not_found()

    async def stop_build(self, _request: Request) -> Response:
        """Stop the build that is under way."""
        self._scheduler.stop_build()
        return _no_content()

    def _reporting_errors(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """Return a handler that answers an error which the user can mend with its one line."""

        async def respond(request: Request) -> Response:
            try:
                return await handler(self, request)
            except ClientDisconnect:
                return error("the request has ended too early", HTTPStatus.BAD_REQUEST)
            except Exception as problem:
                if not is_user_error(problem):
                    raise
                return error(one_line(problem), HTTPStatus.UNPROCESSABLE_ENTITY)

        return respond


def _rendered_file(folder: Path, asked: Path) -> Path | None:
    """Return the rendered file at a path within a folder, if there is one."""
    try:
        root = folder.resolve()
        path = (root / asked).resolve()
        hidden = any(part.startswith(".") for part in asked.parts)
        if hidden or not path.is_relative_to(root) or path.suffix not in RENDERED_SUFFIXES or not path.is_file():
            return None
    except (OSError, ValueError, RuntimeError):  # a name that is too long or holds a NUL, a circle of links
        return None
    return path


def _not_found() -> Response:
    return error("there is nothing at this address", HTTPStatus.NOT_FOUND)


def _no_content() -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT)
