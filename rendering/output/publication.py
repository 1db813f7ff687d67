"""Publish finished files all at once, so that no reader ever sees an unfinished one."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from rendering.core.environment import nearest_existing
from rendering.core.errors import UserError
from rendering.core.failures import NO_ROOM
from rendering.core.locks import FileLock, Locked
from rendering.output.freshness import sha256

_UNPUBLISHED = re.compile(r"^\..+\.(?P<token>[0-9a-f]+)\.part(\.\w+)?$")
"""Hidden names. While their writer lives, it holds the lock of their token (see `_lock_path`)."""
_LOCK = re.compile(r"^\.(?P<token>[0-9a-f]+)\.lock$")
_DEEPEST = 4
"""Files are written in folders at most so far below that of all output: a scene's videos in a gallery of one theme."""
LONGEST_NAME = 220
"""Bytes that a file's name may have: its hidden name is longer, and file systems allow 255."""
RECORD = ".published"
"""The name, in each folder, of the list of what was published there: lines as ``sha256sum`` writes them."""
_RECORDED = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>[^\ufffd\0]+)")


class Publication:
    """Files that appear together under their final names, or not at all.

    Each is written under a hidden name in its own folder, so that it can be renamed atomically. When the ``with`` block
    ends, all are flushed to disk and renamed; if it raises, all are deleted and the files published before remain.

    Parameters
    ----------
    record
        Whether to record each file by its digest in its folder, for `published`: what no sidecar lists.

    Examples
    --------
    >>> with Publication() as publication:  # doctest: +SKIP
    ...     publication.stage(Path("media/x/x.json")).write_text("{}")
    """

    def __init__(self, *, record: bool = False) -> None:
        self._record = record
        self._token = uuid.uuid4().hex[:12]
        self._staged: dict[Path, Path] = {}
        self._recorded: set[Path] = set()
        self._superseded: dict[Path, str] = {}
        self._scratch: list[Path] = []
        self._locks: dict[Path, FileLock] = {}

    def stage(self, final: Path, *, record: bool | None = None) -> Path:
        """Return the hidden path to write; it becomes `final`, and is recorded if that is said here or of all files."""
        hidden = self._hidden(final)
        self._staged[final] = hidden
        if self._record if record is None else record:
            self._recorded.add(final)
        return hidden

    def supersede(self, path: Path, digest: str) -> None:
        """Have a file that was published and recorded before removed, if it has its digest, unless it is staged."""
        self._superseded[path] = digest

    def scratch_folder(self, folder: Path) -> Path:
        """Return a hidden folder within `folder` for what is never published."""
        hidden = self._hidden(folder / f"scratch-{len(self._scratch)}")
        hidden.mkdir()
        self._scratch.append(hidden)
        return hidden

    def commit(self) -> None:
        """Flush every staged file, then rename each, in the order of staging."""
        for hidden in self._staged.values():
            flush(hidden)
        self._remove_superseded()
        for final, hidden in self._staged.items():
            if final in self._recorded:
                _append_to_record(final, hidden)
            hidden.replace(final)
            hidden.unlink(missing_ok=True)  # POSIX leaves both names where they are links to one file
        for folder in {final.parent for final in self._staged}:
            flush(folder)
        self._staged.clear()
        self.discard()

    def _remove_superseded(self) -> None:
        gone = defaultdict(list)
        for path, digest in self._superseded.items():
            with contextlib.suppress(OSError):
                if sha256(path) == digest:
                    gone[path.parent].append(path.name)
                    if path not in self._staged:
                        path.unlink()
        for folder, names in gone.items():
            forget(folder, names)

    def discard(self) -> None:
        """Delete everything that has not been published."""
        for hidden in self._staged.values():
            with contextlib.suppress(OSError):
                hidden.unlink(missing_ok=True)
        for hidden in self._scratch:
            shutil.rmtree(hidden, ignore_errors=True)
        self._staged.clear()
        self._scratch.clear()
        for lock in self._locks.values():
            lock.release(delete=True)
        self._locks.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.discard()
            return
        try:
            self.commit()
        except BaseException:
            self.discard()
            raise

    def _hidden(self, final: Path) -> Path:
        check_output(final)
        final.parent.mkdir(parents=True, exist_ok=True)
        if final.parent not in self._locks:
            self._locks[final.parent] = FileLock(_lock_path(final.parent, self._token))
        return final.with_name(f".{final.name}.{self._token}.part{final.suffix}")


def _lock_path(folder: Path, token: str) -> Path:
    return folder / f".{token}.lock"


def published(folder: Path) -> dict[str, str]:
    """Return the digest of each file that was published in a folder, by its name, as far as that is recorded."""
    entries = (_RECORDED.fullmatch(line) for line in _record_lines(folder))
    return {entry["name"]: entry["digest"] for entry in entries if entry and is_plain_name(entry["name"])}


def unreadable_lines(folder: Path) -> list[str]:
    """Return the lines of a folder's record that are not as they were written."""
    return [line for line in _record_lines(folder) if not _RECORDED.fullmatch(line)]


def _record_lines(folder: Path) -> list[str]:
    try:
        text = (folder / RECORD).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.removesuffix("\n").split("\n") if text else []


def is_plain_name(name: str) -> bool:
    """Return whether a name stands for a file within its folder: no path, no way up."""
    return name not in {"", ".", ".."} and not {"/", "\\", "\0"} & set(name)


def forget(folder: Path, names: Iterable[str]) -> None:
    """Take files off a folder's record; without any, there is no record."""
    gone = set(names)
    kept = {name: digest for name, digest in published(folder).items() if name not in gone}
    record = folder / RECORD
    if not kept:
        record.unlink(missing_ok=True)
        return
    hidden = record.with_name(f"{RECORD}.{uuid.uuid4().hex[:12]}.part")
    hidden.write_text("".join(f"{digest}  {name}\n" for name, digest in kept.items()), encoding="utf-8")
    hidden.replace(record)


def _append_to_record(final: Path, hidden: Path) -> None:
    """Append a file to its folder's record; a line is written by one call, so that processes do not mix theirs."""
    with (final.parent / RECORD).open("ab", buffering=0) as record:
        record.write(f"{sha256(hidden)}  {final.name}\n".encode())


def check_writable(folder: Path) -> None:
    """Raise `UserError` unless files can be written in a folder, or in the nearest above it that exists.

    Raises
    ------
    UserError
        The message says which folder, and what the operating system says of it.
    """
    nearest = folder
    try:
        nearest = nearest_existing(folder)
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        if error.errno in NO_ROOM:
            raise
        raise UserError(f"cannot write in {nearest}: {error.strerror}") from error


def check_output(path: Path) -> None:
    """Raise `UserError` unless a file of this path can be written, before the work for it begins.

    Raises
    ------
    UserError
        If its folder cannot be written in, a folder is in its place, or its name is too long.
    """
    check_writable(path.parent)
    if path.is_dir():
        raise UserError(f"cannot write {path}: there is a folder of that name; move it away")
    if len(os.fsencode(path.name)) > LONGEST_NAME:
        raise UserError(f"cannot write {path}: the name is too long; at most {LONGEST_NAME} bytes")


def sweep(folder: Path) -> None:
    """Delete the unpublished files in `folder` whose writers no longer live."""
    for token, paths in _unpublished(folder).items():
        try:
            lock = FileLock(_lock_path(folder, token), wait=False)
        except Locked:
            continue
        for path in paths:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        lock.release(delete=True)


def sweep_below(media_dir: Path) -> None:
    """Delete the unpublished files of writers that no longer live, as far below a folder as any are written."""
    for name, below, _files in os.walk(media_dir):
        folder = Path(name)
        sweep(folder)
        if len(folder.relative_to(media_dir).parts) == _DEEPEST:
            below.clear()


def is_in_use(folder: Path) -> bool:
    """Return whether a process that lives has unpublished files in a folder."""
    for token in _unpublished(folder):
        try:
            FileLock(_lock_path(folder, token), wait=False).release(delete=False)
        except Locked:
            return True
    return False


def _unpublished(folder: Path) -> dict[str, list[Path]]:
    """Return the hidden files in a folder by the token of their writer; a lock alone is one without files."""
    found: dict[str, list[Path]] = {}
    for path in _entries(folder):
        match = _UNPUBLISHED.match(path.name)
        lock = _LOCK.match(path.name)
        if match:
            found.setdefault(match["token"], []).append(path)
        elif lock:
            found.setdefault(lock["token"], [])
    return found


def _entries(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from list(folder.iterdir())


def link_or_copy(source: Path, destination: Path) -> None:
    """Give a file a second name, or copy it where the file system has no hard links."""
    try:
        os.link(source, destination)
    except OSError:
        shutil.copyfile(source, destination)


def flush(path: Path) -> None:
    """Have the operating system write a file (or a folder's entries) to disk."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # folders, on Windows
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
