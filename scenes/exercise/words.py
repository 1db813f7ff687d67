"""An exercise in words."""

from __future__ import annotations

from convmath.core.provenance import Traced, traced
from convmath.questions.code_runs import run_listing
from scenes.base.descriptions import Description, Phrase, joined, phrase
from scenes.exercise.parameters import ExerciseParameters


def describe(given: ExerciseParameters) -> Description:
    """Return what the task is, and how it is solved."""
    chosen = given.chosen()
    steps = [phrase(step.template, **step.parts) for step in chosen.solution()]
    if chosen.listing:
        lines: Traced[int] = traced(run_listing, chosen.listing).field("lines").field("__len__")
        solved = phrase("A program of {n} lines and what it printed", n=lines)
    else:
        solved = Phrase("The solution, sentence by sentence")
    return Description(
        alt=phrase(f"A card sets an exercise, {chosen.about}. {{last}}", last=steps[-1]),
        description=joined(
            [
                phrase(f"A card sets an exercise: {chosen.asks}"),
                phrase("A ring empties while the viewer thinks."),
                phrase("{solved} follow.", solved=solved)
                if chosen.listing
                else phrase("{solved}, follows.", solved=solved),
                *steps,
            ]
        ),
        caption=phrase(f"An exercise, {chosen.about}, and its solution."),
    )
