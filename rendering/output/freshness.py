"""Decide whether a file is still what its job would make: by content, never by mere existence or date."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import os
import platform
import sys
import time
import weakref
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from rendering.core.environment import PACKAGE, is_foreign
from rendering.core.job import Format, RenderJob
from rendering.core.quiet_copy import make_copies_quiet
from rendering.core.separate_imports import separate_modules
from rendering.core.settings import settings_files
from rendering.output.process_inputs import CLOCK, PREFIXES, ProcessInputs, is_as_before

DISTRIBUTIONS = ("manim", "numpy", "pillow", "pycairo", "ManimPango", "av", "imagequant", "typst", "scikit-image")
"""Packages whose version can change pixels or bytes."""
ENGINE_FILES = ("*.py", "*.js", "*.css")
"""What the engine's own files are called; an interactive figure holds its scripts and styles."""


@functools.cache
def versions() -> Mapping[str, str]:
    """Return the versions of everything that takes part in a render; the engine's is a digest of its source."""
    found = {"engine": _engine_digest(), "python": platform.python_version()}
    for name in DISTRIBUTIONS:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return MappingProxyType(found)


def sha256(path: Path) -> str:
    """Return the digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def job_key(job: RenderJob, format_: Format) -> str:
    """Return a digest over a job's options for one kind of output, the settings files and the versions.

    It does not cover the scene's source; `unchanged` does.
    """
    description = job.as_json()
    content = {
        "class": job.target.class_name,
        "look": description["look"],
        "format": format_.value,
        "gif": description["gif"] if format_ is Format.GIF else None,
        "sections": job.sections and format_.is_video,
        "video_codec": job.video_codec if format_ is Format.MOV else None,
        "zero_pad": job.zero_pad if format_ is Format.PNG_SEQUENCE else None,
        "settings": [sha256(path) for path in settings_files()],
        "versions": dict(versions()),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def unchanged(inputs: Mapping[str, str], folder: Path) -> bool:
    """Return whether every input, by its path relative to `folder` or its other name, still has its digest."""
    return bool(inputs) and all(_matches(name, digest, folder) for name, digest in inputs.items())


def _matches(name: str, digest: str, folder: Path) -> bool:
    if name.startswith(PREFIXES):
        return is_as_before(name, digest, folder)
    try:
        return sha256(folder / name) == digest
    except OSError:
        return False


class InputRecorder:
    """Records which files a process reads while a scene plays: images, sounds, tables; and the modules it imports.

    Python reports each file it opens to an audit hook, which cannot be removed: there is one for all recorders.

    Parameters
    ----------
    apart_from
        Folders whose files are no inputs.
    """

    def __init__(self, *, apart_from: Iterable[Path]) -> None:
        self._apart_from = tuple(path.resolve() for path in apart_from)
        self._apart_from_prefixes = tuple(f"{path}{os.sep}" for path in self._apart_from)
        self._opened: set[str] = set()
        self._process_inputs = ProcessInputs()
        self._sources: dict[str, Path | None] = {}
        self._modules_before = {id(module): module for module in list(sys.modules.values())}
        self._digests: dict[str, str] = {}
        self._folders: dict[str, Path | None] = {}
        _hear_of_events(self)
        make_copies_quiet()

    def __reduce__(self) -> tuple[Callable[[], InputRecorder], tuple[()]]:
        """Unpickle as a new recorder, of what the other process reads."""
        return functools.partial(InputRecorder, apart_from=self._apart_from), ()

    def files(self, *, also: Iterable[Path] = ()) -> list[Path]:
        """Return every input that exists, with links resolved."""
        names = self._names(*map(str, also))
        return sorted({path for name in names if (path := self._leads_to(name)) is not None})

    def digests(self, folder: Path, *, also: Iterable[Path] = ()) -> dict[str, str]:
        """Return the digest of every input by its path relative to `folder`, or its other name."""
        base = folder.resolve()
        files = self.files(also=also)
        others = self._process_inputs.digests(base, self._scene_sources(), apart_from=self._apart_from_prefixes)
        return {relative_path(path, base): sha256(path) for path in files} | others

    def named_files(self) -> dict[str, Path]:
        """Return every input by the names it was opened under and its own, with links resolved."""
        found: dict[str, Path] = {}
        for name in self._names():
            if (path := self._leads_to(name)) is not None:
                found[name] = found[str(path)] = path
        return found

    @property
    def reads_only_files(self) -> bool:
        """Whether the scene has read nothing else of this machine: no variable, list of a folder, argument or clock."""
        sources = self._scene_sources()
        return not self._process_inputs.digests(Path("/"), sources, apart_from=self._apart_from_prefixes)

    def digest_so_far(self) -> str:
        """Return one digest over every input recorded up to now; each file is read only once."""
        total = hashlib.sha256()
        for name in sorted(self._names()):
            if name not in self._digests:
                path = self._leads_to(name)
                self._digests[name] = sha256(path) if path is not None else ""
            total.update(f"{name}\0{self._digests[name]}\0".encode() if self._digests[name] else b"")
        sources = self._scene_sources()
        others = self._process_inputs.digests(Path("/"), sources, apart_from=self._apart_from_prefixes)
        total.update(json.dumps(others).encode())
        if CLOCK in others:
            total.update(str(time.time_ns()).encode())
        return total.hexdigest()

    def _scene_sources(self) -> list[Path]:
        """Return the source files of what has been imported for the scene; each is looked at only once."""
        for module in (*sys.modules.values(), *separate_modules()):
            name = _source(module)
            if name and id(module) not in self._modules_before and name not in self._sources:
                self._sources[name] = self._leads_to(os.path.abspath(name))  # noqa: PTH100
        return [path for path in self._sources.values() if path is not None]

    def note_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Handle an audit event: note the file that is opened."""
        if event != "open":
            self._process_inputs.note_event(event, arguments)
            return
        path, mode, flags = arguments
        reads = "r" in mode and "+" not in mode if isinstance(mode, str) else not flags & 3
        if reads and isinstance(path, str):
            self._opened.add(os.path.abspath(path))  # noqa: PTH100 - resolving links here would slow every open

    def _names(self, *others: str) -> set[str]:
        """Return the absolute names of all modules' files, all that was opened, and others."""
        modules = (name for name in map(_source, [*sys.modules.values(), *separate_modules()]) if name)
        return {os.path.abspath(name) for name in (*modules, *self._opened, *others)}  # noqa: PTH100

    def _leads_to(self, name: str) -> Path | None:
        """Return the input that an absolute name leads to, with links resolved; each folder is looked at only once."""
        folder, base = os.path.split(name)
        if folder not in self._folders:
            target = Path(folder).resolve()
            self._folders[folder] = target if self._is_input(target / "any") else None
        resolved = self._folders[folder]
        if os.path.islink(name):  # noqa: PTH114 - there are thousands
            path = Path(name).resolve()
        elif resolved is not None:
            path = resolved / base
        else:
            return None
        return path if self._is_input(path) and path.is_file() else None

    def _is_input(self, path: Path) -> bool:
        if path.suffix == ".pyc" or is_foreign(path):
            return False
        return not str(path).startswith(self._apart_from_prefixes)


_listeners: tuple[weakref.ref[InputRecorder], ...] = ()


def _hear_of_events(recorder: InputRecorder) -> None:
    """Have a recorder told of audit events for as long as somebody holds it."""
    global _listeners
    if not _listeners:
        sys.addaudithook(_tell_of_event)
    _listeners = (*(each for each in _listeners if each() is not None), weakref.ref(recorder))


def _tell_of_event(event: str, arguments: tuple[Any, ...]) -> None:
    for listener in _listeners:
        recorder = listener()
        if recorder is not None:
            recorder.note_event(event, arguments)


def relative_path(path: Path, folder: Path) -> str:
    """Return a path from a folder to a file, with slashes on every system."""
    return Path(os.path.relpath(path, folder)).as_posix()


def _source(module: ModuleType) -> str | None:
    return getattr(module, "__file__", None)


def _engine_digest() -> str:
    """Return a short digest over the source of the whole package, with the names of its files."""
    digest = hashlib.sha256()
    for path in sorted(each for pattern in ENGINE_FILES for each in PACKAGE.rglob(pattern)):
        digest.update(f"{path.relative_to(PACKAGE)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
