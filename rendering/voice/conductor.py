"""Let the picture wait for the voice: holds are lengthened at marks and at the ends of beats, and nothing is cut."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rendering.core.errors import UserError, unknown
from rendering.core.frames import Caption
from rendering.voice.captions import spoken_captions
from rendering.voice.clip import SAMPLE_RATE, Clip
from rendering.voice.script import NarrationPart, Script
from rendering.voice.voices import Speaker

LEAD, TAIL = 0.2, 0.4
"""Seconds of a beat before the first word and after the last."""
TOLERANCE = 0.035
"""Seconds by which picture and word may be apart at a mark before the voice pauses: half a frame at 15 a second."""


@dataclass
class Span:
    """What is spoken over one beat.

    Parameters
    ----------
    beat
        Its name.
    script
        Its text, if it has one.
    clip
        The voice.
    pieces
        When in the film, in seconds, each piece of the clip begins, and from where to where in the clip it lasts.
    marks
        For each mark that the picture has waited for, the seconds of the clip and those of the picture.
    """

    beat: str
    script: Script | None
    clip: Clip
    pieces: list[tuple[float, float, float]] = field(default_factory=list)
    marks: dict[str, tuple[float, float]] = field(default_factory=dict)

    def film_time(self, seconds: float) -> float:
        """Return when in the film a moment of the clip is heard."""
        film, start, _ = next(
            piece for piece in reversed(self.pieces) if piece[1] <= seconds or piece is self.pieces[0]
        )
        return film + seconds - start

    @property
    def end(self) -> float:
        """When the voice falls silent."""
        film, start, stop = self.pieces[-1]
        return film + stop - start

    def captions(self, until: float) -> list[Caption]:
        """Return its captions, the last of which may stay up to a time."""
        if self.script is None:
            return []
        length = len(self.script.spoken)
        return spoken_captions(
            self.script, lambda offset: self.film_time(self.clip.time_of(offset, length)), self.end, until
        )


class Conductor:
    """Speaks a scene's narration while it plays; the scene sees it as `narrator`.

    Parameters
    ----------
    scene
        The scene.
    recorder
        Counts its frames, and knows its beat.
    speaker
        Returns the voice of a beat.
    name
        The scene's name, for messages.
    """

    def __init__(self, scene: Any, recorder: Any, speaker: Speaker, name: str) -> None:
        self.spans: list[Span] = []
        self._scene = scene
        self._recorder = recorder
        self._speaker = speaker
        self._name = name
        self._waiting: tuple[str, int, Script | None] | None = None
        self._span: Span | None = None
        scene.narrator = self
        self._next_section, scene.next_section = scene.next_section, self._begin_section
        self._construct, scene.construct = scene.construct, self._construct_to_the_end

    def speak(self, narration: str | Iterable[NarrationPart]) -> None:
        """Begin to speak over the current beat."""
        script = Script.of(narration)
        if self._waiting is not None and self._waiting[1] == self._recorder.frames:
            self._waiting = None
        self._finish()
        self._waiting = (self._beat, self._recorder.frames, script)

    def wait_for(self, mark: str) -> None:
        """Hold the picture until the voice comes to a mark; where the picture comes later, the voice waits for it.

        Raises
        ------
        UserError
            If the beat's text has no such mark.
        """
        span = self._current()
        if span is None or span.script is None:
            return
        if mark not in span.script.marks:
            raise UserError(f"{self._name}, beat {span.beat}: {unknown('mark', mark, list(span.script.marks))}")
        said = span.clip.marks.get(mark)
        if said is None:
            said = span.clip.time_of(span.script.marks[mark], len(span.script.spoken))
        film, start, stop = span.pieces[-1]
        if said > start:
            heard = (film + said - start) * self._rate
            self._hold_until(math.ceil(heard) if heard - round(heard) > TOLERANCE * self._rate else round(heard))
            late = self._now - (film + said - start)
            if late > TOLERANCE:
                span.pieces[-1:] = [(film, start, said), (self._now, said, stop)]
        span.marks[mark] = (said, self._now)

    def _begin_section(self, *args: Any, **kwargs: Any) -> None:
        self._finish()
        self._next_section(*args, **kwargs)
        self._waiting = (self._beat, self._recorder.frames, None)

    def _construct_to_the_end(self) -> None:
        self._construct()
        self._finish()

    def _current(self) -> Span | None:
        """Return what is spoken over the current beat, which begins with the first word that is asked for."""
        if self._waiting is not None:
            beat, frame, script = self._waiting
            self._waiting = None
            clip = None if self._is_skipping else self._speaker(beat, script)
            if clip is not None:
                start, stop = clip.speech
                begun = frame / self._rate + LEAD
                self._span = Span(beat, script, clip, [(begun - min(start, LEAD), start - min(start, LEAD), stop)])
                self.spans.append(self._span)
        return self._span

    def _finish(self) -> None:
        """Hold the beat's last picture until everything is said."""
        span, self._span = self._current(), None
        if span is not None:
            self._hold_until(math.ceil((span.end + TAIL) * self._rate - 1e-6))

    def _hold_until(self, frame: int) -> None:
        missing = frame - self._recorder.frames
        if missing > 0 and not self._is_skipping:
            self._scene.wait((missing + 1e-3) / self._rate)  # as Manim rounds down

    @property
    def _is_skipping(self) -> bool:
        return bool(self._scene.renderer.skip_animations)

    @property
    def _beat(self) -> str:
        return str(self._recorder.beat)

    @property
    def _rate(self) -> float:
        return float(self._recorder.stage.rate)

    @property
    def _now(self) -> float:
        return float(self._recorder.frames / self._recorder.stage.rate)

    def captions(self, others: Iterable[Caption], length: float) -> tuple[Caption, ...]:
        """Return the captions of all that is spoken, and of the others those over which nobody speaks."""
        starts = [span.pieces[0][0] for span in self.spans]
        spoken = [
            caption
            for span, until in zip(self.spans, [*starts[1:], length], strict=True)
            for caption in span.captions(until)
        ]
        kept = [
            each for each in others if all(each.end <= caption.start or caption.end <= each.start for caption in spoken)
        ]
        return tuple(sorted([*spoken, *kept], key=lambda caption: caption.start))

    def narration(self) -> list[dict[str, Any]]:
        """Return what was spoken in JSON's types: beat, text, voice, times of words, and of marks: said, and seen."""
        found = []
        for span in self.spans:
            entry: dict[str, Any] = {
                "beat": span.beat,
                "start": round(span.pieces[0][0], 3),
                "end": round(span.end, 3),
                "voice": span.clip.source.rpartition("/")[2],
            }
            if span.script is not None:
                length = len(span.script.spoken)
                times = [span.film_time(span.clip.time_of(word.offset, length)) for word in span.script.words]
                entry["text"] = span.script.written
                entry["spoken"] = span.script.spoken
                entry["words"] = [[w.text, round(t, 3)] for w, t in zip(span.script.words, times, strict=True)]
                entry["word_times"] = "measured" if span.clip.is_timed else "estimated"
                entry["marks"] = [
                    [name, round(span.film_time(said), 3), round(seen, 3)] for name, (said, seen) in span.marks.items()
                ]
            found.append(entry)
        return found


def samples_of(seconds: float) -> int:
    """Return how many samples last so many seconds."""
    return round(seconds * SAMPLE_RATE)
