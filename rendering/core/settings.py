"""Read ``manim.cfg`` as Manim does, but without the time that importing Manim takes."""

from __future__ import annotations

import configparser
import sys
from pathlib import Path

from rendering.core.errors import UserError


def settings_files() -> tuple[Path, ...]:
    """Return the settings files that exist, later ones overriding earlier ones."""
    if sys.platform.startswith("win32"):
        user_wide = Path.home() / "AppData" / "Roaming" / "Manim" / "manim.cfg"
    else:
        user_wide = Path.home() / ".config" / "manim" / "manim.cfg"
    return tuple(path for path in (user_wide, Path("manim.cfg")) if path.is_file())


def media_folder() -> Path:
    """Return the configured ``media_dir``, by default ``media`` in the current folder.

    Raises
    ------
    UserError
        If a settings file cannot be read.
    """
    parser = configparser.ConfigParser()
    for path in settings_files():
        try:
            parser.read_string(path.read_text(encoding="utf-8"), source=str(path))
        except (OSError, UnicodeDecodeError, configparser.Error) as error:
            raise UserError(f"cannot read {path}: {error}") from error
    return Path(parser.get("CLI", "media_dir", fallback="media", raw=True))
