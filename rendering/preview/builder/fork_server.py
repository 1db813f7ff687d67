"""A process that holds Manim imported: ``python -P -m rendering.preview.builder.fork_server``, orders as lines of JSON.

For each task it forks a process that begins from there, so that every build starts from clean modules: this one
imports nothing of the author's, it only keeps their source compiled. Where processes cannot be forked, one that has
imported the same is always kept waiting.

Orders on standard input: ``{"run": {"id": 1, "kind": ..., "task": ...}}``, ``{"stop": 1}`` and
``{"preload": {"files": [...], "modules": [...]}}``. What tasks tell and print comes back line by line with their id.
When standard input closes, whoever gave the orders is gone, and all of them end.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rendering.core.children import ChildProcess, encoded
from rendering.core.processes import COLLECT_SELDOM, belong_to, can_fork, private_stdout
from rendering.preview.builder import tasks
from rendering.preview.builder.code_cache import CodeCache

UNFIT = ("torch",)
"""Packages that start threads, which no fork survives."""


@dataclass
class _Running:
    """A task's process as this one sees it."""

    number: int
    process: int
    work_folder: Path
    streams: dict[int, str]
    heard: dict[int, bytearray] = field(default_factory=dict)
    popen: subprocess.Popen[bytes] | None = None


class ForkServer:
    """Starts tasks, and passes on what they tell.

    Parameters
    ----------
    answers
        The descriptor to which everything is told.
    """

    def __init__(self, answers: int) -> None:
        self._answers = answers
        self._code = CodeCache()
        self._running: dict[int, _Running] = {}
        self._selector = selectors.DefaultSelector()
        self._orders = bytearray()
        self._spare: ChildProcess | None = None

    def serve(self) -> None:
        """Take orders until nobody gives any."""
        self._selector.register(0, selectors.EVENT_READ)
        if not can_fork():
            self._spare = self._spawn()
        self._say({"event": "ready"})
        try:
            while self._attend():
                pass
        finally:
            for number in list(self._running):
                self._stop(number)
            if self._spare is not None:
                self._spare.kill()

    def _attend(self) -> bool:
        for key, _ in self._selector.select():
            if self._selector.get_map().get(key.fd) is not key:
                continue  # closed since by an order; its number may be another task's by now
            data = os.read(key.fd, 1 << 16)
            if key.data is None:
                if not data:
                    return False
                self._orders += data
                for line in _lines(self._orders):
                    self._obey(json.loads(line))
            else:
                self._hear(self._running[key.data], key.fd, data)
        return True

    def _obey(self, order: dict[str, Any]) -> None:
        if "run" in order:
            self._start(order["run"])
        elif "stop" in order:
            self._stop(order["stop"])
        elif "preload" in order:
            self._code.learn(order["preload"]["files"])
            _import(order["preload"]["modules"])

    def _start(self, order: dict[str, Any]) -> None:
        number = int(order["id"])
        root = Path(order["task"]["work_folder"])
        root.mkdir(parents=True, exist_ok=True)
        work_folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=root))
        order["task"]["work_folder"] = str(work_folder)
        running = self._fork(order, work_folder) if can_fork() else self._send_spare(order, work_folder)
        self._running[number] = running
        for descriptor in running.streams:
            running.heard[descriptor] = bytearray()
            self._selector.register(descriptor, selectors.EVENT_READ, number)

    def _fork(self, order: dict[str, Any], work_folder: Path) -> _Running:
        told, telling = os.pipe()
        said, saying = os.pipe()
        parent = os.getpid()
        gc.collect(1)
        gc.freeze()
        process = os.fork()
        if process == 0:
            _settle_in(parent, telling, saying)
            self._code.install()
            _leave(order)
        gc.unfreeze()
        os.close(telling)
        os.close(saying)
        with suppress(OSError):
            os.setpgid(process, process)
        return _Running(order["id"], process, work_folder, {told: "events", said: "output"})

    def _send_spare(self, order: dict[str, Any], work_folder: Path) -> _Running:
        """Give the task to the process that waits, and have another wait."""
        spare = self._spare if self._spare is not None and self._spare.process.poll() is None else self._spawn()
        spare.tell(order)
        spare.close_input()
        self._spare = self._spawn()
        streams = {spare.stdout.fileno(): "events", spare.stderr.fileno(): "output"}
        return _Running(order["id"], spare.process.pid, work_folder, streams, popen=spare.process)

    @staticmethod
    def _spawn() -> ChildProcess:
        module = "rendering.preview.builder.fork_server"
        return ChildProcess(module, "--wait", stderr=subprocess.PIPE, own_session=True)

    def _hear(self, running: _Running, descriptor: int, data: bytes) -> None:
        heard = running.heard[descriptor]
        heard += data
        if not data and heard and running.streams[descriptor] == "output":
            heard += b"\n"  # half a line of what it told says nothing
        for line in _lines(heard):
            if running.streams[descriptor] == "output":
                self._say({"id": running.number, "event": "output", "line": line.decode("utf-8", "replace")})
            else:
                self._say_line(b'{"id": %d, %s\n' % (running.number, line[1:]))
        if not data:
            self._selector.unregister(descriptor)
            self._close(running, descriptor)

    def _close(self, running: _Running, descriptor: int) -> None:
        if running.popen is None:
            os.close(descriptor)
        del running.streams[descriptor]
        if not running.streams:
            self._bury(running)

    def _stop(self, number: int) -> None:
        """Kill a task and all that it has started; nothing more is told of it."""
        running = self._running.get(number)
        if running is None:
            return
        with suppress(OSError):
            os.killpg(running.process, signal.SIGKILL)
        for descriptor in list(running.streams):
            self._selector.unregister(descriptor)
            self._close(running, descriptor)

    def _bury(self, running: _Running) -> None:
        del self._running[running.number]
        if running.popen is None:
            _, status = os.waitpid(running.process, 0)
            code = os.waitstatus_to_exitcode(status)
        else:
            for stream in (running.popen.stdout, running.popen.stderr):
                if stream is not None:
                    stream.close()
            code = running.popen.wait()
        shutil.rmtree(running.work_folder, ignore_errors=True)
        self._say({"id": running.number, "event": "exit", "status": code})

    def _say(self, message: dict[str, Any]) -> None:
        self._say_line(encoded(message))

    def _say_line(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._answers, data) :]


def _lines(buffer: bytearray) -> list[bytes]:
    """Take the whole lines out of a buffer."""
    *lines, rest = bytes(buffer).split(b"\n")
    buffer[:] = rest
    return lines


def _import(modules: list[str]) -> None:
    """Import installed packages that scenes need, as long as they start no threads."""
    for name in modules:
        if name.partition(".")[0] in UNFIT or name in sys.modules:
            continue
        before = threading.active_count()
        with suppress(BaseException):
            importlib.import_module(name)
        if threading.active_count() > before:
            os._exit(1)  # whoever gave the order starts another, and does not ask for this again


def _settle_in(parent: int, telling: int, saying: int) -> None:
    """Make a forked process one of its own: its group, its pipes, and nothing of its parent's."""
    os.setpgid(0, 0)
    belong_to(parent)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(telling, 1)
    os.dup2(saying, 2)
    os.closerange(3, 256)


def _leave(order: dict[str, Any]) -> None:
    """Do a task, and end without any of the parent's business."""
    status = 1
    try:
        status = tasks.run(order, private_stdout())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def main() -> int:
    """Serve until standard input closes; or, with ``--wait``, wait for one task and do it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever gives the orders decides when this ends
    gc.set_threshold(*COLLECT_SELDOM)
    if "--wait" in sys.argv:
        stream = private_stdout()
        line = sys.stdin.readline()
        if not line:
            return 0
        CodeCache().install()
        return tasks.run(json.loads(line), stream)
    answers = os.dup(1)
    os.dup2(2, 1)
    ForkServer(answers).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
