"""Take a picture from the page, as a file that a parameter can name: small enough, and really a picture."""

from __future__ import annotations

import hashlib
import os
import re
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

from PIL import Image

from rendering.core.errors import UserError

FORMATS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
MOST_BYTES = 20_000_000
PIXEL_BUDGET = 50_000_000
"""The largest picture taken, in pixels; held against its header, before anything is decoded."""


async def receive(chunks: AsyncIterator[bytes], name: str, folder: Path) -> Path:
    """Write what arrives into a file named by its content, and return where it is.

    Raises
    ------
    UserError
        If it is too long, no picture, or one with too many pixels; nothing of it stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    hidden = folder / f".{os.getpid()}-{id(chunks)}.part"
    digest, length = hashlib.sha256(), 0
    try:
        with hidden.open("wb") as file:
            async for chunk in chunks:
                length += len(chunk)
                if length > MOST_BYTES:
                    raise UserError(f"{name} is too large; allowed: at most {MOST_BYTES // 1_000_000} MB")
                digest.update(chunk)
                file.write(chunk)
        ending = examined(hidden, name)
        final = folder / f"{_stem(name)}-{digest.hexdigest()[:12]}{ending}"
        hidden.replace(final)
    finally:
        hidden.unlink(missing_ok=True)
    return final


def examined(path: Path, name: str) -> str:
    """Return the ending that suits a picture's content, going by its header alone.

    Raises
    ------
    UserError
        If it is no picture of the `FORMATS`, or has more pixels than the budget.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=tuple(FORMATS)) as picture:
                (width, height), kind = picture.size, str(picture.format)
    except Image.DecompressionBombError as error:
        raise UserError(f"{name} has too many pixels; allowed: at most {PIXEL_BUDGET:,}") from error
    except Exception as error:
        raise UserError(f"{name} is not a PNG, JPEG or WebP picture") from error
    if width * height > PIXEL_BUDGET:
        raise UserError(f"{name} has {width:,} × {height:,} pixels; allowed: at most {PIXEL_BUDGET:,} in all")
    return FORMATS[kind]


def _stem(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", Path(name).stem)[:40].strip("-").lower() or "picture"
