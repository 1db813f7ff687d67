"""Time whole commands with the workers of a Dask cluster and without, in turn, and compare every file they publish."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from distributed import Client
from rich.table import Table

from benchmarks.render_bench import RunSeconds
from rendering.cluster.local_node import SPARING
from rendering.core.environment import ROOT, engine_environment
from rendering.core.errors import UserError
from rendering.core.supervision import adopt_orphans
from rendering.output.freshness import sha256

SECONDS_TO_START = 120.0


@dataclass(frozen=True)
class Layout:
    """Where the command runs, and the workers.

    Parameters
    ----------
    name
        What the table calls it.
    command
        The cores on which the command runs.
    workers
        The core of each worker.
    """

    name: str
    command: tuple[int, ...]
    workers: tuple[int, ...]


@dataclass(frozen=True)
class ClusterMeasurement:
    """What a layout took.

    Parameters
    ----------
    layout
        Its name.
    wall, cpu
        Median seconds of all runs: on the clock, and of the processors for command, scheduler and workers together,
        from the command's start to the cluster's end.
    identical
        Whether every file is, byte for byte, as without a cluster.
    """

    layout: str
    wall: float
    cpu: float
    identical: bool


def layouts(first: int, second: int) -> tuple[Layout, ...]:
    """Return what is compared on two cores; the first has no cluster."""
    return (
        Layout("no cluster, one core", (first,), ()),
        Layout("one worker, on the command's core", (first,), (first,)),
        Layout("one worker, on a core of its own", (first,), (second,)),
        Layout("two workers, on both cores, the command beside them", (first, second), (first, second)),
    )


def measure(
    scenes: Sequence[str], options: Sequence[str], *, runs: int, limit: float, report: Callable[[str], None]
) -> list[ClusterMeasurement]:
    """Render scenes in each layout in turn, `runs` times, each time with a new cluster.

    Parameters
    ----------
    scenes, options
        Arguments of the command.
    runs
        How often.
    limit
        Seconds that one command may take.
    report
        Receives a line for each run.

    Raises
    ------
    UserError
        If there are not two cores, or a command fails or takes longer.
    """
    cores = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
    if len(cores) < 2:
        raise UserError("two cores are needed, on Linux, to measure two workers of one core each")
    adopt_orphans()  # else what a worker leaves would not be counted
    seconds: dict[str, list[RunSeconds]] = defaultdict(list)
    same: dict[str, bool] = defaultdict(lambda: True)
    wanted: Mapping[str, str] | None = None
    for run in range(runs):
        for layout in layouts(*cores[:2]):
            with tempfile.TemporaryDirectory(prefix="measure-") as folder:
                spent = _timed(layout, [*scenes, *options], Path(folder), limit)
                found = _published(Path(folder) / "media")
            wanted = found if wanted is None else wanted
            bytes_ = "the same bytes" if found == wanted else "OTHER BYTES"
            same[layout.name] &= found == wanted
            seconds[layout.name].append(spent)
            report(
                f"{layout.name}, run {run + 1} of {runs}: {spent.wall:.1f} s, {spent.cpu:.1f} s of processors, {bytes_}"
            )
    return [
        ClusterMeasurement(name, *map(median, zip(*spent, strict=True)), same[name]) for name, spent in seconds.items()
    ]


def table(rows: Sequence[ClusterMeasurement]) -> Table:
    """Return the measurements as a table, each beside its ratio to the first."""
    result = Table(box=None)
    for heading in ("", "wall", "", "CPU", "", "bytes"):
        result.add_column(heading, justify="right" if heading in {"wall", "CPU"} else "left")
    for row in rows:
        wall, cpu = f"×{row.wall / rows[0].wall:.2f}", f"×{row.cpu / rows[0].cpu:.2f}"
        bytes_ = "identical" if row.identical else "DIFFERENT"
        result.add_row(row.layout, f"{row.wall:.1f} s", wall, f"{row.cpu:.1f} s", cpu, bytes_)
    return result


def summary(rows: Sequence[ClusterMeasurement]) -> str:
    """Return what two workers gain and one costs.

    Examples
    --------
    >>> walls = {"none": 100, "one": 120, "apart": 104, "two": 60}
    >>> print(summary([ClusterMeasurement(name, wall, wall, True) for name, wall in walls.items()]))
    two workers against one: 1.73 × (the one on a core of its own), 2.00 × (on the command's core)
    one worker against no cluster: +4.0% (on a core of its own), +20.0% (on the command's core); of processors +4.0%
    """
    none, one, apart, two = rows
    return (
        f"two workers against one: {apart.wall / two.wall:.2f} × (the one on a core of its own), "
        f"{one.wall / two.wall:.2f} × (on the command's core)\n"
        f"one worker against no cluster: {apart.wall / none.wall - 1:+.1%} (on a core of its own), "
        f"{one.wall / none.wall - 1:+.1%} (on the command's core); of processors {apart.cpu / none.cpu - 1:+.1%}"
    )


def _timed(layout: Layout, arguments: Sequence[str], folder: Path, limit: float) -> RunSeconds:
    """Run the command in a layout and return its times, those of its cluster included."""
    command = [sys.executable, str(ROOT / "render.py"), "render", *arguments, "--media_dir", str(folder / "media")]
    before = _processor_seconds()
    with _cluster(layout.workers, folder) as (on, spent_on_start):
        started = time.perf_counter()
        try:
            ended = subprocess.run(
                _on(layout.command, [*command, *on]), capture_output=True, text=True, check=False, timeout=limit
            )
        except subprocess.TimeoutExpired as error:
            raise UserError(f"{layout.name} takes longer than {limit:g} s; choose fewer scenes or -q l") from error
        wall = time.perf_counter() - started
    if ended.returncode:
        raise UserError(f"{layout.name} ended with status {ended.returncode}: {ended.stderr.strip()}")
    return RunSeconds(wall, _processor_seconds() - before - spent_on_start)


@contextmanager
def _cluster(cores: Sequence[int], folder: Path) -> Iterator[tuple[list[str], float]]:
    """For the block, run a scheduler, and a worker on each of some cores; yield ``--on``, and what their start took."""
    if not cores:
        yield [], 0.0
        return
    file, processes = folder / "scheduler.json", []
    try:
        scheduler = ["dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)]
        processes.append(_started(scheduler, folder))
        deadline = time.monotonic() + SECONDS_TO_START
        while not file.is_file():
            if time.monotonic() > deadline or processes[0].poll() is not None:
                raise UserError("no scheduler could be started")
            time.sleep(0.05)
        worker = ["dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--local-directory"]
        for number, core in enumerate(cores):
            processes.append(_started([*worker, str(folder / f"worker-{number}")], folder, (core,)))
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(len(cores), SECONDS_TO_START)
        yield ["--on", str(file)], sum(_processor_seconds_of(process.pid) for process in processes)
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
            process.wait()
        with suppress(ChildProcessError):
            while True:  # what they have left
                os.waitpid(-1, 0)


def _started(command: Sequence[str], folder: Path, cores: Sequence[int] = ()) -> subprocess.Popen[bytes]:
    dask = [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:], "--no-dashboard"]
    settings = {f"DASK_{name.upper().replace('.', '__')}": str(value) for name, value in SPARING.items()}
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(_on(cores, dask), env=engine_environment() | settings, stdout=log, stderr=log)


def _on(cores: Sequence[int], command: Sequence[str]) -> list[str]:
    """Return a command that runs on some cores; on any if none are given."""
    return ["taskset", "-c", ",".join(map(str, cores)), *command] if cores else list(command)


def _processor_seconds() -> float:
    """Return what the children of this process that have ended took."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def _processor_seconds_of(process: int) -> float:
    """Return what a running process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _published(media: Path) -> dict[str, str]:
    """Return the digest of every file that was published."""
    relative = {path.relative_to(media): path for path in sorted(media.rglob("*")) if path.is_file()}
    return {
        str(name): sha256(path)
        for name, path in relative.items()
        if not any(part.startswith(".") for part in name.parts)
    }
