"""A preview served by a process of its own, and what a program has to say to it."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from rendering.environment import engine_environment
from rendering.errors import UserError

PATIENCE = 120.0


class Served:
    """The preview of one scene, served by a process of its own.

    Parameters
    ----------
    command
        How ``render.py`` is called.
    scene
        What it shows.
    folder
        Where its output goes.
    """

    def __init__(self, command: Sequence[str], scene: str, folder: Path) -> None:
        words = [
            *command,
            "preview",
            scene,
            "--no-open",
            "--trust",
            "--port",
            "0",
            "--media_dir",
            str(folder / "media"),
        ]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=folder, env=engine_environment())
        line = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not line:
            raise UserError(f"the preview of {scene} did not start")
        self.address = line
        parts = urlsplit(line)
        self.place = (str(parts.hostname), int(parts.port or 0))
        self._token = parts.fragment.removeprefix("token=")
        self._events = http.client.HTTPConnection(*self.place, timeout=PATIENCE)
        self._events.request("GET", "/events")
        self._stream = self._events.getresponse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._events.close()
        self._process.terminate()
        self._process.wait()

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
        """Ask the server for something."""
        connection = http.client.HTTPConnection(*self.place, timeout=PATIENCE)
        connection.request("PUT", path, json.dumps(told), {"X-Preview-Token": self._token})
        answer = connection.getresponse()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise UserError(answer.read().decode())
        connection.close()

    def fetch(self, path: str) -> bytes:
        """Return what is at a path."""
        connection = http.client.HTTPConnection(*self.place, timeout=PATIENCE)
        connection.request("GET", path)
        with contextlib.closing(connection):
            return connection.getresponse().read()
