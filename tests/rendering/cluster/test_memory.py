"""A worker that has no memory left: its claim goes to another one, and then is drawn here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.processes import wait_until
from tests.rendering.cluster.machines import machines
from tests.rendering.cluster.recording import assert_same, draw, draw_alone

pytestmark = [pytest.mark.exhaustive, pytest.mark.usefixtures("small_claims")]
SCENE = """
import numpy as np
from manim import *

class Hungry(Square):
    is_drawn = False
    def get_fill_rgbas(self):
        if Hungry.is_drawn:
            Hungry.is_drawn = False
            np.ones(1_500_000_000, np.uint8)
        return super().get_fill_rgbas()

class Meal(Scene):
    def construct(self):
        square = Hungry()
        self.add(square)
        Hungry.is_drawn = True
        self.wait(1)
        self.wait(0.5)
"""
LIMIT = 1_500_000_000
"""Bytes: enough to import Manim and draw a trial, too few for the scene."""


@pytest.fixture(params=["address space", "killed"])
def limit(request):
    """What a command is started with to have little memory: an allocation fails, or the kernel kills."""
    if request.param == "address space":
        yield ("prlimit", f"--as={LIMIT}")
        return
    group = Path("/sys/fs/cgroup/memory") / f"tests-{os.getpid()}"
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(1_000_000_000))
    except OSError:
        pytest.skip("may not limit the memory of a group of processes")
    try:
        yield ("sh", "-c", f'echo $$ >{group}/cgroup.procs && exec "$@"', "sh")
    finally:
        wait_until(lambda: not _processes_in(group), lambda: _processes_in(group))
        group.rmdir()


def _processes_in(group: Path) -> list[str]:
    return (group / "cgroup.procs").read_text().split()


@pytest.fixture
def meal(tmp_path):
    """A scene that needs much memory where it is drawn, and its film."""
    path = tmp_path / "meal.py"
    path.write_text(SCENE)
    return f"{path}:Meal", draw_alone(f"{path}:Meal", tmp_path / "alone")


def test_what_fits_into_no_memory_of_one_worker_is_drawn_by_another(tmp_path, identity, meal, limit):
    scene, film = meal
    with machines(tmp_path / "machines", "large") as running:
        running.start_worker("small", within=limit)
        outcome, cluster, said = draw(running, identity, scene, tmp_path / "media", least=2)
        assert running.workers["small"].poll() is None
    assert_same(tmp_path / "media", film, outcome, cluster)
    assert cluster.failed, said.lines
    assert set(outcome.drawn_by) == {"large"}


def test_what_fits_into_no_workers_memory_is_drawn_here(tmp_path, identity, meal, limit):
    scene, film = meal
    with machines(tmp_path / "machines") as running:
        for name in ("small", "slight"):
            running.start_worker(name, within=limit)
        outcome, cluster, said = draw(running, identity, scene, tmp_path / "media", least=2)
    assert_same(tmp_path / "media", film, outcome, cluster)
    assert set(cluster.given.values()) == {2}, "one retry"
    assert set(outcome.drawn_by) == {"here"}
    assert any("drawn here" in line for line in said.lines)
