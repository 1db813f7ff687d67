"""MNIST's files, written by the tests from scikit-learn's digits: read back, and refused where they are damaged."""

import gzip
import struct

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from convmath.core.errors import InputError
from convmath.training import zeros_and_ones
from convmath.training.digits import Digits
from convmath.training.mnist_files import idx_values, mnist_digits
from convmath.training.zeros_and_ones import digits_of
from tests.convmath.training.mnist_folder import (
    NAMES,
    images_and_labels,
    images_file,
    labels_file,
    write_folder,
)

TRAIN_IMAGES, TRAIN_LABELS = NAMES["train"]


@pytest.mark.parametrize("compressed", [False, True])
def test_the_digits_are_those_of_the_files_at_half_the_size(tmp_path, compressed):
    write_folder(tmp_path, compressed=compressed)
    images, labels = images_and_labels()
    halves = torch.nn.functional.avg_pool2d(torch.tensor(images, dtype=torch.float64)[:, None], 2)[:, 0].numpy() / 255
    for found, part, most in zip(
        mnist_digits(str(tmp_path), classes=(0, 1), most=(200, 40)), (slice(1200), slice(1200, None)), (200, 40)
    ):
        chosen = np.flatnonzero(labels[part] < 2)[:most]
        assert len(found) == most
        np.testing.assert_array_equal(found.labels, labels[part][chosen])
        np.testing.assert_allclose(found.images, halves[part][chosen], rtol=0, atol=1e-12)


def test_no_more_than_the_first_thousand_and_five_hundred_are_taken(tmp_path):
    images, _ = images_and_labels()
    labels = np.arange(1500) % 2
    for names in NAMES.values():
        (tmp_path / names[0]).write_bytes(images_file(images[:1500]))
        (tmp_path / names[1]).write_bytes(labels_file(labels))
    assert [len(each) for each in digits_of(str(tmp_path))] == [1000, 500]


def test_a_relative_folder_is_looked_for_in_the_working_directory(tmp_path, monkeypatch):
    write_folder(tmp_path / "own")
    monkeypatch.chdir(tmp_path)
    assert len(digits_of("own")[0]) == len(digits_of(str(tmp_path / "own"))[0]) > 64


def test_files_that_have_changed_are_read_again(tmp_path):
    write_folder(tmp_path)
    before = digits_of(str(tmp_path))[0]
    write_folder(tmp_path, training=900)
    assert len(digits_of(str(tmp_path))[0]) < len(before)


IMAGES = images_file(images_and_labels()[0][:300])
LABELS = labels_file(images_and_labels()[1][:300])


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        (TRAIN_IMAGES, b"", "its header ends too early"),
        (TRAIN_IMAGES, IMAGES[:11], "its header ends too early"),
        (TRAIN_IMAGES, IMAGES[:-1], "ends too early"),
        (TRAIN_IMAGES, IMAGES + b"\0", "longer than its header says"),
        (TRAIN_IMAGES, LABELS, "begins with 0x00000801"),
        (TRAIN_IMAGES, struct.pack(">4I", 0x803, 2**32 - 1, 28, 28), "holds 4,294,967,295 × 28 × 28 values"),
        (TRAIN_IMAGES, struct.pack(">4I", 0x803, 9, 28, 2**31), "holds 9 × 28 × 2,147,483,648 values"),
        (TRAIN_IMAGES, struct.pack(">4I", 0x803, 300, 14, 14) + bytes(300 * 196), "holds 300 × 14 × 14 values"),
        (TRAIN_IMAGES, images_file(np.zeros((299, 28, 28))), "holds 300 labels"),
        (TRAIN_LABELS, IMAGES, "begins with 0x00000803"),
        (TRAIN_LABELS, labels_file(np.zeros(300)), "some of each"),
        (TRAIN_LABELS, labels_file(np.full(300, 7)), "at least 64 zeros and ones"),
        (f"{TRAIN_IMAGES}.gz", b"no gzip at all", "cannot be read"),
        (f"{TRAIN_IMAGES}.gz", gzip.compress(IMAGES)[:-9], "cannot be read"),
        (f"{TRAIN_IMAGES}.gz", gzip.compress(IMAGES)[:200] + bytes(99), "cannot be read"),
        (f"{TRAIN_IMAGES}.gz", gzip.compress(IMAGES[:-1]), "ends too early"),
    ],
)
def test_damaged_files_are_refused_in_one_line(tmp_path, name, content, fault):
    write_folder(tmp_path)
    (tmp_path / TRAIN_LABELS).write_bytes(LABELS)
    (tmp_path / TRAIN_IMAGES).write_bytes(IMAGES)
    if name.endswith(".gz"):
        (tmp_path / TRAIN_IMAGES).unlink()
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match="digits") as refused:
        digits_of(str(tmp_path))
    assert fault in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("training", "testing", "enough"),
    [
        ([0] + [1] * 63, [0] * 5 + [1], True),
        ([0] + [1] * 62, [0] * 5 + [1], False),
        ([0] + [1] * 63, [0] * 4 + [1], False),
        ([1] * 64, [0] * 5 + [1], False),
        ([0] + [1] * 63, [0] * 6, False),
    ],
)
def test_a_folder_has_enough_zeros_and_ones(monkeypatch, training, testing, enough):
    both = [Digits(np.zeros((len(labels), 14, 14)), np.array(labels)) for labels in (training, testing)]
    monkeypatch.setattr(zeros_and_ones, "mnist_digits", lambda *_, **__: both)
    if enough:
        assert digits_of("folder") is both
    else:
        with pytest.raises(InputError, match=r"at least (64|6) zeros and ones, some of each"):
            digits_of("folder")


def test_an_array_has_a_dimension(tmp_path):
    with pytest.raises(InputError) as caught:
        idx_values(tmp_path, magic=1, dimensions=0)
    assert caught.value.argument == "dimensions"


@pytest.mark.parametrize("folder", ["nowhere", "a\0b", "x" * 5000, "file"])
def test_what_is_no_folder_of_four_files_is_refused(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="a folder with the four files of MNIST"):
        digits_of(folder)


@pytest.mark.parametrize("name", [name for names in NAMES.values() for name in names])
def test_a_missing_file_is_named(tmp_path, name):
    (write_folder(tmp_path) / name).unlink()
    with pytest.raises(InputError, match=f"has no {name}"):
        digits_of(str(tmp_path))


@given(st.binary(max_size=64), st.booleans())
def test_any_bytes_are_read_or_refused(tmp_path_factory, content, compressed):
    path = tmp_path_factory.getbasetemp() / ("any.gz" if compressed else "any")
    path.write_bytes(content)
    try:
        values = idx_values(path, magic=0x801, dimensions=1)
    except InputError as error:
        refusal = str(error)
    else:
        assert values.tobytes() == content[8:]
        refusal = ""
    assert "\n" not in refusal
