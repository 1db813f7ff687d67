"""The standard streams: all three exist, failing to print a note fails nothing, and a scene never reads or writes ours.

Processes of this package exchange messages over the pipes that are their standard input and output when they start. The
first thing they do is to move those to descriptors of their own, which no process that a scene starts inherits.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any, BinaryIO, TextIO

SCENE_INPUT = "RENDER_SCENE_INPUT"
"""The environment variable that names the descriptor which becomes standard input for scenes."""


class OutputError(OSError):
    """The answer of a command cannot be written to standard output."""


class _Notes(FileIO):
    """A file for notes: what cannot be written, as on a full disk, is dropped."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


class _Answers(_Notes):
    """A file for answers: the first that cannot be written raises `OutputError`."""

    _is_broken = False

    def write(self, data: Any, /) -> int:
        if self._is_broken:
            return super().write(data)
        try:
            return FileIO.write(self, data)
        except OSError as error:
            self._is_broken = True
            raise OutputError(error.errno, error.strerror) from error


def open_standard_streams() -> None:
    """Give this process the standard streams it may have been started without, and take care of those that fail.

    Descriptors 0 to 2 must not be left closed, or the next file that is opened gets one, and what is printed.
    """
    for descriptor, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):  # an answer to nobody is an error
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, mode), True)  # it gets the lowest number that is free
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for the life of the process
    if os.name == "posix":  # elsewhere a terminal is no file of bytes
        sys.stdout = _text(_Answers(1, "w", closefd=False), sys.stdout)
        sys.stderr = _text(_Notes(2, "w", closefd=False), sys.stderr)


def _text(file: FileIO, like: TextIO | None) -> TextIOWrapper:
    """Return a stream of text to a file, encoded as another, if there is that; each line is written at once."""
    encoding, errors = (like.encoding, like.errors) if like is not None else ("utf-8", None)
    return TextIOWrapper(BufferedWriter(file), encoding, errors or "backslashreplace", line_buffering=True)


@contextlib.contextmanager
def output_to_stderr() -> Iterator[None]:
    """Send what is printed meanwhile to standard error, also by libraries in C and by other processes.

    A scene is played in such a block, so that standard output holds a command's answer and nothing else.
    """
    sys.stdout.flush()
    answers = os.dup(1)
    os.dup2(2, 1)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(answers, 1)
        os.close(answers)


def can_be_answered() -> bool:
    """Return whether standard input may hold an answer: it is a terminal, a pipe or a file, not an endless device."""
    mode = os.fstat(0).st_mode
    return os.name == "posix" and (os.isatty(0) or stat.S_ISFIFO(mode) or stat.S_ISREG(mode))


def private_input() -> FileIO:
    """Return a stream of the messages to this process, unbuffered, and leave scenes their own standard input.

    That is what the starter has passed on as `SCENE_INPUT`, or nothing. A thread that waits in a buffered reader holds
    its lock, without which Python cannot end the process properly.
    """
    private = FileIO(os.dup(0))
    given = os.environ.pop(SCENE_INPUT, None)
    scenes = int(given) if given else os.open(os.devnull, os.O_RDONLY)
    os.dup2(scenes, 0)
    os.close(scenes)
    return private


def private_output() -> BinaryIO:
    """Return a stream to the process that started this one, and send whatever else is printed to standard error."""
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = _text(_Notes(1, "w", closefd=False), sys.stdout)
    sys.stderr = _text(_Notes(2, "w", closefd=False), sys.stderr)
    return private
