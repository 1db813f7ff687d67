"""Parameters of a scene: a pydantic model whose complaints read as one clear line."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from convmath.convolution.filters import kernel_by_name, kernel_names
from convmath.core.errors import InputError, bad
from convmath.images.named_images import image_names

MOST_CHARACTERS = 4096
"""The longest text of a kernel, an image or layers: as long as a path may be, and more numbers than any stage shows."""


class ParameterError(ValueError):
    """A parameter given by the user is not one that the scene accepts; the message is one line."""

    user_error = True


class Parameters(BaseModel):
    """Defaults, bounds and descriptions of what a scene lets its user choose; this base has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Validate raw values from the command line, a TOML file or a form.

        Raises
        ------
        ParameterError
            Naming each bad parameter, what it was and what is allowed.
        """
        try:
            return cls.model_validate(dict(values))
        except ValidationError as error:
            raise ParameterError("; ".join(_line(cls, details) for details in error.errors())) from error


def _line(model: type[Parameters], details: Any) -> str:
    name = str(details["loc"][0]) if details["loc"] else "parameters"
    if details["type"] == "extra_forbidden":
        known = ", ".join(model.model_fields) or "none"
        return f"unknown parameter {name!r}; this scene has: {known}"
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, InputError):
        return f"parameter {cause.argument!r} was {cause.got}; allowed: {cause.allowed}"
    message = details["msg"].removeprefix("Value error, ")
    return f"parameter {name!r} was {bad(name, details['input'], message).got}: {message}"


def _number_as_text(value: Any) -> Any:
    """Write a number, as the command line reads ``kernel=2``, as the text that it was; nothing else changes."""
    return f"{Decimal(str(value)):f}" if isinstance(value, int | float) and not isinstance(value, bool) else value


def _rows_as_text(value: Any) -> Any:
    """Write rows of numbers, as TOML and the preview form give them, the way the command line does."""
    if isinstance(value, list | tuple) and value and not any(isinstance(row, list | tuple) for row in value):
        value = [value]
    if isinstance(value, list | tuple) and value and all(isinstance(row, list | tuple) for row in value):
        return "; ".join(" ".join(str(_number_as_text(number)) for number in row) for row in value)
    return _number_as_text(value)


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else float(number)


def _named_kernels() -> dict[str, list[list[int | float]]]:
    """Return the rows of every kernel that has a name, as a form shows them in cells."""
    kernels = ((name, kernel_by_name(name)) for name in kernel_names())
    return {name: [[_plain(number) for number in row] for row in kernel] for name, kernel in kernels}


KernelChoice = Annotated[
    str,
    BeforeValidator(_rows_as_text),
    Field(max_length=MOST_CHARACTERS, json_schema_extra={"format": "kernel", "choices": _named_kernels()}),
]
"""A kernel by name, or its rows: ``"1 2; 3 4"`` or ``[[1, 2], [3, 4]]``; read by
`convmath.convolution.filters.kernel_from`."""

ImageChoice = Annotated[
    str,
    BeforeValidator(_rows_as_text),
    Field(max_length=MOST_CHARACTERS, json_schema_extra={"format": "image", "choices": list(image_names())}),
]
"""An image by name or path, or (where a scene says so) its rows, written like those of a kernel."""

PaddingMode = Literal["zero", "replicate", "reflect", "circular"]
"""What stands outside the image, as in `convmath.convolution.cross_correlation.pad`."""


def _layers_as_text(value: Any) -> Any:
    """Write layers given as numbers, texts or tables, as TOML gives them, the way the command line does."""
    if isinstance(value, list | tuple):
        return ", ".join(_layer_as_text(layer) for layer in value)
    return _number_as_text(value)


def _layer_as_text(layer: Any) -> str:
    if not isinstance(layer, Mapping):
        return str(layer)
    if "kernel" not in layer or not set(layer) <= {"kernel", "stride", "dilation"}:
        raise bad("layers", dict(layer), "tables with a kernel and, where it is not 1, a stride and a dilation")
    return "{}s{}d{}".format(layer["kernel"], layer.get("stride", 1), layer.get("dilation", 1))


LayersChoice = Annotated[
    str,
    BeforeValidator(_layers_as_text),
    Field(max_length=MOST_CHARACTERS, json_schema_extra={"format": "layers"}),
]
"""Layers in short, or as tables: ``"3, 3s2"`` or ``[{kernel = 3}, {kernel = 3, stride = 2}]``; read by
`convmath.networks.stacks.layers_from`."""


def patch_on(
    pictures: Callable[[], Mapping[str, NDArray[Any]]], *, image: str, row: str, col: str, size: str
) -> Callable[[dict[str, Any]], None]:
    """Return what adds to a model's schema that a square patch of an image is chosen by dragging on its picture.

    It is the ``json_schema_extra`` of the model's configuration.

    Parameters
    ----------
    pictures
        Returns grey levels 0 … 1 of shape (rows, cols) by the values of the image's parameter.
    image, row, col, size
        The parameters that hold the image, the patch's upper left pixel, and its side.
    """

    def extend(schema: dict[str, Any]) -> None:
        shown = {str(name): _picture(pixels) for name, pixels in pictures().items()}
        schema["patch"] = {"image": image, "row": row, "col": col, "size": size, "pictures": shown}

    return extend


def _picture(pixels: NDArray[Any]) -> dict[str, Any]:
    rows, cols = pixels.shape
    shown = Image.fromarray((255 * pixels).round().astype(np.uint8))
    shown.thumbnail((256, 256))
    stream = io.BytesIO()
    shown.save(stream, "JPEG", quality=70)
    url = f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"
    return {"url": url, "rows": rows, "cols": cols}
