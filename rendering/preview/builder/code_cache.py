"""Keep compiled modules in memory, by their file's exact time and size, for the processes that start from here.

Python's own ``.pyc`` files are believed for a whole second after a source was compiled, if only its length is the same:
two quick saves that each change one digit, and the second would not be seen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

from rendering.core.environment import is_foreign

_Version = tuple[int, int]


class CodeCache:
    """Compiled source by file."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_Version, CodeType]] = {}

    def learn(self, files: Iterable[str]) -> None:
        """Compile what has changed of these files; none of it is run, and what is no Python is left alone."""
        for name in files:
            path = Path(name)
            try:
                version = _version(path)
                if self._of(name, version) is None:
                    code = compile(path.read_bytes(), name, "exec", dont_inherit=True)
                    self._known[name] = (version, code)
            except (OSError, SyntaxError, ValueError):
                self._known.pop(name, None)

    def install(self) -> None:
        """From now on, import the author's modules from memory or from their source, and leave no ``.pyc`` behind."""
        sys.dont_write_bytecode = True
        read_code = SourceFileLoader.get_code

        def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
            name = loader.get_filename(fullname)
            if is_foreign(Path(name)):
                return read_code(loader, fullname)
            known = self._of(name, _version(Path(name)))
            return known or loader.source_to_code(loader.get_data(name), name)

        SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]

    def _of(self, name: str, version: _Version) -> CodeType | None:
        known = self._known.get(name)
        return known[1] if known is not None and known[0] == version else None


def _version(path: Path) -> _Version:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
