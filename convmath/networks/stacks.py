"""Stacks of layers in a short notation, such as ``"3, 3s2, 3d2"``, and the input that fits them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convmath.convolution.padding import Pair, padding_sides
from convmath.core.errors import bad, whole_number, whole_pair
from convmath.networks.cones import plane_sizes
from convmath.networks.receptive_field import RFLayer, checked_layers, receptive_field

NOTATION = 'layers such as "3, 3s2, 3d2": a kernel, then its stride after s and its dilation after d'
_LAYER = re.compile(r"([1-9]\d{0,3})(?:s([1-9]\d{0,3}))?(?:d([1-9]\d{0,3}))?")


def layers_from(text: str) -> tuple[RFLayer, ...]:
    """Return the square layers without padding that `text` lists, the first on the input.

    Parameters
    ----------
    text
        Layers apart by commas; each is the kernel's side, then, if it isn't 1, ``s`` and the stride, then ``d`` and
        the dilation.

    Raises
    ------
    InputError
        If `text` is not such a list, or a number is 0.

    Examples
    --------
    >>> layers_from("3, 3s2, 5d2")[2]
    RFLayer(kernel=5, stride=1, dilation=2, padding=0)
    """
    layers = []
    for word in text.replace(" ", "").lower().split(","):
        match = _LAYER.fullmatch(word)
        if match is None:
            raise bad("layers", text, NOTATION)
        kernel, stride, dilation = (int(number) for number in match.groups(default="1"))
        layers.append(RFLayer(kernel, stride=stride, dilation=dilation))
    return tuple(layers)


def layers_as_text(layers: Sequence[RFLayer]) -> str:
    """Return the notation of square layers without padding: `layers_from` undone.

    Raises
    ------
    InputError
        If a layer is padded or not square, which the notation has no word for.

    Examples
    --------
    >>> layers_as_text([RFLayer(3), RFLayer(3, stride=2, dilation=4)])
    '3, 3s2d4'
    """
    return ", ".join(map(_word, checked_layers(layers)))


def _word(layer: RFLayer) -> str:
    pairs = [whole_pair("layers", sizes) for sizes in (layer.kernel, layer.stride, layer.dilation)]
    if any(rows != columns for rows, columns in pairs) or any(map(any, padding_sides(layer.padding))):
        raise bad("layers", layer, "square layers without padding")
    kernel, stride, dilation = (rows for rows, _ in pairs)
    return f"{kernel}{f's{stride}' * (stride != 1)}{f'd{dilation}' * (dilation != 1)}"


def enclosing_input(layers: Sequence[RFLayer], *, at_least: int = 1) -> int:
    """Return the side of the smallest square input, odd so that it has a middle, that holds one unit's field.

    Parameters
    ----------
    layers
        The layers, the first on the input.
    at_least
        The smallest side to return.

    Raises
    ------
    InputError
        If an argument is not as described.

    Examples
    --------
    >>> enclosing_input(layers_from("3s2, 3s2, 3s2"), at_least=7), enclosing_input(layers_from("2"))
    (15, 3)
    """
    side = max(*receptive_field(layers)[-1].size, whole_number("at_least", at_least, at_least=1))
    return side + (side + 1) % 2


def middle_unit(layers: Sequence[RFLayer], input_size: int | Pair) -> Pair:
    """Return the (row, column) of the unit in the middle of the last plane; below and right of it, if between two.

    Examples
    --------
    >>> middle_unit(layers_from("3, 3"), 7)
    (1, 1)
    """
    rows, cols = plane_sizes(layers, input_size)[-1]
    return rows // 2, cols // 2
