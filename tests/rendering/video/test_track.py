"""Videos, decoded again: size, rate, length, pixels, captions, chapters, sound."""

from __future__ import annotations

import json
import struct
import wave
from fractions import Fraction

import av
import numpy as np
import pytest

from rendering.core.job import Format, Look
from tests.pictures import psnr
from tests.rendering.fixtures.moving import encoded, moving


def boxes(data: bytes) -> list[str]:
    """Return the names of an MP4's top-level boxes, in order."""
    names, offset = [], 0
    while offset < len(data):
        size, name = struct.unpack(">I4s", data[offset : offset + 8])
        names.append(name.decode())
        offset += size
    return names


def test_mp4_holds_every_frame_at_the_size_and_rate_asked_for(make, play, decode):
    job = make("Sections")
    source = play("Sections")
    frames = decode(job.output(Format.MP4))
    assert len(frames) == len(source.pixels) == source.performance.frames
    with av.open(str(job.output(Format.MP4))) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (160, 90)
        assert stream.average_rate == stream.base_rate == 10
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert float(container.duration / av.time_base) == pytest.approx(source.performance.duration, abs=0.05)
        times = [packet.pts * packet.time_base for packet in container.demux(stream) if packet.pts is not None]
    assert sorted(times) == [Fraction(number, 10) for number in range(len(frames))]
    grey = [frame.mean(axis=-1) for frame in frames]
    assert min(psnr(grey[n], source.pixels[n][..., :3].mean(axis=-1)) for n in range(len(frames))) > 33


def test_mp4_index_stands_before_the_data(make):
    names = boxes(make("Sections").output(Format.MP4).read_bytes())
    assert names.index("moov") < names.index("mdat")


def test_mp4_says_which_colours_it_means(make):
    job = make("Sections")
    with av.open(str(job.output(Format.MP4))) as container:
        context = container.streams.video[0].codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)


def test_flat_colours_survive_the_codec(make, play):
    """A filled square's middle, decoded as BT.709, is within 5 levels of what was drawn: BT.601 would be 10 off."""
    job = make("Sections")
    drawn = play("Sections").pixels[14][45, 80, :3].astype(int)
    with av.open(str(job.output(Format.MP4))) as container:
        frame = list(container.decode(video=0))[14]
    shown = frame.to_ndarray(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709")[45, 80].astype(int)
    assert abs(drawn - shown).max() <= 5


def test_every_beat_starts_with_a_keyframe(make, play):
    job = make("Sections")
    starts = {beat.first for beat in play("Sections").performance.beats}
    with av.open(str(job.output(Format.MP4))) as container:
        stream = container.streams.video[0]
        keys = {round(p.pts * p.time_base * 10) for p in container.demux(stream) if p.is_keyframe and p.pts is not None}
    assert starts <= keys


def test_keyframes_are_at_most_five_seconds_apart(make):
    job = make("Slow")
    with av.open(str(job.output(Format.MP4))) as container:
        stream = container.streams.video[0]
        keys = [float(p.pts * p.time_base) for p in container.demux(stream) if p.is_keyframe and p.pts is not None]
    assert max(np.diff([*sorted(keys), 31.5])) <= 5.0


def test_captions_are_a_track_of_the_mp4_and_files_beside_it(make):
    job = make("Sections")
    with av.open(str(job.output(Format.MP4))) as container:
        track = container.streams.subtitles[0]
        assert track.codec_context.name == "mov_text"
        packets = [packet for packet in container.demux(track) if packet.size]
        shown = {
            (float(p.pts * p.time_base), float((p.pts + p.duration) * p.time_base)): bytes(p)[2:].decode()
            for p in packets
        }
    assert shown[(0.0, 1.0)] == "A square < a circle & more."
    assert shown[(1.5, 2.5)] == "It turns."
    assert job.beside(".srt").read_text("utf-8").startswith("1\n00:00:00,000 --> 00:00:01,000\nA square < a circle &")
    vtt = job.beside(".vtt").read_text("utf-8")
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nA square &lt; a circle &amp; more.\n")


def test_long_beats_become_chapters(make):
    job = make("Slow")
    with av.open(str(job.output(Format.MP4))) as container:
        chapters = [(c["start"] * c["time_base"], c["metadata"]["title"]) for c in container.chapters()]
    assert chapters == [(0, "First part"), (Fraction("10.5"), "Second part"), (21, "Third")]
    written = json.loads(job.beside(".json").read_text("utf-8"))["chapters"]
    assert written == {"embedded": True, "reason": "", "youtube": "0:00 First part\n0:10 Second part\n0:21 Third"}


def test_short_beats_are_chapters_too_in_both_forms_that_players_read(make):
    job = make("Sections")
    path = job.output(Format.MP4)
    with av.open(str(path)) as container:
        titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
        starts = [float(chapter["start"] * chapter["time_base"]) for chapter in container.chapters()]
    content = json.loads(job.beside(".json").read_text("utf-8"))
    assert titles == [beat["name"].capitalize() for beat in content["beats"]]
    assert starts == pytest.approx([beat["start"] for beat in content["beats"]], abs=1e-3)
    assert len(titles) > 2
    data = path.read_bytes()
    assert b"chpl" in data  # Nero's list
    assert b"chap" in data  # QuickTime's reference to a track of texts
    assert content["chapters"] == {
        "embedded": True,
        "reason": "of 10 s or longer there is 1; it takes 3",
        "youtube": "",
    }


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pydub leaves the file open
@pytest.mark.parametrize("format_", [Format.MP4, Format.WEBM, Format.MOV])
def test_sound_is_heard(make, tmp_path, format_):
    path = tmp_path / "beep.wav"
    tone = (8000 * np.sin(np.arange(4410 * 5) * 0.1)).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(tone.tobytes())
    look = Look(size=(160, 90), rate=Fraction(10), attributes={"sound": str(path)})
    job = make("Loud", format_, look=look)
    with av.open(str(job.output(format_))) as container:
        samples = np.concatenate([frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)])
    loud = np.abs(samples[: len(samples) // 3].astype(float)).mean()
    assert loud > 10 * np.abs(samples[-len(samples) // 10 :].astype(float)).mean()
    assert "beep.wav" in job.beside(".json").read_text("utf-8")


def test_a_transparent_webm_has_an_alpha_channel(make):
    look = Look(size=(160, 90), rate=Fraction(10), transparent=True)
    job = make("Sections", Format.WEBM, look=look)
    with av.open(str(job.output(Format.WEBM))) as container:
        stream = container.streams.video[0]
        assert {key.lower(): text for key, text in stream.metadata.items()}["alpha_mode"] == "1"
        decoder = av.CodecContext.create("libvpx-vp9", "r")
        frames = [frame for packet in container.demux(stream) for frame in decoder.decode(packet)]
    alpha = frames[14].to_ndarray(format="rgba")[..., 3]
    assert alpha[2, 2] == 0
    assert alpha[45, 80] == 255


def test_rates_that_are_no_whole_numbers_are_kept(make):
    look = Look(size=(160, 90), rate=Fraction(30000, 1001))
    job = make("Random", look=look)
    with av.open(str(job.output(Format.MP4))) as container:
        assert container.streams.video[0].average_rate == Fraction(30000, 1001)


def test_a_picture_of_which_nobody_knows_what_changed_is_encoded_whole(tmp_path, decode):
    size = (1280, 720)
    pictures = list(moving(*size, 40))
    lost = pictures[20][0].copy()
    lost[:200] = (200, 30, 30, 255)
    pictures[20] = (lost, None)
    pictures[21] = (pictures[21][0], [(0, 0, *size)])
    encoded(tmp_path / "lost.mp4", pictures, size=size)
    shown = decode(tmp_path / "lost.mp4")
    assert len(shown) == 40
    for number in (19, 20, 21, 39):
        assert np.abs(shown[number].astype(int) - pictures[number][0][..., :3]).mean() < 8, number
