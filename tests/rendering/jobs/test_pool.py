"""Workers: what becomes of failures, of workers that are killed, and of what is up to date."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue

import pytest

from rendering.core.job import Format, Look, RenderJob
from rendering.core.processes import can_fork
from rendering.core.targets import Target
from rendering.jobs import pool
from rendering.jobs.production import produce
from rendering.jobs.progress import exit_status
from rendering.jobs.worker_process import WorkerProcess
from rendering.output import sidecar
from tests.paths import PLAIN

SMALL = Look(size=(160, 90), rate=Fraction(10))


class Notes:
    """An observer that writes down what it hears."""

    def __init__(self):
        self.events = []
        self.lines = []

    def started(self, index, job):  # noqa: ARG002
        self.events.append(("started", index))

    def progressed(self, index, phase, frames):  # noqa: ARG002
        self.events.append((phase, index))

    def logged(self, index, line):
        self.lines.append((index, line))

    def ended(self, index, outcome):
        self.events.append((outcome.status, index))


@pytest.fixture(scope="module")
def evening(tmp_path_factory):
    """Several jobs in two workers at a time: the jobs by name, how each ended, and what was heard meanwhile."""
    folder = tmp_path_factory.mktemp("evening")
    printer = folder / "printer.py"
    printer.write_text(
        "from manim import *\nclass Printer(Scene):\n    def construct(self):\n"
        "        print('Ünï', flush=True)\n        import os; os.write(1, b'raw\\n')\n        self.wait(0.2)\n"
    )
    told = {"parameter_values": {"stride": 9}}
    light = {"theme_name": "light"}
    jobs = [
        job_of("Sections", folder),
        job_of("Broken", folder),
        job_of("Killed", folder),
        job_of("Picky", folder, name="refused", look=replace(SMALL, attributes=told)),
        job_of("Picky", folder, name="light", look=replace(SMALL, attributes=light)),
        job_of("Sections", folder, name="unthemed", look=replace(SMALL, attributes=light)),
        job_of("Printer", folder, file=printer),
    ]
    notes = Notes()
    outcomes = pool.run(jobs, notes, workers=2)
    return {outcome.job.target.name: outcome for outcome in outcomes}, notes, [job.target.name for job in jobs]


def job_of(class_name, folder, **options):
    target = Target(options.pop("file", PLAIN), class_name, options.pop("name", class_name.lower()))
    return RenderJob(**{"target": target, "folder": folder / target.name, "look": SMALL, **options})


@pytest.mark.slow
def test_one_failure_among_several_lets_the_others_finish(evening):
    outcomes, notes, names = evening
    assert list(outcomes) == names
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "sections": "rendered",
        "broken": "failed",
        "killed": "failed",
        "refused": "failed",
        "light": "rendered",
        "unthemed": "failed",
        "printer": "rendered",
    }
    for outcome in outcomes.values():
        assert outcome.job.output(Format.MP4).is_file() == (outcome.status == "rendered")
        assert outcome.status == "rendered" or list(outcome.job.folder.glob("*")) == []
    assert ("frames", 0) in notes.events


@pytest.mark.slow
def test_each_failure_says_why(evening):
    outcomes, _, _ = evening
    assert outcomes["broken"].error == "the middle is missing"
    assert outcomes["killed"].error == "the worker was killed by SIGKILL before it was done"
    assert outcomes["refused"].error == "stride was 9; allowed: 1 to 3"
    assert outcomes["unthemed"].error.startswith("Sections takes no --theme")
    assert {name for name, outcome in outcomes.items() if outcome.user_error} == {"refused", "unthemed"}
    assert exit_status(list(outcomes.values())) == 1
    assert exit_status([outcomes["refused"]]) == 2
    assert exit_status([outcomes["light"]]) == 0


@pytest.mark.slow
def test_a_traceback_shows_the_authors_lines_only(evening):
    lines = evening[0]["broken"].traceback.splitlines()
    assert lines[0] == "Traceback (your lines):"
    assert [line for line in lines if line.strip().startswith("File ")] == [lines[1]]
    assert "plain.py" in lines[1]
    assert lines[2].strip() == 'raise RuntimeError("the middle is missing")'
    assert lines[3] == "RuntimeError: the middle is missing"
    assert evening[0]["refused"].traceback == ""


@pytest.mark.slow
def test_what_a_scene_prints_is_passed_on(evening):
    _, notes, names = evening
    printed = [line for index, line in notes.lines if names[index] == "printer"]
    assert printed == ["Ünï", "raw"]


@pytest.mark.slow
def test_a_theme_reaches_the_scene(evening):
    job = evening[0]["light"].job
    assert json.loads(job.beside(".json").read_text("utf-8"))["theme"] == "light"


def test_a_failure_leaves_the_old_file_as_it_was(tmp_path, make_job):
    source = tmp_path / "scene.py"
    source.write_text("from manim import *\nclass S(Scene):\n    def construct(self):\n        self.wait(0.2)\n")
    job = make_job("S")
    job = replace(job, target=replace(job.target, file=source))
    produce(job, lambda *_: None)
    before = {path.name: path.read_bytes() for path in job.folder.iterdir()}
    source.write_text(source.read_text() + "        self.play(Create(Square()), run_time=0.2)\n        1 / 0\n")
    with pytest.raises(ZeroDivisionError):
        produce(job, lambda *_: None)
    assert {path.name: path.read_bytes() for path in job.folder.iterdir()} == before


@pytest.mark.slow
def test_kept_only_as_long_as_nothing_has_changed(make_job, tmp_path):
    """Bytes of the output, the scene's source, a module and a file it reads, the look, the format: each counts."""
    package = tmp_path / "project"
    package.mkdir()
    (package / "helper.py").write_text("SIDE = 1\n")
    (package / "data.txt").write_text("2")
    (package / "scene.py").write_text(
        "from pathlib import Path\nfrom manim import *\nimport helper\nclass S(Scene):\n    def construct(self):\n"
        "        self.add(Square(helper.SIDE * float((Path(__file__).parent / 'data.txt').read_text())))\n"
        "        self.add_subcaption('hello')\n        self.wait(0.2)\n"
    )
    job = make_job("S")
    job = replace(job, target=replace(job.target, file=package / "scene.py"))
    faster = replace(job, look=replace(job.look, rate=Fraction(12)))

    def rendered_again() -> bool:
        """Say whether the output has to be made anew, and make it."""
        stale = sidecar.reusable(job, Format.MP4) is None
        produce(job, lambda *_: None)
        assert sidecar.reusable(job, Format.MP4) is not None
        return stale

    assert rendered_again()
    assert not rendered_again()
    assert sidecar.reusable(faster, Format.MP4) is None
    assert sidecar.reusable(job, Format.GIF) is None
    (package / "helper.py").write_text("SIDE = 2\n")
    assert rendered_again()
    (package / "data.txt").write_text("1")
    assert rendered_again()
    (package / "unrelated.py").write_text("X = 1\n")
    assert not rendered_again()
    output = job.output(Format.MP4)
    data = output.read_bytes()
    output.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert rendered_again()
    job.beside(".srt").unlink()
    assert rendered_again()
    job.beside(".json").write_text("{")
    assert rendered_again()


@pytest.mark.slow
def test_only_what_is_stale_is_made(make_job):
    job = make_job("Excerpted")
    produce(job, lambda *_: None)
    both = replace(job, formats=(Format.MP4, Format.GIF))
    (outcome,) = pool.run([both], Notes(), workers=1)
    assert [output_file.format for output_file in outcome.made] == ["gif"]
    assert [output_file.format for output_file in outcome.kept] == ["mp4"]
    left = job.folder / ".scratch-0.0123456789ab.part"
    left.mkdir()
    (outcome,) = pool.run([both], Notes(), workers=1)
    assert outcome.status == "kept"
    assert not left.exists()


def descendants_of(pid: int) -> set[int]:
    """Return the processes that a process has started, and those that they have started."""
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            child = int(stat.parent.name)
            found |= {child} | descendants_of(child)
    return found


RUN = """
import json, sys
from rendering.jobs import pool
from rendering.core.job import RenderJob
class Notes:
    def started(self, index, job): pass
    def progressed(self, index, phase, frames): print("drawing", index, flush=True)
    def logged(self, index, line): pass
    def ended(self, index, outcome): pass
pool.run([RenderJob.from_json(job) for job in json.loads(sys.argv[1])], Notes(), workers=2)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("waiting", [0, 2])
def test_no_worker_outlives_its_parent(make_job, tmp_path, end, waiting):
    """Interrupted or killed outright while two workers draw: both end, and their unfinished files are gone."""
    jobs = [make_job("Endless", folder=tmp_path / str(number)) for number in range(2 + waiting)]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, json.dumps([job.as_json() for job in jobs])], stdout=subprocess.PIPE, text=True
    )
    with process:
        seen = {process.stdout.readline()}
        while len(seen) < 2:
            seen.add(process.stdout.readline())
        workers = descendants_of(process.pid)
        assert len(workers) >= 2 * (1 + bool(waiting))
        process.send_signal(end)
        process.stdout.read()
        process.wait(20)
    for worker in workers:
        wait_for_end(worker)
    for job in jobs:
        assert not job.folder.exists() or list(job.folder.iterdir()) == []


def wait_for_end(pid: int) -> None:
    """Wait until a process that is not our child has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        ready, _, _ = select.select([descriptor], [], [], 20)
        assert ready, f"process {pid} is still there"
    finally:
        os.close(descriptor)


@pytest.fixture(scope="module")
def ended_jobs(tmp_path_factory):
    """A job that hangs, one that is killed and one that succeeds, run one after another: the outcomes, and the notes.

    A process that is stopped gives no sign of life, as one whose interpreter waits for ever.
    """
    folder = tmp_path_factory.mktemp("ended_jobs")
    source = folder / "ending.py"
    source.write_text(
        "import os, signal\nfrom manim import *\nclass Ending(Scene):\n    how = ''\n    def construct(self):\n"
        "        self.wait(0.2)\n        if self.how:\n            os.write(2, b'half a line')\n"
        "            os.kill(os.getpid(), getattr(signal, self.how))\n"
        "class Stopped(Ending):\n    how = 'SIGSTOP'\nclass Killed(Ending):\n    how = 'SIGKILL'\n"
    )
    jobs = [job_of(name, folder, file=source) for name in ("Stopped", "Killed", "Ending")]
    notes = Notes()
    return pool.run(jobs, notes, workers=1, processes=1, heartbeat_timeout=10.0), notes


@pytest.mark.slow
def test_a_worker_that_hangs_is_killed_and_tried_once_more(ended_jobs):
    (stopped, *_), notes = ended_jobs
    said = "the worker said nothing for 10 s and was killed before it was done"
    assert stopped.error == said
    assert [line for index, line in notes.lines if index == 0] == [
        "half a line",
        f"{said}; once more, in one process",
        "half a line",
    ]
    assert list(stopped.job.folder.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(not can_fork(), reason="processes stay only where they can be forked")
def test_a_process_that_stays_makes_every_job_in_a_child_of_its_own(tmp_path):
    """Three scenes in one process after another; each sees clean modules, and what it prints is heard as its own."""
    source = tmp_path / "telling.py"
    source.write_text(
        "import os, sys, manim\nfrom manim import *\nclass Telling(Scene):\n    def construct(self):\n"
        "        print(os.getppid(), os.getpid(), hasattr(manim, 'mark'), end='')\n        sys.stdout.flush()\n"
        "        manim.mark = True\n        self.wait(0.2)\n"
    )
    notes = Notes()
    jobs = [job_of("Telling", tmp_path, file=source, name=f"telling{number}") for number in range(3)]
    outcomes = pool.run(jobs, notes, workers=1, processes=1)
    assert [outcome.status for outcome in outcomes] == ["rendered"] * 3
    said = [line.split() for _, line in notes.lines]
    assert [index for index, _ in notes.lines] == [0, 1, 2]
    assert len({parent for parent, _, _ in said}) == 1
    assert len({process for _, process, _ in said}) == 3
    assert {mark for _, _, mark in said} == {"False"}
    assert all(outcome.spent["start"][1] < outcomes[0].spent["start"][1] / 2 for outcome in outcomes[1:])


@pytest.mark.slow
def test_whoever_hangs_or_dies_beside_others_does_not_hold_them_up(ended_jobs):
    outcomes, notes = ended_jobs
    assert [outcome.status for outcome in outcomes] == ["failed", "failed", "rendered"]
    assert outcomes[1].error == "the worker was killed by SIGKILL before it was done"
    assert [line for index, line in notes.lines if index == 1 and "half" in line] == ["half a line"] * 2


@pytest.mark.slow
def test_what_is_said_too_late_is_not_minded():
    """A process that has just become free is dismissed before anybody has heard of its job's end."""
    worker = WorkerProcess(SimpleQueue(), preload=True)
    assert worker.is_free
    worker.dismiss()
    assert not worker.is_free
    worker.allow_more(2)
    worker.stop()
