"""Cells of a notebook are rendered by the engine, and shown; Manim's own magic works beside it."""

from __future__ import annotations

import click
import pytest

pytest.importorskip("IPython")

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import render
from rendering.jobs.notebook import _TAKE_VALUES

CELL = """\
%%render -r 160,90 --fps 5 {options} {name}
class One(Scene):
    def construct(self):
        self.play(Create(Square()), run_time=0.4)
"""


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A notebook's shell in an empty folder, which writes no history."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    shell.run_line_magic("load_ext", "rendering.jobs.notebook")
    yield shell
    InteractiveShell.clear_instance()


def run(shell, cell):
    with capture_output() as captured:
        result = shell.run_cell(cell)
    return result, captured


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "name", "kind"),
    [("", "One", "text/html"), ("-s", "", "image/png")],
)
def test_a_cell_is_rendered_and_shown(shell, tmp_path, options, name, kind):
    result, captured = run(shell, CELL.format(options=options, name=name))
    assert result.success, captured.stdout
    (shown,) = captured.outputs
    assert kind in shown.data
    assert (tmp_path / "media" / "one").is_dir()


def test_what_is_wrong_is_said_in_one_line(shell):
    result, captured = run(shell, CELL.format(options="", name="Other"))
    assert not result.success
    assert "there is no scene class 'Other'" in captured.stderr + captured.stdout
    assert "Traceback" not in captured.stderr + captured.stdout


def test_options_with_values_are_known():
    takers = [each for each in render.main.commands["render"].params if isinstance(each, click.Option)]
    assert {name for each in takers if not each.is_flag for name in each.opts} == _TAKE_VALUES


@pytest.mark.slow
def test_manims_own_magic_works_too(shell, tmp_path):
    shell.run_cell("from manim import *")
    shell.run_cell("from manim.utils.ipython_magic import ManimMagic; get_ipython().register_magics(ManimMagic)")
    cell = CELL.format(options="--progress_bar none", name="One").replace("%%render", "%%manim")
    result, captured = run(shell, cell)
    assert result.success, captured.stdout + captured.stderr
    assert list((tmp_path / "media" / "videos").rglob("One.mp4"))
