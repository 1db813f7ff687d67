"""Frozen records that hold what their checks returned."""

from dataclasses import dataclass

import numpy as np
import pytest

from convmath.core.errors import InputError
from convmath.core.records import checked_flag, settle, settle_whole


@dataclass(frozen=True)
class Crate:
    sides: tuple[int, ...] | int
    weight: int = 1


def test_fields_of_a_frozen_record_are_set_while_it_is_made() -> None:
    crate = Crate(3)
    settle(crate, sides=(1, 2), weight=4)
    assert crate == Crate((1, 2), 4)


def test_whole_fields_become_pythons_own_however_deep() -> None:
    crate = Crate([np.uint8(200), (np.int8(-3), [np.int64(7)])], np.int16(9))
    settle_whole(crate, "sides", "weight")
    assert crate == Crate((200, (-3, (7,))), 9)
    assert type(crate.weight) is int
    assert type(crate.sides[0]) is int


def test_only_the_fields_named_are_settled() -> None:
    crate = Crate("untouched", np.int8(2))
    settle_whole(crate, "weight")
    assert crate.sides == "untouched"


@pytest.mark.parametrize("sides", [1.0, (1, 2.0), True, "3", None, (1, (0, -1))])
def test_what_is_not_whole_or_too_small_is_refused_by_name(sides) -> None:
    with pytest.raises(InputError, match=r"argument 'sides' was .*; allowed: an integer of at least 0"):
        settle_whole(Crate(sides), "sides", at_least=0)


@pytest.mark.parametrize("value", [True, False, np.True_, np.False_])
def test_flags_come_back_as_pythons_own(value) -> None:
    assert checked_flag("bias", value) is bool(value)


@pytest.mark.parametrize("value", [0, 1, None, "True", 1.0, np.int8(1)])
def test_what_is_not_a_flag_is_refused(value) -> None:
    with pytest.raises(InputError, match=r"'bias' was .*; allowed: True or False"):
        checked_flag("bias", value)
