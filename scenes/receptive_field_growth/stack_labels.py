"""What is written over and under the planes of a layer stack, and the sum that makes a field grow."""

from __future__ import annotations

from typing import Any

from manim import RIGHT, VGroup

from convmath.core import facts
from convmath.core.provenance import Traced
from scenes.base.readout import Statement, nearly
from scenes.base.theme import Theme
from scenes.base.typesetting import LABEL, SMALLEST, STATEMENT, Typeset

FORMULA = 30
"""Font size of the sum."""

HEADINGS, RESULTS = (2.88, 2.52), (-1.66, -2.07, -2.47)
"""Baselines of the lines over and under each plane."""


def heading(layer: Traced[Any] | None, state: Traced[Any], size: Traced[Any], *, x: float, theme: Theme) -> VGroup:
    """Return what stands over a plane: its name, and its size (the input) or its kernel, stride and dilation.

    Parameters
    ----------
    layer
        The plane's `convmath.networks.receptive_field.RFLayer`; None for the input.
    state, size
        Its `RFState`, and its traced (rows, columns).
    x
        The plane's place.
    theme
        The theme.
    """
    look = {"color": theme.muted, "size": LABEL}
    if layer is None:
        return _column([Statement("input: {rows} × {cols}", rows=size[0], cols=size[1], **look)], HEADINGS, x)
    number, kernel = state.field("growth")[0].field("number"), layer.field("kernel")
    lines = [Statement("layer {n}: {k} × {k}", n=number, k=kernel, **look)]
    named = (name for name in ("stride", "dilation") if getattr(layer.value, name) > 1)
    steps: dict[str, Any] = {name: layer.field(name) for name in named}
    if steps:
        template = ", ".join(f"{name} {{{name}}}" for name in steps)
        lines.append(Statement(template, color=theme.muted, size=SMALLEST, **steps))
    return _column(lines, HEADINGS, x)


def result(state: Traced[Any], base: Traced[Any], *, x: float, theme: Theme) -> VGroup:
    """Return what stands under a plane: the size of its units' field, its pixels, and the share of the input they are.

    Parameters
    ----------
    state
        The plane's `convmath.networks.receptive_field.RFState`.
    base
        The input's `convmath.networks.cones.ConePlane` for one of its units.
    x, theme
        As in `heading`.
    """
    field = state.field("size")[0]
    share = base.field("percentage")
    verb = "sees" if base.value.count == state.value.area else "spans"
    return _column(
        [
            Statement(verb + " {n} × {n}", n=field, color=theme.ink, size=STATEMENT),
            Statement(
                "{seen} of {all} " + _pixels(base),
                seen=base.field("count"),
                all=base.field("area"),
                color=theme.muted,
                size=SMALLEST,
            ),
            Statement(f"{nearly(share)}{{share}} %", share=share, color=theme.ink, size=LABEL),
        ],
        RESULTS,
        x,
    )


def unit_count(plane: Traced[Any], what: str, *, x: float, theme: Theme) -> VGroup:
    """Return what stands under a plane while a cone is read backwards: how many of its units are in the cone.

    Parameters
    ----------
    plane
        The plane's `convmath.networks.cones.ConePlane`.
    what
        What one of them is called, such as ``"pixel"``.
    x, theme
        As in `heading`.
    """
    plural = "" if plane.value.count == 1 else "s"
    count = Statement("{n} " + what + plural, n=plane.field("count"), color=theme.ink, size=STATEMENT)
    return _column([count], RESULTS, x)


def dependence(number: Traced[Any], base: Traced[Any], *, theme: Theme) -> Statement:
    """Return the line that says on how many pixels one unit depends.

    Parameters
    ----------
    number
        The number of the unit's layer.
    base
        The input's `convmath.networks.cones.ConePlane` for that unit.
    theme
        The theme.
    """
    share = base.field("percentage")
    return Statement(
        f"One unit of layer {{number}} depends on {{seen}} of {{all}} {_pixels(base)}: {nearly(share)}{{share}} %.",
        color=theme.ink,
        size=STATEMENT,
        number=number,
        seen=base.field("count"),
        all=base.field("area"),
        share=share,
    )


def growth_sum(growth: Traced[Any], kernel: Traced[Any], *, theme: Theme) -> Statement:
    """Return the receptive-field formula with the values of one layer; its placeholder ``new`` is the result.

    Parameters
    ----------
    growth
        The layer's `convmath.networks.receptive_field.Growth` along one axis.
    kernel
        The layer's kernel along that axis.
    theme
        The theme.
    """
    strides = list(growth.field("strides")) or [growth.field("jump")]
    product: dict[str, Any] = {f"stride_{'abcdefgh'[place]}": stride for place, stride in enumerate(strides)}
    factors = " dot ".join(f"#[{{{name}}}]" for name in product)
    return Statement(
        '$"RF"_#[{number}] = #[{previous}] + #[{dilation}] dot (#[{kernel}] #[{less_one}]) dot '
        + factors
        + " = #[{new}]$",
        color=theme.ink,
        size=FORMULA,
        colors={"previous": theme.input, "new": theme.accent}
        | dict.fromkeys(("dilation", "kernel", "less_one", *product), theme.kernel),
        number=growth.field("number"),
        previous=growth.field("previous"),
        dilation=growth.field("dilation"),
        kernel=kernel,
        less_one=facts.LESS_ONE,
        new=growth.field("total"),
        **product,
    )


def _pixels(base: Traced[Any]) -> str:
    """Return what the pixels of the input are called, if it has several or only one."""
    return "pixel" if base.value.area == 1 else "pixels"


def _column(lines: list[Typeset], baselines: tuple[float, ...], x: float) -> VGroup:
    return VGroup(
        *(line.set_baseline(y).shift((x - line.get_center()[0]) * RIGHT) for line, y in zip(lines, baselines))
    )
