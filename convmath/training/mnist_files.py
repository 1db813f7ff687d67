"""Digits from the four files of MNIST, as they lie in a folder of the user's own.

Their format is IDX: a header of big-endian integers of four bytes, which are a number that tells what follows and the
size of each dimension, then a byte a value. Nothing is downloaded.

Source: Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits, 1998: "File formats for the
MNIST database".
"""

from __future__ import annotations

import gzip
import math
import os
import zlib
from collections.abc import Collection
from functools import lru_cache
from io import BufferedReader
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convmath.core.errors import InputError, bad, whole_number
from convmath.training.digits import Digits

FILES = (
    ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
)
"""The files for training and those for testing: images, labels. Each may be compressed, and end in .gz."""

SIDE = 28
"""Pixels along a side of a digit in the files."""

MOST_DIGITS = 100_000
"""The most digits that a file may hold; MNIST's have 60,000 and 10,000."""

_IMAGES, _LABELS = 0x0803, 0x0801
"""What the headers begin with: bytes (08) in three dimensions, or in one."""

_WORD = 4


def mnist_digits(folder: str, *, classes: Collection[int], most: tuple[int, int]) -> tuple[Digits, Digits]:
    """Return the first digits of some classes of the training files, and of the testing files, at half their size.

    Parameters
    ----------
    folder : str
        Where the four files lie, each as it is or compressed; relative to the working directory.
    classes : collection of int
        Which digits.
    most : (int, int)
        How many digits for training and for testing, at most.

    Returns
    -------
    tuple of Digits
        Their images are of shape (N, 14, 14), each pixel the mean of 2 × 2 pixels of the file; grey levels 0 … 1.

    Raises
    ------
    InputError
        If there is no such folder, or one of the files is missing, is not what its name says, is cut short or longer
        than its header says, or holds more than 100,000 digits or others than of 28 × 28 pixels.
    """
    wanted = tuple(whole_number("classes", digit) for digit in classes)
    limits = tuple(whole_number("most", count, at_least=1) for count in most)
    if not _is_folder(folder):
        raise bad("digits", folder, "a folder with the four files of MNIST")
    training, testing = (
        _digits(_existing(folder, images), _existing(folder, labels), wanted, limit)
        for (images, labels), limit in zip(FILES, limits)
    )
    return training, testing


def idx_values(path: Path, *, magic: int, dimensions: int) -> NDArray[np.uint8]:
    """Return the bytes of an IDX file in their shape.

    Parameters
    ----------
    path : Path
        The file; one whose name ends in .gz is decompressed.
    magic : int
        What its header begins with.
    dimensions : int
        How many sizes follow.

    Raises
    ------
    InputError
        If the file can't be read, or its header or its length is another.
    """
    magic, dimensions = whole_number("magic", magic), whole_number("dimensions", dimensions, at_least=1)
    try:
        with _opened(path) as stream:
            header = stream.read(_WORD * (1 + dimensions))
            first, *sizes = _numbers(header, 1 + dimensions)
            if first != magic:
                raise _refused(path, f"begins with {first:#010x}", f"a file that begins with {magic:#010x}")
            if sizes[0] > MOST_DIGITS or any(size != SIDE for size in sizes[1:]):
                held = " × ".join(f"{size:,}" for size in sizes)
                raise _refused(path, f"holds {held} values", f"at most {MOST_DIGITS:,} digits of {SIDE} × {SIDE}")
            values = stream.read(math.prod(sizes) + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _refused(path, f"cannot be read ({_reason(error)})", "an undamaged file") from None
    if len(values) != math.prod(sizes):
        length = "ends too early" if len(values) < math.prod(sizes) else "is longer than its header says"
        raise _refused(path, length, "an undamaged file")
    return np.frombuffer(values, dtype=np.uint8).reshape(sizes)


def _digits(images: Path, labels: Path, classes: tuple[int, ...], most: int) -> Digits:
    """Return the first digits of a pair of files; they are opened each time, for those who note what is read."""
    versions = (_version(images), _version(labels))
    return _kept_digits(images, labels, versions, classes, most)


@lru_cache(maxsize=4)
def _kept_digits(
    images: Path,
    labels: Path,
    versions: tuple[tuple[int, ...], ...],  # noqa: ARG001 - what is cached is of these versions alone
    classes: tuple[int, ...],
    most: int,
) -> Digits:
    named = idx_values(labels, magic=_LABELS, dimensions=1)
    pixels = idx_values(images, magic=_IMAGES, dimensions=3)
    if len(pixels) != len(named):
        raise _refused(labels, f"holds {len(named):,} labels", f"as many as there are images, {len(pixels):,}")
    chosen = np.flatnonzero(np.isin(named, classes))[:most]
    half = SIDE // 2
    blocks = pixels[chosen].astype(np.float64).reshape(-1, half, 2, half, 2)
    levels = blocks.mean(axis=(2, 4)) / np.iinfo(np.uint8).max
    numbers = named[chosen].astype(np.int64)
    for array in (levels, numbers):
        array.setflags(write=False)
    return Digits(levels, numbers)


def _numbers(header: bytes, count: int) -> list[int]:
    if len(header) < _WORD * count:
        raise EOFError("its header ends too early")
    return [int(number) for number in np.frombuffer(header, dtype=">u4")]


def _existing(folder: str, name: str) -> Path:
    for path in (Path(folder, name), Path(folder, f"{name}.gz")):
        if path.is_file():
            return path
    raise _refused(Path(folder), f"has no {name}, nor {name}.gz", "a folder with the four files of MNIST")


def _is_folder(folder: str) -> bool:
    try:
        return Path(folder).is_dir()
    except (OSError, ValueError):  # a name too long for the file system, or with a null byte
        return False


def _opened(path: Path) -> gzip.GzipFile | BufferedReader:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _version(path: Path) -> tuple[int, ...]:
    try:
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
    except OSError as error:
        raise _refused(path, f"cannot be read ({_reason(error)})", "an undamaged file") from None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error).strip() or type(error).__name__


def _refused(path: Path, fault: str, allowed: str) -> InputError:
    return InputError("digits", f"{str(path)!r}, which {fault}", allowed)
