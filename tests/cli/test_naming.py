"""What is rendered and what it is called: all scenes of a file, scenes made at run time, other names, variables."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

import render
from rendering.jobs import command
from tests.paths import PLAIN, ROOT

MADE = """
import os
from manim import Circle, Create, Dot, Scene, Square, VGroup

class Base(Scene):
    def construct(self):
        self.add(VGroup(*(Dot() for _ in range(int(os.environ.get("N_DOTS", "2"))))).arrange())

for shape in (Circle, Square):
    globals()[f"Shows{shape.__name__}"] = type(f"Shows{shape.__name__}", (Base,), {"shape": shape})
"""


@pytest.fixture
def plan(monkeypatch, tmp_path):
    """Run a command up to the jobs, in an empty folder; return what it says, and its jobs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "made.py").write_text(MADE, encoding="utf-8")

    def run(*arguments):
        jobs = []
        monkeypatch.setattr(command, "run", lambda planned, **_: jobs.extend(planned) or 0)
        result = CliRunner().invoke(render.main, ["render", *map(str, arguments)])
        assert result.exit_code == (0 if jobs else 2), result.output
        return result.output, jobs

    return run


def test_all_scenes_of_a_file_also_those_made_at_run_time(plan):
    _, jobs = plan("made.py", "-a")
    assert [job.target.class_name for job in jobs] == ["Base", "ShowsCircle", "ShowsSquare"]
    assert "'sobel-edge' is none" in plan("sobel-edge", "-a")[0]


def test_a_scene_made_at_run_time_is_found_by_importing(plan):
    _, (job,) = plan("made.py:ShowsSquare")
    assert job.target.name == "shows-square"
    said, _ = plan("made.py:ShowsSqare")
    assert said == "error: there is no scene class 'ShowsSqare' in made.py; did you mean 'ShowsSquare'?\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("raise ValueError('no')", "made.py cannot be imported: no"),
        ("import sys; sys.exit(3)", "the scene ends its process (SystemExit: 3)"),
        ("import os; os._exit(3)", "importing made.py ends the process that does it"),
    ],
)
def test_a_file_that_cannot_be_imported_is_said_in_one_line(tmp_path, line, message):
    (tmp_path / "made.py").write_text(f"{MADE}\n{line}\n", encoding="utf-8")
    done = CliRunner().invoke(render.main, ["render", f"{tmp_path / 'made.py'}", "-a"])
    assert done.exit_code == 1
    assert message in done.output
    assert done.output.count("\n") == 1


def test_files_under_another_name(plan, tmp_path):
    _, (job,) = plan(f"{PLAIN}:Still", "-o", "poster.png")
    assert job.output(job.formats[0]) == tmp_path / "media" / "poster" / "poster.png"
    for arguments, message in (
        ((f"{PLAIN}:Still", f"{PLAIN}:Slow", "-o", "x"), "and here are 2"),
        ((f"{PLAIN}:Still", "-o", "a/b"), "-o takes a name"),
        ((f"{PLAIN}:Still", "-o", ".."), "-o takes a name"),
        ((f"{PLAIN}:Still", "-o", "x" * 200), "-o takes a name"),
        ((f"{PLAIN}:Still", "-o", "sobel-edge"), "the name of another scene's files"),
        ((f"{PLAIN}:Still", "-o", "x.gif", "--format", "mp4"), "x.gif is no mp4"),
    ):
        said, jobs = plan(*arguments)
        assert not jobs
        assert message in said


@pytest.mark.parametrize("text", ["N-DOTS=1", "=1", "1X=1", "UNSET_VARIABLE_OF_NOBODY"])
def test_a_variable_that_cannot_be_declared(plan, text):
    assert "--env" in plan("made.py:Base", "--env", text)[0]


@pytest.mark.slow
def test_a_declared_variable_reaches_the_scene_and_decides_what_is_kept(tmp_path):
    (tmp_path / "made.py").write_text(MADE, encoding="utf-8")

    def status(*arguments):
        line = [
            sys.executable,
            ROOT / "render.py",
            "render",
            "made.py:Base",
            "-s",
            "-r",
            "160,90",
            "--json",
            *arguments,
        ]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)[0]["status"], (tmp_path / "media" / "base" / "base.png").read_bytes()

    two = status()
    five = status("--env", "N_DOTS=5")
    assert (two[0], five[0]) == ("rendered", "rendered")
    assert two[1] != five[1]
    assert status("--env", "N_DOTS=5") == ("kept", five[1])
