"""Save a take as the recording of a beat."""

from __future__ import annotations

import wave
from glob import escape
from pathlib import Path

import numpy as np

from rendering.core.errors import UserError
from rendering.output.publication import Publication
from rendering.voice.clip import SAMPLE_RATE, Samples
from rendering.voice.recordings import Recording, can_name_a_file, checked_samples, recordings_of_beat

EARLIER = "earlier"
"""The folder, beside a scene's recordings, of those that another take has replaced."""


def save_take(data: bytes, folder: Path, scene: str, beat: str, text: str) -> Recording:
    """Write a take as ``<folder>/<scene>/<beat>.wav``, with the text that was read beside it.

    Recordings of the beat that are there already are kept in a folder beside it.

    Parameters
    ----------
    data
        The take as it was recorded, in any format that can be decoded.
    folder
        Where recordings are.
    scene, beat
        Whose it is.
    text
        What was read; empty where there is no text.

    Raises
    ------
    UserError
        If it is empty, silent, too long, or no sound, or cannot be written; what was there stays.
    """
    if not can_name_a_file(beat):
        raise UserError(f"{scene}, beat {beat}: no recording can have this name; rename the beat")
    samples = checked_samples(data, lambda what: UserError(f"{scene}, beat {beat}: the take {what}"))
    recording = Recording(scene, beat, folder / scene / f"{beat}.wav")
    try:
        recording.path.parent.mkdir(parents=True, exist_ok=True)
        with Publication() as publication:
            _write_wave(publication.stage(recording.path), samples)
            if text:
                publication.stage(recording.text_path).write_text(f"{text}\n", encoding="utf-8")
            for earlier in recordings_of_beat(folder, scene, beat):
                _keep(earlier)
    except OSError as error:
        raise UserError(f"{scene}, beat {beat}: {recording.path} cannot be written: {error.strerror}") from error
    return recording


def _write_wave(path: Path, samples: Samples) -> None:
    with path.open("wb") as file, wave.open(file, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(SAMPLE_RATE)
        target.writeframes(np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2").tobytes())


def _keep(recording: Recording) -> None:
    """Move a recording, and the text that was read, to where the earlier ones are."""
    folder = recording.path.parent / EARLIER
    folder.mkdir(exist_ok=True)
    number = 1
    while any(folder.glob(f"{escape(recording.beat)}-{number}.*")):
        number += 1
    for path in (recording.path, recording.text_path):
        if path.is_file():
            path.rename(folder / f"{recording.beat}-{number}{path.suffix}")
