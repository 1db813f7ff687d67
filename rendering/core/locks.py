"""Locks that a process holds while it lives, whatever number it has and in whichever container it runs."""

from __future__ import annotations

import contextlib
import os
import weakref
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, which forbids to delete a file that is open: that is lock enough
    fcntl = None  # type: ignore[assignment]


class Locked(Exception):  # noqa: N818 - a state, not a failure
    """Another process that lives holds the lock, or nobody can tell."""


_HELD: weakref.WeakSet[FileLock] = weakref.WeakSet()


class FileLock:
    """A lock on a file, which is created where there is none; the operating system releases it when the process ends.

    A process forked from this one does not hold it.

    Parameters
    ----------
    path
        The file.
    wait
        Whether to wait for whoever holds it, instead of raising `Locked`.

    Raises
    ------
    Locked
        If another process holds it, or nobody can tell.
    """

    def __init__(self, path: Path, *, wait: bool = True) -> None:
        self._path = path
        self._descriptor = self._opened(wait=wait)
        while not self._is_at_its_path():  # whoever held it before has deleted it meanwhile
            os.close(self._descriptor)
            self._descriptor = self._opened(wait=wait)
        _HELD.add(self)

    def _opened(self, *, wait: bool) -> int:
        descriptor = -1
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            if fcntl is not None:
                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            if descriptor >= 0:
                os.close(descriptor)
            raise Locked(f"{self._path}: {error.strerror}") from error
        return descriptor

    def _is_at_its_path(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        except OSError:
            return False

    def release(self, *, delete: bool) -> None:
        """Let others have the lock; with `delete`, its file goes first."""
        if self in _HELD:
            _HELD.discard(self)
            if delete:
                with contextlib.suppress(OSError):
                    self._path.unlink(missing_ok=True)
            os.close(self._descriptor)

    @staticmethod
    def forget_all() -> None:
        """Close every lock that was inherited from the process that this one was forked from."""
        for lock in list(_HELD):
            with contextlib.suppress(OSError):
                os.close(lock._descriptor)  # noqa: SLF001
        _HELD.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=FileLock.forget_all)
