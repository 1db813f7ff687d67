"""Answer only this server's own page, in a browser on this machine that has been let in.

A page elsewhere could make a browser send requests to this address, under its own name or, by rebinding DNS, under one
that resolves to this machine; and other users of this machine can send any. So every request has to name this address
as its host; one that a browser sends for another page is refused; a change has to say that it comes from this page;
and every request needs the cookie of a browser that has been let in.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rendering.preview.server.access import OPEN_PATH, Access, refusal_page
from rendering.preview.server.answers import error

SAFE_METHODS = ("GET", "HEAD")
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(self), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OTHER_PAGE = "requests from other pages are not answered"


class RequestGuard:
    """Pass on the requests of this server's own page, and refuse all others.

    Parameters
    ----------
    app
        The application that gets the requests.
    port
        The port this server listens on.
    access
        Knows the browsers that have been let in.
    """

    def __init__(self, app: ASGIApp, *, port: int, access: Access) -> None:
        self._app = app
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self._access = access

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

        await (self._answer(Request(scope)) or self._app)(scope, receive, send_safely)

    def _answer(self, request: Request) -> Response | None:
        """Return the answer to a request that is not passed on."""
        reason = self._refusal(request.method, request.headers)
        if reason:
            return error(reason, HTTPStatus.FORBIDDEN)
        if request.url.path == OPEN_PATH and request.method == "GET":
            return self._access.open(request.query_params.get("code", ""))
        if self._access.is_allowed(request.cookies):
            return None
        reason = "This preview does not know this browser; perhaps the preview has been started again."
        if "text/html" in request.headers.get("accept", ""):
            return refusal_page(reason)
        return error(f"{reason} Open the last address that it has printed.", HTTPStatus.FORBIDDEN)

    def _refusal(self, method: str, headers: Headers) -> str:
        """Return why a request is refused whoever sends it; empty if it is not."""
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return "this server answers to 127.0.0.1 and localhost only"
        if any(origin.lower() != f"http://{hosts[0].lower()}" for origin in origins):
            return OTHER_PAGE
        site, mode = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode")
        by_link = mode == "navigate" and method == "GET"
        if site not in {None, "same-origin", "none"} and not by_link:
            return OTHER_PAGE
        if method not in SAFE_METHODS and not origins:
            return OTHER_PAGE
        return ""
