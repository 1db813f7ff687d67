"""What is said over a scene, held against its ledger, its beats and the pace of a lecture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from rendering.voice.script import Script
from scenes.base.ledger import origin
from scenes.base.narration import Spoken

SILENT = {"think"}
"""Beats in which viewers are left in peace."""
CARD = "TitleCard"
"""The scene that is read, not spoken; by name, as its file is loaded more than once."""
NUMBER_WORDS = re.compile(
    r"\b(four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(twen|thir|for|fif|six|seven|eigh|nine)ty\S*|"
    r"hundreds?|thousands?|millions?|billions?|percent)\b",
    re.IGNORECASE,
)
"""Numbers written out by hand: what is small enough to be seen at a glance, up to three, is no number of the ledger."""


class Said(NamedTuple):
    """What is said over a beat, and the marks that the picture waits for."""

    beat: str
    parts: list[str | Spoken]
    marks: list[str]


class Listener:
    """A narrator that speaks at once, and keeps what it was told to say."""

    def __init__(self, scene: Any) -> None:
        self.said: list[Said] = []
        self._scene = scene

    def speak(self, narration: list[str | Spoken]) -> None:
        beat = self._scene.renderer.file_writer.sections[-1].name
        self.said.append(Said(beat, list(narration), []))

    def wait_for(self, mark: str) -> None:
        if self.said and self.said[-1].beat == self._scene.renderer.file_writer.sections[-1].name:
            self.said[-1].marks.append(mark)


def faults_of_narration(shown: Any) -> Iterator[str]:
    """What is said and is not so: numbers that the scene does not show, or of another source; marks that are none."""
    beats = set() if type(shown.scene).__name__ == CARD else {moment.beat for moment in shown.moments} - SILENT
    for beat in beats - {said.beat for said in shown.scene.narrator.said}:
        yield f"{beat}: nothing is said over it"
    entered = {(entry.text, origin(entry.source)) for entry in shown.entries}
    for said in shown.scene.narrator.said:
        script = Script.of(said.parts)
        for part in said.parts:
            if isinstance(part, str):
                for found in NUMBER_WORDS.finditer(part):
                    yield f"{said.beat}: {found[0]!r} is said without a source"
            elif (part.written, origin(part.source)) not in entered:
                yield f"{said.beat}: {part.written!r} is said, and not in the ledger"
        if re.search(r"[\d{}\[\]]", script.spoken):
            yield f"{said.beat}: what is said holds a digit or a bracket: {script.spoken!r}"
        if set(script.marks) != set(said.marks):
            yield f"{said.beat}: marks {sorted(script.marks)}, but the picture waits for {sorted(said.marks)}"
        if not 5 <= script.word_count <= 90:
            yield f"{said.beat}: {script.word_count} words"
