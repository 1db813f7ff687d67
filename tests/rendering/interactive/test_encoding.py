"""The tables of an interactive figure: frames as differences come back as they were, and images without loss."""

import base64
import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rendering.interactive.deltas import changes, frames_of
from rendering.interactive.encoding import LARGEST_LOSSLESS, Encoder, Moment, block_side
from rendering.vector.vector_frame import Raster, VectorFrame, rectangle


@given(st.lists(st.lists(st.integers(0, 12), unique=True), min_size=1, max_size=6))
def test_frames_come_back_as_they_were(frames):
    assert frames_of({"frames": changes(frames)}) == frames


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 6), st.data())
def test_blocks_are_found_and_lose_nothing(rows, cols, side, data):
    colours = data.draw(st.lists(st.integers(0, 255), min_size=4 * rows * cols, max_size=4 * rows * cols))
    small = np.array(colours, dtype=np.uint8).reshape(rows, cols, 4)
    pixels = small.repeat(side, axis=0).repeat(side, axis=1)
    found = block_side(pixels)
    assert found % side == 0
    kept = pixels[::found, ::found]
    assert np.array_equal(kept.repeat(found, axis=0).repeat(found, axis=1), pixels)


def boxes(*lefts, owners):
    items = (rectangle((left, 0, left + 10, 10), (1.0, 0.0, 0.0, 1.0)) for left in lefts)
    return VectorFrame(
        100, 50, foreground=tuple(_owned(item, owner) for item, owner in zip(items, owners, strict=True))
    )


def _owned(item, owner):
    return type(item)(item.outline, item.fill, owner=owner)


def test_a_shape_that_moves_is_written_once_and_keeps_its_key():
    one, other = object(), object()
    encoder = Encoder()
    encoder.add(Moment(0, 0, 0, 0), boxes(0, 20, owners=(one, other)))
    encoder.add(Moment(5, 5, 0, 1), boxes(40, 20, owners=(one, other)))
    told = encoder.as_json()
    assert len(told["shapes"]) == 1
    states = {name: np.cumsum(column).tolist() for name, column in told["states"].items()}
    first, second = frames_of(told)
    assert [states["key"][state] for state in first] == [states["key"][state] for state in second]
    assert [states["x"][state] for state in second] == [4000, 2000]
    assert first[1] == second[1], "what stands still is the same state"
    assert told["steps"] == [0, 1]


def test_a_picture_that_stays_only_makes_its_moment_longer():
    owner, encoder = object(), Encoder()
    encoder.add(Moment(0, 0, 0, 0), boxes(0, owners=(owner,)))
    encoder.add(Moment(1, 25, 0, 1), boxes(0, owners=(owner,)))
    assert encoder.as_json()["moments"] == [[0, 25, 0]]


def test_an_image_that_fades_is_written_once_opaque():
    owner, encoder = object(), Encoder()
    pixels = np.random.default_rng(0).integers(0, 255, (6, 8, 4), dtype=np.uint8)
    for number, alpha in enumerate((255, 128)):
        pixels = pixels.copy()
        pixels[..., 3] = alpha
        item = Raster(pixels, (1.0, 0.0, 0.0, 1.0, 3.0, 4.0), smooth=False, owner=owner)
        encoder.add(Moment(number, number, 0, number), VectorFrame(20, 20, foreground=(item,)))
    told = encoder.as_json()
    (image,) = told["shapes"]
    data = base64.b64decode(image["image"].partition(",")[2])
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), pixels[..., :3])
    assert [paint[-1] for paint in told["paints"]] == [1.0, 0.502]


def test_two_themes_share_shapes_and_frames_and_differ_in_paints():
    one, other, white, blue, black = object(), object(), (1.0,) * 4, (0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0)

    def encoded(colours, beside=None):
        encoder = Encoder(beside)
        for number, left in enumerate((0, 40)):
            items = (rectangle((x, 0, x + 10, 10), colour) for x, colour in zip((left, 20), colours, strict=True))
            owned = tuple(_owned(item, owner) for item, owner in zip(items, (one, other), strict=True))
            encoder.add(Moment(number, number, 0, number), VectorFrame(100, 50, foreground=owned))
        return encoder

    light = encoded((black, black))
    dark = encoded((white, blue), light)
    told = light.as_json(dark)
    assert len(told["shapes"]) == 1
    columns = [np.cumsum(column["paint"]) for column in (told["states"], told["dark"])]
    seen = [[[told["paints"][column[state]][0] for state in frame] for frame in frames_of(told)] for column in columns]
    assert seen == [[["#000000", "#000000"]] * 2, [["#ffffff", "#0000ff"]] * 2]


def test_a_theme_in_which_something_stands_elsewhere_is_left_out():
    owner = object()
    light, moment = Encoder(), Moment(0, 0, 0, 0)
    light.add(moment, boxes(0, owners=(owner,)))
    for elsewhere in (boxes(5, owners=(owner,)), boxes(0, 20, owners=(owner, object()))):
        dark = Encoder(light)
        dark.add(moment, elsewhere)
        assert "dark" not in light.as_json(dark)


def test_an_image_is_lossy_only_where_that_is_smaller():
    """Small squares of few colours take less as they are than as waves; a photograph does not."""
    random = np.random.default_rng(3)
    squares = random.integers(0, 4, (160, 160, 1), dtype=np.uint8).repeat(3, axis=2) * 85
    smooth = np.add.outer(np.arange(160), np.arange(160))[..., None] / 320 * 200
    photograph = np.clip(smooth + random.normal(0, 3, (160, 160, 3)), 0, 255).astype(np.uint8)
    for colours, is_kept in ((squares, True), (photograph, False)):
        pixels = np.concatenate([colours, np.full((160, 160, 1), 255, np.uint8)], axis=2)
        encoder = Encoder()
        item = Raster(pixels, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), smooth=False, owner=object())
        encoder.add(Moment(0, 0, 0, 0), VectorFrame(160, 160, foreground=(item,)))
        (shape,) = encoder.as_json()["shapes"]
        data = base64.b64decode(shape["image"].partition(",")[2])
        lossless = io.BytesIO()
        Image.fromarray(colours).save(lossless, format="WEBP", lossless=True, quality=80, method=4)
        assert len(lossless.getvalue()) > LARGEST_LOSSLESS
        assert len(data) <= len(lossless.getvalue())
        shown = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
        assert np.array_equal(shown, colours) == is_kept
