"""A GIF with a transparent background shows what was drawn, and nothing of the pictures before."""

from __future__ import annotations

import io
import json
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from rendering.animated.frame_spool import FrameSpool, SpoolSink
from rendering.animated.transparent_gif import encode, opaque_or_not
from rendering.core.frames import Frame, Stage
from rendering.core.job import Format, Look

WIDTH, HEIGHT = 12, 7


def decoded(data):
    with Image.open(io.BytesIO(data)) as image:
        return [
            (np.asarray(frame.convert("RGBA")), round(frame.info["duration"] / 10))
            for frame in ImageSequence.Iterator(image)
        ]


@given(
    seed=st.integers(0, 99),
    shown=st.lists(st.tuples(st.integers(0, 3), st.integers(2, 9)), min_size=1, max_size=6),
)
@settings(max_examples=25)
def test_pictures_decode_to_what_was_drawn(tmp_path_factory, seed, shown):
    random = np.random.default_rng(seed)
    pictures = random.choice(np.uint8([0, 90, 200]), (4, HEIGHT, WIDTH, 4))
    pictures[..., 3] = random.choice(np.uint8([0, 200, 255]), (4, HEIGHT, WIDTH))
    pictures[..., :3] = np.minimum(pictures[..., :3], pictures[..., 3:])  # as colours multiplied by alpha are
    pictures[3] = 0
    stage = Stage(WIDTH, HEIGHT, Fraction(10), transparent=True)
    sink = SpoolSink(tmp_path_factory.mktemp("spool") / "frames")
    sink.open(stage)
    for number, picture in enumerate(pictures):
        sink.write(Frame(number, 1, 0, picture))
    data, count, error = encode(FrameSpool(stage, [sink.answer()]), shown, (WIDTH, HEIGHT), 255, 1)
    merged = [[*shown[0]]]
    for number, delay in shown[1:]:
        if number == merged[-1][0]:
            merged[-1][1] += delay
        else:
            merged.append([number, delay])
    found = decoded(data)
    assert [delay for _, delay in found] == [delay for _, delay in merged]
    assert (len(found), error) == (count, 0)
    for (picture, _), (number, _) in zip(found, merged, strict=True):
        wanted = opaque_or_not(pictures[number])
        visible = wanted[..., 3] > 0
        assert np.array_equal(picture[..., 3] > 0, visible)
        assert np.array_equal(picture[visible], wanted[visible])


def test_colours_are_no_longer_multiplied_by_alpha():
    picture = np.uint8([[[100, 50, 0, 200], [100, 50, 0, 127], [10, 20, 30, 255], [0, 0, 0, 0]]])
    assert opaque_or_not(picture).tolist() == [[[128, 64, 0, 255], [0, 0, 0, 0], [10, 20, 30, 255], [0, 0, 0, 0]]]


def test_a_scene_without_background(make, play):
    look = Look(size=(160, 90), rate=Fraction(10), transparent=True)
    job = make("Sections", Format.GIF, look=look)
    pictures = decoded(job.output(Format.GIF).read_bytes())
    drawn = play("Sections", look=look).pixels
    for (picture, _), pixels in ((pictures[-1], drawn[-1]), (pictures[0], drawn[-1])):  # as its first one is empty
        assert np.array_equal(picture[..., 3] > 0, pixels[..., 3] >= 128)
    assert sum(delay for _, delay in pictures) >= 400
    entry = json.loads(job.beside(".json").read_text(encoding="utf-8"))["outputs"]["gif"]
    assert (entry["frames"], entry["width"], entry["height"]) == (len(pictures), 160, 90)
