"""Let browsers in: an address that works once gives a browser the cookie that every request needs from then on.

Other users of this machine can reach this server, and can see the command lines of all processes. So no command line
holds an address that works: a browser is started with a file that this user alone may read, which leads it there.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from collections.abc import Callable, Mapping
from html import escape
from http import HTTPStatus
from pathlib import Path

from starlette.responses import HTMLResponse, Response

OPEN_PATH = "/open"
SECRET_BYTES = 32


class Access:
    """Knows which browsers have been let in, until this process ends.

    Parameters
    ----------
    origin
        Scheme, host and port of this server.
    report
        Gets an address that works once, now and whenever one has been used.
    """

    def __init__(self, origin: str, report: Callable[[str], None]) -> None:
        self._origin = origin
        self._report = report
        self._cookie_name = f"preview-{origin.rpartition(':')[2]}"  # cookies are of a host, whatever the port
        self._cookie = secrets.token_urlsafe(SECRET_BYTES)
        self._renew("opens the preview, once")

    @property
    def address(self) -> str:
        """The address that has not been used yet."""
        return f"{self._origin}{OPEN_PATH}?code={self._code}"

    def is_allowed(self, cookies: Mapping[str, str]) -> bool:
        """Return whether a request's cookies are those of a browser that has been let in."""
        return hmac.compare_digest(cookies.get(self._cookie_name, "").encode(), self._cookie.encode())

    def open(self, code: str) -> Response:
        """Let the browser in that has sent the code of the address, which then works no more."""
        if not hmac.compare_digest(code.encode(), self._code.encode()):
            return refusal_page("This address has been used already, or is of a preview that has ended.")
        self._renew("opens it in another browser, once")
        # A redirect would be the same navigation: coming from elsewhere, it would not carry the cookie.
        answer = _page("Preview", "<a href='/'>Go on to the preview</a>", head=_leading_to("/"))
        answer.set_cookie(self._cookie_name, self._cookie, path="/", httponly=True, samesite="strict")
        return answer

    def _renew(self, purpose: str) -> None:
        self._code = secrets.token_urlsafe(SECRET_BYTES)
        with contextlib.suppress(OSError):  # the terminal may be gone; the page is not
            self._report(f"{self.address}  {purpose}")


def refusal_page(reason: str) -> Response:
    """Return the page that says how to get in."""
    body = (
        f"<p>{escape(reason)}</p><p>Open the last address that <code>render.py preview</code> has printed where it "
        "runs. Each works once; then it prints another.</p><p>Is the preview open in this browser? "
        "Then <a href='/'>go on to it</a>.</p>"
    )
    return _page("This browser has not been let in", body, HTTPStatus.FORBIDDEN)


def write_launcher(folder: Path, address: str) -> Path:
    """Write the file that leads a browser to an address, readable by this user alone."""
    path = folder / "open.html"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"<!doctype html><title>Preview</title>{_leading_to(address)}")
    return path


def _leading_to(address: str) -> str:
    return f'<meta http-equiv="refresh" content="0; url={escape(address)}">'


def _page(title: str, body: str, status: HTTPStatus = HTTPStatus.OK, *, head: str = "") -> Response:
    return HTMLResponse(
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>",
        status,
    )
