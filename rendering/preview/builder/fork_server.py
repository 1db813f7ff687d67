"""A process that holds Manim imported: ``python -P -m rendering.preview.builder.fork_server``.

It forks a process for each task. The forked process starts with Manim imported and with none of the author's modules,
so every build imports those anew: the fork server itself imports nothing of the author's, it only keeps their source
compiled. Where processes cannot be forked, one process that has imported the same always waits for the next task.

Messages on standard input are lines of JSON: ``{"run": {"id": 1, "kind": ..., "task": ..., "cwd": ...}}``,
``{"stop": 1}`` and ``{"preload": {"files": [...], "modules": [...]}}``. The events of the tasks, and what they print,
are forwarded line by line to standard output, each after its task's id; ``ready`` has none. When standard input closes,
the server that sent the messages is gone, and all tasks are killed.
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
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rendering.core.children import ChildProcess, json_line
from rendering.core.processes import GC_THRESHOLDS, can_fork, die_with_parent, private_stdout
from rendering.preview.builder import tasks
from rendering.preview.builder.code_cache import CodeCache
from rendering.preview.builder.line_buffer import LineBuffer
from rendering.preview.request import LONGEST_EVENT, READY

THREADED_PACKAGES = ("torch",)
"""Packages that start threads, which do not survive a fork."""
WAIT_FLAG = "--wait"
READ_SIZE = 1 << 16
"""Bytes read from a pipe at a time: what a pipe holds on Linux."""
CLOSED_BELOW = 256
"""A forked process closes the descriptors below this one; its parent has far fewer open."""

Stream = Literal["events", "output"]
"""What a pipe from a task's process carries: its events as lines of JSON, or what it prints."""
LONGEST_LINE: Mapping[Stream, int] = {"events": LONGEST_EVENT, "output": 4_000}
"""Bytes of a line that are forwarded; an event that is cut off there is no JSON, and ends its task."""


@dataclass
class _RunningTask:
    """A task's process, as the fork server sees it."""

    number: int
    pid: int
    work_folder: Path
    streams: dict[int, Stream]
    buffers: dict[int, LineBuffer] = field(default_factory=dict)
    popen: subprocess.Popen[bytes] | None = None


class ForkServer:
    """Starts a process for each task, and forwards its events and its output.

    Parameters
    ----------
    output
        The descriptor that events are written to.
    """

    def __init__(self, output: int) -> None:
        self._output = output
        self._code = CodeCache()
        self._running: dict[int, _RunningTask] = {}
        self._selector = selectors.DefaultSelector()
        self._input = LineBuffer(LONGEST_EVENT)
        self._waiting_process: ChildProcess | None = None

    def serve(self) -> None:
        """Handle messages until standard input closes."""
        self._selector.register(0, selectors.EVENT_READ)
        if not can_fork():
            self._waiting_process = self._spawn()
        self._write(READY)
        try:
            while self._handle_input():
                pass
        finally:
            for number in list(self._running):
                self._stop(number)
            if self._waiting_process is not None:
                self._waiting_process.kill()

    def _handle_input(self) -> bool:
        """Handle what has arrived on any pipe; return whether standard input is still open."""
        for key, _ in self._selector.select():
            if self._selector.get_map().get(key.fd) is not key:
                continue  # a message handled in this loop has closed it; its number may be another task's by now
            data = os.read(key.fd, READ_SIZE)
            if key.data is None:
                if not data:
                    return False
                for line in self._input.add(data):
                    self._handle_message(json.loads(line))
            else:
                self._forward(self._running[key.data], key.fd, data)
        return True

    def _handle_message(self, message: dict[str, Any]) -> None:
        if "run" in message:
            self._start(message["run"])
        elif "stop" in message:
            self._stop(message["stop"])
        elif "preload" in message:
            self._code.compile_files(message["preload"]["files"])
            _import_modules(message["preload"]["modules"])

    def _start(self, run: dict[str, Any]) -> None:
        """Start a task's process, with a working folder of its own."""
        number = int(run["id"])
        root = Path(run["task"]["work_folder"])
        root.mkdir(parents=True, exist_ok=True)
        work_folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=root))
        run["task"]["work_folder"] = str(work_folder)
        running = self._fork(run, work_folder) if can_fork() else self._use_waiting_process(run, work_folder)
        self._running[number] = running
        for descriptor in running.streams:
            running.buffers[descriptor] = LineBuffer(LONGEST_LINE[running.streams[descriptor]])
            self._selector.register(descriptor, selectors.EVENT_READ, number)

    def _fork(self, run: dict[str, Any], work_folder: Path) -> _RunningTask:
        events, events_write_end = os.pipe()
        output, output_write_end = os.pipe()
        parent = os.getpid()
        gc.collect(1)
        gc.freeze()  # the child's collector leaves the objects it shares with its parent alone, so they stay shared
        pid = os.fork()
        if pid == 0:
            _detach_from_parent(parent, events_write_end, output_write_end)
            self._code.install()
            _run_and_exit(run)
        gc.unfreeze()
        os.close(events_write_end)
        os.close(output_write_end)
        with suppress(OSError):
            os.setpgid(pid, pid)
        return _RunningTask(run["id"], pid, work_folder, {events: "events", output: "output"})

    def _use_waiting_process(self, run: dict[str, Any], work_folder: Path) -> _RunningTask:
        """Send the task to the process that waits for one, and start the next."""
        process = self._waiting_process
        if process is None or process.process.poll() is not None:
            process = self._spawn()
        process.send(run)
        process.close_input()
        self._waiting_process = self._spawn()
        streams: dict[int, Stream] = {process.stdout.fileno(): "events", process.stderr.fileno(): "output"}
        return _RunningTask(run["id"], process.process.pid, work_folder, streams, popen=process.process)

    @staticmethod
    def _spawn() -> ChildProcess:
        module = "rendering.preview.builder.fork_server"
        return ChildProcess(module, WAIT_FLAG, stderr=subprocess.PIPE, own_session=True)

    def _forward(self, running: _RunningTask, descriptor: int, data: bytes) -> None:
        """Forward the complete lines of a stream; no data means that it has ended."""
        buffer, stream = running.buffers[descriptor], running.streams[descriptor]
        lines = buffer.add(data)
        if not data and stream == "output":
            lines += buffer.rest()  # the last line printed may lack its end; an event that does is dropped
        for line in lines:
            if stream == "output":
                self._send(running.number, {"event": "output", "line": line.decode("utf-8", "replace")})
            else:
                self._write(b"%d %s\n" % (running.number, line))
        if not data:
            self._selector.unregister(descriptor)
            self._close_stream(running, descriptor)

    def _close_stream(self, running: _RunningTask, descriptor: int) -> None:
        if running.popen is None:
            os.close(descriptor)
        del running.streams[descriptor]
        if not running.streams:
            self._reap(running)

    def _stop(self, number: int) -> None:
        """Kill a task's process and all that it has started; of its events only ``exit`` is still sent."""
        running = self._running.get(number)
        if running is None:
            return
        with suppress(OSError):
            os.killpg(running.pid, signal.SIGKILL)
        for descriptor in list(running.streams):
            self._selector.unregister(descriptor)
            self._close_stream(running, descriptor)

    def _reap(self, running: _RunningTask) -> None:
        """Wait for the end of a process whose streams have ended, remove its working folder and send its status."""
        del self._running[running.number]
        if running.popen is None:
            _, status = os.waitpid(running.pid, 0)
            code = os.waitstatus_to_exitcode(status)
        else:
            for stream in (running.popen.stdout, running.popen.stderr):
                if stream is not None:
                    stream.close()
            code = running.popen.wait()
        shutil.rmtree(running.work_folder, ignore_errors=True)
        self._send(running.number, {"event": "exit", "status": code})

    def _send(self, number: int, event: dict[str, Any]) -> None:
        self._write(b"%d %s" % (number, json_line(event)))

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._output, data) :]


def _import_modules(names: list[str]) -> None:
    """Import installed modules that scenes need, as long as they start no threads."""
    for name in names:
        if name.partition(".")[0] in THREADED_PACKAGES or name in sys.modules:
            continue
        before = threading.active_count()
        with suppress(BaseException):
            importlib.import_module(name)
        if threading.active_count() > before:
            os._exit(1)  # this process may fork no more: the server starts another one, and preloads nothing in it


def _detach_from_parent(parent: int, events: int, output: int) -> None:
    """Give a forked process its own process group and standard streams, and close all else that it has inherited."""
    os.setpgid(0, 0)
    die_with_parent(parent)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(events, 1)
    os.dup2(output, 2)
    os.closerange(3, CLOSED_BELOW)


def _run_and_exit(run: dict[str, Any]) -> None:
    """Run a task in a forked process, and exit without running any of the parent's exit handlers."""
    status = 1
    try:
        status = tasks.run(run, private_stdout())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def main() -> int:
    """Serve until standard input closes; or, with ``--wait``, wait for one task and run it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server, which then ends this process
    gc.set_threshold(*GC_THRESHOLDS)
    if WAIT_FLAG in sys.argv:
        stream = private_stdout()
        line = sys.stdin.readline()
        if not line:
            return 0
        CodeCache().install()
        return tasks.run(json.loads(line), stream)
    output = os.dup(1)
    os.dup2(2, 1)  # what this process prints must not get between the events
    ForkServer(output).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
