"""Receive a picture from the page, as a file that a parameter can name, and check that it is one and not too large."""

from __future__ import annotations

import hashlib
import re
import secrets
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

from PIL import Image

from rendering.core.errors import UserError

SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
"""The suffix of each format accepted, by Pillow's name of the format."""
MOST_BYTES = 20_000_000
PIXEL_BUDGET = 50_000_000
"""The largest picture accepted, in pixels; compared with its header before anything is decoded."""


async def receive(chunks: AsyncIterator[bytes], name: str, folder: Path) -> Path:
    """Write an upload into a file named by its content, and return its path.

    Raises
    ------
    UserError
        If it is too long, no picture, or one with too many pixels; nothing is left on disk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    hidden = folder / f".{secrets.token_hex(8)}.part"
    digest, length = hashlib.sha256(), 0
    try:
        with hidden.open("wb") as file:
            async for chunk in chunks:
                length += len(chunk)
                if length > MOST_BYTES:
                    raise UserError(f"{name} is too large; allowed: at most {MOST_BYTES // 1_000_000} MB")
                digest.update(chunk)
                file.write(chunk)
        suffix = checked_suffix(hidden, name)
        final = folder / f"{_stem(name)}-{digest.hexdigest()[:12]}{suffix}"
        hidden.replace(final)
    finally:
        hidden.unlink(missing_ok=True)
    return final


def checked_suffix(path: Path, name: str) -> str:
    """Return the suffix of a picture's format, read from its header without decoding the picture.

    Raises
    ------
    UserError
        If it is no picture of one of these formats, or has more pixels than the budget.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures, which are refused below
            with Image.open(path, formats=tuple(SUFFIXES)) as picture:
                (width, height), kind = picture.size, str(picture.format)
    except Image.DecompressionBombError as error:
        raise UserError(f"{name} has too many pixels; allowed: at most {PIXEL_BUDGET:,}") from error
    except Exception as error:
        raise UserError(f"{name} is not a PNG, JPEG or WebP picture") from error
    if width * height > PIXEL_BUDGET:
        raise UserError(f"{name} has {width:,} × {height:,} pixels; allowed: at most {PIXEL_BUDGET:,} in all")
    return SUFFIXES[kind]


def _stem(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", Path(name).stem)[:40].strip("-").lower() or "picture"
