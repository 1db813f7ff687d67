"""Find reveal.js, which a package of Python carries: no copy of it is kept here."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from rendering.core.errors import UserError

PACKAGE = "sphinx_revealjs"
_INSIDE = Path("_static/revealjs")
FILES = {
    "reveal.js": "dist/reveal.js",
    "reveal.css": "dist/reveal.css",
    "notes.js": "plugin/notes/notes.js",
    "LICENSE": "LICENSE",
}
"""What a deck needs of it: where each file stands in the package, by its name in the deck."""
INSTALL = "pip install -e '.[deck]'"


def reveal_files() -> dict[str, Path]:
    """Return the files of reveal.js by their names in a deck.

    Raises
    ------
    UserError
        If the package is not installed, or carries another version's folders.
    """
    spec = find_spec(PACKAGE)
    folders = [Path(each) / _INSIDE for each in (spec.submodule_search_locations or ())] if spec else []
    found = {name: folder / place for folder in folders for name, place in FILES.items()}
    if not found or not all(path.is_file() for path in found.values()):
        raise UserError(f"a deck in HTML needs reveal.js, which is not installed: {INSTALL}, or leave html out")
    return found
