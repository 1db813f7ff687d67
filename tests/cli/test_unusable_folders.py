"""Folders that one may not read, search or write, and settings that cannot be read: one line, status 2."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rendering.output.publication import Publication
from tests.cli.saying import COMMANDS, TINY, UNLUCKY
from tests.paths import ROOT

BRIEF = f"{UNLUCKY}:Brief"
DRIVER = f"""
import json, os, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.cli.saying import said
for arguments, statuses in json.load(sys.stdin):
    try:
        print(json.dumps(said(*arguments, status=statuses)))
    except AssertionError as error:
        print(json.dumps("FAILED " + str(error)))
"""
DROP_FROM_BOUNDING_SET = 24
"""``PR_CAPBSET_DROP`` of Linux's ``prctl``."""


def without_privileges() -> None:
    """Have this process, once it runs another program, obey the modes of files, though it may be root's."""
    for capability in range(64):
        ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)


def said_by_one_process(rows: list[tuple[list[str], list[int]]], cwd: Path, **options) -> list[str]:
    """Run command lines one after another in one process, and return what each said."""
    done = subprocess.run(
        [sys.executable, "-c", DRIVER],
        input=json.dumps(rows),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        **options,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('"')]
    assert len(answers) == len(rows), done.stderr
    return answers


LOCKED = [
    (["still", BRIEF, *TINY], [2]),
    (["still", BRIEF, *TINY, "--format", "svg"], [2]),
    (["filmstrip", BRIEF, *TINY], [2]),
    (["sheet", BRIEF, *TINY], [2]),
    (["render", BRIEF, *TINY], [2]),
    (["figures", BRIEF, "--alt", "A word."], [2]),
    (["gallery", BRIEF], [2]),
    (["preview", BRIEF, "--no-open", "--trust"], [2]),
    (["doctor"], [1]),
    (["clean"], [0, 2]),
    (["clean", "--dry-run"], [0, 2]),
    (["clean", "--keep", "0"], [0, 2]),
]


@pytest.mark.skipif(sys.platform != "linux", reason="gives up privileges as Linux has them")
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o500], ids=oct)
def test_a_media_folder_that_may_not_be_used(tmp_path, mode):
    media = tmp_path / "media"
    (media / "brief").mkdir(parents=True)
    (media / ".segments" / "ab").mkdir(parents=True)
    folders = [media, media / "brief", media / ".segments"]
    for folder in reversed(folders):
        folder.chmod(mode)
    try:
        answers = said_by_one_process(LOCKED, tmp_path, preexec_fn=without_privileges)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    for (arguments, _), answer in zip(LOCKED, answers, strict=True):
        assert not answer.startswith("FAILED"), (arguments, answer)
        assert "ermission denied" in answer or arguments[0] in {"doctor", "clean"}, (arguments, answer)
    assert sorted(path.name for path in media.rglob("*")) == [".segments", "ab", "brief"]


@pytest.mark.skipif(sys.platform != "linux", reason="gives up privileges as Linux has them")
def test_folders_within_that_may_not_be_used(tmp_path):
    rows = [
        (["clean"], [2]),
        (["clean", "--dry-run"], [2]),
        (["render", BRIEF, *TINY], [0]),  # without the store
    ]
    closed = tmp_path / "media" / "closed"
    store = tmp_path / "media" / ".segments"
    for folder in (closed, store):
        folder.mkdir(parents=True)
        folder.chmod(0)
    try:
        *cleaned, rendered = said_by_one_process(rows, tmp_path, preexec_fn=without_privileges)
    finally:
        closed.chmod(0o755)
        store.chmod(0o755)
    assert all("ermission denied" in answer for answer in cleaned), cleaned
    assert "damaged" not in rendered
    assert (tmp_path / "media" / "brief" / "brief.mp4").is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="gives up privileges as Linux has them")
def test_what_lies_in_a_folder_that_may_not_be_written_stays(tmp_path):
    kept = tmp_path / "media" / "brief" / "brief.png"
    with Publication(record=True) as publication:
        publication.stage(kept).write_bytes(b"rendered")
    before = sorted(tmp_path.rglob("*"))
    kept.parent.chmod(0o500)
    try:
        looked, cleaned = said_by_one_process(
            [(["clean", "--dry-run"], [0]), (["clean"], [2])], tmp_path, preexec_fn=without_privileges
        )
    finally:
        kept.parent.chmod(0o755)
    assert "1 files would be removed" in looked
    assert "brief.png: Permission denied" in cleaned
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "content",
    [
        b"garbage",
        bytes(range(256)),
        b"[CLI]\nseed = 1\nseed = 2\n",
        b"[CLI]\nframe_rate = fast\n",
        b"[CLI]\nrenderer = x\n",
    ],
    ids=["no section", "binary", "twice", "no number", "unknown value"],
)
def test_settings_that_cannot_be_read(tmp_path, content):
    (tmp_path / "manim.cfg").write_bytes(content)
    rows = [
        ([command, BRIEF, *TINY], [2])
        for command in ("still", "numbers", "check", "filmstrip", "identity", "gif-bench", "sheet")
    ]
    if b"frame_rate" in content:
        rows += [(["render", BRIEF, *TINY], [2]), (["figures", BRIEF, "--alt", "A word."], [2])]
    for (arguments, _), answer in zip(rows, said_by_one_process(rows, tmp_path), strict=True):
        assert "manim.cfg" in answer, (arguments, answer)
        assert not answer.startswith("FAILED"), (arguments, answer)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["manim.cfg"]


def test_settings_of_python_that_stop_manim_do_not_stop_ours(tmp_path):
    """``PYTHONWARNINGS=error`` makes errors of the warnings that packages give when they are imported."""
    environment = {**os.environ, "PYTHONWARNINGS": "error", "PYTHONSAFEPATH": "1"}
    for command in ("still", "render"):
        done = subprocess.run(
            [sys.executable, str(ROOT / "render.py"), command, BRIEF, *TINY],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "Warning" not in done.stderr


@pytest.mark.parametrize("charset", ["ascii", "latin-1"])
def test_terminals_of_few_letters(tmp_path, monkeypatch, charset):
    from tests.cli.saying import said

    monkeypatch.chdir(tmp_path)
    (tmp_path / "Ω ×.py").write_text(Path(UNLUCKY).read_text("utf-8"), "utf-8")
    assert {"list", "doctor", "clean"} < set(COMMANDS)
    rows = [
        (["list"], 0),
        (["list", "--json"], 0),
        (["doctor"], 0),
        (["numbers", "kernel-sliding", "-r", "32,18", "--fps", "1"], 0),
        (["numbers", "kernel-sliding", "-r", "32,18", "--fps", "1", "--json"], 0),
        (["check", "Ω ×.py:Brief", *TINY], (0, 1)),
        (["still", "Ω ×.py:Brief", *TINY, "-o", "Ω.png"], 0),
        (["sheet", "Ω ×.py:Brief", *TINY, "-o", "Ω.png"], 0),
        (["filmstrip", "Ω ×.py:Brief", *TINY, "-o", "Ω.svg"], 0),
        (["clean", "--media_dir", "Ω"], 0),
        (["render", "Ω ×.py:Ω"], 2),
        (["render", "Ω"], 2),
        (["render", "sobel-edge", "--set", "Ω"], 2),
    ]
    for arguments, status in rows:
        said(*arguments, status=status, charset=charset)
