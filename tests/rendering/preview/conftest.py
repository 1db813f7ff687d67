"""Previews of small scenes, copied so that they can be edited, each served by the real command."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.preview_client import PreviewClient
from rendering.core.targets import Target
from rendering.preview.request import Playhead, PreviewRequest, PreviewTask
from tests.paths import RENDER

HERE = Path(__file__).parent


@pytest.fixture
def small(tmp_path):
    """A copy of the small scene's file."""
    file = tmp_path / "project" / "small.py"
    file.parent.mkdir()
    shutil.copyfile(HERE / "fixtures" / "small.py", file)
    return file


@pytest.fixture
def serve_preview(tmp_path):
    """Serve a scene; the call returns a `PreviewClient`."""
    running = []

    def start(scene, *options, port=0):
        served = PreviewClient(RENDER, str(scene), tmp_path, *options, port=port)
        running.append(served)
        return served

    yield start
    for served in running:
        served.stop()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The small scene's preview, for tests that only send requests; its log is in its folder."""
    folder = tmp_path_factory.mktemp("served")
    file = folder / "small.py"
    shutil.copyfile(HERE / "fixtures" / "small.py", file)
    with (folder / "log").open("wb") as log, PreviewClient(RENDER, str(file), folder, log=log) as running:
        running.folder = folder
        running.film = running.wait_for(lambda name, _: name == "film")
        yield running


@pytest.fixture
def make_task(small, tmp_path):
    """Return the task of drawing the small scene, with the playhead somewhere."""
    media, work = tmp_path / "media", tmp_path / "work"
    media.mkdir()
    work.mkdir()

    def ask(beat=None, offset=0.0, seconds=0.0, class_name="Small", **changes):
        wanted = replace(PreviewRequest(scene="small"), playhead=Playhead(beat, offset, seconds), **changes)
        return PreviewTask(Target(small, class_name, "small"), wanted, media, work)

    return ask
