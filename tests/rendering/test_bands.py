"""Converting only the rows that changed gives the file that converting everything gives."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rendering.job import Format
from rendering.performance import Frame, Stage
from rendering.video import PictureTrack

HEIGHT, WIDTH = 96, 128
bands = st.lists(st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, HEIGHT)), min_size=1, max_size=5)


@pytest.mark.parametrize("format_", [Format.MP4, Format.MOV])
@given(spans=bands, seed=st.integers(0, 99))
@settings(max_examples=15, deadline=None)
def test_bands_give_the_same_file(tmp_path_factory, format_, spans, seed):
    random = np.random.default_rng(seed)
    folder = tmp_path_factory.mktemp("bands")
    pictures = [random.integers(0, 256, (HEIGHT, WIDTH, 4), dtype=np.uint8)]
    rows = [None]
    for first, length in spans:
        picture, stop = pictures[-1].copy(), min(HEIGHT, first + length)
        picture[first:stop] = random.integers(0, 256, (stop - first, WIDTH, 4), dtype=np.uint8)
        pictures.append(picture)
        rows.append((first, stop))
    files = []
    for name, knows in (("bands", True), ("whole", False)):
        track = PictureTrack(folder / name, 0, format_)
        track.open(Stage(WIDTH, HEIGHT, Fraction(30), transparent=False))
        for number, (picture, changed) in enumerate(zip(pictures, rows, strict=True)):
            track.write(Frame(number, 1, 0, picture, changed if knows else None))
        track.answer()
        files.append((folder / name).read_bytes())
    assert files[0] == files[1]
