"""What ``narrate`` prints: the speaking script of scenes with times, and what is wrong with their recordings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from rendering.core.job import Look
from rendering.core.scene_protocol import NARRATION
from rendering.core.streams import output_to_stderr
from rendering.core.targets import Target
from rendering.jobs.stills import rehearse
from rendering.output.publication import Publication
from rendering.voice.choice import with_voice_for
from rendering.voice.narration_report import SpokenBeat, faults_of_recordings, script_lines, spoken_beats
from rendering.voice.recordings import recording_of


def report(
    action: str, targets: Sequence[Target], look: Look, known: Sequence[Target], folder: Path
) -> tuple[list[str], list[object]]:
    """Return lines to be printed, and the same for JSON.

    Parameters
    ----------
    action
        ``check`` for what is wrong with recordings, ``accept`` to note that they are of today's texts, or ``script``.
    targets, look
        The scenes, and how they are played; nothing is drawn.
    known
        The scenes that have names.
    folder
        Where the recordings are.
    """
    lines: list[str] = []
    told: list[object] = []
    for target in targets:
        found, beats = _rehearsed(target, look, known)
        if action == "script":
            lines += [*script_lines(target.name, found), ""]
            told += [each.as_json() for each in found]
            continue
        checks = action == "check"
        said = list(faults_of_recordings(target.name, found, beats, folder)) if checks else _accept(found, folder)
        lines += said
        told += said
    return lines, told


def _rehearsed(target: Target, look: Look, known: Sequence[Target]) -> tuple[list[SpokenBeat], set[str]]:
    """Play a scene without drawing it; return what is said, and the names of all its beats."""
    with output_to_stderr():
        performance = rehearse(target, with_voice_for(look, target, known))
    narration = cast("Any", performance.sidecar).get(NARRATION, [])
    return spoken_beats(target.name, narration), {beat.name for beat in performance.beats}


def _accept(beats: Sequence[SpokenBeat], folder: Path) -> list[str]:
    """Note for every recording that it is of today's text; return what was noted."""
    noted = []
    with Publication() as publication:
        for each in beats:
            recording = recording_of(folder, each.scene, each.beat)
            if recording is not None and each.text and not recording.is_of(each.text):
                publication.stage(recording.text_path).write_text(f"{each.text}\n", encoding="utf-8")
                noted.append(str(recording.text_path))
    return noted
