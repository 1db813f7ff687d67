"""The options of the commands about a user's own numbers and networks. Nothing here imports NumPy: help is quick."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

PADDING_NAMES = ("valid", "same", "full")
PADDING_MODES = ("zero", "replicate", "reflect", "circular")
"""As in `convmath.convolution`, without importing it."""
LARGEST_SETTING = 1_000


class OneOrTwo(click.ParamType[Any]):
    """A whole number for rows and columns alike, or one for each: ``2`` or ``2,1``; or one of some names."""

    name = "n|rows,cols"

    def __init__(self, least: int, names: tuple[str, ...] = ()) -> None:
        self.least, self.names = least, names

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, the pair or the name; see the class."""
        if not isinstance(value, str) or value in self.names:
            return value
        parts = value.split(",")
        if len(parts) > 2 or not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
            others = "".join(f", {name}" for name in self.names)
            self.fail(f"{value[:40]!r} is not a whole number, or two as ROWS,COLS{others}", param, ctx)
        if any(len(part.strip()) > 4 or not self.least <= int(part) <= LARGEST_SETTING for part in parts):
            self.fail(f"{value[:40]!r} is not in the range {self.least}<=x<={LARGEST_SETTING}", param, ctx)
        numbers = tuple(int(part) for part in parts)
        return numbers if len(numbers) > 1 else numbers[0]


def verify_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of ``verify``; the command gets them as ``options``."""

    @click.option("--input", "image", required=True, help="The image: rows of numbers, or a CSV, NPY, NPZ or picture.")
    @click.option("--kernel", required=True, help="The kernel: its name, rows of numbers, or a file.")
    @click.option("--output", "claimed", required=True, help="The claimed output: rows of numbers, or a file.")
    @click.option("--stride", type=OneOrTwo(1), default="1", help="Pixels from one window to the next (1).")
    @click.option("--padding", type=OneOrTwo(0, PADDING_NAMES), default="0", help="Pixels around, or a rule (0).")
    @click.option("--padding-mode", type=click.Choice(PADDING_MODES), default="zero", help="What is added (zero).")
    @click.option("--dilation", type=OneOrTwo(1), default="1", help="Pixels from one tap to the next (1).")
    @click.option("--flip", is_flag=True, help="Turn the kernel by 180° first: true convolution.")
    @click.option("--tolerance", type=click.FloatRange(0, 1), help="The share by which numbers may differ.")
    @click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
    @functools.wraps(command)
    def wrapped(**options: Any) -> Any:
        return command(options=options)

    return wrapped


class InputShape(click.ParamType[Any]):
    """Channels, and the sizes along one to three axes: ``3,224,224``."""

    name = "channels,rows,cols"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the numbers; see the class."""
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",")]
        if not 2 <= len(parts) <= 4 or not all(part.isascii() and part.isdigit() for part in parts):
            self.fail(f"{value[:40]!r} is not CHANNELS and one to three sizes, such as 3,224,224", param, ctx)
        if any(len(part) > 6 or not int(part) for part in parts):
            self.fail(f"{value[:40]!r} is not in the range 1<=x<=999999", param, ctx)
        return tuple(int(part) for part in parts)


def network_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of ``network``; the command gets the shape, and what `show` takes as ``options``."""

    @click.option("--input", "input_shape", type=InputShape(), required=True, help="Channels and sizes: 3,224,224.")
    @click.option("--unit", help="LAYER:CHANNEL,ROW,COLUMN: print what this unit sees.")
    @click.option("--json", "as_json", is_flag=True, help="Print all as JSON.")
    @click.option("--csv", "as_csv", is_flag=True, help="Print the layers as CSV.")
    @functools.wraps(command)
    def wrapped(*args: Any, unit: str | None, as_json: bool, as_csv: bool, **kwargs: Any) -> Any:
        return command(*args, options={"unit": unit, "as_json": as_json, "as_csv": as_csv}, **kwargs)

    return wrapped
