"""Speak one text with the library of espeak-ng, in a process of its own: run as a file, SSML on standard input.

The library keeps a state, so what it says in one process depends on what it has said before. Nothing but Python's own
library is imported. Written are a line of JSON with the sample rate and the events, then 16-bit samples.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import sys
from typing import Any

RATE = 122
"""What espeak-ng calls words a minute; with the pauses that it makes, 130 to 150 come out."""
NOT_INSTALLED = 3
"""The exit status where the library, or its English voice, cannot be used."""

_SYNCHRONOUS = 2
_CHARACTERS = 1
_UTF8_SSML = 0x11
_RATE_PARAMETER = 1
_WORD, _MARK = 1, 3


class _Identity(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Identity),
    )


def main() -> int:
    """Speak standard input, and return the exit status."""
    try:
        library = ctypes.CDLL(ctypes.util.find_library("espeak-ng") or "libespeak-ng.so.1")
    except OSError:
        return NOT_INSTALLED
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, None, 1 << 15)  # does not exit where its data are missing
    if rate <= 0 or library.espeak_SetVoiceByName(b"en-us"):
        return NOT_INSTALLED
    library.espeak_SetParameter(_RATE_PARAMETER, RATE, 0)
    samples, events = bytearray(), []

    def receive(wave: int | None, count: int, incoming: Any) -> int:
        if wave and count:
            samples.extend(ctypes.string_at(wave, 2 * count))
        index = 0
        while incoming[index].type:
            event = incoming[index]
            if event.type == _WORD:
                events.append(["word", event.text_position - 1, event.audio_position / 1000])
            elif event.type == _MARK:
                events.append(["mark", event.id.name.decode(), event.audio_position / 1000])
            index += 1
        return 0

    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))(receive)
    library.espeak_SetSynthCallback(callback)
    text = sys.stdin.buffer.read()
    status = library.espeak_Synth(text, len(text) + 1, 0, _CHARACTERS, 0, _UTF8_SSML, None, None)
    if status:
        return 1
    sys.stdout.buffer.write(json.dumps({"rate": rate, "events": events}).encode() + b"\n" + bytes(samples))
    return 0


if __name__ == "__main__":
    sys.exit(main())
