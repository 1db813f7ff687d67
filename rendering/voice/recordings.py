"""Recordings of beats: ``voice/<scene>/<beat>.wav``, with the text that was read beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from rendering.core.errors import UserError
from rendering.voice.clip import QUIET, Clip, Samples, decoded

ENDINGS = (".wav", ".flac", ".mp3", ".opus")
LONGEST = 600.0
"""Seconds of one beat's recording."""
LARGEST = 500_000_000
"""Bytes of a recording."""
_FULL_SCALE, _IN_A_ROW = 0.999, 4


@dataclass(frozen=True)
class Recording:
    """The file of a beat's recording, and beside it that of the text which was read."""

    scene: str
    beat: str
    path: Path

    @property
    def text_path(self) -> Path:
        """Where the text stands that was read."""
        return self.path.with_suffix(".txt")

    def is_of(self, text: str) -> bool | None:
        """Return whether a text is the one that was read; ``None`` where nobody has noted that."""
        try:
            return normal(self.text_path.read_text(encoding="utf-8", errors="replace")) == normal(text)
        except OSError:
            return None

    def load(self) -> Clip:
        """Return the recording as a clip; whatever its rate and channels, it is resampled.

        Raises
        ------
        UserError
            If it is empty, silent, too long, or no sound; the message names scene and beat.
        """
        try:
            if self.path.stat().st_size > LARGEST:
                raise self._error(f"is larger than {LARGEST // 1_000_000} MB")
            data = self.path.read_bytes()
        except OSError as error:
            raise self._error(f"cannot be read: {error.strerror}") from error
        return Clip(checked_samples(data, self._error), source=str(self.path))

    def _error(self, what: str) -> UserError:
        return UserError(f"{self.scene}, beat {self.beat}: {self.path.name} {what}")


def checked_samples(data: bytes, error_of: Callable[[str], UserError]) -> Samples:
    """Return the sound in a file of one beat as samples.

    Parameters
    ----------
    data
        What is in the file.
    error_of
        Returns the error that says what is wrong with it.

    Raises
    ------
    UserError
        If it is empty, silent, too long, or no sound.
    """
    if not data:
        raise error_of("is empty; record it again")
    try:
        samples, is_cut = decoded(data, longest=LONGEST)
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise error_of("is no sound that can be read; take WAV, FLAC, MP3 or Opus") from error
    if is_cut:
        raise error_of(f"is longer than {LONGEST:g} s, the most for one beat")
    if not len(samples) or float(np.abs(samples).max()) < QUIET:
        raise error_of("is silent; record it again")
    return samples


def is_clipped(samples: Samples) -> bool:
    """Return whether samples stand at full scale for several in a row: it was recorded too loud."""
    full = (np.abs(samples) >= _FULL_SCALE).astype(np.int8)
    return bool(len(full) >= _IN_A_ROW and (np.convolve(full, np.ones(_IN_A_ROW, np.int8), "valid") == _IN_A_ROW).any())


def recording_of(folder: Path, scene: str, beat: str) -> Recording | None:
    """Return the recording of a beat, if there is one."""
    return next(recordings_of_beat(folder, scene, beat), None)


def recordings_of_beat(folder: Path, scene: str, beat: str) -> Iterator[Recording]:
    """Yield the recordings of a beat, the one that is spoken first."""
    for ending in ENDINGS:
        path = folder / scene / f"{beat}{ending}"
        if can_name_a_file(beat) and path.is_file():
            yield Recording(scene, beat, path)


def can_name_a_file(beat: str) -> bool:
    """Return whether a beat's name can be that of a file in a folder."""
    return not set("/\\\0") & set(beat) and beat not in ("", ".", "..") and not beat.startswith(".")


def recordings_of(folder: Path, scene: str) -> Iterator[Recording]:
    """Yield all recordings of a scene, whatever beats it has."""
    for path in sorted((folder / scene).glob("*")):
        if path.suffix in ENDINGS and path.is_file():
            yield Recording(scene, path.stem, path)


def normal(text: str) -> str:
    """Return a text without what does not change how it is read: spaces, and which quotes are used."""
    return " ".join(text.split())
