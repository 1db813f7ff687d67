"""Write a vector frame as SVG: small, with the same bytes every time, and safe to embed beside others in one page."""

from __future__ import annotations

import base64
import hashlib
import io
import math
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image

from rendering.core.frames import Pixels
from rendering.output.png import SOFTWARE
from rendering.vector.svg_path import decimal, path_data, spaced
from rendering.vector.vector_frame import (
    MITER_LIMIT,
    NO_METADATA,
    Bounds,
    Gradient,
    Group,
    Item,
    Matrix,
    Metadata,
    Paint,
    Raster,
    Rgba,
    StrokeStyle,
    VectorFrame,
    VectorPath,
)

_STEPS = 100_000
"""Least number of steps to which coordinates across the width are rounded; a step is a power of ten of a unit."""
_SHORTEST_DEFINITION = 48
"""Characters from which repeated path data is written once and referred to; a reference takes about as many."""
PIXELATED = ' image-rendering="optimizeSpeed" style="image-rendering:pixelated"'
"""Attributes of an image whose pixels stay squares, in all readers of SVG."""
_PLACEHOLDER = "\x00"
"""Stands for the prefix of identifiers, a digest of the content, until that content is complete."""


def to_svg(
    frame: VectorFrame,
    *,
    bounds: Bounds | None = None,
    width_mm: float | None = None,
    metadata: Metadata = NO_METADATA,
) -> str:
    """Return a frame as SVG.

    Parameters
    ----------
    frame
        The frame.
    bounds
        The part of it to show; by default all.
    width_mm
        Printed width in millimetres; by default one unit of the frame is a CSS pixel (1/96 inch).
    metadata
        Title and description, which screen readers announce, and their language.

    Notes
    -----
    Repeated glyphs are written once; straight cubics become lines. Identifiers begin with a digest of the content, so
    that two figures in one HTML page do not use each other's glyphs.
    """
    left, top, right, bottom = bounds or frame.bounds
    width, height = right - left, bottom - top
    content = _Content(frame.items_within((left, top, right, bottom)), decimals=math.ceil(math.log10(_STEPS / width)))
    prefix = "f" + hashlib.sha256(content.text.encode()).hexdigest()[:7]
    unit, factor = ("", 1.0) if width_mm is None else ("mm", width_mm / width)
    texts = (("title", metadata.title), ("desc", metadata.description))
    labels = [(f"{prefix}{tag[0]}", tag, text) for tag, text in texts if text]
    labelled_by = f' aria-labelledby="{" ".join(name for name, _, _ in labels)}"' if labels else ""
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"'
        f' width="{_plain(width * factor)}{unit}" height="{_plain(height * factor)}{unit}"'
        f' viewBox="{_plain(left)} {_plain(top)} {_plain(width)} {_plain(height)}"'
        f' xml:lang="{metadata.language}" role="img"{labelled_by}>'
    )
    elements = [f'<{tag} id="{name}">{escape(text)}</{tag}>' for name, tag, text in labels]
    body = content.text.replace(_PLACEHOLDER, prefix)
    return "\n".join([head, f"<!-- {SOFTWARE} -->", *elements, body, "</svg>", ""])


class _Content:
    """The definitions and elements between the root's tags, as `text`."""

    def __init__(self, items: Iterable[Item], *, decimals: int) -> None:
        self._decimals = max(0, decimals)
        self._definitions: dict[tuple[str, str], str] = {}
        self._data: dict[int, tuple[int, int, str]] = {}
        self._uses: Counter[str] = Counter()
        shown = list(items)
        self._count(shown)
        body = [f'<g fill="none" stroke-miterlimit="{MITER_LIMIT:g}">', *self._elements(shown), "</g>"]
        named = [f'<{tag} id="{name}"{rest}' for (tag, rest), name in self._definitions.items()]
        definitions = ["<defs>", *named, "</defs>"] if named else []
        self.text = "\n".join([*definitions, *body])

    def _count(self, items: Iterable[Item]) -> None:
        """Compute each path's data, and count how often each occurs."""
        for item in items:
            if isinstance(item, Group):
                self._count(item.items)
            elif isinstance(item, VectorPath):
                self._data[id(item)] = path_data(item.outline, self._decimals)
                self._uses[self._data[id(item)][2]] += 1

    def _elements(self, items: Iterable[Item]) -> list[str]:
        """Return the items' elements; neighbouring paths of one style are put into a group that carries it."""
        lines: list[str] = []
        for style, run in groupby(items, self._style):
            paths: list[VectorPath] = []
            for item in run:
                if isinstance(item, VectorPath):
                    paths.append(item)
                elif isinstance(item, Group):
                    lines += self._group(item)
                else:
                    lines.append(self._image(item))
            if len(paths) > 1:
                lines += [f"<g{style}>", *(self._path(path, "") for path in paths), "</g>"]
            elif style is not None:
                lines.append(self._path(paths[0], style))
        return lines

    def _path(self, path: VectorPath, style: str) -> str:
        x, y, data = self._data[id(path)]
        movable = not isinstance(path.fill, Gradient) and not isinstance(path.stroke, Gradient)
        if movable and self._uses[data] > 1 and len(data) >= _SHORTEST_DEFINITION:
            name = self._define("path", f' d="M0 0{data}"/>')
            place = f'x="{decimal(x, self._decimals)}" y="{decimal(y, self._decimals)}"'
            return f'<use xlink:href="#{name}" {place}{style}/>'
        return f'<path d="M{spaced((x, y), self._decimals)}{data}"{style}/>'

    def _style(self, item: Item) -> str | None:
        """Return a path's attributes beside its outline; ``None`` for other items."""
        if not isinstance(item, VectorPath):
            return None
        style = self._paint("fill", item.fill) + self._paint("stroke", item.stroke)
        return style + (self._stroke_style(item.stroke_style) if item.stroke_style is not None else "")

    def _paint(self, what: str, paint: Paint | None) -> str:
        if paint is None:
            return ""
        if not isinstance(paint, Gradient):
            return _colour(what, what, paint)
        stops = "".join(
            f'<stop offset="{_plain(offset)}"{_colour("stop-color", "stop", colour)}/>'
            for offset, colour in paint.stops
        )
        (x1, y1), (x2, y2) = paint.start, paint.end
        ends = f' x1="{_plain(x1)}" y1="{_plain(y1)}" x2="{_plain(x2)}" y2="{_plain(y2)}"'
        markup = f' gradientUnits="userSpaceOnUse"{ends}>{stops}</linearGradient>'
        return f' {what}="url(#{self._define("linearGradient", markup)})"'

    @staticmethod
    def _stroke_style(stroke_style: StrokeStyle) -> str:
        join = f' stroke-linejoin="{stroke_style.join}"' if stroke_style.join != "miter" else ""
        cap = f' stroke-linecap="{stroke_style.cap}"' if stroke_style.cap != "butt" else ""
        return f' stroke-width="{_plain(stroke_style.width)}"{join}{cap}'

    def _group(self, group: Group) -> list[str]:
        clip = ""
        if group.clip is not None:
            left, top, right, bottom = group.clip
            size = f'width="{_plain(right - left)}" height="{_plain(bottom - top)}"'
            name = self._define("clipPath", f'><rect x="{_plain(left)}" y="{_plain(top)}" {size}/></clipPath>')
            clip = f' clip-path="url(#{name})"'
        return [f'<g transform="matrix({_matrix(group.matrix)})"{clip}>', *self._elements(group.items), "</g>"]

    @staticmethod
    def _image(raster: Raster) -> str:
        rows, cols = raster.pixels.shape[:2]
        kind = "" if raster.smooth else PIXELATED
        data = base64.b64encode(as_png(raster.pixels)).decode()
        return (
            f'<image width="{cols}" height="{rows}" transform="matrix({_matrix(raster.matrix)})"'
            f' preserveAspectRatio="none"{kind} xlink:href="data:image/png;base64,{data}"/>'
        )

    def _define(self, tag: str, rest: str) -> str:
        """Return the name of a definition; the same one for the same content."""
        return self._definitions.setdefault((tag, rest), f"{_PLACEHOLDER}{len(self._definitions)}")


def as_png(pixels: Pixels) -> bytes:
    """Return an image as PNG, with a palette or as greyscale where that loses nothing.

    Parameters
    ----------
    pixels
        Shape (rows, cols, 4).
    """
    image = Image.fromarray(pixels)
    if (pixels[..., 3] == 255).all():
        grey = (pixels[..., :1] == pixels[..., 1:3]).all()
        image = Image.fromarray(np.ascontiguousarray(pixels[..., 0])) if grey else image.convert("RGB")
        if not grey and image.getcolors(256):
            image = _with_palette(pixels)
    file = io.BytesIO()
    image.save(file, format="PNG", optimize=True)
    return file.getvalue()


def _with_palette(pixels: Pixels) -> Image.Image:
    packed = pixels[..., :3].astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    colours = np.unique(packed)
    image = Image.fromarray(np.searchsorted(colours, packed).astype(np.uint8))
    image.putpalette(colours.astype(">u4").view(np.uint8).reshape(-1, 4)[:, 1:].tobytes())
    return image


def _colour(what: str, opacity: str, colour: Rgba) -> str:
    red, green, blue = (round(channel * 255) for channel in colour[:3])
    text = f"#{red:02x}{green:02x}{blue:02x}"
    short = f"#{text[1]}{text[3]}{text[5]}"
    shown = short if text[1::2] == text[2::2] else text
    return f' {what}="{shown}"' + (f' {opacity}-opacity="{_plain(colour[3])}"' if colour[3] < 1 else "")


def _matrix(matrix: Matrix) -> str:
    return " ".join(f"{number:.9g}" for number in matrix)


def _plain(number: float) -> str:
    """Return a number with at most four decimals."""
    return f"{number:.4f}".rstrip("0").rstrip(".")
