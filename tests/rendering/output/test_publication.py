"""Files appear whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys

import pytest

from rendering.output.publication import RECORD, Publication, forget, is_in_use, link_or_copy, published, sweep
from tests.paths import ROOT


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


WRITES_AND = """
import os, sys, time
from pathlib import Path
from rendering.output.publication import Publication
publication = Publication()
publication.stage(Path(sys.argv[1]) / "x.mp4").write_text("half")
publication.scratch_folder(Path(sys.argv[1]))
print("written", flush=True)
{end}
"""


def writer(folder, end):
    """Start a process that writes two unpublished files into a folder, then does something."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES_AND.format(end=end), str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "written\n"
    return process


def test_sweep_takes_what_dead_processes_left_and_nothing_else(tmp_path):
    others = [tmp_path / name for name in (".hidden", "x.part", ".x.mp4.part", ".x.12ab.txt", ".lock")]
    for path in others:
        path.write_text("")
    (tmp_path / ".x.mp4.4711.part.mp4").write_text("left by a version that went by process numbers")
    with writer(tmp_path, "sys.stdin.read()") as living:
        sweep(tmp_path)
        assert is_in_use(tmp_path)
        assert len(set(tmp_path.iterdir()) - set(others)) == 3, "a staged file, a folder and their lock"
        living.kill()
        living.wait()
        assert not is_in_use(tmp_path)
    sweep(tmp_path)
    assert set(tmp_path.iterdir()) == set(others)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked there")
def test_a_forked_child_that_lives_on_holds_nothing(tmp_path):
    forks = "child = os.fork()\nif not child: sys.stdin.read(); os._exit(0)"
    with writer(tmp_path, forks) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        sweep(tmp_path)
        assert not list(tmp_path.iterdir())


@pytest.mark.skipif(shutil.which("unshare") is None or os.getuid() != 0, reason="needs a namespace of its own")
def test_processes_that_cannot_see_each_others_numbers_leave_each_other_alone(tmp_path):
    """As two containers with one volume: in a namespace of its own, no process of ours seems to be there."""
    with writer(tmp_path, "sys.stdin.read()") as living:
        code = "import sys, pathlib; from rendering.output.publication import sweep; sweep(pathlib.Path(sys.argv[1]))"
        unshare = ["unshare", "--pid", "--fork", "--mount-proc", sys.executable, "-c", code, str(tmp_path)]
        done = subprocess.run(unshare, cwd=ROOT, capture_output=True, text=True, check=False)
        if "unshare failed" in done.stderr or "Operation not permitted" in done.stderr:
            pytest.skip("namespaces are forbidden here")
        assert done.returncode == 0, done.stderr
        assert len(list(tmp_path.iterdir())) == 3
        living.kill()


def test_what_no_sidecar_lists_is_recorded_by_digest(tmp_path):
    for text in ("one", "two"):
        with Publication(record=True) as publication:
            publication.stage(tmp_path / "x y.png").write_text(text)
    assert published(tmp_path) == {"x y.png": hashlib.sha256(b"two").hexdigest()}
    with (tmp_path / RECORD).open("a") as record:
        record.write("0  ../elsewhere\n1  /etc/passwd\nnonsense\n2  ..\n")
    assert set(published(tmp_path)) == {"x y.png"}
    forget(tmp_path, ["x y.png"])
    assert not (tmp_path / RECORD).exists()


def test_a_link_to_what_stands_already_leaves_no_hidden_name(tmp_path):
    source, final = tmp_path / "source", tmp_path / "final"
    source.write_text("the same")
    for _ in range(2):
        with Publication() as publication:
            link_or_copy(source, publication.stage(final))
    assert {path.name for path in tmp_path.iterdir()} == {"source", "final"}
