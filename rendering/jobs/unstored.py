"""What outputs share whose segments go with the scratch folder."""

from __future__ import annotations

from rendering.playback.fingerprint import Fingerprint


class Unstored:
    """An output without stored segments."""

    def find_stored(self, first: int, start: Fingerprint) -> None:
        """Return None: segments are deleted with the scratch folder."""

    def keeper(self, first: int, start: Fingerprint) -> None:
        """Return None: segments are not stored."""
