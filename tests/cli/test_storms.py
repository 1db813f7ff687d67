"""Commands killed at any moment, run together, given damaged files: the same bytes come out, and nothing is left."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from rendering.core.processes import can_fork
from tests.cli.commands import Place
from tests.processes import processes_of, wait_until

KILLS = 32
ROUNDS = 10
TOGETHER = 3
"""How many commands run at a time, and how many files are damaged at a time."""
SEED = 20261127
COMMANDS = ("render", "figures", "still")
PLAYS = "for number in range(3):\n    self.play(FadeIn(Text(str(number))), run_time=0.3)"

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").is_dir() or not can_fork(), reason="looks for processes in /proc"),
]


def digests(place: Place) -> dict[str, str]:
    """Return the digest of every file that was published in the folder of all output, by its name."""
    paths = {name: place.folder / "media" / name for name in place.media if "/." not in f"/{name}"}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items() if path.is_file()}


def undisturbed(place: Place) -> tuple[dict[str, str], dict[str, float]]:
    """Run every command once; return the digests of what they make, and the seconds that each takes."""
    seconds = {}
    place.write(construct=PLAYS)
    for command in COMMANDS:
        started = time.monotonic()
        assert place.run(command)[0] == 0
        seconds[command] = time.monotonic() - started
    return digests(place), seconds


def make_again(place: Place) -> None:
    """Run every command, none of which may fail."""
    for command in COMMANDS:
        status, _, noted = place.run(command)
        assert status == 0, noted


@pytest.mark.timeout(600)
def test_after_a_storm_of_kills_the_files_are_those_of_an_undisturbed_run(tmp_path):
    place = Place(tmp_path)
    whole, seconds = undisturbed(place)
    (tmp_path / "media").rename(tmp_path / "calm")
    chance = random.Random(SEED)
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
    make_again(place)
    assert digests(place) == whole
    assert place.left() == []


@pytest.mark.timeout(600)
def test_commands_that_run_together_make_what_each_makes_alone(tmp_path):
    place = Place(tmp_path)
    whole, _ = undisturbed(place)
    chance = random.Random(SEED)
    for number in range(ROUNDS):
        if number % 2:
            shutil.rmtree(tmp_path / "media")
        commands = chance.choices(COMMANDS, k=TOGETHER)
        forced = [() if command == "still" or chance.random() < 0.5 else ("--force",) for command in commands]
        running = [
            place.start(command, *more, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for command, more in zip(commands, forced)
        ]
        for process in running:
            _, noted = process.communicate(timeout=120)
            assert process.returncode == 0, noted.decode()
        made = digests(place)
        assert made.items() <= whole.items()
        assert all(any(name.startswith(FOLDERS[command]) for name in made) for command in commands)
    assert place.left() == []


@pytest.mark.timeout(600)
def test_after_a_storm_of_damages_the_files_are_those_of_an_undisturbed_run(tmp_path):
    place = Place(tmp_path)
    whole, _ = undisturbed(place)
    chance = random.Random(SEED)
    for _ in range(ROUNDS):
        files = sorted(path for path in (tmp_path / "media").rglob("*") if path.is_file() and path.stat().st_size)
        for path in chance.sample(files, TOGETHER):
            chance.choice(DAMAGES)(path, chance)
        make_again(place)
        assert digests(place) == whole
    assert place.left() == []


def cut_short(path: Path, chance: random.Random) -> None:
    """Leave the beginning of a file."""
    os.truncate(path, chance.randrange(path.stat().st_size))


def turn_a_bit(path: Path, chance: random.Random) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    replace(path, data)


def empty_a_stretch(path: Path, chance: random.Random) -> None:
    """Put zeros where something was."""
    data = bytearray(path.read_bytes())
    first = chance.randrange(len(data))
    data[first : first + 512] = bytes(len(data[first : first + 512]))
    replace(path, data)


def replace(path: Path, data: bytes) -> None:
    """Write other bytes to a file, and to that file alone: a segment may share its bytes with a film."""
    path.unlink()
    path.write_bytes(data)


def lose(path: Path, _: random.Random) -> None:
    """Remove a file."""
    path.unlink()


DAMAGES = (cut_short, turn_a_bit, empty_a_stretch, lose)
FOLDERS = {"render": "tried/", "still": "tried/", "figures": "figures/"}
"""Where each command puts its files, below the folder of all output."""
