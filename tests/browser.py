"""Headless Chromium for the tests: one for each module, and pages that must load without a fault."""

from __future__ import annotations

import functools
import os
import re
import shutil
import threading
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)


@pytest.fixture(scope="module")
def chromium():
    """The system's Chromium, or the one that the environment variable CHROMIUM names.

    While it runs, so does an event loop in this thread, and `asyncio.run` can start no other: not for the whole run.
    """
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


class RangeHandler(SimpleHTTPRequestHandler):
    """Serves files, and parts of files to who asks for a range, as a browser does that seeks in a video."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if wanted is None or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        first, last = int(wanted[1]), min(int(wanted[2] or len(data) - 1), len(data) - 1)
        if first > last:
            self.send_error(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            return
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(data[first : last + 1])

    def log_message(self, format, *args):  # noqa: A002
        """Say nothing."""

    def copyfile(self, source, outputfile):
        """Send a file; a browser that has seen enough of it hangs up."""
        try:
            super().copyfile(source, outputfile)
        except ConnectionError:
            self.close_connection = True


class Server(ThreadingHTTPServer):
    """A web server that takes a browser's hanging up for what it is."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """Let the connection go."""


@pytest.fixture
def serve():
    """Serve a folder on this machine's loopback address; the call returns the URL of the folder."""
    servers = []

    def start(folder):
        server = Server(("127.0.0.1", 0), functools.partial(RangeHandler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def open_page(chromium):
    """Open a URL or a file in a fresh profile; at the end, no request and no script may have failed.

    Keyword arguments go to the browser's context: ``viewport``, ``reduced_motion``, ``color_scheme``,
    ``java_script_enabled``.
    """
    contexts, faults = [], []

    def note_request(request):
        if request.failure != "net::ERR_ABORTED":  # a video that needs no more of its file
            faults.append(f"{request.url}: {request.failure}")

    def go(address, **options):
        context = chromium.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", note_request)
        page.on("response", lambda answer: answer.status >= 400 and faults.append(f"{answer.url}: {answer.status}"))
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        return page

    yield go
    for context in contexts:
        context.close()
    assert not faults
