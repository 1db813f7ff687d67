"""Numbers as users have them, read or refused in words."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convmath.convolution.number_files import read_numbers
from convmath.core.errors import InputError

VALUES = np.array([[1, -2, 3], [4, 5, 60]])


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_same_numbers_in_every_form():
    np.save("whole.npy", VALUES)
    np.savez("one.npz", VALUES)
    np.savez("two.npz", a=VALUES, b=-VALUES)
    np.save("deep.npy", VALUES[None, :, :, None].astype(np.float32))
    np.savetxt("rows.csv", VALUES, delimiter=",", fmt="%d")
    np.savetxt("rows.txt", VALUES, fmt="%.18e")
    texts = ["1 -2 3; 4 5 60", "1,−2,3\n4,5,60\n", "whole.npy", "one.npz", "two.npz:a", "deep.npy", "rows.csv"]
    for text in [*texts, "rows.txt"]:
        assert np.array_equal(read_numbers("input", text), VALUES), text
    assert read_numbers("input", "deep.npy").dtype == np.float32
    assert read_numbers("input", "1/4 2e3").tolist() == [[0.25, 2000.0]]


def test_pictures_are_levels_up_to_255():
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    Image.fromarray(levels).save("grey.png")
    read = read_numbers("input", "grey.png")
    assert read.dtype == np.int64
    assert np.array_equal(read, levels)


def test_what_is_refused_says_what_is_allowed():
    np.savez("two.npz", a=VALUES, b=-VALUES)
    np.save("objects.npy", np.array([[{}]], dtype=object), allow_pickle=True)
    np.save("nan.npy", np.array([[np.nan]]))
    np.save("flat.npy", np.arange(3))
    for name in ("short.npy", "short.npz", "short.png"):
        (open(name, "wb")).close()  # noqa: PTH123
    for text, message in {
        "": "rows of numbers",
        "abc": "rows of numbers",
        "1 2; 3": "rows of the same length",
        "1 2 e": "'e'",
        "1/0": "'1/0'",
        "1e999": "inf",
        "two.npz": "which holds a, b",
        "two.npz:c": "which holds a, b",
        "missing.npy": "no file",
        ".": "no file",
        "objects.npy": "Python's objects",
        "nan.npy": "nan",
        "flat.npy": "2 dimensions",
        "short.npy": "cannot be read",
        "short.npz": "cannot be read",
        "short.png": "PNG",
    }.items():
        with pytest.raises(InputError, match=message):
            read_numbers("input", text)


def test_levels_between_whole_ones_stay_as_they_are():
    Image.fromarray(np.array([[0, 257 * 3 + 100], [65535, 257]], dtype=np.uint16)).save("deep.png")
    assert read_numbers("input", "deep.png") == pytest.approx(np.array([[0, 3 + 100 / 257], [255, 1]]))


def test_an_archive_under_another_name_is_no_array():
    np.savez("archive.npz", a=VALUES)
    Path("archive.npz").rename("archive.npy")
    with pytest.raises(InputError, match="which holds no array"):
        read_numbers("input", "archive.npy")


def test_of_many_uneven_rows_eight_lengths_are_told():
    rows = "\n".join(" ".join("1" * length) for length in range(1, 11))
    with pytest.raises(InputError, match="made of rows of 1, 2, 3, 4, 5, 6, 7, 8 numbers"):
        read_numbers("input", rows)
