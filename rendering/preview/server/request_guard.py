"""Who may come in: pages of this server, in a browser on this machine, and for changes only who knows the token.

A page elsewhere could make a browser send requests to this address, under its own name or, by rebinding DNS, under one
that leads here. So every request has to name this address as its host; one that a browser sends from elsewhere is
refused; and whatever changes anything needs the token, which only this server's own page can have.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-preview-token"
READING = ("GET", "HEAD")
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class RequestGuard:
    """Let requests pass that have to do with this server's own page, and no others.

    Parameters
    ----------
    app
        What is behind the gate.
    port
        The port this server listens on.
    token
        What a request must bring that changes anything.
    """

    def __init__(self, app: ASGIApp, *, port: int, token: str) -> None:
        self._app = app
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refusal(scope["method"], Headers(scope=scope))
        if refusal:
            answer = JSONResponse({"error": refusal}, status_code=HTTPStatus.FORBIDDEN)
            await answer(scope, receive, send_safely)
        else:
            await self._app(scope, receive, send_safely)

    def _refusal(self, method: str, headers: Headers) -> str:
        """Say why a request may not pass; nothing if it may."""
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return "this server answers to 127.0.0.1 and localhost only"
        if any(origin.lower() != f"http://{hosts[0].lower()}" for origin in origins):
            return "requests from other pages are not answered"
        came_from, for_what = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode")
        by_link = for_what == "navigate" and method == "GET"
        if came_from not in {None, "same-origin", "none"} and not by_link:
            return "requests from other pages are not answered"
        if method not in READING and not hmac.compare_digest(headers.get(HEADER, "").encode(), self._token.encode()):
            return "open the address that render.py preview has printed: it holds the key to change anything"
        return ""


def token_in(folder: Path) -> str:
    """Return the token kept in a folder, made when first asked for, and readable by this user alone.

    It is kept so that a page that is open goes on working when the server has been started again.
    """
    path = folder / "token"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        known = path.read_text(encoding="ascii").strip()
        private = os.name != "posix" or not path.stat().st_mode & 0o077
        if len(known) >= 40 and private:
            return known
        path.unlink()
        return token_in(folder)
    token = secrets.token_urlsafe(32)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token)
    return token
