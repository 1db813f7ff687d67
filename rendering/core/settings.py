"""Read ``manim.cfg`` as Manim does, but without importing Manim, and refuse what does not hold here."""

from __future__ import annotations

import configparser
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from rendering.core.errors import UserError, one_line
from rendering.core.inputs import read_input


class Handling(Enum):
    """What becomes of an option in ``manim.cfg``."""

    READ = "read by the command line, whose own options override it"
    MANIM = "read by Manim, in the process that plays the scene"
    IDLE = "without effect: it tells Manim about its terminal, window, cache or encoders, and no file depends on it"


class Refused(NamedTuple):
    """An option that is refused where it is not as Manim's own settings have it.

    Parameters
    ----------
    standard
        What it may be.
    instead
        What to do instead.
    """

    standard: str
    instead: str


_PLACES = "files go to a folder of the scene's name in media_dir"
_ENCODERS = "each --format has its encoder"

OPTIONS: Mapping[str, Handling | Refused] = MappingProxyType(
    {
        "background_color": Handling.MANIM,
        "background_opacity": Handling.READ,
        "assets_dir": Handling.MANIM,
        "from_animation_number": Handling.MANIM,
        "upto_animation_number": Handling.MANIM,
        "frame_rate": Handling.MANIM,
        "pixel_height": Handling.MANIM,
        "pixel_width": Handling.MANIM,
        "plugins": Handling.MANIM,
        "tex_template": Handling.MANIM,
        "format": Handling.READ,
        "media_dir": Handling.READ,
        "seed": Handling.READ,
        "output_file": Handling.READ,
        "preview": Handling.READ,
        "save_sections": Handling.READ,
        "write_all": Handling.READ,
        "zero_pad": Handling.READ,
        "disable_caching": Handling.IDLE,
        "disable_caching_warning": Handling.IDLE,
        "enable_gui": Handling.IDLE,
        "enable_wireframe": Handling.IDLE,
        "encoder_queue_size": Handling.IDLE,
        "fullscreen": Handling.IDLE,
        "gui_location": Handling.IDLE,
        "log_dir": Handling.IDLE,
        "max_files_cached": Handling.IDLE,
        "max_inflight_encoders": Handling.IDLE,
        "notify_outdated_version": Handling.IDLE,
        "partial_movie_dir": Handling.IDLE,
        "progress_bar": Handling.IDLE,
        "tex_dir": Handling.IDLE,
        "text_dir": Handling.IDLE,
        "use_projection_fill_shaders": Handling.IDLE,
        "use_projection_stroke_shaders": Handling.IDLE,
        "verbosity": Handling.IDLE,
        "window_monitor": Handling.IDLE,
        "window_position": Handling.IDLE,
        "window_size": Handling.IDLE,
        "dry_run": Refused("False", "`numbers` plays a scene without drawing it"),
        "live_preview": Refused("False", "`preview` shows a scene while it is written"),
        "log_to_file": Refused("False", "redirect what is printed"),
        "renderer": Refused("cairo", "only Manim's Cairo renderer is supported"),
        "show_in_file_browser": Refused("False", "-p opens what was rendered"),
        "images_dir": Refused("{media_dir}/images/{module_name}", _PLACES),
        "sections_dir": Refused("{video_dir}/sections", _PLACES),
        "video_dir": Refused("{media_dir}/videos/{module_name}/{quality}", _PLACES),
        "video_encoder.codec": Refused("auto", _ENCODERS),
        "video_encoder.pixel_format": Refused("auto", _ENCODERS),
    }
)
"""What becomes of each option of section ``CLI``, or of another section before a point."""
SECTIONS: Mapping[str, Handling | Refused] = MappingProxyType(
    {
        "CLI_CTX": Handling.IDLE,
        "logger": Handling.IDLE,
        "media": Handling.IDLE,
        "jupyter": Handling.IDLE,
        "video_encoder.options": Refused("", _ENCODERS),
    }
)
"""What becomes of every option of a section that `OPTIONS` does not name."""
NO_FILE = Refused("", "nothing would be written")
_FALSE = frozenset({"false", "no", "off", "0"})


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
        If one of them cannot be read, or sets an option that does not hold here.
    """
    parser = configparser.ConfigParser()
    for path in settings_files():
        try:
            parser.read_string(read_input(path, "the settings").decode(), str(path))
        except (configparser.Error, UnicodeDecodeError) as error:
            raise UserError(f"{path} is not a valid file of settings: {one_line(error)}") from error
        _refuse(parser, path)
    return parser


def handling_of(section: str, option: str) -> Handling | Refused | None:
    """Return what becomes of an option, ``None`` if Manim does not know it either."""
    known = OPTIONS.get(option if section == "CLI" else f"{section}.{option}")
    return known or SECTIONS.get(section)


def _refuse(parser: configparser.ConfigParser, path: Path) -> None:
    for section in parser.sections():
        for option, value in parser.items(section, raw=True):
            known = handling_of(section, option)
            if (section, option) == ("CLI", "format") and value.strip().lower() == "none":
                known = NO_FILE
            if isinstance(known, Refused) and _normal(value) != _normal(known.standard):
                raise UserError(f"{path}: {option} = {value} is not supported: {known.instead}; remove that line")


def _normal(value: str) -> str:
    word = value.strip().lower()
    return "false" if word in _FALSE else word


def setting(option: str, fallback: str = "") -> str:
    """Return an option of section ``CLI`` as text; the fallback where it is missing or empty."""
    return read_settings().get("CLI", option, fallback="", raw=True).strip() or fallback


def is_set(option: str) -> bool:
    """Return whether an option of section ``CLI`` is true.

    Raises
    ------
    UserError
        If it is neither true nor false.
    """
    try:
        return read_settings().getboolean("CLI", option, fallback=False)
    except ValueError as error:
        raise UserError(f"manim.cfg: {option} is {setting(option)!r}, which is neither true nor false") from error


def number(option: str, fallback: int, least: int, most: int) -> int:
    """Return an option of section ``CLI`` as a whole number.

    Raises
    ------
    UserError
        If it is none, or out of bounds.
    """
    text = setting(option, str(fallback))
    if not (text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most):
        raise UserError(f"manim.cfg: {option} is {text!r}, which is no whole number from {least} to {most}")
    return int(text)


def is_transparent() -> bool:
    """Return whether the settings have a background that is not opaque.

    Raises
    ------
    UserError
        If its opacity is no number from 0 to 1.
    """
    text = setting("background_opacity", "1")
    try:
        opacity = float(text)
    except ValueError:
        opacity = -1.0
    if not 0 <= opacity <= 1:
        raise UserError(f"manim.cfg: background_opacity is {text!r}, which is no number from 0 to 1")
    return opacity < 1


def media_folder() -> Path:
    """Return the configured ``media_dir``, by default ``media`` in the current folder."""
    return Path(setting("media_dir", "media"))
