"""Read ``manim.cfg`` as Manim does, but without the time that importing Manim takes."""

from __future__ import annotations

import configparser
import sys
from pathlib import Path


def settings_files() -> tuple[Path, ...]:
    """Return the settings files that exist, later ones overriding earlier ones."""
    if sys.platform.startswith("win32"):
        user_wide = Path.home() / "AppData" / "Roaming" / "Manim" / "manim.cfg"
    else:
        user_wide = Path.home() / ".config" / "manim" / "manim.cfg"
    return tuple(path for path in (user_wide, Path("manim.cfg")) if path.is_file())


def media_folder() -> Path:
    """Return the configured ``media_dir``, by default ``media`` in the current folder."""
    parser = configparser.ConfigParser()
    parser.read(settings_files(), encoding="utf-8")
    return Path(parser.get("CLI", "media_dir", fallback="media", raw=True))
