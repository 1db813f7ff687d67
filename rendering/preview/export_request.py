"""A file to keep that somebody at the page asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rendering.core.errors import UserError
from rendering.preview.request import SIZES

STILLS = ("png", "svg", "pdf")
FORMATS = ("mp4", "gif", *STILLS)


@dataclass(frozen=True)
class ExportRequest:
    """What to make.

    Parameters
    ----------
    format
        One of `FORMATS`.
    quality
        One of `SIZES`.
    seconds
        The moment, for a still.
    """

    format: str
    quality: str = "h"
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the order as JSON-able data; `from_json` is the inverse."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ExportRequest:
        """Return the order that a page sent.

        Raises
        ------
        UserError
            If it asks for what is not offered.
        """
        format_, quality, seconds = data.get("format"), data.get("quality", "h"), data.get("seconds", 0.0)
        if format_ not in FORMATS:
            raise UserError(f"format was {format_!r}; allowed: {', '.join(FORMATS)}")
        if quality not in SIZES:
            raise UserError(f"quality was {quality!r}; allowed: {', '.join(SIZES)}")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 1e6:
            raise UserError(f"seconds was {seconds!r}; allowed: a time from 0")
        return cls(format_, quality, float(seconds))
