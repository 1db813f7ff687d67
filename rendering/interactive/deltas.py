"""Columns of numbers and lists of states, each as its difference from the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any


def differences(column: Sequence[int]) -> list[int]:
    """Return a column's first number, and by how much each differs from the one before."""
    return [*column[:1], *(later - earlier for earlier, later in pairwise(column))]


def changes(frames: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return each frame as pairs: ``count, start`` of the frame before, or ``-count, state`` of states in sequence."""
    written = []
    before: Sequence[int] = ()
    for frame in frames:
        places = {state: place for place, state in enumerate(before)}
        runs: list[int] = []
        length = 0
        for state in frame:
            place = places.get(state)
            if runs and place is not None and runs[-2] > 0 and runs[-1] + length == place:
                length += 1
                runs[-2] = length
            elif runs and place is None and runs[-2] < 0 and runs[-1] + length == state:
                length += 1
                runs[-2] = -length
            else:
                length = 1
                runs += [1, place] if place is not None else [-1, state]
        written.append(runs)
        before = frame
    return written


def frames_of(data: Mapping[str, Any]) -> list[list[int]]:
    """Return every frame that `Encoder.as_json` wrote, as the numbers of its states."""
    frames: list[list[int]] = []
    before: list[int] = []
    for runs in data["frames"]:
        frame: list[int] = []
        for count, start in zip(runs[::2], runs[1::2], strict=True):
            frame += before[start : start + count] if count > 0 else range(start, start - count)
        frames.append(frame)
        before = frame
    return frames
