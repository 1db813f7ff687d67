"""Which saves matter."""

import asyncio
import os
import time

import pytest

from rendering.preview.server.watcher import Watcher


@pytest.fixture
def project(tmp_path):
    """A package with a scene, a helper, data, and folders that do not count."""
    files = {
        "shows/__init__.py": "",
        "shows/scene.py": "from shows.parts import helper\n",
        "shows/parts/__init__.py": "",
        "shows/parts/helper.py": "",
        "shows/parts/unused.py": "",
        "data/colours.toml": "",
        "media/scene/scene.json": "",
        ".venv/lib/x.toml": "",
        "env/pyvenv.cfg": "",
        "env/lib/y.toml": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def watched(project, *, complete, edit, count=1, elsewhere=None):
    """Return the first bursts of saves that matter after an edit."""

    async def listen():
        watcher = Watcher(project / "shows/scene.py", project / "media")
        inputs = [project / "shows/scene.py", project / "shows/parts/helper.py"]
        watcher.set_inputs([*inputs, *([elsewhere] if elsewhere else [])], complete=complete, since=2**63)
        saves = watcher.saves()
        probe, first = project / "data/probe.toml", asyncio.create_task(anext(saves))
        while not first.done():  # until it watches
            probe.write_text(f"time = {time.monotonic_ns()}")
            await asyncio.wait([first], timeout=0.4)
        assert first.result() == [probe]
        edit()
        bursts = []
        while len(bursts) < count:
            saved = await asyncio.wait_for(anext(saves), 60)
            if saved != [probe]:  # a last one may still be on its way
                bursts.append([path for path in saved if path != probe])
        await saves.aclose()
        return bursts

    return asyncio.run(listen())


def test_a_burst_of_saves_is_one_and_what_does_not_matter_is_none(project):
    def edit():
        for name in ("media/scene/scene.json", ".venv/lib/x.toml", "env/lib/y.toml", "shows/parts/unused.py"):
            (project / name).write_text("changed")
        for number in range(5):
            (project / "shows/scene.py").write_text(f"# {number}\n")
        (project / "data/colours.toml").write_text("a = 1")

    assert watched(project, complete=True, edit=edit) == [[project / "data/colours.toml", project / "shows/scene.py"]]


def test_after_a_build_that_failed_any_source_may_be_what_was_missing(project):
    found = watched(project, complete=False, edit=lambda: (project / "shows/parts/new.py").write_text("x"))
    assert found == [[project / "shows/parts/new.py"]]


def test_an_editor_that_writes_beside_and_renames_is_noticed(project):
    def edit():
        (project / "shows/scene.py.tmp").write_text("changed\n")
        (project / "shows/scene.py.tmp").replace(project / "shows/scene.py")

    assert watched(project, complete=True, edit=edit) == [[project / "shows/scene.py"]]


def test_what_the_scene_read_elsewhere_matters_too(project, tmp_path_factory):
    other = tmp_path_factory.mktemp("elsewhere") / "table.txt"
    other.write_text("1")
    assert watched(project, complete=True, edit=lambda: other.write_text("22"), elsewhere=other) == [[other]]


def test_a_touch_that_changes_nothing_but_the_time_counts_and_reading_does_not(project):
    def edit():
        (project / "shows/scene.py").read_text()
        os.utime(project / "shows/parts/helper.py", ns=(1, 10**18))

    assert watched(project, complete=True, edit=edit) == [[project / "shows/parts/helper.py"]]


def test_what_was_saved_while_the_scene_was_built_is_built_again(project):
    async def listen():
        watcher = Watcher(project / "shows/scene.py", project / "media")
        watcher.set_inputs([project / "shows/parts/helper.py"], complete=True, since=0)
        saves = watcher.saves()
        bursts = await asyncio.wait_for(anext(saves), 10)
        await saves.aclose()
        return bursts

    assert asyncio.run(listen()) == [project / "shows/parts/helper.py"]
