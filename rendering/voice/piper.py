"""The voices of Piper, by the path of a model: an optional extra, in a process of its own, never online."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from rendering.core.errors import UserError
from rendering.voice import piper_process
from rendering.voice.choice import PIPER
from rendering.voice.clip import Clip, in_order, resampled
from rendering.voice.script import Script

NOT_INSTALLED = "Piper is not installed; type: pip install 'convolutions-in-motion[voice]'"
_MEANINGS = str.maketrans("[]", "()")
"""Characters that Piper would read as phonemes, and others of the same length."""


def speak(script: Script, model: Path) -> Clip:
    """Return a script as a voice of Piper says it, with the times of its words.

    These are the voice's own where its model tells how long each phoneme lasts; else they are estimated.

    Raises
    ------
    UserError
        If Piper is not installed, or the voice cannot be used.
    """
    for path in (model, model.with_name(f"{model.name}.json")):
        try:
            with path.open("rb") as file:  # so that it is noted as an input, too
                file.read(1)
        except OSError as error:
            raise UserError(f"the voice {path.name} cannot be read: {error.strerror}") from error
    request = {"model": str(model), "text": script.spoken.translate(_MEANINGS)}
    command = [sys.executable, "-I", str(Path(piper_process.__file__))]
    done = subprocess.run(command, input=json.dumps(request).encode(), capture_output=True, check=False)
    if done.returncode == piper_process.NOT_INSTALLED:
        raise UserError(NOT_INSTALLED)
    if done.returncode or b"\n" not in done.stdout:
        raise UserError(f"the voice {model.name}: Piper ended with status {done.returncode} and said nothing")
    head, _, sound = done.stdout.partition(b"\n")
    said = json.loads(head)
    if "fault" in said:
        raise UserError(f"the voice {model.name} {said['fault']}")
    words = in_order(said["words"])
    samples = resampled(np.frombuffer(sound, np.int16), said["rate"])
    return Clip(samples, words, source=f"{PIPER}:{model.name}", is_timed=said["exact"])
