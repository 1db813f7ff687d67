"""A quick check in words."""

from __future__ import annotations

from convmath.questions.wording import Wording
from scenes.base.descriptions import Description, Phrase, joined, phrase
from scenes.quick_check.option_rows import LETTERS
from scenes.quick_check.parameters import QuickCheckParameters


def describe(given: QuickCheckParameters) -> Description:
    """Return what is asked, what the options are, and which of them is right."""
    question = given.drawn()
    letter = LETTERS[question.answer]
    right = worded(question.right.label)
    listed = [phrase(f"{mark}: {{label}}", label=worded(each.label)) for mark, each in zip(LETTERS, question.options)]
    said = [
        phrase(f"{mark}. {{reason}}", reason=worded(each.explanation)) for mark, each in zip(LETTERS, question.options)
    ]
    return Description(
        alt=phrase(
            f"A card asks {given.asks()}, with four options. Each is explained, and the wrong ones are crossed out; "
            f"{letter} is ticked: {{right}}.",
            right=right,
        ),
        description=joined(
            [
                phrase("A card asks: {asked}", asked=worded(question.draft.asking)),
                phrase("The options are {options}.", options=joined(listed, apart="; ")),
                phrase("A ring empties while the viewer thinks."),
                phrase(f"Then the answer is worked out, and {letter} is ticked."),
                *said,
            ]
        ),
        caption=phrase(f"A quick check on {given.asks()}: the answer is {{right}}.", right=right),
    )


def worded(wording: Wording) -> Phrase:
    """Return a wording as a phrase."""
    return phrase(wording.template, **wording.parts)
