"""Folders with files as MNIST has them, written from scikit-learn's digits."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

NAMES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


def images_and_labels() -> tuple[np.ndarray, np.ndarray]:
    """All of scikit-learn's digits, each pixel as a square of three, with a black margin of two: 28 × 28 bytes."""
    digits = load_digits()
    large = (255 * digits.images / 16).astype(np.uint8).repeat(3, axis=1).repeat(3, axis=2)
    return np.pad(large, ((0, 0), (2, 2), (2, 2))), digits.target.astype(np.uint8)


def images_file(images: np.ndarray) -> bytes:
    return struct.pack(">4I", 0x803, *images.shape) + images.astype(np.uint8).tobytes()


def labels_file(labels: np.ndarray) -> bytes:
    return struct.pack(">2I", 0x801, len(labels)) + labels.astype(np.uint8).tobytes()


def write_folder(folder: Path, *, training: int = 1200, compressed: bool = False) -> Path:
    """Write the first digits as those for training, the others as those for testing."""
    images, labels = images_and_labels()
    folder.mkdir(parents=True, exist_ok=True)
    for names, part in zip(NAMES.values(), (slice(None, training), slice(training, None))):
        for name, content in zip(names, (images_file(images[part]), labels_file(labels[part]))):
            path = folder / (f"{name}.gz" if compressed else name)
            path.write_bytes(gzip.compress(content) if compressed else content)
    return folder
