"""What a user may choose of an exercise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator

from convmath.questions.exercises import EXERCISES, ChapterExercise, exercise_by_name
from scenes.base.parameters import Parameters

SHORTEST, LONGEST = 5.0, 60.0
FIRST = "edges-on-a-checkerboard"


class ExerciseParameters(Parameters):
    """The exercise, and the time to think."""

    exercise: str = Field(
        FIRST,
        description="What is to be done",
        max_length=80,
        json_schema_extra={"enum": list(EXERCISES)},
    )
    think: float = Field(5.0, ge=SHORTEST, le=LONGEST, allow_inf_nan=False, description="Seconds to think")

    @field_validator("exercise")
    @classmethod
    def _is_there(cls, name: str) -> str:
        exercise_by_name(name)
        return name

    def chosen(self) -> ChapterExercise:
        """Return the exercise."""
        return exercise_by_name(self.exercise)


EXAMPLES: tuple[Mapping[str, Any], ...] = tuple({"exercise": name} for name in EXERCISES if name != FIRST)
"""What is tried besides the defaults: every other exercise."""
