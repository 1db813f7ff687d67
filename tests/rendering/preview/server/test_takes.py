"""Takes from the page become recordings, if they are sound; what was there before is kept."""

import asyncio
import io
import wave

import numpy as np
import pytest

from rendering.core.errors import UserError
from rendering.core.job import Voice
from rendering.preview.server import takes
from rendering.voice.recordings import recording_of, recordings_of

TIMELINE = {
    "beats": [{"name": "square"}, {"name": "bar"}, {"name": ".."}],
    "narration": [{"beat": "square", "text": "It has 4 sides.", "spoken": "It has four sides."}],
}


def take(amplitude=0.3, seconds=0.5, rate=44_100):
    """A tone as a WAV file, its first sample 0."""
    samples = amplitude * np.sin(2 * np.pi * 220 * np.arange(round(seconds * rate)) / rate)
    data = io.BytesIO()
    with wave.open(data, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(rate)
        target.writeframes((samples * 32767).astype("<i2").tobytes())
    return data.getvalue()


def received(data, folder, beat="square", kind="recordings"):
    async def chunks():
        for start in range(0, len(data), 20_000_000):
            yield data[start : start + 20_000_000]

    return asyncio.run(takes.receive(chunks(), beat, Voice(kind, str(folder), "small"), TIMELINE))


def test_a_take_becomes_the_recording_of_its_beat_and_is_of_the_text_that_is_spoken_now(tmp_path):
    saved = received(take(), tmp_path)
    assert saved == recording_of(tmp_path, "small", "square")
    assert saved.is_of("It has four sides.")
    clip = saved.load()
    assert len(clip.samples) == pytest.approx(24_000, abs=100)
    assert np.abs(clip.samples).max() == pytest.approx(0.3, abs=0.02)


def test_a_beat_without_a_text_gets_a_recording_alone(tmp_path):
    assert received(take(), tmp_path, "bar").is_of("") is None


def test_the_recordings_that_it_replaces_are_kept(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "square.mp3").write_bytes(b"an older one")
    received(take(0.1), tmp_path)
    before = (folder / "square.wav").read_bytes()
    received(take(0.5), tmp_path)
    assert [each.path.name for each in recordings_of(tmp_path, "small")] == ["square.wav"]
    kept = {path.name: path.read_bytes() for path in (folder / "earlier").iterdir()}
    assert kept.pop("square-2.txt") == b"It has four sides.\n"
    assert kept == {"square-1.mp3": b"an older one", "square-2.wav": before}


@pytest.mark.parametrize(
    ("data", "beat", "kind", "line"),
    [
        pytest.param(b"", "square", "recordings", "square: the take is empty", id="empty"),
        pytest.param(take(0.0), "square", "recordings", "square: the take is silent", id="silent"),
        pytest.param(b"no sound" * 99, "square", "recordings", "square: the take is no sound", id="no sound"),
        pytest.param(bytes(takes.MOST_BYTES + 1), "square", "recordings", "100 MB at most", id="large"),
        pytest.param(take(), "circle", "recordings", "circle", id="another beat"),
        pytest.param(take(), "..", "recordings", "rename the beat", id="a name that leads elsewhere"),
        pytest.param(take(), "square", "espeak", "--voice recordings", id="another voice"),
    ],
)
def test_what_cannot_be_a_recording_is_refused_in_one_line_and_leaves_what_is_there(tmp_path, data, beat, kind, line):
    saved = received(take(), tmp_path)
    before = saved.path.read_bytes()
    with pytest.raises(UserError, match=line) as refused:
        received(data, tmp_path, beat, kind)
    assert "\n" not in str(refused.value)
    assert [path.name for path in sorted((tmp_path / "small").iterdir())] == ["square.txt", "square.wav"]
    assert saved.path.read_bytes() == before


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "small").write_text("a file where the folder should be")
    with pytest.raises(UserError, match="cannot be written"):
        received(take(), tmp_path)
