"""Wordings of cards, as a lecturer reads them out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter
from typing import Any

from convmath.core.provenance import Traced
from convmath.questions.wording import Wording

_NOT_READ = re.compile(r"[=+−÷≈()]")
_MOST = 45
"""Words that are read out of one card at most."""


def read_aloud(wordings: Iterable[Wording]) -> tuple[str, dict[str, Traced[Any]]]:
    """Return a narration that reads out whole sentences, and what stands for its placeholders.

    What is worked out with signs is left to the eye, and so is all that comes after too many words.

    Parameters
    ----------
    wordings
        The lines of a card.

    Examples
    --------
    >>> from convmath.core.provenance import traced
    >>> from convmath.questions.wording import said
    >>> two = traced(abs, -2)
    >>> read_aloud([said("An image of {n} × {n} pixels.", n=two), said("{n} + {n} = {m}", n=two, m=traced(abs, 4))])[0]
    'An image of {a_n} by {a_n} pixels.'
    """
    sentences: list[str] = []
    sources: dict[str, Traced[Any]] = {}
    for number, wording in enumerate(wordings):
        if _NOT_READ.search(wording.template) or len(" ".join([*sentences, wording.template]).split()) > _MOST:
            continue
        own = chr(ord("a") + number)
        template = ""
        for literal, name, form, _ in Formatter().parse(wording.template):
            template += literal.replace(" × ", " by ")
            if name is not None:
                sources[f"{own}_{name}"] = wording.parts[name]
                template += f"{{{own}_{name}:{form}}}" if form else f"{{{own}_{name}}}"
        sentences.append(template)
    return " ".join(sentences), sources
