"""Refuse numbers that are none before a scene is played."""

from __future__ import annotations

import math

from rendering.core.errors import UserError


def check_number(option: str, value: float | None) -> None:
    """Raise `UserError` where an option is no number that can be measured, which passes any range.

    Examples
    --------
    >>> check_number("--width-mm", 120.0)
    >>> check_number("--width-mm", float("nan"))
    Traceback (most recent call last):
    ...
    rendering.core.errors.UserError: --width-mm takes a number, not nan
    """
    if value is not None and not math.isfinite(value):
        raise UserError(f"{option} takes a number, not {value}")
