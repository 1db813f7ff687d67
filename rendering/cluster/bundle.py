"""A scene's files by content: gathered on the machine that asks, laid out again on one that draws.

The layout has every file below a folder of its own at the path it has on the machine that asks, so that modules,
relative paths and the working folder are found as there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Bundle:
    """The files of a scene.

    Parameters
    ----------
    digests
        The SHA-256 of each file's content by its absolute path on the machine that asks.
    """

    digests: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The digest of it all."""
        return hashlib.sha256(json.dumps(dict(sorted(self.digests.items()))).encode()).hexdigest()


def gather(files: Mapping[str, str]) -> tuple[Bundle, dict[str, bytes]]:
    """Return the bundle of the files at some paths under their names, and their contents by digest."""
    contents: dict[str, bytes] = {}
    digests: dict[str, str] = {}
    read: dict[str, str] = {}
    for name, path in files.items():
        if path not in read:
            data = Path(path).read_bytes()
            read[path] = hashlib.sha256(data).hexdigest()
            contents[read[path]] = data
        digests[name] = read[path]
    return Bundle(digests), contents


def keep(contents: Mapping[str, bytes], folder: Path) -> None:
    """Write contents into a folder, each under its digest.

    Raises
    ------
    ValueError
        If a content does not have its digest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for digest, data in contents.items():
        if hashlib.sha256(data).hexdigest() != digest:
            raise ValueError("a file of the scene arrived damaged")
        if not (folder / digest).exists():
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
                file.write(data)
            os.replace(file.name, folder / digest)  # noqa: PTH105 - it is a name, not a path


def missing(bundle: Bundle, folder: Path) -> list[str]:
    """Return the digests of the contents that a folder does not hold."""
    return sorted({digest for digest in bundle.digests.values() if not (folder / digest).is_file()})


def lay_out(bundle: Bundle, contents: Path, folder: Path) -> Path:
    """Lay out a bundle below a folder, unless that is done, and return the folder that stands for the root."""
    root = folder / bundle.digest
    if root.is_dir():
        return root
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder))
    try:
        for name, digest in bundle.digests.items():
            place = below(unfinished, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(contents / digest, place)
        with contextlib.suppress(OSError):  # another process was first
            unfinished.rename(root)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return root


def below(root: Path, path: str | Path) -> Path:
    """Return where a path is below the folder that stands for the root.

    Raises
    ------
    ValueError
        If it is not absolute, or leads out of that folder.
    """
    parts = Path(path).parts
    if not Path(path).is_absolute() or ".." in parts:
        raise ValueError(f"{path} is not the absolute path of a file")
    return root.joinpath(*parts[1:])


def relocated(value: Any, names: Iterable[str], root: Path) -> Any:
    """Return a parameter, or a container of some, in which the path of a file of the bundle is that of its copy."""
    names = set(names)
    if isinstance(value, Mapping):
        return {key: relocated(item, names, root) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(relocated(item, names, root) for item in value)
    return str(below(root, value)) if isinstance(value, str) and value in names else value
