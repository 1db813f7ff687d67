"""The set-up survives being killed, touches no folder but its own, and installs only what is pinned by digest."""

import contextlib
import os
import re
import signal
import subprocess
import tomllib

import pytest

from tests.paths import ROOT

PINS = ("constraints.txt", "constraints-dev.txt", "constraints-build.txt", "constraints-mutate.txt")


def setup(folder, *arguments):
    """Run the set-up with its virtual environment in a folder of its own."""
    command = ["bash", str(ROOT / "setup.sh"), *arguments]
    return subprocess.run(command, env={**os.environ, "VENV": str(folder)}, capture_output=True, text=True, check=False)


@pytest.mark.exhaustive
@pytest.mark.parametrize("tenths", [0, 2, 5, 9, 14, 20])
def test_a_virtual_environment_that_was_left_unfinished_is_made_anew(tmp_path, tenths):
    folder = tmp_path / "venv"
    killed = subprocess.Popen(
        ["bash", str(ROOT / "setup.sh"), "--venv"],
        env={**os.environ, "VENV": str(folder)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with contextlib.suppress(subprocess.TimeoutExpired):
        killed.wait(tenths / 10)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    done = setup(folder, "--venv")
    assert done.returncode == 0, done.stderr
    pip = subprocess.run([folder / "bin" / "python", "-m", "pip", "--version"], capture_output=True, check=False)
    assert pip.returncode == 0
    assert not (folder / ".unfinished").exists()


def test_a_folder_that_is_no_virtual_environment_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    done = setup(tmp_path, "--venv")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_every_dependency_is_pinned_by_digest_and_no_address_is_named():
    pinned = set()
    for name in PINS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        for requirement in re.sub(r"\\\n", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines():
            assert re.fullmatch(r"[A-Za-z0-9._-]+==\S+(?: ;[^-]*)?(?:\s+--hash=sha256:[0-9a-f]{64})+", requirement)
            pinned.add(normalised(requirement.partition("==")[0]))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    wanted += project["project"]["optional-dependencies"]["dev"]
    assert {normalised(re.match(r"[A-Za-z0-9._-]+", requirement)[0]) for requirement in wanted} <= pinned


def normalised(name):
    return re.sub(r"[-_.]+", "-", name).lower()
