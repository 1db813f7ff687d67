"""What a user may choose of a quick check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator

from convmath.questions.catalogue_of_questions import draw_question, question_kind, question_names
from convmath.questions.draws import LARGEST_SEED
from convmath.questions.question import Question
from scenes.base.parameters import Parameters

SHORTEST, LONGEST = 5.0, 60.0


class QuickCheckParameters(Parameters):
    """The question, the seed that draws it, and the time to think."""

    question: str = Field(
        "dense-parameters",
        description="What is asked",
        max_length=80,
        json_schema_extra={"enum": list(question_names())},
    )
    seed: int = Field(0, ge=0, le=LARGEST_SEED, description="Draws the variant; 0 draws the chapter's")
    think: float = Field(6.0, ge=SHORTEST, le=LONGEST, allow_inf_nan=False, description="Seconds to think")

    @field_validator("question")
    @classmethod
    def _is_there(cls, name: str) -> str:
        question_kind(name)
        return name

    def drawn(self) -> Question:
        """Return the question with its options."""
        return draw_question(self.question, self.seed)

    def asks(self) -> str:
        """Return what is asked, in a few words."""
        return question_kind(self.question).asks


EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {"question": "sharing"},
    {"question": "receptive-field"},
    {"question": "output-value", "seed": 2},
    {"question": "wrong-tool", "seed": 1, "think": 8},
)
"""What is tried besides the defaults: the other two of the chapter first."""
