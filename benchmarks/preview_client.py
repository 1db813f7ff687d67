"""A preview served in a process of its own, and a client for it."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import urlsplit

from rendering.core.environment import engine_environment
from rendering.core.errors import UserError

TIMEOUT = 120.0
"""Seconds that an answer or an event may take: more than any scene takes on a busy machine."""


class PreviewClient:
    """Starts the preview of one scene, and speaks to its server.

    Parameters
    ----------
    command
        The command line that runs ``render.py``.
    scene
        The scene.
    folder
        The working directory; the output goes to a folder in it.
    *options
        More options of the command.
    port
        The port to listen on; 0 is any.
    log
        Where its standard error goes; by default where this process's goes.

    Raises
    ------
    UserError
        If the server does not start.
    """

    def __init__(
        self,
        command: Sequence[str],
        scene: str,
        folder: Path,
        *options: str,
        port: int = 0,
        log: IO[bytes] | None = None,
    ) -> None:
        words = [*command, "preview", scene, "--no-open", "--trust", "--port", str(port), *options]
        words += ["--media_dir", str(folder / "media")]
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=log, text=True, cwd=folder, env=engine_environment()
        )
        address = self.next_address()
        if not address:
            raise UserError(f"the preview of {scene} did not start")
        parts = urlsplit(address)
        self.host_and_port = (str(parts.hostname), int(parts.port or 0))
        self.origin = f"http://{parts.netloc}"
        self.cookie = self._cookie_from(f"{parts.path}?{parts.query}")
        self._connection = http.client.HTTPConnection(*self.host_and_port, timeout=TIMEOUT)
        self._connection.request("GET", "/events", headers={"Cookie": self.cookie})
        self._events = self._connection.getresponse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def next_address(self) -> str:
        """Return the next address that lets a browser in; once it has been used, the one after it is printed."""
        line = self.process.stdout.readline() if self.process.stdout else ""
        return line.partition(" ")[0].strip()

    def _cookie_from(self, path: str) -> str:
        connection = http.client.HTTPConnection(*self.host_and_port, timeout=TIMEOUT)
        with contextlib.closing(connection):
            connection.request("GET", path)
            return str(connection.getresponse().headers["Set-Cookie"]).partition(";")[0]

    def stop(self, signal_number: int = signal.SIGTERM) -> None:
        """End the process, if it still runs."""
        self._events.close()
        self._connection.close()
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def events(self) -> Iterator[tuple[str, Any]]:
        """Yield name and data of the server's events."""
        name = ""
        while line := self._events.readline().decode():
            field, _, value = line.rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                yield name, json.loads(value)

    def wait_for(self, is_wanted: Callable[[str, Any], bool]) -> Any:
        """Return the data of the next event that is wanted.

        Raises
        ------
        UserError
            If the scene cannot be shown.
        """
        for name, data in self.events():
            if name == "fault":
                raise UserError(f"the scene cannot be shown: {data['message']}")
            if is_wanted(name, data):
                return data
        raise UserError("the preview has ended")

    def put(self, path: str, data: Mapping[str, Any]) -> None:
        """Send data as the page does.

        Raises
        ------
        UserError
            If the server refuses the request.
        """
        headers = {"Origin": self.origin, "Content-Type": "application/json"}
        status, answer = self.request("PUT", path, json.dumps(data).encode(), headers)
        if status >= http.HTTPStatus.BAD_REQUEST:
            raise UserError(answer.decode())

    def fetch(self, path: str) -> bytes:
        """Return the content at a path."""
        return self.request("GET", path)[1]

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Send any request with the cookie that lets it in, and return the answer's status and content."""
        connection = http.client.HTTPConnection(*self.host_and_port, timeout=TIMEOUT)
        with contextlib.closing(connection):
            connection.request(method, path, body, {"Cookie": self.cookie, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read()
