"""What went wrong, for the page: the message, the author's file and line, and the author's part of the traceback."""

from __future__ import annotations

import inspect
import linecache
import traceback
from dataclasses import dataclass
from pathlib import Path

from rendering.core.environment import is_foreign
from rendering.core.errors import author_traceback, is_user_error, one_line
from rendering.core.scene_protocol import parameters_model


@dataclass(frozen=True)
class Fault:
    """Why a scene can't be shown.

    Parameters
    ----------
    message
        One line; for an error that the user can mend, the one that the command line prints.
    file, line
        Where the error was raised in the author's files; line 0 where that isn't known.
    code
        The text of that line.
    traceback
        The part of the traceback in the author's files; empty where it adds nothing.
    user
        Whether the user can mend it by requesting something else, such as another parameter.
    """

    message: str
    file: str = ""
    line: int = 0
    code: str = ""
    traceback: str = ""
    user: bool = False


def fault_of(error: BaseException, file: Path, scene_class: type | None = None) -> Fault:
    """Describe an error that was raised while the scene in `file` was played.

    A refused parameter gets the place where the scene's parameters are defined, as no line of code is wrong.
    """
    if is_user_error(error):
        path, line = _parameters_place(scene_class) or (file, 0)
        return Fault(one_line(error), str(path), line, _source_line(path, line), user=True)
    if isinstance(error, SyntaxError) and error.filename:
        message = f"{type(error).__name__}: {error.msg}"
        return Fault(message, error.filename, error.lineno or 0, (error.text or "").strip())
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_authors(frame.filename, file)]
    message = f"{type(error).__name__}: {one_line(error)}" if str(error) else type(error).__name__
    shown = author_traceback(error, file)
    if not frames:
        return Fault(message, str(file), traceback=shown)
    last = frames[-1]
    return Fault(message, last.filename, last.lineno or 0, (last.line or "").strip(), shown)


def _is_authors(name: str, file: Path) -> bool:
    path = Path(name)
    return path.is_absolute() and (path.parent == file.parent or not is_foreign(path)) and path.exists()


def _parameters_place(scene_class: type | None) -> tuple[Path, int] | None:
    """Return file and line of the class that holds the scene's parameters."""
    model = parameters_model(scene_class)
    try:
        return Path(inspect.getfile(model)), inspect.getsourcelines(model)[1]
    except (TypeError, OSError):
        return None


def _source_line(path: Path, line: int) -> str:
    return linecache.getline(str(path), line).strip() if line else ""
