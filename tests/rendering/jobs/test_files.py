"""Files as Manim's own command writes them: sections, numbered pictures, videos with alpha; and what stood before."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from rendering.core.errors import UserError
from rendering.core.job import Format, Look
from rendering.jobs.production import produce
from rendering.output import sidecar
from rendering.output.cleaning import clean

ALPHA = Look(size=(160, 90), rate=Fraction(10), transparent=True)


def files_in(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def again(job, **changes):
    job = replace(job, **changes)
    produce(job, lambda _phase, _frames: None)
    return job


@pytest.mark.slow
def test_sections_are_files_that_hold_their_frames(make, decode):
    job = make("Sections", sections=True)
    names = ["sections_0000_draw.mp4", "sections_0001_turn.mp4", "sections_0002_follow.mp4"]
    assert files_in(job.sections_folder) == ["sections.json", *sorted(names)]
    index = json.loads((job.sections_folder / "sections.json").read_text(encoding="utf-8"))
    assert [(entry["name"], entry["type"], entry["video"]) for entry in index] == [
        (name, "default.normal", video) for name, video in zip(("draw", "turn", "follow"), names)
    ]
    assert [(entry["nb_frames"], entry["duration"]) for entry in index] == [
        ("15", "1.500000"),
        ("10", "1.000000"),
        ("15", "1.500000"),
    ]
    joined = [frame for name in names for frame in decode(job.sections_folder / name)]
    whole = decode(job.output(Format.MP4))
    assert len(joined) == len(whole)
    assert all(np.array_equal(one, other) for one, other in zip(joined, whole))
    assert sidecar.reusable(job, Format.MP4) is not None
    (job.sections_folder / names[1]).write_bytes(b"damaged")
    assert sidecar.reusable(job, Format.MP4) is None


def test_sections_are_of_one_kind_of_video(make_job):
    for formats in ((Format.GIF,), (Format.MP4, Format.WEBM)):
        with pytest.raises(UserError, match="videos of one kind"):
            make_job("Sections", *formats, sections=True)


@pytest.mark.slow
def test_a_sequence_of_pictures_is_the_frames_themselves(make, play):
    """Numbered from 0; pictures of an earlier, longer run do not stay, nor does anything after `clean`."""
    job = make("Sections", Format.PNG_SEQUENCE, look=ALPHA, zero_pad=3)
    pictures = play("Sections", look=ALPHA).pixels
    assert files_in(job.frames_folder) == [f"{number:03}.png" for number in range(len(pictures))]
    for number, pixels in enumerate(pictures):
        with Image.open(job.frames_folder / f"{number:03}.png") as image:
            assert np.array_equal(np.asarray(image.convert("RGBA")), pixels)
    assert sidecar.reusable(job, Format.PNG_SEQUENCE) is not None
    (job.frames_folder / "mine.png").write_bytes(b"my own")
    again(job, look=replace(ALPHA, rate=Fraction(5)))
    assert files_in(job.frames_folder) == [*(f"{number:03}.png" for number in range(20)), "mine.png"]
    cleaned = clean(job.folder.parent)
    assert (cleaned.left, cleaned.damaged) == ((), ())
    assert [path.name for path in job.folder.parent.rglob("*") if path.is_file()] == ["mine.png"]


@pytest.mark.parametrize("transparent", [True, False])
def test_a_mov_is_prores_that_decodes_to_the_frames(make, play, transparent):
    look = replace(ALPHA, transparent=transparent)
    job = make("Sections", Format.MOV, look=look)
    with av.open(str(job.output(Format.MOV))) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.profile, stream.average_rate) == ("prores", "4444", 10)
        assert stream.codec_context.pix_fmt.startswith("yuva444p" if transparent else "yuv444p")
        frames = [
            frame.reformat(
                format="rgba",
                src_colorspace=Colorspace.ITU709,
                src_color_range=ColorRange.MPEG,
                dst_color_range=ColorRange.JPEG,
            ).to_ndarray()
            for frame in container.decode(stream)
        ]
    drawn = play("Sections", look=look).pixels
    assert len(frames) == len(drawn)
    differences = np.abs(np.stack(frames).astype(int) - np.stack(drawn))
    assert differences[..., 3].max() <= 1
    assert np.square(differences[..., :3]).mean() < 0.5
    assert {0, 255} <= set(np.unique(frames[14][..., 3])) or not transparent


def test_a_lossless_mov_is_the_frames_themselves(make, play):
    job = make("Sections", Format.MOV, look=ALPHA, video_codec="qtrle")
    with av.open(str(job.output(Format.MOV))) as container:
        frames = [frame.to_ndarray(format="rgba") for frame in container.decode(video=0)]
    assert np.array_equal(np.stack(frames), np.stack(play("Sections", look=ALPHA).pixels))


def test_another_size_says_what_it_replaces(make, caplog):
    with caplog.at_level(logging.WARNING, logger="rendering"):
        job = make("Still", Format.PNG)
        again(job)
        assert caplog.messages == []
        again(job, look=replace(job.look, size=(80, 46)))
    assert caplog.messages == ["still.png replaces the one of 160×90; -o NAME keeps both"]
