"""Converting only the rectangle that changed gives the file that converting everything gives."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rendering.core.frames import Frame, Stage
from rendering.core.job import Format
from rendering.video.track import PictureTrack

HEIGHT = 96
regions = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, HEIGHT - 1), st.integers(0, 400), st.integers(0, HEIGHT)),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize("format_", [Format.MP4, Format.MOV])
@pytest.mark.parametrize("width", [2, 62, 128, 426, 854])
@given(regions=regions, seed=st.integers(0, 99))
@settings(max_examples=10)
def test_parts_give_the_same_file(tmp_path_factory, format_, width, regions, seed):
    random = np.random.default_rng(seed)
    folder = tmp_path_factory.mktemp("parts")
    pictures = [random.integers(0, 256, (HEIGHT, width, 4), dtype=np.uint8)]
    boxes = [None]
    for left, top, across, down in regions:
        picture, right, bottom = pictures[-1].copy(), min(width, left + across), min(HEIGHT, top + down)
        left = min(left, width - 1)
        picture[top:bottom, left:right] = random.integers(0, 256, picture[top:bottom, left:right].shape, dtype=np.uint8)
        pictures.append(picture)
        boxes.append([(left, top, right, bottom)])
    files = []
    for name, knows in (("parts", True), ("whole", False)):
        track = PictureTrack(folder / name, 0, format_)
        track.open(Stage(width, HEIGHT, Fraction(30), transparent=False))
        for number, (picture, changed) in enumerate(zip(pictures, boxes, strict=True)):
            track.write(Frame(number, 1, 0, picture, changed if knows else None))
        track.answer()
        files.append((folder / name).read_bytes())
    assert files[0] == files[1]
