"""Speak one text with Piper, in a process of its own: run as a file, a request in JSON on standard input.

Nothing of ours is imported. Written are a line of JSON, with the sample rate and the words' times or with what is
wrong, then 16-bit samples. Nothing is fetched: voices that would fetch more, those of Chinese, are refused.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

NOT_INSTALLED = 3
"""The exit status where Piper cannot be imported."""
PAUSE = 0.2
"""Seconds of silence between sentences, which Piper speaks one by one."""

_SEED = 1
_RATES = range(4_000, 192_001)
_LOCAL = ("espeak", "text")
"""How a voice may want its text prepared: by what comes with Piper."""
_QUIET = 0.01
_STRESS = ("ˈ", "ˌ")


class VoiceError(Exception):
    """What is wrong with a voice, in a line that goes on after its name."""


def word_starts(words: Sequence[tuple[int, str]], said: Sequence[tuple[str, float]]) -> list[tuple[int, float]]:
    """Return the offset and the time of each word, given how each is pronounced alone, and what was said when.

    In a sentence words are pronounced otherwise than alone, and some run together: the longest matching runs of
    phonemes tie the one to the other, and what lies between them is divided evenly.

    Examples
    --------
    >>> word_starts([(0, "ʌv"), (3, "ðiː")], [("ʌ", 0.0), ("v", 0.1), ("ð", 0.2), ("ə", 0.3)])
    [(0, 0.0), (3, 0.2)]
    """
    alone = [(place, phoneme) for place, phonemes in words for phoneme in _sounds(phonemes)]
    spoken = list(_with_stress(said))
    matcher = SequenceMatcher(None, [each for _, each in alone], [each for each, _ in spoken], autojunk=False)
    ties = [(block.a + step, block.b + step) for block in matcher.get_matching_blocks() for step in range(block.size)]
    ties = [(-1, -1), *ties, (len(alone), len(spoken))]
    times: list[tuple[int, float]] = []
    for index, (place, _) in enumerate(alone):
        if times and times[-1][0] == place:
            continue
        low = max(tie for tie in ties if tie[0] <= index)
        high = min(tie for tie in ties if tie[0] >= index)
        share = (index - low[0]) / ((high[0] - low[0]) or 1)
        found = round(low[1] + share * (high[1] - low[1]))
        if spoken:
            times.append((place, spoken[min(max(found, 0), len(spoken) - 1)][1]))
    return times


def _with_stress(said: Sequence[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """Yield what is heard: a phoneme that is stressed begins with its mark, which lasts, too."""
    begins: float | None = None
    for phoneme, seconds in said:
        if phoneme in _STRESS and begins is None:
            begins = seconds
        elif phoneme not in _STRESS:
            if _sounds(phoneme):
                yield phoneme, seconds if begins is None else begins
            begins = None


def _sounds(phonemes: str) -> str:
    """Return phonemes without stress, length, spaces and punctuation."""
    return "".join(each for each in phonemes if unicodedata.category(each) in ("Ll", "Lu", "Lo"))


def speak(model: str, text: str) -> tuple[dict[str, Any], bytes]:
    """Return what goes before the samples, and these.

    Raises
    ------
    VoiceError
        If the voice cannot be used.
    ImportError
        If Piper is not installed.
    """
    import numpy as np

    voice = _loaded(model)
    rate = voice.config.sample_rate
    if not isinstance(rate, int) or rate not in _RATES:
        raise VoiceError(f"has a sample rate of {rate!r} in its .json")
    if getattr(voice.config.phoneme_type, "value", "") not in _LOCAL:
        raise VoiceError("wants its text prepared by a model of its own; take another voice")
    blocks: list[Any] = []
    said: list[tuple[str, float]] = []
    exact, length = True, 0
    try:
        for chunk in voice.synthesize(text, include_alignments=True):
            sound = np.nan_to_num(np.ravel(chunk.audio_float_array))
            known = chunk.phoneme_alignments
            exact = exact and bool(known)
            pairs = _aligned(known) if known else _spread(chunk.phonemes, sound)
            said += [(phoneme, (length + start) / rate) for phoneme, start in pairs]
            blocks += [sound, np.zeros(round(PAUSE * rate))]
            length += len(sound) + len(blocks[-1])
        words = [(match.start(), _alone(voice, match[0])) for match in re.finditer(r"\S+", text)]
    except Exception as error:
        raise VoiceError(f"cannot be spoken with: {_line(error)}") from error
    if not any(map(np.any, blocks)):
        raise VoiceError("gave no sound")
    samples = np.clip(np.concatenate(blocks[:-1]) * 32767, -32768, 32767).astype("<i2")
    return {"rate": rate, "exact": exact, "words": word_starts(words, said)}, samples.tobytes()


def _loaded(model: str) -> Any:
    import onnxruntime
    from piper import PiperVoice
    from piper.config import PiperConfig

    onnxruntime.set_default_logger_severity(4)
    onnxruntime.set_seed(_SEED)  # voices vary what they say at random: each time in the same way
    try:
        PiperConfig.from_dict(json.loads(Path(f"{model}.json").read_text(encoding="utf-8")))
    except Exception as error:
        raise VoiceError(f"is no voice of Piper: its .json is broken ({_line(error)})") from error
    try:
        return PiperVoice.load(model, include_alignments=True)
    except Exception as error:
        raise VoiceError(f"is no model that Piper can load ({_line(error)})") from error


def _alone(voice: Any, word: str) -> str:
    return "".join(phoneme for sentence in voice.phonemize(word) for phoneme in sentence)


def _aligned(alignments: Sequence[Any]) -> Iterator[tuple[str, int]]:
    """Yield each phoneme with its first sample, as the voice tells it."""
    start = 0
    for each in alignments:
        yield each.phoneme, start
        start += int(each.num_samples)


def _spread(phonemes: Sequence[str], sound: Any) -> Iterator[tuple[str, float]]:
    """Yield each phoneme with its first sample, as if all were equally long."""
    import numpy as np

    loud = np.flatnonzero(np.abs(sound) > _QUIET)
    first, last = (int(loud[0]), int(loud[-1])) if len(loud) else (0, len(sound))
    for index, phoneme in enumerate(phonemes):
        yield phoneme, first + (last - first) * index / len(phonemes)


def _line(error: Exception) -> str:
    """Return an error's first line, cut short, without paths."""
    text = " ".join(str(error).split()) or type(error).__name__
    return re.sub(r"(/[^/\s]+)+/", "", text)[:160]


def main() -> int:
    """Speak what standard input asks for, and return the exit status."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print goes where nobody takes it for sound
    request = json.loads(sys.stdin.buffer.read())
    samples = b""
    try:
        head, samples = speak(request["model"], request["text"])
    except ImportError:
        return NOT_INSTALLED
    except VoiceError as fault:
        head = {"fault": str(fault)}
    with output:
        output.write(json.dumps(head).encode() + b"\n" + samples)
    return 0


if __name__ == "__main__":
    sys.path[:] = [path for path in sys.path if path != str(Path(__file__).parent)]
    sys.exit(main())
