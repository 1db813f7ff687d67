"""A lecture and a deck that are killed in the middle, and taken up again by the same command."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from rendering.core.processes import can_fork
from tests.paths import PLAIN, RENDER
from tests.processes import processes_of, wait_until

LOOK = ("-r", "160,90", "--fps", "10", "-j", "1", "--media_dir", "media")
TEXT = 'title = "x"\nscenes = ["plain.py:Sections", "plain.py:Slow"]'
KILLED_AT = {"lecture": "media/*/sections*.mp4", "deck": "media/deck/two/beats/*.json"}
"""What has just been published when each command is killed."""
MADE = {"lecture": ("lecture/two.*",), "deck": ("deck/two/index.html", "deck/two/two.p*", "deck/two/beats/*.mp4")}

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").is_dir() or not can_fork(), reason="looks for processes in /proc"),
]


def start(folder, command) -> subprocess.Popen:
    folder.mkdir(exist_ok=True)
    shutil.copy(PLAIN, folder / "plain.py")
    (folder / "two.toml").write_text(TEXT, encoding="utf-8")
    environment = {**os.environ, "PLACE": str(folder)}
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen([*RENDER, command, "two.toml", *LOOK], cwd=folder, env=environment, **streams)


def finish(folder, command) -> str:
    with start(folder, command) as process:
        said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


def made(folder, command) -> dict[str, bytes]:
    found = sorted(path for pattern in MADE[command] for path in (folder / "media").glob(pattern))
    return {path.name: path.read_bytes() for path in found if path.suffix != ".json"}


@pytest.mark.parametrize("command", MADE)
def test_after_a_kill_the_same_command_goes_on_and_makes_the_same(tmp_path, command):
    calm, folder = tmp_path / "calm", tmp_path / "killed"
    finish(calm, command)
    with start(folder, command) as process:
        wait_until(lambda: list(folder.glob(KILLED_AT[command])) or process.poll() is not None, lambda: "nothing")
        process.kill()
    wait_until(lambda: not processes_of(f"PLACE={folder}"), lambda: processes_of(f"PLACE={folder}"))
    said = finish(folder, command)
    assert "kept" in next(line for line in said.splitlines() if "sections" in line)
    assert made(folder, command) == made(calm, command)
    assert len(made(folder, command)) >= 4
    assert not [path for path in folder.rglob(".*") if ".part" in path.name or path.suffix == ".lock"]
