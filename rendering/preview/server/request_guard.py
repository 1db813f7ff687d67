"""Answer only requests of this server's own page, in a browser on this machine; changes also need the token.

A page elsewhere could make a browser send requests to this address, under its own name or, by rebinding DNS, under one
that resolves to this machine. So every request has to name this address as its host; one that a browser sends for
another page is refused; and whatever changes anything needs the token, which only this server's own page can have.
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

AUTHORISATION_HEADER = "x-preview-token"
SAFE_METHODS = ("GET", "HEAD")
TOKEN_BYTES = 32
SHORTEST_TOKEN = 40
"""Characters: a token of `TOKEN_BYTES` has 43; a shorter one is what is left of a file that was not written whole."""
SECURITY_HEADERS: Mapping[str, str] = {
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
    """Pass on the requests of this server's own page, and refuse all others.

    Parameters
    ----------
    app
        The application that gets the requests.
    port
        The port this server listens on.
    token
        The token that a request needs to change anything.
    """

    def __init__(self, app: ASGIApp, *, port: int, token: str) -> None:
        self._app = app
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
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
        """Return why a request is refused; empty if it is not."""
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return "this server answers to 127.0.0.1 and localhost only"
        if any(origin.lower() != f"http://{hosts[0].lower()}" for origin in origins):
            return "requests from other pages are not answered"
        site, mode = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode")
        by_link = mode == "navigate" and method == "GET"
        if site not in {None, "same-origin", "none"} and not by_link:
            return "requests from other pages are not answered"
        token = headers.get(AUTHORISATION_HEADER, "").encode()
        if method not in SAFE_METHODS and not hmac.compare_digest(token, self._token.encode()):
            return "open the address that render.py preview has printed: it holds the key to change anything"
        return ""


def token_in(folder: Path) -> str:
    """Return the token kept in a folder, made when first asked for, and readable by this user alone.

    It is kept so that a page that is open still works when the server has been started again.
    """
    path = folder / "token"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        known = path.read_text(encoding="ascii").strip()
        private = os.name != "posix" or not path.stat().st_mode & 0o077
        if len(known) >= SHORTEST_TOKEN and private:
            return known
        path.unlink()
        return token_in(folder)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token)
    return token
