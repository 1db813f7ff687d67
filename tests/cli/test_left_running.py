"""Nothing that a scene starts keeps a command from returning, or outlives it; nothing of ours outlives its command."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from rendering.core.processes import can_fork
from rendering.core.work_folder import LOCK, PREFIX
from tests.cli.commands import Place
from tests.processes import processes_of, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").is_dir() or not can_fork(), reason="looks for processes in /proc"),
]

STARTS = """
subprocess.Popen(["sh", "-c", "sleep 1000 & sleep 1000"])
subprocess.Popen(["sleep", "1000"], start_new_session=True)
if not os.fork():
    os.setsid()
    os.fork()
    time.sleep(1000)
threading.Thread(target=time.sleep, args=(1000,)).start()
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
"""
"""Children and grandchildren, in sessions of their own, too; one holds every descriptor. Threads of both kinds."""


@pytest.mark.parametrize("command", ["render", "still", "figures"])
def test_what_a_scene_has_started_ends_with_the_command(tmp_path, command):
    place = Place(tmp_path)
    place.write(construct=STARTS)
    status, _, noted = place.run(command)
    assert status == 0, noted
    assert [name for name in place.media if name.endswith("tried.png" if command == "still" else "tried.mp4")] != []
    assert place.left() == []


LOOP = "import itertools; Path({ready!r}).touch(); sum(itertools.repeat(0))"
"""It runs in C, and lets neither another thread nor a signal's handler run."""
SLEEP = "Path({ready!r}).touch(); time.sleep(1000)"


def stop_all(marker: str) -> None:
    """Stop every process that has a variable in its environment."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker.encode() in (folder / "environ").read_bytes():
                os.kill(int(folder.name), signal.SIGSTOP)
        except OSError:
            continue


@pytest.mark.parametrize(
    ("command", "line", "stopped"),
    [
        ("render", LOOP, False),
        ("render", SLEEP, True),
        ("still", LOOP, False),
        ("figures", SLEEP, True),
        ("figures", LOOP, False),
    ],
)
def test_nothing_outlives_a_command_that_is_killed(tmp_path, command, line, stopped):
    """Workers in a loop that holds the interpreter, or stopped; what they leave is swept by the next command."""
    place, ready = Place(tmp_path), tmp_path / "ready"
    place.write(construct=line.format(ready=str(ready)))
    with place.start(command) as process:
        wait_until(ready.exists, place.media)
        if stopped:
            stop_all(place.marker)
        process.kill()
    wait_until(lambda: not processes_of(place.marker), lambda: processes_of(place.marker))
    place.write()
    status, _, noted = place.run("still")
    assert status == 0, noted
    assert place.left() == []


def test_a_run_that_keeps_everything_sweeps_what_killed_ones_have_left(tmp_path):
    """Unless it belongs to somebody who lives, or to somebody else."""
    place = Place(tmp_path)
    place.write()
    assert place.run("render")[0] == 0
    dead, living, foreign = (place.temporary / f"{PREFIX}{name}" for name in ("dead", "living", "foreign"))
    for folder in (dead, living, foreign):
        folder.mkdir()
        (folder / "file").touch()
    (dead / LOCK).touch()
    scratch = tmp_path / "media" / "figures" / "other" / ".scratch-0.0123456789ab.part"
    scratch.mkdir(parents=True)
    from rendering.core.locks import FileLock

    lock = FileLock(living / LOCK)
    status, printed, noted = place.run("render", "--json")
    lock.release(delete=False)
    assert status == 0, noted
    assert '"status": "kept"' in printed
    assert sorted(place.temporary.iterdir()) == [foreign, living]
    assert not scratch.exists()
