"""Commands killed outright at any moment: the next run makes the same bytes, and nothing is left, nothing runs."""

from __future__ import annotations

import hashlib
import itertools
import random
import subprocess
import time
from pathlib import Path

import pytest

from rendering.core.processes import can_fork
from tests.cli.commands import Place
from tests.processes import processes_of, wait_until

KILLS = 32
COMMANDS = ("render", "figures", "still")
PLAYS = "for number in range(3):\n    self.play(FadeIn(Text(str(number))), run_time=0.3)"

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").is_dir() or not can_fork(), reason="looks for processes in /proc"),
]


def digests(place: Place) -> dict[str, str]:
    """Return the digest of every file that was published in the folder of all output, by its name."""
    paths = {name: place.folder / "media" / name for name in place.media if not Path(name).name.startswith(".")}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items() if path.is_file()}


@pytest.mark.timeout(600)
def test_after_a_storm_of_kills_the_files_are_those_of_an_undisturbed_run(tmp_path):
    seconds = {}
    place = Place(tmp_path)
    place.write(construct=PLAYS)
    for command in COMMANDS:
        started = time.monotonic()
        assert place.run(command)[0] == 0
        seconds[command] = time.monotonic() - started
    whole = digests(place)
    (tmp_path / "media").rename(tmp_path / "calm")
    chance = random.Random(20261127)
    killed = 0
    for command in itertools.islice(itertools.cycle(COMMANDS), KILLS):
        more = () if command == "still" else ("--force",)
        with place.start(command, *more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(chance.uniform(0.05, 1.0) * seconds[command])
            except subprocess.TimeoutExpired:
                process.kill()
                killed += 1
        wait_until(lambda: not processes_of(place.marker), lambda: processes_of(place.marker))
        assert {name for name, digest in digests(place).items() if whole.get(name, digest) != digest} == set()
    assert killed >= KILLS // 2
    for command in COMMANDS:
        status, _, noted = place.run(command)
        assert status == 0, noted
    assert digests(place) == whole
    assert place.left() == []
