"""What a scene reads of its process decides whether a file is kept; what a library reads of it does not."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from rendering.output import process_inputs
from rendering.output.freshness import InputRecorder, unchanged
from rendering.output.process_inputs import ProcessInputs


@pytest.fixture
def inputs(tmp_path, monkeypatch):
    """Run code as a scene's own, and return its inputs by name."""
    monkeypatch.setattr(process_inputs, "_variables", set())
    recorder = InputRecorder(apart_from=())

    def run(code, **names):
        path = tmp_path / "scene.py"
        path.write_text(code)
        exec(compile(code, str(path), "exec"), {"__name__": "scene", "folder": tmp_path / "listed", **names})  # noqa: S102
        return recorder._process_inputs.digests(tmp_path, [path])

    (tmp_path / "listed").mkdir()
    return run


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.environ.get('N_DOTS', '2')",
        "import os; os.getenv('N_DOTS')",
        "import os; 'N_DOTS' in os.environ",
        "from os import environ\ntry:\n    environ['N_DOTS']\nexcept KeyError:\n    pass",
    ],
)
def test_a_variable_that_the_scene_reads_is_an_input(inputs, tmp_path, monkeypatch, code):
    monkeypatch.delenv("N_DOTS", raising=False)
    found = inputs(code)
    assert list(found) == ["variable:N_DOTS"]
    assert unchanged(found, tmp_path)
    monkeypatch.setenv("N_DOTS", "5")
    assert not unchanged(found, tmp_path)


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.listdir(folder)",
        "import os; list(os.scandir(folder))",
        "list(folder.glob('*.png'))",
        "list(folder.iterdir())",
        "import glob; glob.glob(str(folder / '*'))",
    ],
)
def test_a_folder_that_the_scene_lists_is_an_input(inputs, tmp_path, code):
    found = inputs(code)
    assert list(found) == ["folder:listed"]
    assert unchanged(found, tmp_path)
    (tmp_path / "listed" / "new.png").touch()
    assert not unchanged(found, tmp_path)


def test_the_arguments_count_where_they_are_read(inputs, tmp_path, monkeypatch):
    found = inputs("import sys; sys.argv")
    assert list(found) == ["arguments:"]
    assert unchanged(found, tmp_path)
    monkeypatch.setattr(sys, "argv", [*sys.argv, "more"])
    assert not unchanged(found, tmp_path)


@pytest.mark.parametrize(
    "code", ["from datetime import date; date.today()", "import time; time.strftime('%H')", "import time; time.time()"]
)
def test_what_reads_the_clock_is_never_as_before(inputs, tmp_path, code):
    found = inputs(code)
    assert list(found) == ["clock:"]
    assert not unchanged(found, tmp_path)


def test_what_a_library_reads_is_no_input(inputs):
    read = compile("import os; os.getenv('N_DOTS')", pytest.__file__, "exec")
    assert inputs("exec(read)", read=read) == {}


def test_a_folder_may_be_removed_while_it_is_watched(inputs):
    """`shutil.rmtree` lists folders by the descriptor of one that is open."""
    assert inputs("import shutil, tempfile; shutil.rmtree(tempfile.mkdtemp())") == {}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "within").mkdir()
    ProcessInputs().note_event("os.scandir", (3,))
    shutil.rmtree(tempfile.mkdtemp())
