"""Arrays of numbers as users have them: rows of text, CSV, NumPy's files, pictures."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convmath.convolution.kernel_text import parse_kernel
from convmath.core.errors import InputError, finite_array
from convmath.images.photographs import BYTE_BUDGET, load_image, looks_like_path

_ROWS = re.compile(r"[-−+\d\s.,;/eE]*\d[-−+\d\s.,;/eE]*")
_ALLOWED = 'rows of numbers such as "1 2; 3 4", or a CSV, NPY, NPZ, PNG, JPEG or WebP file'
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_MOST_LEVELS = 255


def read_numbers(argument: str, text: str) -> NDArray[Any]:
    """Return the matrix that a user wrote down or has in a file.

    Parameters
    ----------
    argument : str
        What it is, for the message of an error.
    text : str
        Rows of numbers, ``"1 2; 3 4"``, or the path of a file: text or CSV with a row a line, NPY, NPZ with one array
        (``"file.npz:name"`` picks one of several), or a picture, whose grey levels are 0 … 255. Nothing in a file is
        ever run: arrays of Python's objects are refused.

    Returns
    -------
    ndarray, (H, W)
        Of the type of an NPY file, int64 where all numbers of a text are whole, else float64.

    Raises
    ------
    InputError
        If it is none of these, cannot be read, or holds what is no matrix of finite numbers.

    Examples
    --------
    >>> read_numbers("output", "1 2.5; 3 -4e2").tolist()
    [[1.0, 2.5], [3.0, -400.0]]
    """
    if _ROWS.fullmatch(text) and not Path(text).is_file():
        return _rows(argument, text)
    if not looks_like_path(text):
        raise InputError(argument, repr(text[:80]), _ALLOWED)
    name, _, member = text.partition(".npz:")
    path = Path(f"{name}.npz" if member else text)
    try:
        if not path.is_file():
            raise InputError(argument, f"{str(path)!r}, which is no file", _ALLOWED)
        if path.stat().st_size > BYTE_BUDGET:
            raise InputError(argument, f"{str(path)!r}", f"a file of at most {BYTE_BUDGET:,} bytes")
        return _from_file(argument, path, member)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, EOFError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or "it is damaged, or of another kind than its name says"
        raise InputError(argument, f"{str(path)!r}, which cannot be read ({reason})", _ALLOWED) from error


def _from_file(argument: str, path: Path, member: str) -> NDArray[Any]:
    kind = path.suffix.lower()
    if kind in _PICTURES:
        levels = load_image(path) * _MOST_LEVELS
        whole = np.rint(levels)
        return whole.astype(np.int64) if np.allclose(levels, whole, rtol=0, atol=1e-9) else levels
    if kind in (".npy", ".npz"):
        try:
            loaded = np.load(path, allow_pickle=False)
            return _matrix(argument, path, _member(argument, path, loaded, member) if kind == ".npz" else loaded)
        except InputError:
            raise
        except ValueError as error:
            refused = "it holds Python's objects, or is damaged"
            raise InputError(argument, f"{str(path)!r}, which cannot be read ({refused})", _ALLOWED) from error
    return _rows(argument, path.read_text(encoding="utf-8-sig"))


def _member(argument: str, path: Path, archive: Any, member: str) -> Any:
    names = list(archive.files)
    if not member and len(names) == 1:
        member = names[0]
    if member not in names:
        held = ", ".join(names[:8]) or "nothing"
        raise InputError(argument, f"{str(path)!r}, which holds {held}", f"one of them, as {path.name}:NAME")
    return archive[member]


def _matrix(argument: str, path: Path, loaded: Any) -> NDArray[Any]:
    if not isinstance(loaded, np.ndarray):
        raise InputError(argument, f"{str(path)!r}, which holds no array", _ALLOWED)
    while loaded.ndim > 2 and 1 in loaded.shape:
        loaded = loaded.squeeze(axis=loaded.shape.index(1))
    checked = finite_array(argument, loaded)
    return loaded if loaded.dtype.kind == "f" else checked


def _rows(argument: str, text: str) -> NDArray[Any]:
    try:
        return parse_kernel(text)
    except InputError:
        pass
    lines = [line for line in re.split(r"[;\n]", text.replace("−", "-")) if line.strip()]
    rows = [[_real(argument, token) for token in re.split(r"[,\s]+", line.strip().strip(","))] for line in lines]
    if not rows:
        raise InputError(argument, "without any numbers", _ALLOWED)
    if len({len(row) for row in rows}) > 1:
        lengths = ", ".join(str(len(row)) for row in rows[:8])
        raise InputError(argument, f"made of rows of {lengths} numbers", "rows of the same length")
    return finite_array(argument, rows)


def _real(argument: str, token: str) -> float:
    try:
        numerator, _, divisor = token.partition("/")
        return float(numerator) / float(divisor or 1)
    except (ValueError, ZeroDivisionError, OverflowError):
        raise InputError(argument, f"{token[:40]!r} among others", "rows of numbers such as -2, 0.5 or 1/9") from None
