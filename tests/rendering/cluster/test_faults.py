"""Whatever becomes of workers, the film is the same, and nothing is drawn twice but what was lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from rendering.cluster import tasks
from rendering.cluster.cluster import Cluster
from rendering.cluster.connection import On
from rendering.core.job import Look, RenderJob
from rendering.core.targets import resolve
from rendering.jobs import pool
from tests.paths import ROOT
from tests.processes import processes_of, wait_until
from tests.rendering.cluster.machines import environment, films, machines, travelling

LOOK = Look(size=(320, 180), rate=20, fixes_size=True, fixes_rate=True)
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


class Watching:
    """An observer that keeps what is said."""

    def __init__(self):
        self.lines = []

    def started(self, index, job): ...
    def progressed(self, index, phase, frames): ...
    def ended(self, index, outcome): ...

    def logged(self, _index, line):
        self.lines.append(line)


class Recording(Cluster):
    """A cluster that counts how often each segment is given away, and how often it failed or was late."""

    def __init__(self, *arguments, **options):
        self.given, self.excused = Counter(), Counter()
        self.began = threading.Event()
        super().__init__(*arguments, **options)

    def _give(self, claim, worker):
        self.given.update(claim.firsts)
        self.began.set()
        super()._give(claim, worker)

    def _fail(self, attempt, *arguments, **options):
        self.excused.update(attempt.claim.firsts)
        super()._fail(attempt, *arguments, **options)

    def _repeat_stragglers(self):
        before = self.given.copy()
        super()._repeat_stragglers()
        self.excused.update(self.given - before)


@pytest.fixture(scope="module")
def identity():
    """This machine's."""
    found = tasks.identity_here()
    tasks.dismiss()
    return found


def draw(running, identity, scene, folder, *, meanwhile=None, store=None):
    """Render a scene on machines while something is done to them."""
    target = resolve(scene, ())
    job = RenderJob(target=target, folder=folder / target.name, look=LOOK)
    said, observer = [], Watching()
    cluster = Recording(On(file=running.file), lambda: identity, said.append, store=store, patience=8, silent=5)
    trouble = threading.Thread(target=meanwhile or (lambda _: None), args=(cluster,))
    trouble.start()
    try:
        (outcome,) = pool.run([job], observer, workers=1, processes=1, machines=cluster)
    finally:
        trouble.join()
        cluster.close()
    return outcome, cluster, said + observer.lines


@pytest.fixture(scope="module")
def wanted(tmp_path_factory):
    """A scene, and what one machine makes of it."""
    folder = tmp_path_factory.mktemp("wanted")
    scene = travelling(folder / "film", long=16)
    target = resolve(scene, ())
    pool.run([RenderJob(target=target, folder=folder / "media" / target.name, look=LOOK)], Watching(), workers=1)
    return scene, {name: data for name, data in films(folder / "media").items() if name.endswith(".mp4")}


def assert_same(folder: Path, wanted, outcome, cluster):
    assert outcome.error == ""
    assert {name: data for name, data in films(folder).items() if name.endswith(".mp4")} == wanted
    twice = {first: count for first, count in cluster.given.items() if count > 1}
    assert all(count <= 1 + cluster.excused[first] for first, count in twice.items()), twice


@pytest.mark.exhaustive
@pytest.mark.parametrize("moment", range(14))
def test_a_worker_that_is_killed_or_stopped_at_any_moment(tmp_path, identity, wanted, moment):
    scene, film = wanted
    chance = random.Random(moment)
    number = signal.SIGSTOP if moment % 2 else signal.SIGKILL

    def trouble(cluster):
        cluster.began.wait(60)
        threading.Event().wait(chance.uniform(0, 2.5))
        running.signal(chance.choice(["one", "two"]), number)

    with machines(tmp_path / "machines", "one", "two") as running:
        outcome, cluster, _ = draw(running, identity, scene, tmp_path / "media", meanwhile=trouble)
    assert_same(tmp_path / "media", film, outcome, cluster)


@pytest.mark.exhaustive
@pytest.mark.parametrize("moment", range(6))
def test_a_worker_whose_disk_is_full_at_any_moment(tmp_path, identity, wanted, moment):
    scene, film = wanted
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "t", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("may not mount")

    def trouble(cluster):
        cluster.began.wait(60)
        threading.Event().wait(random.Random(moment).uniform(0, 2))
        subprocess.run(["dd", "if=/dev/zero", f"of={disk}/filler", "bs=64k"], capture_output=True, check=False)

    try:
        with machines(tmp_path / "machines", "one") as running:
            running.start_worker("small", folder=disk)
            outcome, cluster, _ = draw(running, identity, scene, tmp_path / "media", meanwhile=trouble)
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
    assert_same(tmp_path / "media", film, outcome, cluster)


@pytest.mark.exhaustive
@pytest.mark.parametrize("again", [False, True], ids=["gone", "restarted"])
def test_a_scheduler_that_goes_while_segments_are_drawn(tmp_path, identity, wanted, again):
    scene, film = wanted

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
    assert {name: data for name, data in films(tmp_path / "media").items() if name.endswith(".mp4")} == film


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


@pytest.mark.exhaustive
def test_a_network_that_is_cut_while_segments_are_drawn(tmp_path, identity, wanted, other_machine):
    scene, film = wanted

    def trouble(cluster):
        cluster.began.wait(60)
        subprocess.run(["ip", "link", "set", f"{other_machine}a", "down"], check=True)

    with machines(tmp_path / "machines", host="10.211.77.1") as running:
        running.start_worker("far", host="10.211.77.2", within=("ip", "netns", "exec", other_machine))
        outcome, cluster, lines = draw(running, identity, scene, tmp_path / "media", meanwhile=trouble)
    assert_same(tmp_path / "media", film, outcome, cluster)
    assert any("has no access control" in line for line in lines)
    assert any("drawn here" in line for line in lines)


@pytest.mark.exhaustive
def test_damaged_results_are_noticed_and_drawn_by_others(tmp_path, identity, wanted):
    scene, film = wanted
    (tmp_path / "corrupt.py").write_text(CORRUPT)
    with machines(tmp_path / "machines", "honest") as running:
        running.start_worker("corrupt", "--preload", str(tmp_path / "corrupt.py"))
        outcome, cluster, lines = draw(running, identity, scene, tmp_path / "media")
    assert_same(tmp_path / "media", film, outcome, cluster)
    assert "corrupt" not in outcome.drawn_by
    assert cluster.excused, lines


@pytest.mark.exhaustive
def test_a_scene_that_kills_its_process_fails_alone_with_its_line(tmp_path, identity):
    (tmp_path / "crash.py").write_text(
        "import os, signal\nfrom manim import *\n\nclass Deadly(Square):\n    armed = False\n"
        "    def get_fill_rgbas(self):\n        if self.armed:\n"
        "            os.kill(os.getpid(), signal.SIGSEGV)\n        return super().get_fill_rgbas()\n\n"
        "class Crash(Scene):\n    def construct(self):\n        self.add(Deadly())\n        Deadly.armed = True\n"
        "        self.wait(1)\n"
    )
    with machines(tmp_path / "machines", "one", "two") as running:
        outcome, cluster, lines = draw(running, identity, f"{tmp_path / 'crash.py'}:Crash", tmp_path / "media")
        assert all(process.poll() is None for process in running.workers.values())
    assert "SIGSEGV" in outcome.error
    assert max(cluster.given.values()) <= 2, lines


@pytest.mark.exhaustive
def test_an_interrupted_command_leaves_workers_clean(tmp_path, wanted):
    with machines(tmp_path / "machines", "one", MARK=str(tmp_path)) as running:
        command = [sys.executable, str(ROOT / "render.py"), "render", wanted[0], "-r", "1920,1080", "--fps", "60"]
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
