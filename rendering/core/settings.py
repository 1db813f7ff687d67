"""Read ``manim.cfg`` as Manim does, but without the time that importing Manim takes."""

from __future__ import annotations

import configparser
import sys
from pathlib import Path

from rendering.core.errors import UserError, one_line
from rendering.core.inputs import read_input


def settings_files() -> tuple[Path, ...]:
    """Return the settings files that exist, later ones overriding earlier ones."""
    if sys.platform.startswith("win32"):
        user_wide = Path.home() / "AppData" / "Roaming" / "Manim" / "manim.cfg"
    else:
        user_wide = Path.home() / ".config" / "manim" / "manim.cfg"
    return tuple(path for path in (user_wide, Path("manim.cfg")) if path.exists())


def read_settings() -> configparser.ConfigParser:
    """Return what the settings files say.

    Raises
    ------
    UserError
        If one of them cannot be read.
    """
    parser = configparser.ConfigParser()
    for path in settings_files():
        try:
            parser.read_string(read_input(path, "the settings").decode(), str(path))
        except (configparser.Error, UnicodeDecodeError) as error:
            raise UserError(f"{path} is not a valid file of settings: {one_line(error)}") from error
    return parser


def media_folder() -> Path:
    """Return the configured ``media_dir``, by default ``media`` in the current folder."""
    return Path(read_settings().get("CLI", "media_dir", fallback="media", raw=True))
