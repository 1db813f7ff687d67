"""A worker is killed, stopped or out of disk at twenty moments: same film, and only what was lost is drawn twice."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from distributed import Client

from rendering.cluster import tasks
from tests.rendering.cluster.machines import Machines, machines
from tests.rendering.cluster.recording import assert_same, draw

pytestmark = [pytest.mark.exhaustive, pytest.mark.usefixtures("small_claims")]
MOMENTS = 20
TROUBLES = ("killed", "stopped", "disk full")
SMALL_DISK = "8m"


class Victim:
    """A worker that is in trouble at one moment, and well before the next; another worker stays.

    Parameters
    ----------
    running
        The scheduler, and the other worker.
    disk
        The folder of its files, on a small disk of its own where one may be had.
    """

    def __init__(self, running: Machines, disk: Path) -> None:
        self.running, self.disk, self.seconds = running, disk, 0.0
        self.has_own_disk = not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "t", disk], capture_output=True, check=False
        ).returncode
        self.start()

    def start(self) -> None:
        """Start it, and have it draw its trial, as it would be left out of so short a film until it has."""
        for path in self.disk.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.running.start_worker("victim", folder=self.disk)
        with Client(scheduler_file=str(self.running.file), set_as_default=False) as client:
            client.wait_for_workers(2, timeout=300)
            probes = [
                client.submit(tasks.probe, workers=[address], pure=False)
                for address in client.scheduler_info(n_workers=-1)["workers"]
            ]
            assert all(probe.result(timeout=300)["identity"] for probe in probes)

    def suffer(self, trouble: str) -> None:
        """Bring it into trouble."""
        if trouble == "killed":
            self.running.signal("victim", signal.SIGKILL)
        elif trouble == "stopped":
            self.running.signal("victim", signal.SIGSTOP)
        else:
            subprocess.run(["dd", "if=/dev/zero", f"of={self.disk}/filler", "bs=64k"], capture_output=True, check=False)

    def recover(self, trouble: str) -> None:
        """Make it well again."""
        if trouble == "killed":
            self.running.workers["victim"].wait()
            self.start()
        elif trouble == "stopped":
            self.running.signal("victim", signal.SIGCONT)
        else:
            (self.disk / "filler").unlink()


@pytest.fixture(scope="module")
def victim(tmp_path_factory, identity, short_film):
    """A worker to be brought into trouble, and how long an undisturbed render by the two takes."""
    folder = tmp_path_factory.mktemp("storm")
    (folder / "disk").mkdir()
    scene, film = short_film
    with machines(folder / "machines", "other") as running, pytest.MonkeyPatch.context() as patch:
        found = Victim(running, folder / "disk")
        try:
            patch.setattr("rendering.cluster.claims.LEAST_SECONDS", 0.0)
            patch.setattr("rendering.cluster.claims.PLAYED_AGAIN", 0.0)
            began = []
            outcome, cluster, _ = draw(
                running,
                identity,
                scene,
                folder / "media",
                least=2,
                meanwhile=lambda cluster: began.append(cluster.began.wait(300) and time.monotonic()),
            )
            found.seconds = time.monotonic() - began[0]
            assert_same(folder / "media", film, outcome, cluster)
            yield found
        finally:
            if found.has_own_disk:
                subprocess.run(["umount", "-l", found.disk], check=True)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_worker_is_in_trouble_at_any_moment(tmp_path, identity, short_film, victim, moment):
    scene, film = short_film
    trouble = TROUBLES[moment % len(TROUBLES)]
    if trouble == "disk full" and not victim.has_own_disk:
        pytest.skip("may not mount")
    after = victim.seconds * (moment + random.Random(moment).random()) / MOMENTS

    def meanwhile(cluster):
        assert cluster.began.wait(300)
        threading.Event().wait(after)
        victim.suffer(trouble)

    try:
        outcome, cluster, _ = draw(
            victim.running, identity, scene, tmp_path / "media", least=2, meanwhile=meanwhile, silent=4
        )
    finally:
        victim.recover(trouble)
    assert_same(tmp_path / "media", film, outcome, cluster)
