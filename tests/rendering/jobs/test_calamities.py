"""Whatever befalls a render, the old file stands, nothing is left over, and the next run is whole.

Kills at any moment, a full disk, a read-only folder, a twin, processes that die.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import pytest

from rendering.core.processes import can_fork
from rendering.output.segment_store import SEGMENTS_FOLDER
from tests.paths import ROOT
from tests.processes import processes_of, wait_until

SIZE = ("-r", "160,90", "--fps", "10")
SCENE = """
import os
from pathlib import Path
from manim import *

MARK = Path(__file__).with_name("struck")

def strike(mobject, dt):
    {strike}

class Stormy(Scene):
    def construct(self):
        square = Square()
        for number in range({plays}):
            self.play(square.animate.shift({where}), run_time=0.5)
            self.play(FadeIn(Text(str(number))), run_time=0.3)
        square.add_updater(strike)
        self.play(square.animate.shift(UP), run_time=0.3)
        self.wait(0.4, frozen_frame=True)
"""
DRAWN = """
import os
from pathlib import Path
from manim import *

PLAYS = os.getpid()
MARK = Path(__file__).with_name("struck")

class Struck(Animation):
    by_alpha_alone = True

    def interpolate_mobject(self, alpha):
        self.mobject.points = self.starting_mobject.points + alpha * RIGHT
        if os.getpid() != PLAYS:
            MARK.touch()
            os.kill(os.getpid(), 9)

class Stormy(Scene):
    def construct(self):
        square = Square()
        self.play(Struck(square), run_time=0.5)  # first, when nobody is busy: it is surely drawn by another process
        for number in range(3):
            self.play(square.animate.shift(LEFT), run_time=0.5)
        self.play(FadeOut(square), run_time=0.5)
"""
FORMULA = """
from manim import *

class Stormy(Scene):
    def construct(self):
        self.play(FadeIn(MathTypst("a + b")), run_time=0.4)
"""
PLAYS = 4
FRAMES = PLAYS * 8 + 3 + 4

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").is_dir() or not can_fork(), reason="looks for processes in /proc"),
]


def write(folder: Path, *, where: str = "LEFT", strike: str = "pass", plays: int = PLAYS) -> Path:
    source = folder / "stormy.py"
    source.write_text(SCENE.format(where=where, strike=strike, plays=plays), "utf-8")
    return source


def command(source: Path, *more: str) -> list[str]:
    media = source.parent / "media"
    return [sys.executable, "render.py", "render", f"{source}:Stormy", *SIZE, "--media_dir", str(media), *more]


def run(source: Path, *more: str, **options) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command(source, *more), cwd=ROOT, capture_output=True, text=True, check=False, **options)
    assert "Traceback" not in done.stderr or done.returncode == 1
    return done


def output(source: Path) -> Path:
    return source.parent / "media" / "stormy" / "stormy.mp4"


def count(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def leftovers(source: Path) -> list[str]:
    media = source.parent / "media"
    return [str(path) for path in media.rglob(".*") if ".part" in path.name]


def segments(source: Path) -> set[str]:
    return {path.name for path in (source.parent / "media" / SEGMENTS_FOLDER).glob("*/*.json")}


@pytest.mark.exhaustive
@pytest.mark.timeout(600)
def test_killed_at_any_moment_nothing_is_lost(tmp_path):
    """Twenty-four seeded moments from the first import to the last rename, by turns killed and asked to end."""
    source = write(tmp_path)
    started = time.monotonic()
    assert run(source).returncode == 0
    whole = time.monotonic() - started
    chance = random.Random(20261123)
    reused = False
    for number in range(24):
        write(tmp_path, where=f"RIGHT * {number + 2}")
        how = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[number % 3]
        mark = f"STORM={tmp_path.name}-{number}"
        before, left = segments(source), set(leftovers(source))
        process = subprocess.Popen(
            command(source),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "STORM": mark.partition("=")[2]},
        )
        try:
            process.wait(chance.uniform(0.05, 1.1) * whole)
        except subprocess.TimeoutExpired:
            process.send_signal(how)
        status = process.wait(30)
        if status in {130, 143}:  # it has heard of it
            assert set(leftovers(source)) <= left
        wait_until(lambda mark=mark: not processes_of(mark), lambda mark=mark: processes_of(mark))
        assert count(output(source)) == FRAMES  # the old file or, from the last rename on, the new one
        reused = reused or (status != 0 and len(segments(source)) > len(before))
    assert reused, "no killed run had finished a segment"
    known = segments(source)
    done = run(source, "--json")
    assert done.returncode == 0, done.stderr
    assert known <= segments(source)
    assert count(output(source)) == FRAMES
    assert leftovers(source) == []


def test_what_is_damaged_is_named_and_made_again(tmp_path):
    source = write(tmp_path)
    assert run(source).returncode == 0
    old = output(source).read_bytes()
    damaged = [path.with_suffix("") for path in (tmp_path / "media" / SEGMENTS_FOLDER).glob("*/*.json")]
    assert len(damaged) > PLAYS
    for number, path in enumerate(damaged):
        path.write_bytes(bytes(path.stat().st_size) if number % 2 else path.read_bytes()[:48])
    os.truncate(output(source), 48)
    done = run(source)
    assert done.returncode == 0
    assert "stormy.mp4 is not as it was rendered" in done.stderr
    assert [path for path in damaged if f"{path} is damaged" not in done.stderr.replace("\n", "")] == []
    assert output(source).read_bytes() == old
    os.truncate(output(source).with_suffix(".json"), 48)
    done = run(source)
    assert "stormy.json is damaged" in done.stderr
    assert "segment" not in done.stderr
    assert output(source).read_bytes() == old
    assert json.loads(run(source, "--json").stdout)[0]["status"] == "kept"


def test_a_formula_that_an_earlier_render_left_half_written_does_no_harm(tmp_path):
    """Manim's own command takes an empty SVG for the formula, and fails."""
    source = tmp_path / "stormy.py"
    source.write_text(FORMULA)
    (tmp_path / "manim.cfg").write_text(f"[CLI]\ntex_dir = {tmp_path}/formulas\n")
    stock = [sys.executable, "-m", "manim", "-ql", "--disable_caching", "-v", "ERROR", str(source), "Stormy"]
    assert subprocess.run(stock, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (formula,) = (tmp_path / "formulas").glob("*.svg")
    os.truncate(formula, 0)
    assert subprocess.run(stock, cwd=tmp_path, capture_output=True, check=False).returncode != 0
    ours = [sys.executable, ROOT / "render.py", "render", f"{source}:Stormy", *SIZE, "--media_dir", "media"]
    done = subprocess.run(ours, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert count(output(source)) == 4


def limited_to(size: int):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("share", [0.5, 0.98])
def test_where_files_cannot_grow_the_old_one_stands(tmp_path, share):
    source = write(tmp_path)
    assert run(source).returncode == 0
    old = output(source).read_bytes()
    room = int(share * len(old))
    write(tmp_path, where="RIGHT")
    done = run(source, preexec_fn=limited_to(room))
    assert done.returncode == 1
    assert "too large" in done.stderr
    assert output(source).read_bytes() == old
    assert leftovers(source) == []
    assert run(source).returncode == 0
    assert output(source).read_bytes() != old


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own with room for one small video; needs the right to mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("may not mount")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_said_and_loses_nothing(small_disk):
    source = write(small_disk)
    assert run(source, "-r", "160,90").returncode == 0
    old = output(source).read_bytes()
    write(small_disk, where="RIGHT")
    done = run(source, "-r", "1280,720")
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert output(source).read_bytes() == old
    assert leftovers(source) == []


def test_a_folder_that_cannot_be_written_is_said(small_disk):
    source = write(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    done = run(source)
    assert done.returncode == 2
    assert "Read-only" in done.stderr
    assert "Traceback" not in done.stderr


def test_twins_are_both_right(tmp_path):
    source = write(tmp_path)
    pair = [
        subprocess.Popen(command(source, "--force"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in pair:
        _, told = process.communicate(timeout=120)
        assert process.returncode == 0, told
    assert count(output(source)) == FRAMES
    assert leftovers(source) == []
    assert json.loads(run(source, "--json").stdout)[0]["status"] == "kept"


KILL_ONCE = "MARK.exists() or (MARK.touch(), os.kill(os.getpid(), 9))"
KILL_ALWAYS = "os.kill(os.getpid(), 9)"


def test_a_process_that_dies_beside_the_one_that_plays_costs_nothing_but_time(tmp_path):
    source = tmp_path / "stormy.py"
    source.write_text(DRAWN, "utf-8")
    done = run(source, "-r", "1280,720", "--fps", "30", "-j", "2")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "struck").exists()
    assert "was killed by SIGKILL; drawing the rest in one process" in done.stderr
    assert count(output(source)) == 5 * 15


def test_a_worker_that_dies_gets_one_more_try(tmp_path):
    source = write(tmp_path, strike=KILL_ONCE)
    done = run(source)
    assert done.returncode == 0, done.stderr
    assert "once more" in done.stderr
    assert count(output(source)) == FRAMES


def test_a_worker_that_dies_twice_is_a_failure(tmp_path):
    source = write(tmp_path, strike=KILL_ALWAYS)
    done = run(source)
    assert done.returncode == 1
    assert "SIGKILL" in done.stderr
    assert not output(source).exists()
    assert leftovers(source) == []
