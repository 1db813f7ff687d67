"""Go through a mobject's family quickly, where that is as Manim has it."""

from __future__ import annotations

import functools
from typing import Any

from manim import Mobject


def gather(mobject: Any, members: list[Any], family: list[Any]) -> bool:
    """List a mobject's family, and those of it that have points; return whether it is a family as Manim's own."""
    family.append(mobject)
    if len(mobject.points):
        members.append(mobject)
    kind: Any = type(mobject)
    if not _has_plain_family(kind):
        return False
    for part in mobject.submobjects:  # noqa: SIM110 - it is called for all that moves in every frame
        if not gather(part, members, family):
            return False
    return True


def has_plain_family(mobject: Any) -> bool:
    """Say whether a mobject's family, and whether two mobjects are the same, is as Manim has it."""
    kind: Any = type(mobject)
    return _has_plain_family(kind)


@functools.cache
def _has_plain_family(kind: type) -> bool:
    return all(
        getattr(kind, name, None) is getattr(Mobject, name)
        for name in ("get_family", "_iter_family", "family_members_with_points", "get_num_points", "__hash__", "__eq__")
    )
