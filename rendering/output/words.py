"""What a figure says of itself: of the whole scene, and of the one picture that a still shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rendering.core.scene_protocol import ALT, BEATS_IN_WORDS, CAPTION


@dataclass(frozen=True)
class Words:
    """What is said in place of a picture, and below it.

    Parameters
    ----------
    alt
        For those who cannot see it.
    caption
        For everybody.
    """

    alt: str
    caption: str


def words_of(sidecar: Mapping[str, Any], beat: str = "") -> Words:
    """Return what a scene says of a beat's last frame, or of the whole, where it has no words for that beat.

    Parameters
    ----------
    sidecar
        What the scene says of itself: ``alt``, ``caption``, `BEATS_IN_WORDS`.
    beat
        The beat; by default the whole scene is meant.

    Examples
    --------
    >>> told = {"alt": "A film.", "beats_in_words": {"end": {"alt": "A dot.", "caption": "It stays."}}}
    >>> words_of(told, "end")
    Words(alt='A dot.', caption='It stays.')
    >>> words_of(told, "start")
    Words(alt='A film.', caption='A film.')
    """
    of_beats = sidecar.get(BEATS_IN_WORDS) or {}
    return _read(of_beats.get(beat, sidecar))


def _read(told: Mapping[str, Any]) -> Words:
    """Return words as they are told; an alternative text serves as a caption."""
    alt = str(told.get(ALT) or "").strip()
    return Words(alt, str(told.get(CAPTION) or alt))
