"""What is drawn on a cluster is what one machine draws, byte for byte."""

from __future__ import annotations

import json
import shutil

import pytest

from rendering.jobs.pool import HERE
from tests.paths import ROOT
from tests.rendering.cluster.machines import PICTURES, TINY, films, machines, render, travelling

FORMATS = "mp4,webm,gif,png,png-sequence"


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
        for force in ((), ("--force",)):
            done = render("render", scene, *options, *on, *force, folder=tmp_path)
            assert done.returncode == 0, done.stderr
            assert films(tmp_path / "drawn") == wanted
        drawn_by = json.loads(done.stdout)[0]["drawn_by"]
        assert set(drawn_by) <= {*running.workers, HERE}


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
