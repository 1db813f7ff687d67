"""Real schedulers and workers on this machine, started as the recipes say, and scenes to be drawn there."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.paths import ROOT
from tests.processes import pids_of, wait_until

SCENE = """
from pathlib import Path
import numpy as np
from manim import *
from colours import PAINT

class Travelling(Scene):
    def construct(self):
        picture = ImageMobject(str(Path(__file__).parent / "picture.png")).scale(20)
        square = Square(color=PAINT)
        self.play(FadeIn(picture), Create(square), run_time=1)
        self.play(square.animate.shift(RIGHT), run_time={long})
        turning = Square().add_updater(lambda mobject, dt: mobject.rotate(dt))
        self.add(turning)
        self.wait(1)
        turning.clear_updaters()
        for number in range(6):
            self.play(square.animate.rotate(0.3).shift(0.2 * UP), turning.animate.shift(0.1 * LEFT), run_time=0.6)
        self.wait(0.5)
"""
TINY = ("-r", "160,90", "--fps", "20")
PICTURES = 20 + 140 + 20 + 6 * 12 + 1
"""How many pictures the scene has at that rate: one for each frame, and one for its last wait."""


def travelling(folder: Path, *, long: float = 7) -> str:
    """Write a scene with a module and a picture of its own, a long play and updaters; return how it is named."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "colours.py").write_text("PAINT = '#c04060'\n")
    (folder / "film.py").write_text(SCENE.format(long=long))
    Image.radial_gradient("L").resize((16, 16)).save(folder / "picture.png")
    return f"{folder / 'film.py'}:Travelling"


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a machine on which the project is installed."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **more}


def render(*arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ours in a folder."""
    return subprocess.run(
        [sys.executable, ROOT / "render.py", *arguments],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )


def films(folder: Path) -> dict[str, bytes]:
    """Return what was published in a folder of output, by its name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def address_in(scheduler_file: Path) -> str:
    """Return the address a scheduler has written; nothing before the file is whole, as Dask opens it first."""
    try:
        return str(json.loads(scheduler_file.read_text())["address"])
    except (FileNotFoundError, json.JSONDecodeError):
        return ""


class Machines:
    """A scheduler, and workers that can be killed and stopped.

    Parameters
    ----------
    folder
        A folder for their files.
    arguments, variables
        What scheduler and workers are started with besides.
    host
        The address of this machine.
    """

    def __init__(self, folder: Path, *arguments: str, host: str = "127.0.0.1", **variables: str) -> None:
        self.folder, self._arguments, self._variables = folder, ("--no-dashboard", *arguments), variables
        self.file = folder / "scheduler.json"
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.port, self.host = "0", host
        self.start_scheduler()

    @property
    def address(self) -> str:
        """The scheduler's address."""
        return address_in(self.file)

    def _start(
        self, command: str, *arguments: str, within: tuple[str, ...] = (), **variables: str
    ) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [
                    *within,
                    sys.executable,
                    "-m",
                    f"distributed.cli.{command}",
                    *arguments,
                    "--no-dashboard",
                    *self._arguments,
                ],
                cwd=self.folder,
                env=environment(MACHINES=str(self.folder), **self._variables, **variables),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_scheduler(self) -> None:
        """Start the scheduler, at the port it had before."""
        self.file.unlink(missing_ok=True)
        self.scheduler = self._start(
            "dask_scheduler", "--host", self.host, "--port", self.port, "--scheduler-file", str(self.file)
        )
        wait_until(lambda: address_in(self.file), lambda: (self.folder / "log").read_text())
        self.port = self.address.rpartition(":")[2]

    def start_worker(
        self,
        name: str,
        *arguments: str,
        folder: Path | None = None,
        host: str = "",
        within: tuple[str, ...] = (),
        **variables: str,
    ) -> None:
        """Start a worker of one thread, with a command that has it run elsewhere where one is given."""
        local = folder or self.folder / name
        local.mkdir(exist_ok=True)
        options = (
            "--nthreads",
            "1",
            "--no-nanny",
            "--name",
            name,
            "--local-directory",
            str(local),
            "--host",
            host or self.host,
        )
        self.workers[name] = self._start(
            "dask_worker",
            "--scheduler-file",
            str(self.file),
            *options,
            *arguments,
            within=within,
            WORKER=name,
            **variables,
        )

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a worker a signal."""
        self.workers[name].send_signal(number)

    def signal_drawers(self, name: str, number: signal.Signals) -> list[int]:
        """Send a signal to the processes with which a worker draws, and return which they are."""
        found = []
        for process in pids_of(f"WORKER={name}", f"MACHINES={self.folder}"):
            if process != self.workers[name].pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, number)
                    found.append(process)
        return found

    def stop(self) -> None:
        """Kill them all, and what they have started."""
        for process in pids_of(f"MACHINES={self.folder}"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for process in (*self.workers.values(), self.scheduler):
            process.wait()


@contextlib.contextmanager
def machines(
    folder: Path, *names: str, arguments: tuple[str, ...] = (), host: str = "127.0.0.1", **variables: str
) -> Iterator[Machines]:
    """For the block, run a scheduler and workers of some names."""
    folder.mkdir(exist_ok=True)
    running = Machines(folder, *arguments, host=host, **variables)
    try:
        for name in names:
            running.start_worker(name)
        yield running
    finally:
        running.stop()
