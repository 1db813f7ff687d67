"""Recordings of any kind of sound are read, what is none is refused in one line, and stale ones are told."""

import av
import numpy as np
import pytest

from rendering.core.errors import UserError
from rendering.core.job import Voice
from rendering.voice import recordings
from rendering.voice.choice import fixed, read_voice
from rendering.voice.narration_report import SpokenBeat, faults_of_recordings, script_lines
from rendering.voice.recordings import recording_of
from rendering.voice.script import Script
from rendering.voice.voices import speaker_of

TEXT = "Here is a square, and that is all."


def tone(seconds=2.0, rate=48_000, amplitude=0.3):
    return amplitude * np.sin(2 * np.pi * 220 * np.arange(round(seconds * rate)) / rate)


def recorded(path, samples, *, rate=48_000, channels=1, codec="pcm_s16le"):
    path.parent.mkdir(parents=True, exist_ok=True)
    layout = "mono" if channels == 1 else "stereo"
    pcm = np.repeat(np.clip(samples * 32768, -32768, 32767).astype(np.int16), channels)
    container = {".opus": "ogg"}.get(path.suffix, path.suffix[1:])
    with av.open(str(path), "w", format=container) as target:
        stream = target.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate, frame.pts = rate, 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            target.mux(packet)
    return path


@pytest.mark.parametrize(
    ("ending", "codec", "rate", "channels"),
    [
        (".wav", "pcm_s16le", 8_000, 1),
        (".wav", "pcm_s16le", 96_000, 2),
        (".flac", "flac", 44_100, 2),
        (".mp3", "libmp3lame", 44_100, 1),
        (".opus", "libopus", 48_000, 2),
    ],
)
def test_any_rate_and_any_channels_are_read(tmp_path, ending, codec, rate, channels):
    recorded(tmp_path / "s" / f"b{ending}", tone(rate=rate), rate=rate, channels=channels, codec=codec)
    clip = speaker_of(Voice("recordings", str(tmp_path), "s"))("b", None)
    assert len(clip.samples) == pytest.approx(2 * 48_000, rel=0.05)
    assert np.abs(clip.samples[10_000:80_000]).max() == pytest.approx(0.3, abs=0.05)


def written(data):
    def write(path):
        path.parent.mkdir(parents=True)
        path.write_bytes(data)

    return write


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (written(b""), "is empty"),
        (written(b"RIFF is what it says" * 100), "is no sound"),
        (written(b"\x89PNG\r\n\x1a\n" + bytes(1000)), "is no sound"),
        (lambda path: recorded(path, np.zeros(48_000)), "is silent"),
        (lambda path: recorded(path, tone(7_200, rate=8_000), rate=8_000), "is longer than 600 s"),
    ],
)
def test_what_cannot_be_used_is_one_line_that_names_scene_and_beat(tmp_path, make, what):
    make(tmp_path / "kernel-sliding" / "grids.wav")
    with pytest.raises(UserError, match="^kernel-sliding, beat grids: grids.wav " + what) as refused:
        speaker_of(Voice("recordings", str(tmp_path), "kernel-sliding"))("grids", Script.of(TEXT))
    assert "\n" not in str(refused.value)


def test_a_recording_goes_before_the_voice_of_the_machine_which_speaks_where_there_is_none(tmp_path):
    recorded(tmp_path / "s" / "b.wav", tone())
    speak = speaker_of(Voice("recordings", str(tmp_path), "s"))
    assert speak("b", Script.of(TEXT)).source.endswith("b.wav")
    assert speak("other", Script.of(TEXT)).source == "espeak"
    assert speak("other", None) is None
    assert recording_of(tmp_path, "s", "../s/b") is None


def test_a_changed_text_makes_a_recording_stale(tmp_path, caplog):
    path = recorded(tmp_path / "s" / "b.wav", tone())
    path.with_suffix(".txt").write_text(f"{TEXT}\n")
    speak = speaker_of(Voice("recordings", str(tmp_path), "s"))
    speak("b", Script.of(TEXT))
    assert not caplog.records
    speak("b", Script.of(f"{TEXT} Really."))
    assert "s, beat b: b.wav is of another text" in caplog.text


def test_check_lists_missing_stale_too_long_too_loud_and_of_no_beat(tmp_path):
    for name in ("stale", "fine", "unknown", "stray"):
        recorded(tmp_path / "s" / f"{name}.wav", tone(3))
    recorded(tmp_path / "s" / "long.wav", tone(30))
    recorded(tmp_path / "s" / "loud.wav", np.sign(tone(3)))
    for name in ("fine", "long", "loud"):
        (tmp_path / "s" / f"{name}.txt").write_text(TEXT)
    (tmp_path / "s" / "stale.txt").write_text("Another text.")
    beats = [SpokenBeat("s", name, TEXT, 0, 4) for name in ("stale", "fine", "unknown", "long", "loud", "missing")]
    found = list(faults_of_recordings("s", beats, {each.beat for each in beats}, tmp_path))
    assert [fault.split(":")[0].removeprefix("s, beat ") for fault in found] == [
        "stale",
        "unknown",
        "long",
        "loud",
        "missing",
        "stray",
    ]
    assert [word in fault for word, fault in zip(("stale", "--accept", "too long", "clipped", "missing"), found)]


def test_a_script_tells_words_times_and_pace():
    lines = list(script_lines("s", [SpokenBeat("s", "one", "a b c d", 0.0, 2.0), SpokenBeat("s", "two", "", 3.0, 4.0)]))
    assert lines[0] == "# s: 4 words, 0:04.0, 80 words a minute"
    assert lines[1:3] == ["\n0:00.0 to 0:02.0  one", "a b c d"]


@pytest.mark.parametrize("text", ["", "espeak:x", "google", "recordings:", "9" * 5_000])
def test_another_voice_is_refused(text):
    with pytest.raises(UserError, match="--voice takes"):
        read_voice(text)


def test_what_is_read_for_a_scene_is_part_of_its_voice(tmp_path):
    before = fixed(Voice("recordings", str(tmp_path)), "s")
    recorded(tmp_path / "s" / "b.wav", tone(0.1))
    after = fixed(Voice("recordings", str(tmp_path)), "s")
    assert before != after == fixed(Voice("recordings", str(tmp_path)), "s")
    assert recordings.ENDINGS[0] == ".wav"
