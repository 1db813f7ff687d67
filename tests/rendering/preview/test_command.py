"""The command: a stranger's file is run only by who agrees to it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import render
from rendering.preview.server import server
from scenes.catalogue import SCENES


@pytest.fixture
def served(monkeypatch):
    """What would be served, instead of serving it."""
    calls = []
    monkeypatch.setattr(server, "serve", lambda *args, **options: calls.append((args, options)))
    return calls


def run(*words, answer=None):
    return CliRunner().invoke(render.main, ["preview", *map(str, words)], input=answer)


def test_our_scenes_are_listed_and_the_one_named_is_shown(served, tmp_path):
    words = (
        "sobel-edge",
        "--set",
        "filter=scharr",
        "--theme",
        "light",
        "--port",
        "9000",
        "--no-open",
        "--media_dir",
        tmp_path,
    )
    result = run(*words)
    assert result.exit_code == 0, result.output
    (listed, request, media_dir), options = served[0]
    assert [scene.target.name for scene in listed] == [entry.name for entry in SCENES]
    assert (request.scene, request.theme, request.parameters, request.quality) == (
        "sobel-edge",
        "light",
        {"filter": "scharr"},
        "l",
    )
    assert media_dir == tmp_path
    assert (options["port"], options["open_browser"]) == (9000, False)


def test_without_a_name_the_first_is_shown_and_a_misspelt_one_gets_the_nearest(served):
    assert run().exit_code == 0
    assert served[0][0][1].scene == "fc-explosion"
    result = run("sobel-egde")
    assert result.exit_code == 2
    assert "did you mean 'sobel-edge'" in result.output


def test_a_strangers_file_is_run_only_after_asking_and_asked_about_once(served, small, tmp_path):
    words = (f"{small}:Small", "--media_dir", tmp_path / "media")
    for answer in ("n\n", "\n", None):
        refused = run(*words, answer=answer)
        assert refused.exit_code == 2
        assert "Previewing it runs it" in refused.output
        assert not served
    assert run(*words, answer="y\n").exit_code == 0
    assert len(served) == 1
    again = run(*words)
    assert again.exit_code == 0
    assert "runs it" not in again.output
    assert json.loads((tmp_path / "media/.preview/trusted.json").read_text()) == [str(small)]
    (listed, request, _), _ = served[1]
    assert request.scene == "small"
    assert listed[-1].argument == f"{small}:Small"


UNREADABLE_LISTS = ["", "{", "3", "null", '"all"', "[3, null]", '[["x"]]', '{"x": 1}', "[" * 100_000, "\udc80"]


@pytest.mark.parametrize("text", UNREADABLE_LISTS, ids=lambda text: text[:12])
def test_a_damaged_list_of_trusted_files_trusts_none_and_is_made_anew(served, small, tmp_path, text):
    trusted = tmp_path / ".preview" / "trusted.json"
    trusted.parent.mkdir()
    trusted.write_text(text, "utf-8", "surrogateescape")
    result = run(f"{small}:Small", "--media_dir", tmp_path, answer="y\n")
    assert (result.exit_code, "Previewing it runs it" in result.output, len(served)) == (0, True, 1)
    assert json.loads(trusted.read_text()) == [str(small)]


def test_who_trusts_is_not_asked(served, small, tmp_path):
    result = run(small, "--trust", "--media_dir", tmp_path)
    assert result.exit_code == 0
    assert "runs it" not in result.output
    assert served[0][0][0][-1].argument == f"{small}:Small"


def test_a_file_inside_the_project_is_not_a_strangers(served, tmp_path):
    file = Path(render.ROOT / "scenes" / "kernel_sliding" / "scene.py")
    assert run(f"{file}:KernelSliding", "--media_dir", tmp_path).exit_code == 0
    assert served[0][0][1].scene == "kernel-sliding"


def test_help_says_what_it_does():
    words = [sys.executable, str(render.ROOT / "render.py"), "preview", "--help"]
    shown = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "--no-open" in shown
    assert "--trust" in shown
