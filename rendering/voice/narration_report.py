"""What ``render.py narrate`` prints: the speaking script with times, and what is wrong with the recordings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rendering.core.errors import UserError
from rendering.voice.recordings import Recording, is_clipped, recording_of, recordings_of

LONG = 1.5
"""A recording is too long if it takes so many times as long as its text at `SLOWEST` words a minute."""
SLOWEST = 100


@dataclass(frozen=True)
class SpokenBeat:
    """What is said over a beat, and when.

    Parameters
    ----------
    scene, beat
        Where it belongs.
    text
        What is said, as it is spoken; empty where nothing is.
    start, end
        When the voice begins and ends, in seconds of the scene's film.
    """

    scene: str
    beat: str
    text: str
    start: float
    end: float

    @property
    def pace(self) -> float:
        """Words a minute."""
        return len(self.text.split()) / max(self.end - self.start, 0.1) * 60

    def as_json(self) -> dict[str, Any]:
        """Return it in JSON's types."""
        times = {"start": round(self.start, 3), "end": round(self.end, 3), "words_a_minute": round(self.pace, 1)}
        return {"scene": self.scene, "beat": self.beat, "text": self.text, **times}


def spoken_beats(scene: str, narration: Sequence[Mapping[str, Any]]) -> list[SpokenBeat]:
    """Return what was said over a scene's beats, as its sidecar has it."""
    return [
        SpokenBeat(scene, each["beat"], each.get("spoken", ""), float(each["start"]), float(each["end"]))
        for each in narration
    ]


def script_lines(scene: str, beats: Sequence[SpokenBeat]) -> Iterator[str]:
    """Yield the lines of a scene's speaking script."""
    words = sum(len(each.text.split()) for each in beats)
    spoken = sum(each.end - each.start for each in beats)
    length = beats[-1].end if beats else 0.0
    pace = f", {words / spoken * 60:.0f} words a minute" if spoken else ""
    yield f"# {scene}: {words} words, {clock(length)}{pace}"
    for each in beats:
        yield f"\n{clock(each.start)} to {clock(each.end)}  {each.beat}"
        yield each.text or "(a recording without a text)"


def clock(seconds: float) -> str:
    """Return a time to a tenth of a second.

    Examples
    --------
    >>> clock(75.26)
    '1:15.3'
    """
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"


def faults_of_recordings(scene: str, beats: Sequence[SpokenBeat], all_beats: set[str], folder: Path) -> Iterator[str]:
    """Yield a line for each recording that is missing, stale, unusable, too long, too loud, or of no beat."""
    for each in beats:
        recording = recording_of(folder, scene, each.beat)
        if recording is None:
            yield f"{scene}, beat {each.beat}: missing ({len(each.text.split())} words)"
        else:
            yield from _faults(recording, each)
    for recording in recordings_of(folder, scene):
        if recording.beat not in all_beats:
            yield f"{scene}, beat {recording.beat}: {recording.path.name} is of no beat of the scene"


def _faults(recording: Recording, said: SpokenBeat) -> Iterator[str]:
    at = f"{recording.scene}, beat {recording.beat}: {recording.path.name}"
    try:
        clip = recording.load()
    except UserError as error:
        yield str(error)
        return
    is_of = recording.is_of(said.text)
    if said.text and is_of is False:
        yield f"{at} is stale: the text has changed since"
    if said.text and is_of is None:
        yield f"{at}: nobody noted which text was read; narrate --accept notes today's"
    longest = LONG * len(said.text.split()) / SLOWEST * 60
    if said.text and clip.seconds > longest:
        yield f"{at} is too long: {clip.seconds:.1f} s, and its text takes {longest:.1f} s at most"
    if is_clipped(clip.samples):
        yield f"{at} was recorded too loud (clipped)"
