"""The voice of espeak-ng, Debian's: always there, never online, the same samples each time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from rendering.core.errors import UserError
from rendering.voice import espeak_process
from rendering.voice.choice import ESPEAK
from rendering.voice.clip import Clip, in_order, resampled
from rendering.voice.script import Script

NOT_INSTALLED = "espeak-ng is not installed; type: apt-get install espeak-ng"
_MEANINGS = str.maketrans({"<": "‹", ">": "›", "&": "＆"})
"""Characters that SSML would read as markup, and others of the same length."""
_PAUSES = ("", *".:;!?,")
"""Where espeak-ng loses a mark, and with it a word; there the word itself tells the time."""


def speak(script: Script) -> Clip:
    """Return a script as espeak-ng says it, with the times of words and marks.

    Raises
    ------
    UserError
        If espeak-ng is not installed, or does not speak.
    """
    ssml, places = _ssml(script)
    command = [sys.executable, "-I", str(Path(espeak_process.__file__))]
    done = subprocess.run(command, input=ssml.encode(), capture_output=True, check=False)
    if done.returncode == espeak_process.NOT_INSTALLED:
        raise UserError(NOT_INSTALLED)
    if done.returncode or b"\n" not in done.stdout:
        raise UserError(f"espeak-ng ended with status {done.returncode} and said nothing")
    head, _, sound = done.stdout.partition(b"\n")
    said = json.loads(head)
    samples = resampled(np.frombuffer(sound, np.int16), said["rate"])
    words = in_order(
        (places[min(max(place, 0), len(places) - 1)], seconds)
        for kind, place, seconds in said["events"]
        if kind == "word"
    )
    names = dict(_numbered(script))
    marks = {names[name]: seconds for kind, name, seconds in said["events"] if kind == "mark"}
    return Clip(samples, words, marks, ESPEAK, is_timed=True)


def _numbered(script: Script) -> list[tuple[str, str]]:
    """Return for each mark a name that no voice can misread, and its own."""
    return [(f"m{number}", name) for number, name in enumerate(script.marks)]


def _ssml(script: Script) -> tuple[str, list[int]]:
    """Return a script as SSML, and for each character of that its offset in the spoken text."""
    spoken = script.spoken.translate(_MEANINGS)
    text, places = "<speak>", [0] * len("<speak>")
    done = 0
    for name, own in sorted(_numbered(script), key=lambda pair: script.marks[pair[1]]):
        offset = script.marks[own]
        if spoken[:offset].rstrip()[-1:] in _PAUSES:
            continue
        tag = f'<mark name="{name}"/> '
        text += spoken[done:offset] + tag
        places += [*range(done, offset), *[offset] * len(tag)]
        done = offset
    text += f"{spoken[done:]}</speak>"
    places += [*range(done, len(spoken)), *[len(spoken)] * len("</speak>")]
    return text, places
