"""Write stills: one frame as a PNG, and the contact sheet of all beats."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from rendering.core.frames import Frame, Pixels
from rendering.core.sinks import BaseSink

SOFTWARE = "Convolutions in Motion"
"""The software that our files name."""


class LatestPictures(BaseSink):
    """A sink that keeps the latest picture of each beat, by the beat's number, and the latest of all."""

    def __init__(self) -> None:
        self.by_beat: dict[int, Pixels] = {}
        self.latest: Pixels | None = None

    def write(self, frame: Frame) -> None:
        """Keep the picture in place of the one before."""
        self.by_beat[frame.beat] = frame.pixels
        self.latest = frame.pixels


def picture(pixels: Pixels) -> Image.Image:
    """Return a frame as an image, without its alpha channel where it is opaque."""
    if bool(np.all(pixels[..., 3] == 255)):
        return Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
    return Image.fromarray(pixels)


def save_png(image: Image.Image, path: Path, *, title: str, dpi: float | None = None) -> None:
    """Write a PNG with the names of the software and the picture, and its resolution on paper where that is known."""
    metadata = PngInfo()
    metadata.add_text("Software", SOFTWARE)
    metadata.add_itxt("Title", title)
    image.save(path, format="PNG", pnginfo=metadata, **({} if dpi is None else {"dpi": (dpi, dpi)}))


@dataclass(frozen=True)
class Thumbnail:
    """One picture of a contact sheet and the label below it."""

    image: Image.Image
    label: str


def contact_sheet(
    title: str, thumbnails: Sequence[Thumbnail], *, columns: int | None = None, width: int = 480
) -> Image.Image:
    """Lay pictures out in rows, each with its label below.

    Parameters
    ----------
    title
        The line above them all.
    thumbnails
        At least one picture.
    columns
        How many in a row; by default about as many as there are rows.
    width
        Width of each picture in pixels.
    """
    per_row = columns or max(1, min(4, math.ceil(math.sqrt(len(thumbnails)))))
    first = thumbnails[0].image
    height = round(width * first.height / first.width)
    margin, text_size = 16, 18
    font, heading = ImageFont.load_default(text_size), ImageFont.load_default(text_size + 6)
    cell_height = height + text_size + 2 * margin
    rows = math.ceil(len(thumbnails) / per_row)
    sheet = Image.new(
        "RGB", (per_row * (width + margin) + margin, rows * cell_height + text_size + 6 + 2 * margin), "#e6e6e6"
    )
    draw = ImageDraw.Draw(sheet)
    draw.text((margin, margin), title, font=heading, fill="#111111")
    for position, thumbnail in enumerate(thumbnails):
        row, column = divmod(position, per_row)
        left = margin + column * (width + margin)
        top = text_size + 6 + 2 * margin + row * cell_height
        small = thumbnail.image.convert("RGBA").resize((width, height), Image.Resampling.LANCZOS)
        sheet.paste(small, (left, top), small)
        draw.text((left, top + height + 6), thumbnail.label, font=font, fill="#111111")
    return sheet


def clock(seconds: float) -> str:
    """Return a time as minutes and seconds, ``1:02.5``.

    Examples
    --------
    >>> clock(62.5)
    '1:02.5'
    """
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"
