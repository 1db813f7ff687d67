"""What is said of a network's blocks, on the running line and in words."""

from __future__ import annotations

from typing import Any

from convmath.core.provenance import Traced, traced
from convmath.networks.network_anatomy import unit_seen
from scenes.base.readout import Source, Statement
from scenes.base.theme import Theme

_MOST_NAMED = 3
HOLD = {"parameters": ("holds", "hold", "parameters"), "multiply_adds": ("takes", "take", "multiply-adds")}


def field_line(anatomy: Traced[Any], number: int, theme: Theme) -> Statement | None:
    """Return the line that says what a block's middle unit sees; None where that is not known."""
    seen = traced(unit_seen, anatomy, number)
    if seen.value is None:
        return None
    block = anatomy.field("blocks")[number]
    shape = block.field("output_shape")
    sizes: dict[str, Any] = {f"s{chr(ord('a') + axis)}": shape[axis] for axis in range(len(shape.value))}
    values = " × ".join(f"{{{name}}}" for name in sizes)
    rows, columns = (seen.field("pixels")[axis] for axis in (0, 1))
    return Statement(
        f"{{name}} gives {values} values; one of them sees {{rows}} × {{columns}} pixels.",
        name=block.value.name,
        rows=rows,
        columns=columns,
        color=theme.ink,
        colors={"rows": theme.accent, "columns": theme.accent},
        **sizes,
    )


def dominant_line(anatomy: Traced[Any], kind: str, theme: Theme) -> Statement:
    """Return the line that names the blocks that hold most of a count."""
    template, sources = dominant_template(anatomy, kind)
    named: dict[str, Any] = {**sources}
    return Statement(template, color=theme.ink, **named)


def dominant_template(anatomy: Traced[Any], kind: str) -> tuple[str, dict[str, Source]]:
    """Return a sentence about the blocks that hold most of a count, and what stands in it."""
    dominant = anatomy.value.dominant(kind)
    one, several, what = HOLD[kind]
    sources: dict[str, Source] = {"whole": anatomy.field(kind)}
    names = {f"n{chr(ord('a') + place)}": number for place, number in enumerate(dominant[:_MOST_NAMED])}
    sources |= {name: anatomy.value.blocks[number].name for name, number in names.items()}
    listed = [f"{{{name}}}" for name in names]
    if not listed:
        return f"There are {{whole}} {what}.", sources
    if len(dominant) > _MOST_NAMED:
        return f"Most of the {{whole}} {what} are spread over many blocks, {listed[0]} first.", {
            name: sources[name] for name in ("whole", "na")
        }
    if len(listed) == 1:
        sources["part"] = anatomy.field("blocks")[dominant[0]].field(kind)
        return f"{listed[0]} alone {one} {{part}} of the {{whole}} {what}.", sources
    named = f"{', '.join(listed[:-1])} and {listed[-1]}"
    return f"{named} {several} at least half of the {{whole}} {what}.", sources
