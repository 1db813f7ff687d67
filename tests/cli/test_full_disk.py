"""A full disk, wherever the command writes: one line that names the folder, status 1, nothing half-written."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.saying import UNLUCKY, said

NOISY = f"{UNLUCKY}:Noisy"
WORDED = f"{UNLUCKY}:Worded"
SMALL = ("-r", "160,90", "--fps", "10")
PICTURES = ("--formats", "png,gif,webp,svg,pdf,filmstrip")
"""All but the videos, which are rendered as `render` does."""


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """A file system of its own; needs the right to mount."""
    folder = tmp_path_factory.mktemp("disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "t", folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("may not mount")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def nearly_full(disk, tmp_path, monkeypatch):
    """The small disk with room for so many bytes; what else is written goes elsewhere."""
    monkeypatch.chdir(tmp_path)

    def fill(room: int) -> Path:
        (disk / "filler").write_bytes(bytes((200 << 10) - room))
        return disk

    yield fill
    for path in sorted(disk.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def holds(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "arguments",
    [
        *(["render", NOISY, *SMALL, "--format", each] for each in ("mp4", "gif", "webm", "mov", "png")),
        ["still", NOISY, *SMALL],
        ["still", NOISY, *SMALL, "--format", "svg"],
        ["still", NOISY, *SMALL, "--format", "pdf"],
        ["sheet", NOISY, *SMALL],
        ["filmstrip", NOISY, *SMALL],
        ["figures", WORDED, "--width", "64", *PICTURES],
        ["gallery", WORDED, "--width", "64"],
    ],
    ids=lambda arguments: " ".join(arguments[:1] + arguments[-1:]),
)
def test_the_disk_of_the_output_is_full(nearly_full, arguments):
    folder = nearly_full(8 << 10)
    text = said(*arguments, "--media_dir", folder, status=1)
    assert f"cannot write in {folder}" in text
    assert "No space left on device" in text
    assert "unlucky.py" not in text
    assert set(holds(folder)) <= {"filler", "gallery/index.html", "gallery/.published"}  # its page says what there is


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("render", ("--format", "mp4,gif,webm")),
        ("still", ()),
        ("still", ("--format", "svg")),
        ("sheet", ()),
        ("filmstrip", ()),
        ("numbers", ()),
        ("check", ()),
        ("identity", ()),
        ("gif-bench", ()),
        ("figures", PICTURES),
    ],
)
def test_the_disk_of_the_temporary_folder_is_full(nearly_full, monkeypatch, command, options):
    """Texts are outlined there: Cairo says nothing, and who reads the outlines would blame the scene's lines."""
    folder = nearly_full(5 << 10)
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    size = () if command == "figures" else SMALL
    text = said(command, WORDED if command == "figures" else NOISY, *size, *options, status=1)
    assert f"cannot write in {folder}: No space left on device" in text
    assert "unlucky.py" not in text
    assert holds(folder) == ["filler"]


@pytest.mark.exhaustive
def test_a_segment_store_without_room_costs_nothing_else(nearly_full, tmp_path):
    folder = nearly_full(8 << 10)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / ".segments").symlink_to(folder)
    said("render", NOISY, *SMALL, "--format", "mov", status=0)
    assert (tmp_path / "media" / "noisy" / "noisy.mov").is_file()
    assert holds(folder) == ["filler"]
