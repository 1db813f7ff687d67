"""A preview served by a process of its own, and what a program has to say to it."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from rendering.core.environment import engine_environment
from rendering.core.errors import UserError

TIMEOUT = 120.0


class PreviewClient:
    """The preview of one scene, served by a process of its own.

    Parameters
    ----------
    command
        How ``render.py`` is called.
    scene
        What it shows.
    folder
        Where it works, and its output goes.
    *options
        More of the command's options.
    port
        The port to listen on; 0 is any.

    Raises
    ------
    UserError
        If it does not start.
    """

    def __init__(self, command: Sequence[str], scene: str, folder: Path, *options: str, port: int = 0) -> None:
        words = [*command, "preview", scene, "--no-open", "--trust", "--port", str(port), *options]
        words += ["--media_dir", str(folder / "media")]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=folder, env=engine_environment())
        self.address = self.process.stdout.readline().strip() if self.process.stdout else ""
        if not self.address:
            raise UserError(f"the preview of {scene} did not start")
        parts = urlsplit(self.address)
        self.place = (str(parts.hostname), int(parts.port or 0))
        self.token = parts.fragment.removeprefix("token=")
        self._events = http.client.HTTPConnection(*self.place, timeout=TIMEOUT)
        self._events.request("GET", "/events")
        self._stream = self._events.getresponse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, signal_number: int = signal.SIGTERM) -> None:
        """End the process, if it still runs."""
        self._stream.close()
        self._events.close()
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def events(self) -> Iterator[tuple[str, Any]]:
        """Yield what the server tells."""
        name = ""
        while line := self._stream.readline().decode():
            kind, _, told = line.rstrip("\n").partition(": ")
            if kind == "event":
                name = told
            elif kind == "data":
                yield name, json.loads(told)

    def wait_for(self, wanted: Callable[[str, Any], bool]) -> Any:
        """Return the next event that is wanted.

        Raises
        ------
        UserError
            If the scene fails.
        """
        for name, told in self.events():
            if name == "fault":
                raise UserError(f"the scene cannot be shown: {told['message']}")
            if wanted(name, told):
                return told
        raise UserError("the preview has ended")

    def change(self, path: str, told: Mapping[str, Any]) -> None:
        """Ask the server for something.

        Raises
        ------
        UserError
            If it refuses.
        """
        status, answer = self.request("PUT", path, json.dumps(told).encode(), {"X-Preview-Token": self.token})
        if status >= http.HTTPStatus.BAD_REQUEST:
            raise UserError(answer.decode())

    def fetch(self, path: str) -> bytes:
        """Return what is at a path."""
        return self.request("GET", path)[1]

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Send any request, and return the answer's status and content."""
        connection = http.client.HTTPConnection(*self.place, timeout=TIMEOUT)
        with contextlib.closing(connection):
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read()
