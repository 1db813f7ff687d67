"""A film that is spoken over: the picture waits, words stand where they are said, loudness, captions, bytes."""

import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
from scipy.signal import resample_poly

from rendering.core.errors import UserError
from rendering.core.frames import Performance, Stage
from rendering.core.job import Format, GifOptions, Look, RenderJob, Voice
from rendering.core.targets import Target
from rendering.jobs.production import produce
from rendering.lecture.sound import sound_of as sound_of_lecture
from rendering.lecture.timeline import Part, Piece
from rendering.video.mux import assemble
from rendering.video.track import SegmentFile
from tests.paths import ROOT

SPOKEN = ROOT / "tests/rendering/fixtures/spoken.py"
LOOK = Look(size=(160, 90), rate=Fraction(15))
ESPEAK = Voice("espeak", "", "spoken")
RATE = 48_000


def rendered(folder, *, voice=ESPEAK, class_name="Spoken", formats=(Format.MP4,), processes=1, **attributes):
    look = Look(size=LOOK.size, rate=LOOK.rate, voice=voice, attributes=attributes)
    target = Target(SPOKEN, class_name, "spoken")
    job = RenderJob(
        target=target, folder=folder, formats=formats, look=look, gif=GifOptions(height=90), processes=processes
    )
    produce(job, lambda *_: None)
    return job


def sound_of(path):
    with av.open(str(path)) as source:
        blocks = [frame.to_ndarray() for frame in source.decode(audio=0)]
    return np.concatenate(blocks, axis=1).T


def true_peak(sound):
    return 20 * np.log10(np.abs(resample_poly(sound, 4, 1, axis=0)).max())


def told(job):
    return json.loads(job.beside(".json").read_text())


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return rendered(tmp_path_factory.mktemp("film") / "spoken")


def test_the_picture_waits_at_a_mark_and_at_the_end_of_a_beat(film):
    content = told(film)
    square, gone = content["narration"]
    words = dict(square["words"]) | dict(gone["words"])
    assert abs(content["moments"]["step-1"] - words["Now"]) <= 0.04
    assert abs(content["moments"]["late"] - words["and"]) <= 0.04
    for span, name in ((square, "step-1"), (gone, "late")):
        ((mark, said, seen),) = span["marks"]
        assert (mark, span["word_times"]) == (name, "measured")
        assert abs(said - seen) <= 0.04
        assert seen == pytest.approx(content["moments"][name], abs=1e-3)
    beats = {beat["name"]: beat for beat in content["beats"]}
    assert beats["square"]["end"] - square["end"] >= 0.3
    assert beats["gone"]["end"] - gone["end"] >= 0.3
    assert beats["silent"]["end"] - beats["silent"]["start"] == pytest.approx(1, abs=1e-3)


def test_words_are_said_when_the_sidecar_says_and_none_is_cut(film):
    loudness = np.abs(sound_of(film.output(Format.MP4))).max(axis=1)
    content = told(film)
    level = [loudness[start : start + RATE // 100].max() for start in range(0, len(loudness), RATE // 100)]
    quiet = np.array(level) < 0.02
    for beat in content["beats"]:
        end = round(beat["end"] * 100)
        assert quiet[end - 15 : end].all(), f"{beat['name']} is cut"
    for span in content["narration"]:
        times = dict(span["words"])
        for word in ("Now", "and", "Here", "The"):
            if word in times:  # each follows a pause: it is quiet before it, and not after
                begins = round(times[word] * 100)
                onset = next(index for index in range(begins - 12, begins + 30) if not quiet[index])
                assert abs(onset / 100 - times[word]) <= 0.07, word
        assert not quiet[round(times[span["words"][-1][0]] * 100) :][:30].all()


def test_loudness_and_true_peak_are_as_platforms_expect_after_one_encoding_and_two(film, tmp_path):
    content = told(film)
    frames = round(content["duration"] * LOOK.rate)
    beats = Part(
        section="",
        card=None,
        film=film.output(Format.MP4),
        content=content,
        pieces=(Piece(0, 0, frames),),
        first=0,
        stop=frames,
        rate=LOOK.rate,
    )
    performance = Performance(
        stage=Stage(*LOOK.size, LOOK.rate, transparent=False),
        frames=frames,
        plays=0,
        sound=sound_of_lecture([beats]),
        sidecar={},
    )
    again = tmp_path / "lecture.mp4"
    assemble([SegmentFile(beats.film, 0, 0, frames)], again, Format.MP4, performance, (), {})
    for path in (beats.film, again):
        sound = sound_of(path)
        assert pyloudnorm.Meter(RATE).integrated_loudness(sound) == pytest.approx(-16, abs=0.5)
        assert true_peak(sound) <= -1.5
    assert true_peak(sound_of(again)) - true_peak(sound_of(beats.film)) < 0.3


def test_cold_warm_and_in_two_processes_the_bytes_are_the_same(film, tmp_path):
    files = [path.name for path in film.folder.iterdir() if path.suffix in {".mp4", ".srt", ".vtt"}]
    assert len(files) == 3
    first = {name: (film.folder / name).read_bytes() for name in files}
    cold = rendered(tmp_path / "spoken", processes=2)
    assert {name: (cold.folder / name).read_bytes() for name in files} == first
    warm = rendered(tmp_path / "spoken")
    assert {name: (warm.folder / name).read_bytes() for name in files} == first


def test_without_a_voice_nothing_is_said_and_gifs_never_wait(tmp_path):
    silent = rendered(tmp_path / "silent", voice=None, formats=(Format.MP4, Format.GIF))
    assert "narration" not in told(silent)
    assert "voice" not in silent.as_json()["look"]
    assert RenderJob.from_json(silent.as_json()) == silent
    with av.open(str(silent.output(Format.MP4))) as source:
        assert not source.streams.audio
    spoken = rendered(tmp_path / "spoken", formats=(Format.MP4, Format.GIF))
    assert spoken.output(Format.GIF).read_bytes() == silent.output(Format.GIF).read_bytes()
    assert RenderJob.from_json(spoken.as_json()) == spoken


@pytest.mark.filterwarnings("ignore:.*FileIO.*tone.wav")  # pydub leaves it open
def test_sounds_of_the_scene_are_kept_under_the_voice_and_lower_while_it_speaks(film, tmp_path):
    seconds, pitch = 5.9, 300
    tone = (0.2 * 32767 * np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE)).astype(np.int16)
    path = tmp_path / "tone.wav"
    with av.open(str(path), "w") as target:
        stream = target.add_stream("pcm_s16le", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            target.mux(packet)
    job = rendered(tmp_path / "loud", sound=str(path))
    sound = sound_of(job.output(Format.MP4))[:, 0]
    gone = told(job)["narration"][1]
    start = told(job)["beats"][1]["start"]

    def tone_at(first, last):
        part = sound[round(first * RATE) : round(last * RATE)]
        wave = np.exp(-2j * np.pi * pitch * np.arange(len(part)) / RATE)
        return 20 * np.log10(2 * abs(np.mean(part * wave)))

    pause = dict(gone["words"])["and"] - 0.6  # nobody speaks: the picture is late
    before, under = tone_at(pause - 0.3, pause + 0.3), tone_at(start + 0.6, start + 1.1)
    assert before - under == pytest.approx(12, abs=3)
    after = tone_at(start + seconds - 0.05, start + seconds - 0.01)
    assert after > -60
    assert pyloudnorm.Meter(RATE).integrated_loudness(sound_of(job.output(Format.MP4))) == pytest.approx(-16, abs=0.5)


def test_a_mark_that_the_text_does_not_have_is_one_line_with_scene_and_beat(tmp_path):
    with pytest.raises(UserError, match=r"spoken, beat square: there is no mark 'ones'; did you mean 'one'\?"):
        rendered(tmp_path / "bad", class_name="Misspelt")
    assert not (tmp_path / "bad" / "spoken.mp4").exists()


def test_where_espeak_has_no_data_it_is_said_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv("ESPEAK_DATA_PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"spoken, beat square: espeak-ng is not installed; type: apt-get install"):
        rendered(tmp_path / "bad")


def test_captions_are_short_and_follow_the_voice(film):
    for caption in told(film)["captions"]:
        assert max(map(len, caption["text"].split("\n"))) <= 42
        assert len(caption["text"]) / (caption["end"] - caption["start"]) <= 20
    assert told(film)["captions"][1]["text"] == "Now comes a circle, with 9 weights."


def test_a_path_is_not_part_of_what_is_told(film):
    assert str(Path.home()) not in json.dumps(told(film)["narration"])
