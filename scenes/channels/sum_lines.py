"""The sums at one place, written out on a line."""

from __future__ import annotations

from typing import Any

from convmath.core.provenance import Traced
from convmath.images.colour_planes import COLOURS
from scenes.base.readout import Statement
from scenes.base.theme import Theme
from scenes.base.typesetting import CELL, LABEL, STATEMENT

_WIDEST = 13.2


def parts_of(layer: Traced[Any]) -> dict[str, Any]:
    """Return the sides of a slice, the planes, kernels and biases of a layer, and its parameters."""
    kernel = layer.field("geometry").field("kernel_size")
    named = {"c": "in_channels", "n": "out_channels", "b": "biases", "p": "parameters"}
    return {"h": kernel[0], "w": kernel[1], **{name: layer.field(field) for name, field in named.items()}}


def products_line(place: Traced[Any], plane: int, *, theme: Theme) -> Statement:
    """Return a plane's products and their sum, as large as they fit: "red: 3 + (−6) + … = 12"."""
    products = place.field("products")[plane]
    height, width = products.value.shape
    sources: dict[str, Any] = {
        f"p{row * width + col}": products[row, col] for row in range(height) for col in range(width)
    }
    sources["total"] = place.field("partial_sums")[plane]
    template = f"{COLOURS[plane]}: {_added(sources)} = {_shown('total', sources)}"
    return _largest(template, sources, theme, {"total": theme.accent})


def place_line(place: Traced[Any], *, theme: Theme) -> Statement:
    """Return the partial sums, the bias and what they add up to."""
    sums = {f"s{number}": each for number, each in enumerate(place.field("partial_sums"))}
    sources: dict[str, Any] = {**sums, "bias": place.field("bias"), "total": place.field("value")}
    template = f"{_added(sources)} = {{total}}"
    return _largest(template, sources, theme, {"bias": theme.kernel, "total": theme.output})


def _shown(name: str, sources: dict[str, Any]) -> str:
    return f"({{{name}}})" if sources[name].value < 0 and name != "total" else f"{{{name}}}"


def _added(sources: dict[str, Any]) -> str:
    return " + ".join(_shown(name, sources) for name in sources if name != "total")


def _largest(template: str, sources: dict[str, Any], theme: Theme, colors: dict[str, Any]) -> Statement:
    lines = [
        Statement(template, color=theme.ink, size=size, colors=colors, **sources) for size in (STATEMENT, LABEL, CELL)
    ]
    return next((line for line in lines if line.width <= _WIDEST), lines[-1])
