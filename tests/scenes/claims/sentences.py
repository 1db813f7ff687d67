"""What a scene's words claim, worked out by other means: each sentence that is due, as a template and what fills it.

The means are SciPy, torch and loops. Of convmath only the images are taken, which are what the sums are done on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from importlib import import_module
from string import Formatter
from types import ModuleType
from typing import Any

from scenes.catalogue import CatalogueEntry
from tests.scenes import printed

Claim = tuple[str, Mapping[str, Any]]
"""A sentence with placeholders, and for each the text, the number or the list of numbers that belongs there.

Of a tuple any is right; what is ``...`` is held elsewhere."""
Claims = dict[str, list[Claim]]
"""The sentences of each text, ``"alt"`` or ``"local-unit.alt"``, in their order."""


def due_of(entry: CatalogueEntry) -> ModuleType:
    """The module, of its folder's name, that works out what a scene says: `claims`, `ABOUT` and, where due, `MORE`."""
    return import_module(f"tests.scenes.claims.{entry.file.parent.name}")


class Rounded(float):
    """A number that may be rounded without a word."""


def sentences(text: str) -> list[str]:
    """The sentences of a text, without their full stops."""
    return text.removesuffix(".").split(". ")


def false_claims(texts: Mapping[str, str], due: Claims) -> Iterator[str]:
    """Say which sentences are not those that are due, and which of their numbers are others."""
    if texts.keys() != due.keys():
        yield f"there are texts {sorted(texts)}, not {sorted(due)}"
    for name in texts.keys() & due.keys():
        said = sentences(texts[name])
        if len(said) != len(due[name]):
            yield f"{name} has {len(said)} sentences, not {len(due[name])}: {texts[name]!r}"
        for sentence, claim in zip(said, due[name]):
            sentence = sentence.removesuffix(" (rounded)")
            yield from (f"{name}: {fault}" for fault in faults_of_claim(sentence, *claim))


def faults_of_claim(sentence: str, template: str, roles: Mapping[str, Any]) -> Iterator[str]:
    """Say where a sentence is another than its template, filled with what each role stands for."""
    parts = [(re.escape(words), role) for words, role, *_ in Formatter().parse(template)]
    pattern = "".join(words + ("(.+?)" if role else "") for words, role in parts)
    found = re.fullmatch(pattern, sentence)
    if found is None:
        yield f"{sentence!r} does not read {template!r}"
        return
    for text, role in zip(found.groups(), (role for _, role in parts if role), strict=True):
        if not agrees(text, roles[role]):
            yield f"{sentence!r}: {role} is {roles[role]!r}, not {text}"


def agrees(text: str, due: Any) -> bool:
    """Whether a text is the one that is due, or a number to its last place, said to be "about" one if it is rounded."""
    if due is ... or isinstance(due, str):
        return due is ... or text == due
    if isinstance(due, tuple):
        return any(agrees(text, each) for each in due)
    if isinstance(due, list):
        items = re.split(r", | and |; ", text)
        return len(items) == len(due) and all(map(agrees, items, due))
    number, _, power = text.removeprefix("about ").partition(" ")
    times = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12, "thousand": 1000}[power]
    error = abs(float(printed.number(number) * times - Fraction(float(due))))
    exact = error < 1e-9 * max(abs(due), 1e-3)
    return (exact or error <= 0.5001 * float(printed.unit(number) * times)) and (
        isinstance(due, Rounded) or exact != text.startswith("about ")
    )


def ranging(low: float, high: float) -> Claim:
    """The words for a range, which ends where its ends are printed alike."""
    if abs(high - low) < 1e-9:
        return "{low} throughout", {"low": low}
    return "from {low} to {high}", {"low": Rounded(low), "high": Rounded(high)}


def plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"


def faults_of_subjects(shown, about):
    """Say where a caption stands over another beat than the one it is about."""
    subjects = [(beat, words) for beat, each in about.items() for words in each]
    spoken = list(shown.scene.renderer.file_writer.subcaptions)
    if len(spoken) != len(subjects):
        yield f"there are {len(spoken)} captions, not {len(subjects)}"
    for caption, (beat, words) in zip(spoken, subjects):
        moments = [moment for moment in shown.moments if moment.beat == beat]
        middle = (caption.start + caption.end).total_seconds() / 2
        if words not in caption.content or not moments[0].start < middle < moments[-1].end:
            yield f"{beat} is told of by {caption.content!r}, {caption.start}"
