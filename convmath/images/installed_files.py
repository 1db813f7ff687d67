"""Files that lie in the wheels of other packages: found where they are installed, without importing those."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def installed_file(package: str, *parts: str) -> Path | None:
    """Return the path of a file in a package's folder, or None if the package is not installed.

    Parameters
    ----------
    package : str
        The name it is imported by.
    *parts : str
        Folders below its own, and the file's name.

    Examples
    --------
    >>> installed_file("skimage", "data", "camera.png").name
    'camera.png'
    >>> installed_file("no_such_package", "x.png")
    """
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0], *parts)
