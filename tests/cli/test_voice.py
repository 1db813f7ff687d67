"""`--voice` on the command line: one bad voice stops its scene, in one line, and nothing else."""

from __future__ import annotations

import pytest

from tests.cli.saying import said
from tests.paths import FIXTURES, PLAIN

LOOK = ("-r", "32,18", "--fps", "10", "-j", 1)


@pytest.mark.slow
def test_a_bad_recording_is_named_with_scene_and_beat_and_the_rest_is_made(tmp_path):
    folder, media = tmp_path / "voice", tmp_path / "media"
    (folder / "spoken").mkdir(parents=True)
    (folder / "spoken/square.wav").write_bytes(b"no sound " * 99)
    scenes = (f"{FIXTURES / 'spoken.py'}:Spoken", f"{PLAIN}:Sections")
    text = said("render", *scenes, *LOOK, "--voice", f"recordings:{folder}", "--media_dir", media, status=1)
    line = next(line for line in text.splitlines() if "square" in line)
    assert "spoken, beat square: square.wav is no sound that can be read; take WAV, FLAC, MP3 or Opus" in line
    assert (media / "sections/sections.mp4").exists()
    assert not [path for path in (media / "spoken").rglob("*") if path.suffix in {".mp4", ".part", ".json"}]


@pytest.mark.parametrize("command", ["render", "lecture", "deck", "preview", "narrate"])
@pytest.mark.parametrize("voice", ["google", "piper", "piper:", "recordings:", "espeak:fast"])
def test_a_voice_that_there_is_not_is_told_before_anything_is_played(command, voice):
    scene = ["kernel-sliding"] if command in {"render", "narrate"} else []
    text = said(command, *scene, "--voice", voice)
    assert "--voice takes recordings, recordings:FOLDER, piper:MODEL or espeak, not" in text
