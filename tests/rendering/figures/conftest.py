"""The figure that most tests use."""

from __future__ import annotations

import pytest

from tests.paths import TURNING
from tests.rendering.figures.making import WIDTH, figures


@pytest.fixture(scope="session")
def turning(made_once):
    """The folder of a small figure in every format."""

    def make(media):
        done = figures(f"{TURNING}:Turning", "--width", WIDTH, "--animate", 5, "--loop", 0, media=media)
        assert done.returncode == 0, done.stderr

    return made_once("figures-of-turning", make) / "figures" / "turning"
