"""Keep drawn frames on disk until it is known which of them are needed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from rendering.core.frames import Frame, Stage
from rendering.core.sinks import BaseSink

Rgb = NDArray[np.uint8]
"""Shape (height, width, 3)."""
Rgba = NDArray[np.uint8]
"""Shape (height, width, 4)."""


class SpoolSink(BaseSink):
    """A sink that keeps the frames of a segment in a file, compressed.

    Parameters
    ----------
    path
        The file to write.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._kept: list[tuple[int, int, int, int]] = []
        self._channels = 3

    def open(self, stage: Stage) -> None:
        """Open the file."""
        self._channels = _channels(stage)
        self._file = self._path.open("wb")

    def write(self, frame: Frame) -> None:
        """Append the frame's colours, with alpha only where the background is transparent."""
        if self._file is None:
            raise ValueError("the spool is not open")
        data = zlib.compress(np.ascontiguousarray(frame.pixels[..., : self._channels]).tobytes(), 1)
        self._kept.append((frame.index, frame.repeat, self._file.tell(), len(data)))
        self._file.write(data)

    def answer(self) -> Mapping[str, Any]:
        """Close the file, and return its path and where in it each frame is."""
        self._close()
        return {"path": str(self._path), "kept": self._kept}

    def abort(self) -> None:
        """Close the file and delete it."""
        self._close()
        self._path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()


@dataclass(frozen=True)
class _Kept:
    """Where a kept picture is in the scene, and where its data is on disk."""

    index: int
    repeat: int
    path: Path
    start: int
    length: int


class FrameSpool:
    """The pictures that the sinks of several segments have kept.

    A picture may be shown for several frames, as a hold is; pictures are numbered apart from the scene's frames.

    Parameters
    ----------
    stage
        Gives their size.
    answers
        The answer of each `SpoolSink`, in order.
    """

    def __init__(self, stage: Stage, answers: Iterable[Mapping[str, Any]]) -> None:
        self._stage = stage
        self._kept = [
            _Kept(index, repeat, Path(answer["path"]), start, length)
            for answer in answers
            for index, repeat, start, length in answer["kept"]
        ]

    def shown(self) -> dict[int, int]:
        """Return for each kept frame of the scene the number of its picture."""
        return {kept.index + offset: number for number, kept in enumerate(self._kept) for offset in range(kept.repeat)}

    def picture(self, number: int) -> Rgb:
        """Return the colours of a kept picture."""
        return self.picture_with_alpha(number)[..., :3]

    def picture_with_alpha(self, number: int) -> Rgba:
        """Return a kept picture as it was drawn, with alpha only where the background is transparent."""
        kept = self._kept[number]
        with kept.path.open("rb") as file:
            file.seek(kept.start)
            data = zlib.decompress(file.read(kept.length))
        return np.frombuffer(data, np.uint8).reshape(self._stage.height, self._stage.width, _channels(self._stage))


def _channels(stage: Stage) -> int:
    return 4 if stage.transparent else 3
