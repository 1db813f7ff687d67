"""The alternative text and caption of a figure: of the whole scene, or of the one picture that a still shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rendering.core.scene_protocol import ALT, BEATS_IN_WORDS, CAPTION


@dataclass(frozen=True)
class Words:
    """The words that accompany a picture.

    Parameters
    ----------
    alt
        The alternative text, for those who cannot see it.
    caption
        The caption, for everybody.
    """

    alt: str
    caption: str


def words_of(sidecar: Mapping[str, Any], beat: str = "") -> Words:
    """Return the words of a beat's last frame, or of the whole scene, where it has none for that beat.

    Parameters
    ----------
    sidecar
        The scene's, with ``alt``, ``caption`` and `BEATS_IN_WORDS`.
    beat
        The beat; by default the whole scene is meant.

    Examples
    --------
    >>> sidecar = {"alt": "A video.", "beats_in_words": {"end": {"alt": "A dot.", "caption": "It stays."}}}
    >>> words_of(sidecar, "end")
    Words(alt='A dot.', caption='It stays.')
    >>> words_of(sidecar, "start")
    Words(alt='A video.', caption='A video.')
    """
    of_beats = sidecar.get(BEATS_IN_WORDS) or {}
    return _read(of_beats.get(beat, sidecar))


def _read(words: Mapping[str, Any]) -> Words:
    """Return the words of a scene or a beat; the alternative text serves as a caption where there is none."""
    alt = str(words.get(ALT) or "").strip()
    return Words(alt, str(words.get(CAPTION) or alt))
