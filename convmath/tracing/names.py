"""How models are named, and the error for those that cannot be built, run or traced. Imports no torch."""

from __future__ import annotations

from pathlib import Path


class ModelError(ValueError):
    """A model given by the user cannot be built, run or traced; the message is one line and names the place."""

    user_error = True


def split_model(text: str) -> tuple[Path, str]:
    """Return the file and the factory of ``path/to/model.py:factory``.

    Raises
    ------
    ModelError
        If it is not of that form, or there is no such file.
    """
    name, colon, factory = text.rpartition(":")
    if not colon or not name or not factory.isidentifier():
        raise ModelError(f"{text[:200]!r} is no model; write path/to/model.py:factory")
    path = Path(name).expanduser()
    try:
        found = path.is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        raise ModelError(f"there is no file {str(path)[:200]!r}; write path/to/model.py:factory")
    return path.resolve(), factory
