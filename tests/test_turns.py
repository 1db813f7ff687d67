"""What is tested for a third of the scenes in turn is tested for all of them in three turns."""

from types import SimpleNamespace

import pytest

from scenes.catalogue import SCENES
from tests.conftest import comes_up
from tests.our_scenes import NAMES, TURNS, is_in_turn


def about(**params):
    return SimpleNamespace(callspec=SimpleNamespace(params=params))


@pytest.mark.parametrize("first", [0, 7, 685])
def test_each_scene_comes_up_once_in_three_turns(first):
    turns = [{name for name in NAMES if is_in_turn(name, first + turn)} for turn in range(TURNS)]
    assert sorted(name for turn in turns for name in turn) == sorted(NAMES)


def test_a_test_comes_up_with_its_scene_and_one_without_a_scene_always_does():
    first, second = SCENES[:2]
    assert comes_up(about(name=first.name, theme="dark"), 0)
    assert comes_up(about(entry=first), 0)
    assert not comes_up(about(entry=second), 0)
    assert comes_up(about(value="no scene", number=3), 0)
    assert comes_up(SimpleNamespace(), 0)
