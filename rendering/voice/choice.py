"""Which voice is asked for, told without what decodes or speaks: a command that keeps what is there imports neither."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rendering.core.errors import UserError
from rendering.core.job import Look, Voice
from rendering.core.targets import Target, kebab

VOICE_FOLDER = "voice"
"""Where recordings are: ``voice/<scene>/<beat>.wav``."""
RECORDINGS, PIPER, ESPEAK, ESTIMATE = "recordings", "piper", "espeak", "estimate"
"""The recordings; a voice of Piper; espeak-ng; and nobody: only how long each text would take."""
KINDS = "recordings, recordings:FOLDER, piper:MODEL or espeak"


def read_voice(text: str) -> Voice:
    """Return the voice that a text on the command line names.

    Raises
    ------
    UserError
        If it names none.
    """
    kind, colon, place = text.partition(":")
    if (kind == RECORDINGS and (place or not colon)) or (kind == PIPER and place):
        return Voice(kind, str(Path(place or VOICE_FOLDER).expanduser().absolute()))
    if text != ESPEAK:
        raise UserError(f"--voice takes {KINDS}, not {text[:60]!r}")
    return Voice(text, "")


def fixed(voice: Voice, scene: str) -> Voice:
    """Return a voice with a digest of what it reads for a scene: what was made of something else is made again."""
    digest = hashlib.sha256()
    if voice.kind == RECORDINGS:
        from rendering.voice.recordings import recordings_of

        for recording in recordings_of(Path(voice.place), scene):
            digest.update(f"{recording.path.name}\0".encode())
            for path in (recording.path, recording.text_path):
                digest.update(path.read_bytes() if path.is_file() else b"")
    return replace(voice, scene=scene, digest=digest.hexdigest()[:16])


def with_voice_for(look: Look, target: Target, known: Sequence[Target]) -> Look:
    """Return a scene's look, its voice set for the scene, which keeps its name whatever its files are called."""
    if look.voice is None:
        return look
    same = (each.name for each in known if (each.file, each.class_name) == (target.file, target.class_name))
    return replace(look, voice=fixed(look.voice, next(same, kebab(target.class_name))))
