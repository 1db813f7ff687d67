"""What the engine reads from a scene: all of it is stated here, and nowhere else.

None of it is required. A plain Manim scene has no such attribute, and is played all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Protocol, TypedDict, cast, runtime_checkable

from rendering.core.plain_text import plain_text, plain_texts

GIF_BEATS: Final = "gif_beats"
POSTER_BEAT: Final = "poster_beat"
THEME_NAME: Final = "theme_name"
PARAMETER_VALUES: Final = "parameter_values"

TITLE: Final = "title"
LANGUAGE: Final = "language"
SUMMARY: Final = "summary"
ALT: Final = "alt"
CAPTION: Final = "caption"
DESCRIPTION: Final = "description"
BEATS_IN_WORDS: Final = "beats_in_words"
THEME: Final = "theme"
PARAMETERS: Final = "parameters"
ROLES: Final = "roles"
LEDGER: Final = "ledger"


@runtime_checkable
class EngineScene(Protocol):
    """A scene that states everything the engine can use; `scenes.base.lecture_scene.LectureScene` does.

    The engine reads each attribute through a function of this module, which has a default where a scene lacks it.
    """

    gif_beats: ClassVar[Sequence[str]]
    """The consecutive beats that make its animated picture; all of them where there is none."""

    gif_loops: ClassVar[bool]
    """Whether these end on the picture they begin with, so that they may play for ever."""

    poster_beat: ClassVar[str | None]
    """The beat whose last frame represents the scene; the last of `gif_beats` where it is ``None``."""

    theme_name: ClassVar[str]
    """The theme it is drawn in, overridden by ``--theme``; a scene without it has no themes."""

    parameter_values: ClassVar[Mapping[str, Any]]
    """The parameters the user chose, overridden by ``--set`` and ``--params``; read by the scene's ``setup``."""

    Parameters: ClassVar[Any]
    """The model of the parameters: a class with a ``model_json_schema()``, as pydantic's have."""

    def sidecar(self) -> Mapping[str, Any]:
        """Return what is worth writing beside a rendered file, JSON-able: a `SceneSidecar`, and whatever else."""
        ...


class BeatInWords(TypedDict, total=False):
    """The texts that describe the last frame of one beat."""

    alt: str
    caption: str


class SceneSidecar(TypedDict, total=False):
    """What ``sidecar()`` may return that the engine or its pages use; `scenes` return all of it."""

    title: str
    language: str
    """The language of all texts: a tag such as ``en`` or ``de-CH``."""
    summary: str
    alt: str
    """The alternative text, for readers who cannot see the picture."""
    caption: str
    """The text below the picture."""
    description: str
    """The whole course in a few sentences."""
    beats_in_words: Mapping[str, BeatInWords]
    """For beats whose last frames represent the scene: the texts of the whole would promise more than they show."""
    theme: str
    parameters: Mapping[str, Any]
    gif_beats: Sequence[str]
    poster_beat: str | None
    roles: Mapping[str, str]
    """The colour of each role that readers have to distinguish, as hexadecimal sRGB."""
    ledger: Sequence[Mapping[str, Any]]
    """Every number that was on screen: text, source, first and last second."""
    numbers_in_words: Sequence[Mapping[str, Any]]
    """Every number in the texts, and its source."""


def excerpt_beats(scene_class: type) -> tuple[str, ...]:
    """Return the beats of a scene's animated picture, or none where it names none."""
    return tuple(map(plain_text, getattr(scene_class, GIF_BEATS, ())))


def loops(scene_class: type) -> bool:
    """Return whether a scene declares that its animated picture ends as it begins."""
    return bool(getattr(scene_class, "gif_loops", False))


def has_themes(scene_class: type | None) -> bool:
    """Return whether a scene can be drawn in more than one theme."""
    return hasattr(scene_class, THEME_NAME)


def own_theme(scene_class: type | None) -> str | None:
    """Return the theme that a scene has by default, or ``None`` where it has no themes."""
    return getattr(scene_class, THEME_NAME, None)


def parameters_model(scene_class: type | None) -> Any:
    """Return the model of a scene's parameters, or ``None`` where it has none."""
    return getattr(scene_class, "Parameters", None)


def overrides(parameters: Mapping[str, Any], theme: str | None) -> dict[str, Any]:
    """Return the class attributes of a scene that are overridden by the user's choice of parameters and theme.

    Examples
    --------
    >>> overrides({"size": 3}, "light")
    {'parameter_values': {'size': 3}, 'theme_name': 'light'}
    >>> overrides({}, None)
    {}
    """
    attributes: dict[str, Any] = {PARAMETER_VALUES: dict(parameters)} if parameters else {}
    return attributes if theme is None else {**attributes, THEME_NAME: theme}


def sidecar_of(scene: object) -> SceneSidecar:
    """Return the sidecar of a scene that has been played, which is empty where it has no ``sidecar()``.

    What no XML may hold is replaced in its texts, as the scene has been played by now.
    """
    sidecar = getattr(scene, "sidecar", None)
    return cast("SceneSidecar", plain_texts(sidecar())) if callable(sidecar) else {}
