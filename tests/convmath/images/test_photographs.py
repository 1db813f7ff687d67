import io
import os
import pickle
import socket
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
import skimage.color
import skimage.data
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from convmath.core.errors import InputError
from convmath.images.photographs import (
    LUMA,
    load_image,
    looks_like_path,
    photograph,
    photograph_names,
    photograph_title,
)

RGB = np.random.default_rng(5).integers(0, 256, size=(6, 9, 3), dtype=np.uint8)
LOSSLESS = {"PNG": {}, "WEBP": {"lossless": True}}


def encoded(picture, format_, **options):
    stream = io.BytesIO()
    picture.save(stream, format_, **options)
    return stream.getvalue()


def written(path, content):
    path.write_bytes(content)
    return path


# scikit-image's photographs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "grey"), [("camera", skimage.data.camera), ("coins", skimage.data.coins)])
def test_grey_photographs_are_scikit_images(name, grey):
    np.testing.assert_allclose(photograph(name), grey() / 255, atol=1e-12)


def test_colour_photographs_become_grey_as_in_scikit_image():
    ours, theirs = photograph("cat"), skimage.color.rgb2gray(skimage.data.chelsea())
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < 5e-4  # it rounds the weights to four other digits


@pytest.mark.parametrize("name", photograph_names())
def test_every_photograph_is_in_the_wheel(name, monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    image = photograph(name)
    assert min(image.shape) >= 180
    assert 0 <= image.min() < image.max() <= 1
    assert photograph_title(name)


def test_reading_one_imports_neither_scikit_image_nor_pooch():
    code = (
        "import sys; from convmath.images.photographs import photograph; photograph('camera');"
        "sys.exit(bool({'skimage', 'pooch', 'scipy'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_photograph_is_refused():
    with pytest.raises(InputError, match="'camera'"):
        photograph("lena")


# Formats and kinds of pixel -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", LOSSLESS)
def test_colour_is_weighed(tmp_path, format_):
    path = written(tmp_path / "picture", encoded(Image.fromarray(RGB), format_, **LOSSLESS[format_]))
    expected = RGB / 255 @ np.array([0.2126, 0.7152, 0.0722])
    np.testing.assert_allclose(load_image(path), expected, atol=1e-12)
    assert LUMA == (0.2126, 0.7152, 0.0722)


def test_a_jpeg_is_read_by_its_contents_whatever_its_name(tmp_path):
    grey = np.tile(np.linspace(0, 255, 32).astype(np.uint8), (16, 1))
    path = written(tmp_path / "picture.png", encoded(Image.fromarray(grey), "JPEG", quality=95))
    with Image.open(path) as picture:
        np.testing.assert_allclose(load_image(str(path)), np.asarray(picture) / 255, atol=1e-12)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "PA"])
def test_black_and_white_stay_0_and_1_in_every_mode(tmp_path, mode):
    picture = Image.fromarray(np.uint8([[0, 255, 0], [255, 255, 0]]))
    converted = picture.convert("P").convert("PA") if mode == "PA" else picture.convert(mode)
    path = written(tmp_path / "p.png", encoded(converted.convert("LA") if mode == "PA" else converted, "PNG"))
    assert load_image(path).tolist() == [[0, 1, 0], [1, 1, 0]]


def test_cmyk_is_read(tmp_path):
    path = written(tmp_path / "p.jpg", encoded(Image.new("CMYK", (8, 8), (0, 0, 0, 0)), "JPEG"))
    assert load_image(path).tolist() == [[1] * 8] * 8


def test_sixteen_bits_keep_their_precision(tmp_path):
    deep = np.uint16([[0, 1, 32768], [40000, 65534, 65535]])
    path = written(tmp_path / "p.png", encoded(Image.fromarray(deep), "PNG"))
    np.testing.assert_allclose(load_image(path), deep / 65535, atol=1e-12)


def test_transparency_shows_white_paper(tmp_path):
    pixels = np.uint8([[[0, 0, 0, 0], [0, 0, 0, 51], [0, 0, 0, 255], [255, 255, 255, 9]]])
    path = written(tmp_path / "p.png", encoded(Image.fromarray(pixels), "PNG"))
    np.testing.assert_allclose(load_image(path), [[1, 0.8, 0, 1]], atol=1e-12)


def test_a_transparent_palette_entry_shows_white_paper(tmp_path):
    picture = Image.fromarray(np.uint8([[0, 1]]), mode=None).convert("P")
    picture.putpalette([0, 0, 0, 0, 0, 0])
    path = written(tmp_path / "p.png", encoded(picture, "PNG", transparency=1))
    assert load_image(path).tolist() == [[0, 1]]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_a_turned_photograph_is_turned_upright(tmp_path, format_, orientation):
    upright = np.zeros((16, 32), dtype=np.uint8)
    upright[:8, :8] = 255
    upright[:8, 8:] = 128
    stored = {  # how a camera held that way stores the scene
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].T,
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = encoded(Image.fromarray(np.ascontiguousarray(stored)), format_, exif=exif, quality=95)
    np.testing.assert_allclose(load_image(written(tmp_path / "p", content)), upright / 255, atol=0.06)


def test_of_an_animation_the_first_frame_is_taken(tmp_path):
    frames = [Image.new("RGB", (8, 6), grey) for grey in ("white", "black")]
    for format_ in ("WEBP", "PNG"):
        content = encoded(frames[0], format_, save_all=True, append_images=frames[1:])
        np.testing.assert_allclose(load_image(written(tmp_path / "p", content)), np.ones((6, 8)))


# Refusals -----------------------------------------------------------------------------------------------------------


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_claiming(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 20_000, 2**31 - 1])
def test_an_enormous_picture_is_refused_before_it_is_decoded(tmp_path, side):
    path = written(tmp_path / "bomb.png", png_claiming(side, side))
    with pytest.raises(InputError, match=r"at most 50,000,000 pixels"):
        load_image(path)


def test_the_budget_counts_pixels_and_can_be_set(tmp_path):
    path = written(tmp_path / "p.png", encoded(Image.fromarray(RGB), "PNG"))
    assert load_image(path, pixel_budget=54).shape == (6, 9)
    with pytest.raises(InputError, match=r"a picture of 9 by 6 pixels; allowed: at most 53 pixels"):
        load_image(path, pixel_budget=53)
    with pytest.raises(InputError, match="pixel_budget"):
        load_image(path, pixel_budget=0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        pickle.dumps({"image": [1, 2, 3]}),
        encoded(Image.new("L", (4, 4)), "GIF"),
        encoded(Image.new("L", (4, 4)), "TIFF"),
        encoded(Image.new("L", (4, 4)), "BMP"),
    ],
)
def test_other_files_are_refused(tmp_path, content):
    with pytest.raises(InputError, match="argument 'path' was"):
        load_image(written(tmp_path / "picture.png", content))


def test_an_array_file_is_never_unpickled(tmp_path):
    class Trap:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "sprung"),))

    np.save(tmp_path / "picture.npy", np.array([Trap()], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match="a PNG, JPEG or WebP picture"):
        load_image(tmp_path / "picture.npy")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("path", ["nowhere.png", "", "a\0b.png", "x" * 5000 + ".png", "/dev/null"])
def test_what_is_no_file_is_refused(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"argument 'path' was .*allowed: (the path of an existing file|a file)"):
        load_image(path)


def test_a_folder_and_a_pipe_are_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path, tmp_path / "pipe.png"):
        with pytest.raises(InputError, match="a file, not a folder or a device"):
            load_image(path)


PHOTO = Image.fromarray(RGB).resize((48, 32))
WITH_EXIF = Image.Exif()
WITH_EXIF[0x0112] = 6
CONTENTS = {
    format_: encoded(PHOTO, format_, exif=WITH_EXIF, **LOSSLESS.get(format_, {})) for format_ in ("PNG", "JPEG", "WEBP")
}


@pytest.mark.parametrize("format_", CONTENTS)
@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.8])
def test_a_truncated_picture_is_refused(tmp_path, format_, share):
    content = CONTENTS[format_]
    with pytest.raises(InputError, match="argument 'path' was"):
        load_image(written(tmp_path / "p", content[: int(len(content) * share)]))


@pytest.mark.parametrize("format_", CONTENTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_damaged_picture_is_read_or_refused_but_never_crashes(tmp_path, format_, data):
    content = bytearray(CONTENTS[format_])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = written(tmp_path / "p", bytes(content))
    try:
        image = load_image(path)
    except InputError as error:
        assert error.argument == "path"  # noqa: PT017  (either outcome is right)
    else:
        assert image.ndim == 2
        assert 0 <= image.min() <= image.max() <= 1


def test_paths_are_told_from_misspelt_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "plain", b"")
    assert looks_like_path("plain")
    assert looks_like_path("a/b")
    assert looks_like_path("cat.jpg")
    assert not looks_like_path("camara")
    assert not looks_like_path("")


# Sixteen bits -------------------------------------------------------------------------------------------------------

COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}


def deep_png(pixels, *, transparent=None, turned=None):
    """A PNG file of 16 bits, written out by the letter of its specification: (height, width, channels) of uint16."""
    height, width, channels = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 16, COLOUR_TYPES[channels], 0, 0, 0)
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in pixels)
    chunks = [chunk(b"IHDR", header)]
    if transparent is not None:
        chunks.append(chunk(b"tRNS", struct.pack(f">{len(transparent)}H", *transparent)))
    if turned is not None:
        exif = Image.Exif()
        exif[0x0112] = turned
        chunks.append(chunk(b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0")))
    chunks += [chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def expected_grey(pixels, clear=None):
    """The grey levels of 16-bit pixels over white, one pixel at a time."""
    levels = np.zeros(pixels.shape[:2])
    for row, column in np.ndindex(levels.shape):
        values = pixels[row, column].tolist()
        alpha = values.pop() / 65535 if len(values) in (2, 4) else 1.0
        if clear is not None and values == list(clear):
            alpha = 0.0
        luma = values[0] if len(values) == 1 else sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), values))
        levels[row, column] = luma / 65535 * alpha + 1 - alpha
    return levels


DEEP = np.random.default_rng(16).integers(0, 65536, (5, 7, 4)).astype(np.uint16)
DEEP[0, 0] = 0
DEEP[0, 1] = 65535
DEEP[0, 2] = 258


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_sixteen_bits_of_every_kind_keep_their_precision(tmp_path, channels):
    pixels = DEEP[..., :channels]
    image = load_image(written(tmp_path / "p.png", deep_png(pixels)))
    np.testing.assert_allclose(image, expected_grey(pixels), atol=1e-12)
    assert 0 <= image.min() <= image.max() <= 1


@pytest.mark.parametrize("channels", [1, 3])
def test_the_one_colour_called_transparent_shows_white_paper(tmp_path, channels):
    pixels = DEEP[..., :channels]
    clear = tuple(pixels[3, 4].tolist())
    image = load_image(written(tmp_path / "p.png", deep_png(pixels, transparent=clear)))
    np.testing.assert_allclose(image, expected_grey(pixels, clear), atol=1e-12)
    assert image[3, 4] == 1


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_sixteen_bits_are_turned_upright(tmp_path, channels):
    pixels = DEEP[..., :channels]
    image = load_image(written(tmp_path / "p.png", deep_png(pixels, turned=6)))
    np.testing.assert_allclose(image, np.rot90(expected_grey(pixels), -1), atol=1e-12)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_truncated_picture_of_sixteen_bits_is_refused(tmp_path, channels):
    content = deep_png(DEEP[..., :channels])
    with pytest.raises(InputError, match=r"an undamaged picture|a PNG, JPEG or WebP picture"):
        load_image(written(tmp_path / "p.png", content[: len(content) - 60]))


def test_what_a_jpeg_holds_is_what_its_decoder_gives(tmp_path):
    path = written(tmp_path / "p", encoded(Image.fromarray(RGB), "JPEG", quality=90))
    with Image.open(path) as picture:
        decoded = np.asarray(picture) / 255
    np.testing.assert_allclose(load_image(path), decoded @ np.array([0.2126, 0.7152, 0.0722]), atol=1e-12)


# Pictures that are brought down -------------------------------------------------------------------------------------


def png(width, height, depth, colour_type, channels):
    """A black PNG file that is small however many pixels it has."""
    row = bytes(1 + width * channels * depth // 8)
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


@pytest.mark.parametrize(
    ("mode", "format_"),
    [
        ("L", "PNG"),
        ("RGBA", "PNG"),
        *(pytest.param(*of, marks=pytest.mark.exhaustive) for of in (("RGB", "PNG"), ("RGB", "WEBP"), ("I;16", "PNG"))),
    ],
)
def test_a_picture_brought_down_is_the_mean_of_its_blocks(tmp_path, mode, format_):
    levels = np.random.default_rng(1).integers(0, 256, size=(2002, 4005), dtype=np.uint8)
    if mode == "I;16":
        picture = Image.fromarray(levels.astype(np.uint16) * 257)
    else:
        picture = Image.fromarray(levels).convert(mode)
    path = written(tmp_path / "p", encoded(picture, format_, **LOSSLESS[format_]))
    small = load_image(path, whole=False)
    assert small.shape == (1001, 2003)
    blocks = (levels[:, :4004] / 255).reshape(1001, 2, 2002, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(small[:, :-1], blocks, atol=1e-12)
    np.testing.assert_allclose(small[:, -1], (levels[:, 4004] / 255).reshape(1001, 2).mean(axis=1), atol=1e-12)


def test_a_jpeg_brought_down_looks_as_it_does_whole(tmp_path):
    rows, columns = np.indices((2400, 3200))
    picture = Image.fromarray((128 + 60 * np.sin(rows / 90) + 60 * np.cos(columns / 70)).astype(np.uint8))
    path = written(tmp_path / "p", encoded(picture, "JPEG", quality=95))
    small, whole = load_image(path, whole=False), load_image(path)
    assert small.shape == (1200, 1600)
    np.testing.assert_allclose(small, whole.reshape(1200, 2, 1600, 2).mean(axis=(1, 3)), atol=0.02)


@pytest.mark.parametrize("size", [(2000, 2000), (127, 30_000), (5, 7)])
def test_a_picture_of_few_pixels_or_little_height_is_left_as_it_is(tmp_path, size):
    path = written(tmp_path / "p", png(size[1], size[0], 8, 0, 1))
    assert load_image(path, whole=False).shape == size


@pytest.mark.parametrize(
    ("size", "allowed"),
    [
        ((50_000_000, 1), "65,535 pixels on a side"),
        ((65_536, 2), "65,535 pixels on a side"),
        ((7072, 7071), "50,000,000"),
    ],
)
def test_a_picture_that_is_too_large_is_refused_before_it_is_decoded(tmp_path, size, allowed):
    path = written(tmp_path / "p", png(*size, 8, 0, 1) if size[1] < 7071 else png(*size, 1, 0, 1))
    with pytest.raises(InputError, match=allowed):
        load_image(path, whole=False)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "p"
    with path.open("wb") as file:
        file.write(encoded(Image.new("L", (8, 8)), "PNG"))
        file.truncate(200_000_001)  # which takes no room on disk
    with pytest.raises(InputError, match="200,000,001 bytes; allowed: at most 200,000,000 bytes"):
        load_image(path)
