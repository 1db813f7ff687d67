"""A scene in words, for those who cannot see it, with numbers from the same traced values as those on screen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from convmath.convolution.filters import kernel_names
from convmath.core.equations import Piece, with_true_signs
from convmath.core.numerals import form_of
from convmath.core.provenance import Traced
from convmath.images.photographs import photograph_names, photograph_title
from scenes.base.readout import Source, is_exact, source_text
from scenes.base.typesetting import refuse_digits

LONGEST_ALT = 250
"""Characters of an alternative text: what a screen reader says in one breath of about fifteen seconds."""

_MARKUP = re.compile(r"[$*_<>#`\\{}|^~\[\]\n]|(?<!\w)-\d")


class DescriptionError(ValueError):
    """A scene has no words for those who cannot see it, or such as cannot be printed as they are."""

    user_error = True


@dataclass(frozen=True)
class Phrase:
    """Words with numbers in them, and where each of the numbers came from.

    Parameters
    ----------
    text
        The words as they are printed.
    sources
        For each number or name in them, in reading order, its text and what it was formatted from.
    """

    text: str
    sources: tuple[tuple[str, Source], ...] = ()


Part = Source | Phrase
"""What may stand for a placeholder of a phrase."""


def phrase(template: str, **parts: Part) -> Phrase:
    """Return a template with its placeholders filled in.

    Parameters
    ----------
    template
        Words with placeholders: ``"{rows} × {cols} pixels"``. Outside the placeholders it holds no digit.
    **parts
        The traced value, the `Name` or the phrase of each placeholder. A number is formatted as on screen, and an "="
        that isn't true of what is printed is an "≈".

    Raises
    ------
    ValueError
        If the template holds a digit.
    """
    pieces: list[Piece] = []
    sources: list[tuple[str, Source]] = []
    for literal, name, form, _ in Formatter().parse(template):
        refuse_digits(literal)
        pieces.append(Piece(literal))
        if name is None:
            continue
        part = parts[name]
        filled = part if isinstance(part, Phrase) else _cited(part, form or "")
        number = not isinstance(part, Phrase)
        pieces.append(
            Piece(filled.text, number, rounded=not isinstance(part, Phrase) and not is_exact(part, form or ""))
        )
        sources += filled.sources
    return Phrase("".join(with_true_signs(pieces)), tuple(sources))


def about(source: Traced[Any], form: str = "") -> Phrase:
    """Return a number, with "about" before it if it was rounded for print."""
    return phrase("{n}" if is_exact(source, form) else "about {n}", n=_cited(source, form))


def _cited(source: Source, form: str) -> Phrase:
    text = source_text(source, form)
    return Phrase(text, ((text, source),))


def joined(phrases: Sequence[Phrase], *, apart: str = " ", last: str | None = None) -> Phrase:
    """Return phrases one after another, with `apart` between them, and `last` between the last two."""
    text = phrases[0].text if phrases else ""
    for number, other in enumerate(phrases[1:], start=2):
        text += (last if last is not None and number == len(phrases) else apart) + other.text
    return Phrase(text, tuple(source for each in phrases for source in each.sources))


def listed(phrases: Sequence[Phrase]) -> Phrase:
    """Return phrases as a list in words: "one, two and three"."""
    return joined(phrases, apart=", ", last=" and ")


def counted(count: Traced[int], noun: str) -> Phrase:
    """Return a count with its noun, which takes an s unless it is one: "9 places"."""
    return phrase("{n} " + (noun if count.value == 1 else f"{noun}s"), n=count)


def row_by_row(matrix: Traced[Any], *, fractions_from: int | None = None) -> Phrase:
    """Return the numbers of a matrix in reading order: "1, 2; 3, 4", with a note where they were rounded for print.

    Parameters
    ----------
    matrix
        Shape (rows, cols).
    fractions_from
        As in `convmath.core.numerals.form_of`.
    """
    form = form_of(matrix.value.ravel(), fractions_from=fractions_from)
    rows = [joined([_cited(number, form) for number in row], apart=", ") for row in matrix]
    numbers = joined(rows, apart="; ")
    exact = all(is_exact(number, form) for row in matrix for number in row)
    return numbers if exact else phrase("{numbers} (rounded)", numbers=numbers)


def from_to(values: Sequence[Traced[Any]], *, fractions_from: int | None = None) -> Phrase:
    """Return the range between two values, or the one value that all are: "from −4 to 4", "0 throughout".

    Two values that differ are given with as many decimals as tell them apart.

    Parameters
    ----------
    values
        The lowest and the highest, or the only one.
    fractions_from
        As in `convmath.core.numerals.form_of`.
    """
    low, high = values[0], values[-1]
    usual = form_of([low.value, high.value], fractions_from=fractions_from)
    for form in (usual, *_FINER):
        if source_text(low, form) != source_text(high, form):
            return phrase("from {low} to {high}", low=_cited(low, form), high=_cited(high, form))
    return phrase("{only} throughout", only=about(low, usual))


_FINER = ("3", "4", "5", "6")
"""Forms that tell two numbers apart which agree in the first two decimals."""


def sides(shape: Traced[Any]) -> Phrase:
    """Return rows times columns: "5 × 7"."""
    return phrase("{rows} × {cols}", rows=shape[0], cols=shape[1])


@dataclass(frozen=True, kw_only=True)
class Legend:
    """What a picture shows, in words.

    Parameters
    ----------
    alt
        What is to be seen and what comes of it, in one or two sentences of at most `LONGEST_ALT` characters: what a
        screen reader says in place of the figure.
    caption
        One sentence to stand below the figure.

    Raises
    ------
    DescriptionError
        If one of them is empty, too long, not made of sentences, or holds markup.
    """

    alt: Phrase
    caption: Phrase

    def __post_init__(self) -> None:
        for name, text in self.texts.items():
            if not text.endswith(".") or not text[:1].isupper():
                raise DescriptionError(f"the {name} is to be made of sentences; it was {text!r}")
            if found := _MARKUP.search(text):
                raise DescriptionError(f"the {name} is to be plain words; {text!r} holds {found[0]!r}")
        if len(self.alt.text) > LONGEST_ALT:
            raise DescriptionError(f"the alt is to have at most {LONGEST_ALT} characters, not {len(self.alt.text)}")

    @property
    def phrases(self) -> dict[str, Phrase]:
        """The phrases by their names."""
        return {"alt": self.alt, "caption": self.caption}

    @property
    def sources(self) -> tuple[tuple[str, Source], ...]:
        """Every number and name in the words, and where it came from."""
        return tuple(source for each in self.phrases.values() for source in each.sources)

    @property
    def texts(self) -> dict[str, str]:
        """The texts by their names."""
        return {name: each.text for name, each in self.phrases.items()}


@dataclass(frozen=True, kw_only=True)
class Description(Legend):
    """What a scene shows, in words.

    Parameters
    ----------
    description
        The whole course in a few sentences, with the numbers.
    beats
        For beats whose last frames stand for the scene, as in print, what these alone show: the words of the whole
        would promise more than is to be seen.
    """

    description: Phrase
    beats: Mapping[str, Legend] = field(default_factory=dict)

    @property
    def phrases(self) -> dict[str, Phrase]:
        """The three phrases by their names; those of the beats are apart."""
        return {**super().phrases, "description": self.description}

    @property
    def sources(self) -> tuple[tuple[str, Source], ...]:
        """Every number and name in all words, and where it came from."""
        return (*super().sources, *(source for legend in self.beats.values() for source in legend.sources))


_SYNTHETIC = {
    "vertical_edge": "a vertical edge",
    "checkerboard": "a checkerboard",
    "ramp": "a ramp from dark to bright",
    "bar": "a slanting bar",
    "noise": "noise",
}
_PERSONS = ("sobel", "prewitt", "scharr", "gauss", "laplac", "gabor")


def picture_of(choice: str) -> str:
    """Return what a named image shows, " (a vertical edge)"; nothing for a user's own, of which nobody knows."""
    shown = photograph_title(choice) if choice in photograph_names() else _SYNTHETIC.get(choice)
    return f" ({shown})" if shown else ""


def kernel_called(choice: str) -> str:
    """Return how a kernel is called, "Sobel x kernel"; "kernel" for a user's own."""
    if choice not in kernel_names():
        return "kernel"
    name = choice.replace("_", " ")
    return f"{name.capitalize() if name.startswith(_PERSONS) else name} kernel"
