"""What the tests of clusters share: this machine's identity, claims of few segments, a scene and its film."""

from __future__ import annotations

import pytest

from rendering.cluster import claims, tasks
from tests.rendering.cluster.machines import travelling
from tests.rendering.cluster.recording import draw_alone


@pytest.fixture(scope="session")
def identity():
    """What decides the bytes that this machine makes."""
    found = tasks.identity_here()
    tasks.dismiss()
    return found


@pytest.fixture
def small_claims(monkeypatch):
    """Have even a film of seconds divided into claims for several workers, as long ones are."""
    monkeypatch.setattr(claims, "LEAST_SECONDS", 0.0)
    monkeypatch.setattr(claims, "PLAYED_AGAIN", 0.0)


@pytest.fixture(scope="session")
def short_film(tmp_path_factory):
    """A scene of some seconds, and what one machine makes of it."""
    folder = tmp_path_factory.mktemp("film")
    scene = travelling(folder / "film", long=13)
    return scene, draw_alone(scene, folder / "media")
