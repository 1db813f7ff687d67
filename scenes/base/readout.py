"""Numbers on screen: the only place where a number becomes text.

A `Readout` and the parts of a `Statement` are *sourced*: each holds its text and the traced value (or the named fact)
that the text was formatted from, which is what the scene's ledger enters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Any, NamedTuple

from manim import ManimColor, VMobject

from convmath.core.equations import Piece, relations, with_true_signs
from convmath.core.facts import Name
from convmath.core.numerals import exponent, is_printed_exactly, numeral
from convmath.core.provenance import Traced
from scenes.base.typesetting import DIGITS, LABEL, WORDS, Typeset, refuse_digits

Source = Traced[Any] | Name


class Sourced:
    """A mobject whose text came from convmath."""

    text: str
    source: Source


def format_value(value: Any, form: str = "") -> str:
    """Return a number as it stands on screen, see `convmath.core.numerals.numeral`; a string passes as it is."""
    return value if isinstance(value, str) else numeral(value, form)


def is_exact(source: Source, form: str = "") -> bool:
    """Return whether a source reads as what it is; rounding errors of the computation itself don't count."""
    if isinstance(source, Name) or isinstance(source.value, str):
        return True
    return is_printed_exactly(source.value, format_value(source.value, form))


def nearly(source: Source, form: str = "") -> str:
    """Return "≈ " if a number was rounded for print, else nothing: what stands before it."""
    return "" if is_exact(source, form) else "≈ "


class Filled(NamedTuple):
    """A part of a template: words, or what stands for a placeholder.

    Parameters
    ----------
    text
        As it is printed.
    field, form, source
        The placeholder's name, its format, and what it was filled with; words have none.
    """

    text: str
    field: str | None = None
    form: str = ""
    source: Source | None = None


def fill(template: str, sources: Mapping[str, Source]) -> list[Filled]:
    """Return the parts of a template, with "≈" for every "=" that isn't true of the numbers as they are printed.

    Raises
    ------
    ValueError
        If the template's own words hold a digit.
    """
    parts = _parts(template, sources)
    signed = with_true_signs([_piece(part) for part in parts])
    return [part._replace(text=text) for part, text in zip(parts, signed, strict=True)]


def form_that_holds(template_in: Callable[[str], str], sources: Mapping[str, Source], forms: Sequence[str]) -> str:
    """Return the form in which most of a line's "=" are true of what is printed, and most of the others nearly.

    If none is even nearly true, it is the form with the most digits.

    Parameters
    ----------
    template_in
        Given a form, the template in which the numbers have it.
    sources
        As for `Statement`.
    forms
        The forms to choose from, the fewest digits first; among equals the first is taken.
    """

    def holding(form: str) -> tuple[int, int]:
        found = relations([_piece(part) for part in _parts(template_in(form), sources)])
        return sum(relation.true for relation in found), sum(relation.close for relation in found)

    if not relations([_piece(part) for part in _parts(template_in(forms[0]), sources)]):
        return forms[0]
    best = max(forms, key=holding)
    return best if any(holding(best)) else forms[-1]


class Readout(Sourced, Typeset):
    """One number (or one named fact), formatted and drawn.

    Parameters
    ----------
    source
        A traced number, or a `Name` from convmath.core.facts.
    form
        How the number is printed, see `convmath.core.numerals.numeral`.
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

    Its `filled` are the template's parts with the numbers filled in, and its `wording` their text. An "=" that isn't
    true of the numbers as they are printed stands there as "≈".

    Parameters
    ----------
    template
        Typst markup with placeholders: ``"{k} × {k} = {n}"``. Outside the placeholders it holds no digit. Braces
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
        markup = ""
        labels: dict[str, tuple[str, str, Source]] = {}
        self.filled = fill(template, sources)
        for text, field, form, source in self.filled:
            if field is None or source is None:
                markup += _in_math(text, after=markup)
                continue
            label = f"part-{chr(ord('a') + len(labels) // 26)}{chr(ord('a') + len(labels) % 26)}"
            labels[label] = (field, text, source)
            markup += f"#box[{_markup(source, form)}]<{label}>"
        super().__init__(markup, size=size, color=color, font=font)
        self.wording = "".join(part.text for part in self.filled)
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
    number, ten, power = source_text(source, form).partition("·10")
    raised = f'#super[#"{exponent(power)}"]' if ten else ""
    number = number.replace("\\", "\\\\").replace('"', '\\"')  # as program code has them
    return f'#"{number}{ten}";{raised}'  # closed, so that what follows isn't read as part of the expression


def _parts(template: str, sources: Mapping[str, Source]) -> list[Filled]:
    parts: list[Filled] = []
    for literal, field, form, _ in Formatter().parse(template):
        refuse_digits(literal)
        parts.append(Filled(literal))
        if field is not None:
            source, form = sources[field], form or ""
            parts.append(Filled(source_text(source, form), field, form, source))
    return parts


def _in_math(words: str, after: str) -> str:
    """Return words as markup, "≈" as a formula of its own where it isn't within one: the font of words lacks it."""
    inside = after.count("$") % 2
    return "$".join(
        part if (number + inside) % 2 else part.replace("≈", "$approx$") for number, part in enumerate(words.split("$"))
    )


def _piece(part: Filled) -> Piece:
    if part.source is None:
        return Piece(part.text)
    return Piece(part.text, number=True, rounded=not is_exact(part.source, part.form))
