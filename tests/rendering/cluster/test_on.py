"""What is drawn on a cluster is what one machine draws, byte for byte."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rendering.jobs.pool import HERE
from tests.paths import PLAIN, ROOT
from tests.processes import pids_of, wait_until
from tests.rendering.cluster.machines import PICTURES, TINY, address_in, films, machines, render, travelling

FORMATS = "mp4,webm,mov,gif,png,png-sequence"


@pytest.mark.slow
def test_the_local_recipe_makes_the_bytes_of_one_machine(tmp_path):
    scene = travelling(tmp_path / "film")
    alone = render("render", scene, *TINY, "--media_dir", "alone", folder=tmp_path)
    drawn = render("render", scene, *TINY, "--media_dir", "drawn", "--on", "local:1", "--json", folder=tmp_path)
    assert (alone.returncode, drawn.returncode) == (0, 0), drawn.stderr
    assert films(tmp_path / "drawn") == films(tmp_path / "alone")
    (outcome,) = json.loads(drawn.stdout)
    assert set(outcome["drawn_by"]) <= {"local-0", HERE}
    assert outcome["drawn_by"]["local-0"] > 100
    assert sum(outcome["drawn_by"].values()) == PICTURES
    assert drawn.stderr == ""


@pytest.mark.exhaustive
@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_format_by_any_number_of_workers_cold_and_warm(tmp_path, count):
    scene = travelling(tmp_path / "film")
    options = (*TINY, "--format", FORMATS)
    assert render("render", scene, *options, "--media_dir", "alone", folder=tmp_path).returncode == 0
    wanted = films(tmp_path / "alone")
    with machines(tmp_path / "machines", *(f"w{number}" for number in range(count))) as running:
        on = ("--on", running.address, "--media_dir", "drawn", "--json")
        for state in ("cold", "warm"):
            done = render("render", scene, *options, *on, "--force", folder=tmp_path)
            assert done.returncode == 0, done.stderr
            assert films(tmp_path / "drawn") == wanted, state
            drawn_by = json.loads(done.stdout)[0]["drawn_by"]
            assert set(drawn_by) <= {*running.workers, HERE}
            assert state == "warm" or drawn_by.keys() & running.workers.keys()


@pytest.mark.exhaustive
def test_figures_are_those_of_one_machine(tmp_path):
    """Figures have moving pictures that `render` does not make, WebP among them."""
    scene = travelling(tmp_path / "film", long=1)
    options = ("figures", scene, "--width", "160", "--fps", "10", "--alt", "A square.", "--caption", "It moves.")
    options = (*options, "--formats", "mp4,webm,gif,webp,png,svg,vtt,srt,json", "--json")
    assert render(*options, "--media_dir", "alone", folder=tmp_path).returncode == 0
    wanted = films(tmp_path / "alone")
    assert {".mp4", ".webm", ".gif", ".webp"} <= {Path(name).suffix for name in wanted}
    with machines(tmp_path / "machines", "one") as running:
        for state in ("cold", "warm"):
            on = ("--on", str(running.file), "--media_dir", "drawn", "--force")
            done = render(*options, *on, folder=tmp_path)
            assert done.returncode == 0, done.stderr
            assert films(tmp_path / "drawn") == wanted, state


@pytest.mark.exhaustive
def test_a_lecture_is_that_of_one_machine(tmp_path):
    shutil.copy(PLAIN, tmp_path / "plain.py")
    (tmp_path / "two.toml").write_text('title = "x"\nscenes = ["plain.py:Sections", "plain.py:Slow"]')
    options = ("lecture", "two.toml", *TINY, "--media_dir")
    assert render(*options, "alone", folder=tmp_path).returncode == 0
    with machines(tmp_path / "machines", "one") as running:
        done = render(*options, "drawn", "--on", str(running.file), folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert running.signal_drawers("one", signal.SIGCONT), "it has drawn"
    assert films(tmp_path / "drawn") == films(tmp_path / "alone")


@pytest.mark.exhaustive
def test_the_recipe_by_hand_works_as_it_is_written(tmp_path):
    """With a port and a folder of the test's own, and two workers for eight."""
    text = (ROOT / "docs" / "many-machines.md").read_text()
    block = text.partition("**By hand.**")[2].partition("```sh\n")[2].partition("```")[0]
    scheduler, worker = (line.partition("#")[0].strip() for line in block.strip().splitlines())
    file = tmp_path / "scheduler.json"
    scheduler = scheduler.replace("scheduler.json", str(file)) + " --host 127.0.0.1 --port 0 --no-dashboard"
    scene = travelling(tmp_path / "film", long=1)
    assert render("render", scene, *TINY, "--media_dir", "alone", folder=tmp_path).returncode == 0
    running = []
    search = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "MACHINES": str(tmp_path)}

    def start(line: str) -> None:
        log = (tmp_path / "log").open("ab")
        command = ["sh", "-c", line]
        with log:
            running.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, **search}, stdout=log, stderr=log))

    try:
        start(scheduler)
        wait_until(lambda: address_in(file), lambda: (tmp_path / "log").read_text())
        worker = worker.replace("tcp://scheduler:8786", address_in(file))
        start(worker.replace("--nworkers 8", f"--nworkers 2 --no-dashboard --local-directory {tmp_path}"))
        on = ("--on", str(file), "--media_dir", "drawn", "--json")
        done = render("render", scene, *TINY, *on, folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert films(tmp_path / "drawn") == films(tmp_path / "alone")
        assert set(json.loads(done.stdout)[0]["drawn_by"]) - {HERE}
    finally:
        for process in pids_of(f"MACHINES={tmp_path}"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for process in running:
            process.wait()


@pytest.mark.exhaustive
def test_a_worker_with_another_version_of_the_project_is_left_out_by_one_line(tmp_path):
    scene = travelling(tmp_path / "film")
    shutil.copytree(ROOT / "rendering", tmp_path / "other" / "rendering", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "other" / "rendering" / "core" / "units.py").open("a") as file:
        file.write("\n")
    with machines(tmp_path / "machines", "right") as running:
        running.start_worker("wrong", PYTHONPATH=str(tmp_path / "other"))
        on = ("--on", running.address, "--media_dir", "drawn", "--json")
        done = render("render", scene, *TINY, *on, folder=tmp_path)
        checked = render("doctor", "--on", str(running.file), "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)[0]["drawn_by"]) <= {"right", HERE}
    (line,) = done.stderr.splitlines()
    assert line.startswith("wrong (tcp://127.0.0.1:")
    assert re.search(r"\) is left out: project [0-9a-f]+ there, [0-9a-f]+ here$", line)
    assert checked.returncode == 1, checked.stderr
    wrong = [check for check in json.loads(checked.stdout) if check["name"].startswith("worker ")]
    assert sorted(check["good"] for check in wrong) == [False, True]
    assert any("left out: project" in check["found"] for check in wrong)


@pytest.mark.exhaustive
def test_what_finished_stays_in_the_shared_store(tmp_path):
    scene = travelling(tmp_path / "film")
    assert render("render", scene, *TINY, "--media_dir", "alone", folder=tmp_path).returncode == 0
    with machines(tmp_path / "machines", "one") as running:
        on = ("--on", running.address, "--store", "shared", "--json")
        for media in ("first", "second"):
            done = render("render", scene, *TINY, *on, "--media_dir", media, folder=tmp_path)
            assert done.returncode == 0, done.stderr
            assert films(tmp_path / media) == films(tmp_path / "alone")
    stored = [path for path in (tmp_path / "shared").rglob("*") if path.is_file()]
    assert len({path.stat().st_mtime_ns for path in stored}) == len(stored), "nothing was written twice"
