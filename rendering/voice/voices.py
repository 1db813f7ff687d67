"""Who speaks: the recordings of a scene's beats, a voice of Piper, or espeak-ng."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rendering.core.errors import UserError
from rendering.core.job import Voice
from rendering.voice import espeak, piper
from rendering.voice.choice import ESTIMATE, PIPER, RECORDINGS
from rendering.voice.clip import SAMPLE_RATE, Clip
from rendering.voice.recordings import is_clipped, recording_of
from rendering.voice.script import Script

Speaker = Callable[[str, Script | None], Clip | None]
"""Given a beat and what it says of itself, returns what is spoken over it, if anything."""

PACE = 140
"""Words a minute of an estimate."""

_LOG = logging.getLogger(__name__)


def speaker_of(voice: Voice) -> Speaker:
    """Return who speaks a scene's beats; recordings first, and where there are none of a text, espeak-ng."""
    scene = voice.scene

    def speak(beat: str, script: Script | None) -> Clip | None:
        if voice.kind == RECORDINGS and (recording := recording_of(Path(voice.place), scene, beat)) is not None:
            clip = recording.load()
            if script is not None and recording.is_of(script.spoken) is False:
                _LOG.warning("%s, beat %s: %s is of another text; record it again", scene, beat, recording.path.name)
            if is_clipped(clip.samples):
                _LOG.warning("%s, beat %s: %s was recorded too loud (clipped)", scene, beat, recording.path.name)
            return clip
        if script is None or not re.search(r"\w", script.spoken):
            return None
        if voice.kind == ESTIMATE:
            seconds = script.word_count / PACE * 60
            return Clip(np.ones(round(seconds * SAMPLE_RATE), np.float32), source=ESTIMATE)
        try:
            return piper.speak(script, Path(voice.place)) if voice.kind == PIPER else espeak.speak(script)
        except UserError as error:
            raise UserError(f"{scene}, beat {beat}: {error}") from error

    return speak
