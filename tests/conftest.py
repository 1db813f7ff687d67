import contextlib
import gc
import os
import signal
import sys
from zlib import crc32

import pytest
from hypothesis import HealthCheck, Phase, is_hypothesis_test, settings
from hypothesis.errors import InvalidArgument

from rendering.output import process_inputs

# Scenes are webs of a few hundred thousand small objects; the collector would walk them again and again.
gc.set_threshold(100_000, 20, 50)

# A shell makes commands in the background deaf to Ctrl-C, and so the children they start; the tests interrupt theirs.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine says nothing about the code
)
# `.ci/run` tries other examples every time. What fails is printed with a line that makes it fail again anywhere.
settings.register_profile(
    "exploring", settings.get_profile("repeatable"), derandomize=False, print_blob=True, max_examples=120
)
settings.register_profile("exploring-slowly", settings.get_profile("exploring"), max_examples=200)
# A planted fault only has to be noticed: fewer examples do, and the smallest that fails is not looked for.
settings.register_profile(
    "mutating",
    settings.get_profile("repeatable"),
    phases=[Phase.explicit, Phase.generate],
    max_examples=25,
    database=None,
)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "repeatable")
settings.load_profile(PROFILE)

pytest_plugins = ["tests.browser", "tests.sharing", "tests.our_scenes"]


def pytest_collection_modifyitems(config, items):
    """Leave out what is not in turn, and try more examples of what is slow where examples are looked for at all."""
    if (turn := os.environ.get("TURN")) is not None:
        waiting = {item for item in items if item.get_closest_marker("exhaustive") and not comes_up(item, int(turn))}
        config.hook.pytest_deselected(items=[item for item in items if item in waiting])
        items[:] = [item for item in items if item not in waiting]
    if PROFILE != "exploring":
        return
    for item in items:
        function = getattr(item, "obj", None)
        function = getattr(function, "__func__", function)  # of a method, the function in its class
        if item.get_closest_marker("slow") is not None and is_hypothesis_test(function):
            with contextlib.suppress(InvalidArgument):  # it has settings of its own, or had them from its other cases
                settings.get_profile("exploring-slowly")(function)


def comes_up(item, turn):
    """Return whether the scene that a test is about is in turn, or else the test itself, by its name."""
    from scenes.catalogue import CatalogueEntry
    from tests.our_scenes import NAMES, TURNS, is_in_turn  # plugins are loaded before they are imported

    values = getattr(item, "callspec", None) and item.callspec.params.values()
    names = {getattr(value, "name", value) for value in values or () if isinstance(value, str | CatalogueEntry)}
    ours = names & set(NAMES)
    return all(is_in_turn(name, turn) for name in ours) if ours else crc32(item.nodeid.encode()) % TURNS == turn % TURNS


@pytest.fixture(autouse=True)
def _modules():
    """Put back the modules that a test had forgotten, or those after it would mix classes of two imports."""
    before = dict(sys.modules)
    yield
    sys.modules.update(before)


@pytest.fixture(autouse=True)
def _variables():
    """Forget which variables a test has read: to the scenes that the next one renders, tests are scene code."""
    yield
    process_inputs._variables.clear()
