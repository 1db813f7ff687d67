"""Whatever becomes of workers, the film is the same, and nothing is drawn twice but what was lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import pytest

from tests.paths import ROOT
from tests.processes import processes_of, wait_until
from tests.rendering.cluster.machines import environment, machines
from tests.rendering.cluster.recording import assert_same, draw, mp4s

pytestmark = [pytest.mark.exhaustive, pytest.mark.usefixtures("small_claims")]
CORRUPT = """
from rendering.cluster import tasks
whole = tasks.draw
def draw(*arguments):
    result = whole(*arguments)
    for segment in result.get("segments", ()):
        segment["contents"] = {name: data[:-1] + b"?" for name, data in segment["contents"].items()}
    return result
def dask_setup(worker):
    tasks.draw = draw
    import distributed.worker
    inner = distributed.worker.apply_function
    def apply(function, *arguments, **named):
        return inner(draw if getattr(function, "__name__", "") == "draw" else function, *arguments, **named)
    distributed.worker.apply_function = apply
    distributed.worker.apply_function_simple = _simple(distributed.worker.apply_function_simple)
def _simple(inner):
    def apply(function, *arguments, **named):
        return inner(draw if getattr(function, "__name__", "") == "draw" else function, *arguments, **named)
    return apply
"""


@pytest.mark.parametrize("again", [False, True], ids=["gone", "restarted"])
def test_a_scheduler_that_goes_while_segments_are_drawn(tmp_path, identity, short_film, again):
    scene, film = short_film

    def trouble(cluster):
        cluster.began.wait(60)
        running.scheduler.kill()
        running.scheduler.wait()
        if again:
            running.start_scheduler()
            running.start_worker("new")

    with machines(tmp_path / "machines", "one") as running:
        outcome, _, _ = draw(running, identity, scene, tmp_path / "media", meanwhile=trouble)
    assert outcome.error == ""
    assert mp4s(tmp_path / "media") == film


@pytest.fixture
def other_machine():
    """A machine of its own as far as the network goes: its name, its address, and ours; needs the right to make one."""
    name = f"m{os.getpid()}"
    made = [
        f"ip netns add {name}",
        f"ip link add {name}a type veth peer name {name}b netns {name}",
        f"ip addr add 10.211.77.1/24 dev {name}a",
        f"ip link set {name}a up",
        f"ip -n {name} addr add 10.211.77.2/24 dev {name}b",
        f"ip -n {name} link set {name}b up",
        f"ip -n {name} link set lo up",
    ]
    try:
        if shutil.which("ip") is None or any(
            subprocess.run(command.split(), capture_output=True, check=False).returncode for command in made
        ):
            pytest.skip("may not make network namespaces")
        yield name
    finally:
        if shutil.which("ip"):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)


def test_a_network_that_is_cut_while_segments_are_drawn(tmp_path, identity, short_film, other_machine):
    scene, film = short_film

    def trouble(cluster):
        cluster.began.wait(60)
        subprocess.run(["ip", "link", "set", f"{other_machine}a", "down"], check=True)

    with machines(tmp_path / "machines", host="10.211.77.1") as running:
        running.start_worker("far", host="10.211.77.2", within=("ip", "netns", "exec", other_machine))
        outcome, cluster, said = draw(running, identity, scene, tmp_path / "media", meanwhile=trouble)
    assert_same(tmp_path / "media", film, outcome, cluster)
    assert any("has no access control" in line for line in said.lines)
    assert any("drawn here" in line for line in said.lines)


def test_damaged_results_are_noticed_and_drawn_by_others(tmp_path, identity, short_film):
    scene, film = short_film
    (tmp_path / "corrupt.py").write_text(CORRUPT)
    with machines(tmp_path / "machines", "honest") as running:
        running.start_worker("corrupt", "--preload", str(tmp_path / "corrupt.py"))
        outcome, cluster, said = draw(running, identity, scene, tmp_path / "media", least=2)
    assert_same(tmp_path / "media", film, outcome, cluster)
    assert "corrupt" not in outcome.drawn_by
    assert cluster.failed, said.lines


def test_a_scene_that_kills_its_process_fails_alone_with_its_line(tmp_path, identity):
    (tmp_path / "crash.py").write_text(
        "import os, signal\nfrom manim import *\n\nclass Deadly(Square):\n    armed = False\n"
        "    def get_fill_rgbas(self):\n        if self.armed:\n"
        "            os.kill(os.getpid(), signal.SIGSEGV)\n        return super().get_fill_rgbas()\n\n"
        "class Crash(Scene):\n    def construct(self):\n        self.add(Deadly())\n        Deadly.armed = True\n"
        "        self.wait(1)\n"
    )
    with machines(tmp_path / "machines", "one", "two") as running:
        outcome, cluster, said = draw(running, identity, f"{tmp_path / 'crash.py'}:Crash", tmp_path / "media")
        assert all(process.poll() is None for process in running.workers.values())
    assert "SIGSEGV" in outcome.error
    assert max(cluster.given.values()) <= 2, said.lines


def test_an_interrupted_command_leaves_workers_clean(tmp_path, short_film):
    with machines(tmp_path / "machines", "one", MARK=str(tmp_path)) as running:
        command = [sys.executable, str(ROOT / "render.py"), "render", short_film[0], "-r", "1920,1080", "--fps", "60"]
        process = subprocess.Popen(
            [*command, "--on", running.address], cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True
        )

        def drawing() -> bool:
            return any((tmp_path / "machines").glob("one/**/rendering/tmp*/files/*.mp4"))

        wait_until(drawing, lambda: process.poll())
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said.strip().splitlines()[-1]) == (130, "interrupted")
        wait_until(lambda: not list((tmp_path / "machines").glob("one/**/rendering/tmp*")), lambda: "still drawn")
        assert not list((tmp_path / "media").rglob("*.mp4"))
        assert running.workers["one"].poll() is None
        assert processes_of(f"MARK={tmp_path}")
