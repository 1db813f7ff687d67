"""A file that a user of the page wants exported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rendering.core.errors import UserError
from rendering.preview.request import PREVIEW_QUALITIES, checked_seconds

STILL_EXPORTS = ("png", "svg", "pdf")
"""The formats of `figures.still`, which the server cannot import: it would import Manim."""
EXPORT_FORMATS = ("mp4", "gif", *STILL_EXPORTS)


@dataclass(frozen=True)
class ExportRequest:
    """What to export of the scene that is shown.

    Parameters
    ----------
    format
        One of `EXPORT_FORMATS`.
    quality
        One of `PREVIEW_QUALITIES`.
    seconds
        The moment, for a still.
    """

    format: str
    quality: str = "h"
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the request as JSON-able data; `from_json` is the inverse."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ExportRequest:
        """Return the request that a page sent.

        Raises
        ------
        UserError
            If the format, the quality or the moment is not one of those allowed.
        """
        format_, quality, seconds = data.get("format"), data.get("quality", "h"), data.get("seconds", 0.0)
        if format_ not in EXPORT_FORMATS:
            raise UserError(f"format was {format_!r}; allowed: {', '.join(EXPORT_FORMATS)}")
        if quality not in PREVIEW_QUALITIES:
            raise UserError(f"quality was {quality!r}; allowed: {', '.join(PREVIEW_QUALITIES)}")
        return cls(format_, quality, checked_seconds("seconds", seconds))
