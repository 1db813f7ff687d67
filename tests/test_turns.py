"""What takes turns in `.ci/run` has come up once after as many runs as there are turns."""

from types import SimpleNamespace

import pytest

from scenes.catalogue import SCENES
from tests.conftest import comes_up
from tests.our_scenes import NAMES, TURNS, is_in_turn


def about(nodeid="tests/test_turns.py::test", **params):
    return SimpleNamespace(nodeid=nodeid, callspec=SimpleNamespace(params=params))


@pytest.mark.parametrize("first", [0, 7, 685])
def test_each_scene_comes_up_once(first):
    turns = [{name for name in NAMES if is_in_turn(name, first + turn)} for turn in range(TURNS)]
    assert sorted(name for turn in turns for name in turn) == sorted(NAMES)


@pytest.mark.parametrize("first", [0, 7, 685])
def test_each_test_that_is_about_no_scene_comes_up_once(first):
    tests = [about(f"tests/test_turns.py::test[{number}]", value="no scene") for number in range(200)]
    turns = [sum(comes_up(test, first + turn) for test in tests) for turn in range(TURNS)]
    assert sum(turns) == len(tests)
    assert min(turns) > len(tests) / TURNS / 2
    plain = SimpleNamespace(nodeid="tests/test_turns.py::test")
    assert sum(comes_up(plain, first + turn) for turn in range(TURNS)) == 1


def test_a_test_comes_up_with_its_scene():
    first, second = SCENES[:2]
    assert comes_up(about(name=first.name, theme="dark"), 0)
    assert comes_up(about(entry=first), 0)
    assert not comes_up(about(entry=second), 0)
