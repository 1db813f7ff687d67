"""Numbers on screen: the only place where a number becomes text.

A `Readout` and the parts of a `Statement` are *sourced*: each holds its text and the traced value (or the named fact)
that the text was formatted from, which is what the scene's ledger enters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

import numpy as np
from manim import ManimColor, VMobject

from convmath.core.facts import Name
from convmath.core.provenance import Traced
from scenes.base.typesetting import DIGITS, LABEL, WORDS, Typeset, refuse_digits

Source = Traced[Any] | Name

_EXACT = 1e-9


class Sourced:
    """A mobject whose text came from convmath."""

    text: str
    source: Source


def format_value(value: Any, form: str = "") -> str:
    """Return a number as it stands on screen: thousands separators, true minus, no empty decimals.

    Parameters
    ----------
    value
        An integer, a float or a NumPy scalar; a string passes as it is.
    form
        A format specification; by default integers as ``","`` and other numbers to at most two decimals.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, np.generic):
        value = value.item()
    if not form:
        form = "," if float(value).is_integer() else ",.2f"
    if form[-1] in "d," and float(value).is_integer():
        value = int(value)
    text = format(value, form)
    if "." in text and form == ",.2f":
        text = text.rstrip("0").rstrip(".")
    if not re.search(r"[1-9]", text):
        text = text.replace("-", "")
    return text.replace("-", "−")


def equality(*sources: Traced[Any]) -> str:
    """Return the sign that stands between printed numbers: "=", or "≈" if one of them was rounded for print."""
    return "=" if all(map(is_exact, sources)) else "$approx$"


def is_exact(source: Traced[Any]) -> bool:
    """Return whether a number reads as what it is; rounding errors of the computation itself don't count."""
    printed = float(format_value(source.value).replace("−", "-").replace(",", ""))
    return abs(printed - float(source.value)) < _EXACT


class Readout(Sourced, Typeset):
    """One number (or one named fact), formatted and drawn.

    Parameters
    ----------
    source
        A traced number, or a `Name` from convmath.core.facts.
    form
        Format specification, see `format_value`.
    size, color, font
        As in `Typeset`; numbers are set in digits of one width unless asked otherwise.
    prefix, suffix
        Words without digits that stand close to the number, such as a unit.

    Examples
    --------
    .. code-block:: python

        from manim import FadeIn, Scene
        from convmath.convolution.geometry import output_size
        from convmath.core.provenance import traced
        from scenes.base.readout import Readout
        from scenes.base.theme import DARK


        class Places(Scene):
            def construct(self):
                places = traced(output_size, (9, 9), (3, 3))[0]
                self.play(FadeIn(Readout(places, color=DARK.output, suffix=" places")))
    """

    def __init__(
        self,
        source: Source,
        *,
        color: ManimColor,
        form: str = "",
        size: float = LABEL,
        font: str | None = None,
        prefix: str = "",
        suffix: str = "",
    ) -> None:
        refuse_digits(prefix + suffix)
        self.source = source
        self.text = source_text(source, form)
        default = WORDS if isinstance(source, Name) else DIGITS
        super().__init__(f"{prefix}{_markup(source, form)}{suffix}", size=size, color=color, font=font or default)


class StatementPart(Sourced, VMobject):
    """The glyphs of one number within a `Statement`, which makes them: ``line["a"]``, if ``{a}`` is in its template.

    Examples
    --------
    .. code-block:: python

        from manim import Indicate, Scene
        from convmath.convolution.geometry import output_size
        from convmath.core.provenance import traced
        from scenes.base.readout import Statement
        from scenes.base.theme import DARK


        class OneNumber(Scene):
            def construct(self):
                line = Statement("It fits in {a} places.", color=DARK.ink, a=traced(output_size, (9, 9), (3, 3))[0])
                self.add(line)
                self.play(Indicate(line["a"], color=DARK.accent))
    """

    def __init__(self, glyphs: list[VMobject], text: str, source: Source) -> None:
        super().__init__()
        self.text = text
        self.source = source
        self.add(*glyphs)


class Statement(Typeset):
    """A line of words and formulas with numbers in it, set as one; its submobjects stand in reading order.

    Its `wording` is the template with the numbers filled in.

    Parameters
    ----------
    template
        Typst markup with placeholders: ``"{k} × {k} = {n:,}"``. Outside the placeholders it holds no digit. Braces
        that Typst itself needs are doubled.
    size, color, font
        As in `Typeset`.
    colors
        A colour for some of the placeholders.
    **sources
        The traced value or the `Name` of each placeholder.

    Examples
    --------
    .. code-block:: python

        from manim import Scene, Write
        from convmath.convolution.geometry import output_size
        from convmath.core.provenance import traced
        from scenes.base.readout import Statement
        from scenes.base.theme import DARK


        class Fits(Scene):
            def construct(self):
                size = traced(output_size, (5, 7), (3, 3))
                line = Statement("{rows} × {cols} places", color=DARK.ink, rows=size[0], cols=size[1])
                self.play(Write(line))
                self.play(line["cols"].animate.set_color(DARK.accent))
    """

    def __init__(
        self,
        template: str,
        *,
        color: ManimColor,
        size: float = LABEL,
        font: str = WORDS,
        colors: Mapping[str, ManimColor] | None = None,
        **sources: Source,
    ) -> None:
        markup, wording = "", ""
        labels: dict[str, tuple[str, str, Source]] = {}
        for literal, field, form, _ in Formatter().parse(template):
            refuse_digits(literal)
            markup += literal
            wording += literal
            if field is None:
                continue
            label = f"part-{chr(ord('a') + len(labels) // 26)}{chr(ord('a') + len(labels) % 26)}"
            labels[label] = (field, source_text(sources[field], form or ""), sources[field])
            wording += labels[label][1]
            markup += f"#box[{_markup(sources[field], form or '')}]<{label}>"
        super().__init__(markup, size=size, color=color, font=font)
        self.wording = wording
        self._numbers: dict[str, list[StatementPart]] = {}
        for label, (field, text, source) in labels.items():
            glyphs = self.parts.pop(label)
            self.remove(*glyphs)
            part = StatementPart(glyphs, text, source)
            if colors and field in colors:
                part.set_color(colors[field])
            self._numbers.setdefault(field, []).append(part)
            self.add(part)
        self.submobjects.sort(key=lambda glyph: float(glyph.get_left()[0]))

    def __getitem__(self, field: str) -> StatementPart:
        """Return the first number that stands for the placeholder `field`."""
        return self._numbers[field][0]

    def numbers(self, field: str) -> list[StatementPart]:
        """Return every number that stands for the placeholder `field`, in reading order."""
        return self._numbers[field]


def source_text(source: Source, form: str = "") -> str:
    """Return what a source reads as on screen."""
    return source.text if isinstance(source, Name) else format_value(source.value, form)


def _markup(source: Source, form: str) -> str:
    if isinstance(source, Name) and source.typst is not None:
        return f"${source.typst}$"
    return f'#"{source_text(source, form)}";'  # closed, so that what follows isn't read as part of the expression
