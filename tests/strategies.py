"""Hypothesis strategies shared by the tests: images, kernels and windows that fit, stacks of layers that fit."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray
from PIL import Image

from convmath.convolution.padding import PADDING_MODES
from convmath.networks.receptive_field import RFLayer
from tests.convmath.training.mnist_folder import write_folder

Pair = tuple[int, int]
Sides = tuple[Pair, Pair]


class Windowed(NamedTuple):
    """An image, a kernel that fits it, and the keyword arguments they fit with."""

    image: NDArray[Any]
    kernel: NDArray[Any]
    options: dict[str, Any]


class Stack(NamedTuple):
    """Layers and an input size whose every plane has units."""

    layers: list[RFLayer]
    input_size: Pair


def pairs(low: int, high: int) -> st.SearchStrategy[Pair]:
    """(row, column) pairs; not only equal ones."""
    return st.tuples(st.integers(low, high), st.integers(low, high))


def sides(high: int) -> st.SearchStrategy[Sides]:
    """Padding at ((top, bottom), (left, right)): four numbers, seldom equal."""
    return st.tuples(pairs(0, high), pairs(0, high))


def whole_arrays(shape: tuple[int, ...], limit: int = 50) -> st.SearchStrategy[NDArray[np.int64]]:
    return npst.arrays(np.int64, shape, elements=st.integers(-limit, limit))


def real_arrays(shape: tuple[int, ...]) -> st.SearchStrategy[NDArray[np.float64]]:
    return npst.arrays(np.float64, shape, elements=st.floats(-4, 4, width=32))


@st.composite
def windowed(
    draw: st.DrawFn, *, channels: bool = False, whole: bool = True, modes: tuple[str, ...] = PADDING_MODES
) -> Windowed:
    """Draw an image with a kernel, stride, dilation, padding and (with channels) groups that fit it."""
    kernel_size, dilation = draw(pairs(1, 4)), draw(pairs(1, 3))
    stride, padding = draw(pairs(1, 3)), draw(sides(3))
    height, width = (
        max(1, max(p) + 1, d * (k - 1) + 1 - sum(p)) + draw(st.integers(0, 5))
        for k, d, p in zip(kernel_size, dilation, padding)
    )
    options: dict[str, Any] = {"stride": stride, "dilation": dilation, "padding": padding}
    options["padding_mode"] = draw(st.sampled_from(modes))
    arrays = whole_arrays if whole else real_arrays
    if not channels:
        return Windowed(draw(arrays((height, width))), draw(arrays(kernel_size)), options)
    groups, fan_in, fan_out = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    options["groups"] = groups
    image = draw(arrays((groups * fan_in, height, width)))
    return Windowed(image, draw(arrays((groups * fan_out, fan_in, *kernel_size))), options)


def rf_layers() -> st.SearchStrategy[RFLayer]:
    return st.builds(RFLayer, pairs(1, 4), stride=pairs(1, 3), dilation=pairs(1, 3), padding=sides(2))


@st.composite
def stacks(draw: st.DrawFn, *, most_layers: int = 3, spare: int = 6) -> Stack:
    """Draw layers and the size of an input that is just large enough for them, or up to `spare` larger."""
    layers = draw(st.lists(rf_layers(), min_size=1, max_size=most_layers))
    sides = []
    for axis in (0, 1):
        needed = 1
        for layer in reversed(layers):
            kernel, stride, dilation, padding = (
                getattr(layer, name)[axis] for name in ("kernel", "stride", "dilation", "padding")
            )
            needed = max(1, (needed - 1) * stride + dilation * (kernel - 1) + 1 - sum(padding))
        sides.append(needed + draw(st.integers(0, spare)))
    return Stack(layers, (sides[0], sides[1]))


def parameters(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A value for every parameter of a scene, as its JSON schema has them; rules between them may refuse some."""
    return st.fixed_dictionaries({name: _values(field) for name, field in schema.get("properties", {}).items()})


def _values(field: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What a field of a JSON schema may hold."""
    if "anyOf" in field:
        return st.one_of(*map(_values, field["anyOf"]))
    if "enum" in field:
        return st.sampled_from(field["enum"])
    low, high = field.get("minimum"), field.get("maximum")
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "boolean": st.booleans(),
        "integer": st.integers(0 if low is None else low, 6 if high is None else high),
        "number": st.floats(low, high),
        "null": st.none(),
        "string": st.just(field.get("default", "")),
    }
    by_format: dict[str, st.SearchStrategy[Any]] = {
        "image": _rows(9, _PIXELS) | st.sampled_from(field.get("choices") or [""]) | _picture_file(),
        "kernel": _rows(5, _WEIGHTS) | st.sampled_from(list(field.get("choices", ())) or [""]),
        "folder": st.sampled_from(["", "digits"]).map(
            lambda name: name and str(write_folder(Path(_folder().name, name)))
        ),
        "layers": st.lists(
            st.builds("{}s{}d{}".format, st.integers(1, 7), st.integers(1, 4), st.integers(1, 4)),
            min_size=1,
            max_size=4,
        ).map(", ".join),
    }
    return by_format[field["format"]] if "format" in field else by_type[field["type"]]


_PIXELS = st.integers(0, 9) | st.integers(-99, 999) | st.sampled_from([0.5, 0.25, 0.125, 1.5])
_WEIGHTS = st.integers(-2, 2) | st.integers(-50, 50) | st.sampled_from([0.1, -0.25, 0.001, 1.5])


@st.composite
def _picture_file(draw: st.DrawFn) -> str:
    """The path of a grey picture, from square to a narrow strip: noise, a block on black, or black."""
    (height, width), kind = draw(pairs(8, 64)), draw(st.sampled_from(["noise", "block", "black"]))
    path = Path(_folder().name, f"{kind}-{height}x{width}.png")
    grey = np.zeros((height, width), dtype=np.uint8)
    if kind == "noise":
        grey = np.random.default_rng(height * width).integers(0, 256, (height, width), dtype=np.uint8)
    elif kind == "block":
        grey[height // 3 :, width // 2 :] = 200
    Image.fromarray(grey).save(path)
    return str(path)


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


@st.composite
def _rows(draw: st.DrawFn, most: int, numbers: st.SearchStrategy[float]) -> list[list[float]]:
    """Rows of numbers, at most so many on either side."""
    height, width = draw(pairs(1, most))
    return draw(st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=height, max_size=height))
