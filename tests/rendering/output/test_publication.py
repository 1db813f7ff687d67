"""Files appear whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rendering.output.publication import Publication, sweep


def test_all_files_appear_together(tmp_path):
    one, two = tmp_path / "a" / "one.txt", tmp_path / "a" / "two.txt"
    with Publication() as publication:
        publication.stage(one).write_text("1")
        (publication.scratch_folder(one.parent) / "waste.txt").write_text("waste")
        publication.stage(two).write_text("2")
        assert not one.exists()
        assert not two.exists()
    assert sorted(path.name for path in one.parent.iterdir()) == ["one.txt", "two.txt"]
    assert one.read_text() == "1"


def test_after_a_failure_the_old_file_stands_and_nothing_else(tmp_path):
    final = tmp_path / "x.mp4"
    final.write_text("old")

    def fail():
        with Publication() as publication:
            publication.stage(final).write_text("half")
            (publication.scratch_folder(tmp_path) / "waste.txt").write_text("waste")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["x.mp4"]
    assert final.read_text() == "old"


def test_a_file_that_was_never_written_stops_the_publication(tmp_path):
    other = tmp_path / "there.txt"

    def publish():
        with Publication() as publication:
            publication.stage(other).write_text("1")
            publication.stage(tmp_path / "missing.txt")

    with pytest.raises(FileNotFoundError):
        publish()
    assert list(tmp_path.iterdir()) == []


def test_sweep_takes_what_dead_processes_left_and_nothing_else(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    ours = tmp_path / f".x.mp4.{os.getpid()}.part.mp4"
    theirs = tmp_path / f".x.mp4.{dead.pid}.part.mp4"
    others = [tmp_path / name for name in (".hidden", "x.part", ".x.mp4.part", f".x.{dead.pid}.txt")]
    for path in (ours, theirs, *others):
        path.write_text("")
    sweep(tmp_path)
    assert set(tmp_path.iterdir()) == {ours, *others}
    sweep(tmp_path, also_of=os.getpid())
    assert set(tmp_path.iterdir()) == set(others)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="there is no /proc")
def test_sweep_takes_what_a_process_left_that_nobody_has_waited_for(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    (tmp_path / f".x.mp4.{ended.pid}.part.mp4").write_text("")
    sweep(tmp_path)
    assert not list(tmp_path.iterdir())
    ended.wait()
