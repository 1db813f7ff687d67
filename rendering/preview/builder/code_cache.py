"""Keep compiled modules in memory, keyed by their file's exact modification time and size, for the processes forked.

Python trusts its own ``.pyc`` files for a whole second after a source was compiled, if the source's length is
unchanged: of two quick saves that each change one digit, the second would not be seen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

from rendering.core.environment import is_foreign

_SourceVersion = tuple[int, int]
"""Modification time in nanoseconds, and size in bytes."""


class CodeCache:
    """Compiled source by file."""

    def __init__(self) -> None:
        self._compiled: dict[str, tuple[_SourceVersion, CodeType]] = {}

    def compile_files(self, files: Iterable[str]) -> None:
        """Compile those of the files that have changed, without running them; skip what is not Python."""
        for name in files:
            path = Path(name)
            try:
                version = _source_version(path)
                if self._cached(name, version) is None:
                    code = compile(path.read_bytes(), name, "exec", dont_inherit=True)
                    self._compiled[name] = (version, code)
            except (OSError, SyntaxError, ValueError):
                self._compiled.pop(name, None)

    def install(self) -> None:
        """From now on, import the author's modules from memory or from their source, and write no ``.pyc`` files."""
        sys.dont_write_bytecode = True
        read_code = SourceFileLoader.get_code

        def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
            name = loader.get_filename(fullname)
            if is_foreign(Path(name)):
                return read_code(loader, fullname)
            cached = self._cached(name, _source_version(Path(name)))
            return cached or loader.source_to_code(loader.get_data(name), name)

        SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]

    def _cached(self, name: str, version: _SourceVersion) -> CodeType | None:
        """Return a file's compiled code, if that was compiled from this version."""
        entry = self._compiled.get(name)
        return entry[1] if entry is not None and entry[0] == version else None


def _source_version(path: Path) -> _SourceVersion:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
