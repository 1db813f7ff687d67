"""What the page requests: which scene to show, in which look, and which moment of it first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from rendering.core.errors import UserError, unknown
from rendering.core.job import QUALITIES, Look, Voice
from rendering.core.scene_protocol import overrides
from rendering.core.targets import Target
from rendering.output.trust import TRUST_FOLDER, refuse_models

PREVIEW_FOLDER = TRUST_FOLDER
"""The name, in the folder of all output, of the folder for what only the page needs."""
PREVIEW_QUALITIES = ("l", "m", "h")
"""The qualities that the page offers: 480, 720 and 1080 lines."""
READY = b"ready\n"
"""The line that the fork server sends when it can run tasks."""
LONGEST_EVENT = 1 << 26
"""Bytes in a line from a task: the timeline holds the scene's ledger, which may be long."""
LONGEST_SCENE = 1e6
"""Seconds, eleven days: a time beyond is a mistake, not a moment of a scene."""


@dataclass(frozen=True)
class Playhead:
    """A moment of a scene.

    It is counted from the start of its beat, so that it stays at the same point of the action when an earlier beat
    becomes longer.

    Parameters
    ----------
    beat
        The beat's name; ``None`` requests the picture that stands for the whole scene.
    offset
        Seconds from the beat's start.
    seconds
        Seconds from the scene's start, for a scene that no longer has the beat.
    """

    beat: str | None = None
    offset: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class PreviewRequest:
    """Which scene to show, and how.

    Parameters
    ----------
    scene
        The scene's name on the page.
    theme
        The scene's theme, by name; ``None`` is its own.
    quality
        One of `PREVIEW_QUALITIES`.
    parameters
        Raw values of the scene's parameters; those left out have the scene's defaults.
    playhead
        The moment to draw first.
    """

    scene: str
    theme: str | None = None
    quality: str = "l"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    playhead: Playhead = field(default_factory=Playhead)

    @property
    def look(self) -> Look:
        """The look, which with the scene's source decides every pixel."""
        chosen = QUALITIES[self.quality]
        return Look(attributes=overrides(self.parameters, self.theme), size=chosen.size, rate=chosen.rate)

    def as_json(self) -> dict[str, Any]:
        """Return the request as JSON-able data; `from_json` is the inverse."""
        return {**asdict(self), "parameters": dict(self.parameters)}

    @classmethod
    def from_json(cls, data: Any, scenes: Iterable[str]) -> PreviewRequest:
        """Return the request that a page sent.

        Raises
        ------
        UserError
            If it is no request, one for a scene, theme or quality that does not exist, or one that names a file which
            may not be run.
        """
        fields = _mapping("the request", data)
        scene, theme, quality = fields.get("scene"), fields.get("theme"), fields.get("quality", "l")
        if not isinstance(scene, str) or scene not in scenes:
            raise UserError(unknown("scene", str(scene), scenes))
        if not (theme is None or isinstance(theme, str)):
            raise UserError(f"theme was {theme!r}; allowed: a name, or null")
        if quality not in PREVIEW_QUALITIES:
            raise UserError(f"quality was {quality!r}; allowed: {', '.join(PREVIEW_QUALITIES)}")
        parameters = _mapping("parameters", fields.get("parameters", {}))
        refuse_models(parameters)
        return cls(
            scene=scene,
            theme=theme,
            quality=quality,
            parameters={str(name): value for name, value in parameters.items()},
            playhead=playhead_from(fields.get("playhead", {})),
        )


def playhead_from(data: Any) -> Playhead:
    """Return the playhead that a page sent.

    Raises
    ------
    UserError
        If it is no playhead.
    """
    fields = _mapping("playhead", data)
    beat = fields.get("beat")
    if not (beat is None or isinstance(beat, str)):
        raise UserError(f"beat was {beat!r}; allowed: a name, or null")
    offset = checked_seconds("offset", fields.get("offset", 0.0))
    return Playhead(beat, offset, checked_seconds("seconds", fields.get("seconds", 0.0)))


def nearest_frame(seconds: float, rate: Fraction) -> int:
    """Return the number of the frame nearest to a time."""
    return int(seconds * rate + Fraction(1, 2))


@dataclass(frozen=True)
class PreviewTask:
    """A request and the folders: all that a process needs to know to carry it out.

    Parameters
    ----------
    target
        The scene.
    request
        How it is to be shown.
    media_dir
        The folder of all output.
    work_folder
        A folder for what is needed only while the task runs.
    voice
        Who speaks over the scene, if anybody.
    """

    target: Target
    request: PreviewRequest
    media_dir: Path
    work_folder: Path
    voice: Voice | None = None

    @property
    def look(self) -> Look:
        """The look of the request, with the voice."""
        return replace(self.request.look, voice=self.voice)

    @property
    def preview_folder(self) -> Path:
        """The folder for what only the page needs."""
        return self.media_dir / PREVIEW_FOLDER

    def as_json(self) -> dict[str, Any]:
        """Return the task as JSON-able data; `from_json` is the inverse."""
        return {
            "target": self.target.as_json(),
            "request": self.request.as_json(),
            "media_dir": str(self.media_dir),
            "work_folder": str(self.work_folder),
            "voice": None if self.voice is None else asdict(self.voice),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PreviewTask:
        """Return the task that `as_json` described."""
        target = Target.from_json(data["target"])
        request = PreviewRequest.from_json(data["request"], [data["request"]["scene"]])
        voice = Voice(**data["voice"]) if data["voice"] else None
        return cls(target, request, Path(data["media_dir"]), Path(data["work_folder"]), voice)


def _mapping(what: str, data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise UserError(f"{what} was {data!r}; allowed: an object")
    return data


def checked_seconds(what: str, value: Any) -> float:
    """Return a time that a page sent, in seconds.

    Raises
    ------
    UserError
        If it is no such time, NaN and infinity included.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LONGEST_SCENE:
        raise UserError(f"{what} was {value!r}; allowed: seconds from 0")
    return float(value)
