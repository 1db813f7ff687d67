import gc
import signal
import sys

import pytest
from hypothesis import HealthCheck, settings

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
settings.load_profile("repeatable")

pytest_plugins = ["tests.browser", "tests.sharing", "tests.our_scenes"]


@pytest.fixture(autouse=True)
def _modules():
    """Put back the modules that a test had forgotten, or those after it would mix classes of two imports."""
    before = dict(sys.modules)
    yield
    sys.modules.update(before)
