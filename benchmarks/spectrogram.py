"""Draw the spectrogram of a spoken film, with the ends of its beats and a map of its silences.

Run it on a film that was rendered with ``--voice``::

    python -m benchmarks.spectrogram media/sobel-edge/sobel-edge.mp4 sobel-edge.png

Each row is half a minute, 0 to 8 kHz from below; bright is loud. Under it is what is silent, in green. A line stands
where a beat ends: green where the last 80 ms before it are silent, red where a word is cut.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.narrated_chapter import END, RATE, SILENT, Sound, level, sounds_of
from rendering.core.errors import UserError

SECONDS, HEIGHT, STRIP = 30, 160, 10
_WINDOW, _STEP, _TOP = 1024, 960, 8_000
_FLOOR = -90.0
_GREEN, _RED = (60, 220, 120), (255, 70, 70)


def drawn(sound: Sound, ends: list[float]) -> Image.Image:
    """Return the picture of a sound, with lines where beats end, in seconds."""
    mono = np.pad(sound.mean(axis=1), (_WINDOW // 2, _WINDOW))
    starts = np.arange(0, len(sound), _STEP)
    frames = np.lib.stride_tricks.sliding_window_view(mono, _WINDOW)[starts] * np.hanning(_WINDOW)
    power = 20 * np.log10(np.abs(np.fft.rfft(frames)) / (_WINDOW / 4) + 1e-9)
    shades = _shades(power[:, : _TOP * _WINDOW // RATE])
    silent = np.array([level(sound[start : start + _STEP]) <= SILENT for start in starts])
    width = SECONDS * RATE // _STEP
    rows = -(-len(starts) // width)
    picture = Image.new("RGB", (width, rows * (HEIGHT + 2 * STRIP)))
    draw = ImageDraw.Draw(picture)
    for row in range(rows):
        part, top = shades[row * width : (row + 1) * width], row * (HEIGHT + 2 * STRIP)
        picture.paste(Image.fromarray(part.T[::-1]).resize((len(part), HEIGHT)), (0, top))
        for column in np.flatnonzero(silent[row * width : (row + 1) * width]):
            draw.line([(column, top + HEIGHT), (column, top + HEIGHT + STRIP)], fill=_GREEN)
    for end in ends:
        row, column = divmod(min(round(end * RATE / _STEP), len(starts)) - 1, width)
        is_silent = level(sound[round((end - END) * RATE) : round(end * RATE)]) <= SILENT
        top = row * (HEIGHT + 2 * STRIP)
        draw.line([(column, top), (column, top + HEIGHT + STRIP)], fill=_GREEN if is_silent else _RED)
    return picture


def _shades(power: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return grey levels for decibels."""
    return np.clip((power - _FLOOR) / -_FLOOR * 255, 0, 255).astype(np.uint8)


def main() -> None:
    """Draw the film that the command line names, beside its sidecar, to the file that it names."""
    if len(sys.argv) != 3:
        raise UserError("say which film, and the PNG that is to be written")
    film, target = map(Path, sys.argv[1:])
    content = json.loads(film.with_suffix(".json").read_text(encoding="utf-8"))
    (sound,) = sounds_of(film, [{"end": content["duration"]}])
    drawn(sound, [beat["end"] for beat in content["beats"]]).save(target)


if __name__ == "__main__":
    main()
