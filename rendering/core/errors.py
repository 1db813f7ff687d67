"""Tell errors that the user can correct from all others, and print either kind."""

from __future__ import annotations

import bdb
import contextlib
import difflib
import math
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

from rendering.core.environment import PACKAGE, ROOT
from rendering.core.processes import Interrupted


class UserError(Exception):
    """Something the user asked for cannot be done; the message says what, and what to do instead.

    It is shown as one line without a traceback, and the command exits with status 2. Such errors are recognised by the
    class attribute `user_error`, so that a scene may raise one of its own class without importing this package.
    """

    user_error = True


class SceneError(Exception):
    """A scene has tried to end its process, or to read what it cannot; the message says where, in one line."""


@contextlib.contextmanager
def scene_code(file: Path) -> Iterator[None]:
    """Run lines of a scene's author in the block, where what ends a process raises `SceneError` instead.

    Raises
    ------
    SceneError
        For ``sys.exit()``, for a ``KeyboardInterrupt`` that nobody has asked for, and for input that is not there.
    """
    try:
        yield
    except Interrupted:
        raise
    except (SystemExit, KeyboardInterrupt, EOFError, bdb.BdbQuit) as error:
        entries = author_lines(error, file)
        where = f"{Path(entries[-1].filename).name}:{entries[-1].lineno}: " if entries else ""
        said = f": {one_line(error)}" if str(error) else ""
        what = "asks for input that is not there" if isinstance(error, (EOFError, bdb.BdbQuit)) else "ends its process"
        raise SceneError(f"{where}the scene {what} ({type(error).__name__}{said})") from error


def is_user_error(error: BaseException) -> bool:
    """Return whether `error` is one that the user can correct, which is shown as one line."""
    return bool(getattr(error, "user_error", False))


def is_input_error(error: BaseException) -> bool:
    """Return whether `error` is one that validation raises: a pydantic ``ValidationError`` or an ``InputError``.

    Both are recognised by name, so that neither pydantic nor the package of the mathematics has to be imported.
    """
    return isinstance(error, ValueError) and type(error).__name__ in {"InputError", "ValidationError"}


def one_line(error: BaseException) -> str:
    """Return the message of `error` as one line.

    A pydantic ``ValidationError`` becomes ``name: what is wrong (got value)``, its entries joined by semicolons.
    """
    entries = getattr(error, "errors", None)
    if callable(entries) and type(error).__name__ == "ValidationError":
        return abbreviated("; ".join(_entry(entry) for entry in entries()))
    return abbreviated(" ".join(str(error).split()) or type(error).__name__)


def abbreviated(text: str, most: int = 800) -> str:
    """Return a text without its middle where it is longer than `most` characters.

    Examples
    --------
    >>> abbreviated("9" * 5_000, 9)
    '9999 … 99'
    """
    return text if len(text) <= most else f"{text[: most // 2]} … {text[len(text) - most // 4 :]}"


def _entry(entry: dict[str, object]) -> str:
    location = entry.get("loc")
    where = ".".join(str(part) for part in location) if isinstance(location, tuple) else ""
    what = str(entry.get("msg", "is not valid"))
    got = entry.get("input")
    shown = f" (got {abbreviated(repr(got), 100)})" if got is not None and not isinstance(got, dict) else ""
    return f"{where}: {what}{shown}" if where else f"{what}{shown}"


def unknown(what: str, name: str, known: Iterable[str], *, where: str = "") -> str:
    """Return the message for an unknown name, with the nearest known one.

    Examples
    --------
    >>> unknown("scene", "kernel-slidng", ["kernel-sliding", "sobel-edge"])
    "there is no scene 'kernel-slidng'; did you mean 'kernel-sliding'?"
    """
    place = f" in {where}" if where else ""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        return f"there is no {what} {name!r}{place}; did you mean {near[0]!r}?"
    return f"there is no {what} {name!r}{place}; there is: {', '.join(names) or 'none'}"


def author_lines(error: BaseException, file: Path | None = None) -> list[traceback.FrameSummary]:
    """Return the author's own lines of a traceback: all outside Python, installed packages and this engine.

    Lines from the folder of the scene's file are the author's wherever that is.
    """
    foreign = (sys.prefix, sys.base_prefix, *map(str, (PACKAGE, ROOT / "benchmarks", ROOT / "render.py")), "<frozen")
    home = "" if file is None else str(file.resolve().parent)
    not_home = tuple(folder for folder in foreign if folder.startswith(home) and home)
    return [
        entry
        for entry in traceback.extract_tb(error.__traceback__)
        if not entry.filename.startswith(foreign)
        or (home and entry.filename.startswith(home) and not entry.filename.startswith(not_home))
    ]


def author_traceback(error: BaseException, file: Path | None = None) -> str:
    """Return a traceback of the author's own lines, or the whole one where it has none."""
    kept = author_lines(error, file)
    if not kept:
        return "".join(traceback.format_exception(error))
    lines = ["Traceback (your lines):\n", *traceback.format_list(kept), *traceback.format_exception_only(error)]
    return "".join(lines)


def check_number(option: str, value: float | None) -> None:
    """Raise `UserError` where an option is infinite or not a number, either of which can pass click's check of a range.

    Examples
    --------
    >>> check_number("--width-mm", 120.0)
    >>> check_number("--width-mm", float("nan"))
    Traceback (most recent call last):
    ...
    rendering.core.errors.UserError: --width-mm takes a number, not nan
    """
    if value is not None and not math.isfinite(value):
        raise UserError(f"{option} takes a number, not {value}")
