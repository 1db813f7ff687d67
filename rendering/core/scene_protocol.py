"""What the engine reads from a scene: all of it is stated here, and nowhere else.

None of it is required. A plain Manim scene has no such attribute, and is played all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final, Protocol, TypedDict, cast, runtime_checkable

from rendering.core.plain_text import plain_text, plain_texts

GIF_BEATS: Final = "gif_beats"
POSTER_BEAT: Final = "poster_beat"
PAUSE_BEATS: Final = "pause_beats"
LOOP_BEATS: Final = "loop_beats"
THEME_NAME: Final = "theme_name"
PARAMETER_VALUES: Final = "parameter_values"

NARRATION: Final = "narration"

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
RECOMPUTE: Final = "recompute"


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

    pause_beats: ClassVar[Sequence[str]]
    """The beats in which viewers think: a film holds as long as they last, a deck waits at their ends until told on."""

    loop_beats: ClassVar[Sequence[str]]
    """The beats that a deck plays again and again until it is told on; each ends on the picture it begins with."""

    narrator: Any
    """Who speaks over it, a `Narrator`; ``None`` where nobody does."""

    theme_name: ClassVar[str]
    """The theme it is drawn in, overridden by ``--theme``; a scene without it has no themes."""

    parameter_values: ClassVar[Mapping[str, Any]]
    """The parameters the user chose, overridden by ``--set`` and ``--params``; read by the scene's ``setup``."""

    Parameters: ClassVar[Any]
    """The model of the parameters: a class with a ``model_json_schema()``, as pydantic's have."""

    def sidecar(self) -> Mapping[str, Any]:
        """Return what is worth writing beside a rendered file, JSON-able: a `SceneSidecar`, and whatever else."""
        ...

    def pointable_elements(self) -> Iterable[SceneElement]:
        """Return what readers of an interactive figure may point at in the picture as it is now."""
        ...


class SceneElement(TypedDict, total=False):
    """A part of the picture that can be pointed at, and what is known of it."""

    mobject: Any
    """The mobject that is the part."""
    number: Any
    """The mobject, within it, that shows its number: the part can be pointed at while that is drawn."""
    text: str
    """The number as it is shown."""
    words: str
    """What the part says of itself, such as the sum that gave it."""
    source: Mapping[str, Any]
    """Where the number comes from: ``function``, ``arguments``, ``trail`` and ``doc``, or ``name`` and ``citation``."""
    origins: Sequence[Any]
    """The mobjects of the parts that it was computed from."""
    lattice: SceneLattice
    """Instead of all but the mobject: the cells of a map or grid that is drawn as one mobject."""


class SceneLattice(Protocol):
    """Cells in rows and columns that have no mobjects of their own."""

    size: tuple[int, int]
    """Rows and columns."""
    lines: bool
    """Whether a cell is joined with its origins by lines."""

    def corners(self) -> Any:
        """Return where its corners stand now, clockwise from the upper left, in the scene's coordinates."""
        ...

    def texts(self) -> Sequence[str]:
        """Return the number of each cell as a reader would write it, row by row; nothing where there are none."""
        ...

    def source(self) -> Mapping[str, Any]:
        """Return where its numbers come from, as in `SceneElement`."""
        ...

    def origins(self) -> Sequence[Sequence[Any]]:
        """Return for each cell what it was computed from: mobjects, or lattices with a row and a column."""
        ...


class Narrator(Protocol):
    """Who speaks while a scene plays: what the engine sets as its attribute `narrator`, where there is a voice.

    A scene that says nothing is given the recordings of its sections.
    """

    def speak(self, narration: str | Iterable[str | tuple[str, str]]) -> None:
        """Begin to speak over the current beat.

        Parameters
        ----------
        narration
            A text with marks, such as ``[mark sum]``, or its parts; a pair is a number as it is written and as it is
            spoken.
        """

    def wait_for(self, mark: str) -> None:
        """Hold the picture until the voice comes to a mark of the beat."""


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
    pause_beats: Sequence[str]
    loop_beats: Sequence[str]
    roles: Mapping[str, str]
    """The colour of each role that readers have to distinguish, as hexadecimal sRGB."""
    recompute: Mapping[str, Any]
    """What an interactive figure may compute again: an image, a kernel, and how the window moves."""
    narration: Sequence[Mapping[str, Any]]
    """What was said over each beat, with times; only where there was a voice."""
    ledger: Sequence[Mapping[str, Any]]
    """Every number that was on screen: text, source, first and last second."""
    numbers_in_words: Sequence[Mapping[str, Any]]
    """Every number in the texts, and its source."""


def excerpt_beats(scene_class: type) -> tuple[str, ...]:
    """Return the beats of a scene's animated picture, or none where it names none."""
    return tuple(map(plain_text, getattr(scene_class, GIF_BEATS, ())))


def pauses(scene_class: type) -> tuple[str, ...]:
    """Return the beats at whose ends a deck waits, or none where a scene names none."""
    return tuple(map(plain_text, getattr(scene_class, PAUSE_BEATS, ())))


def repeated_beats(scene_class: type) -> tuple[str, ...]:
    """Return the beats that a deck plays again and again, or none where a scene names none."""
    return tuple(map(plain_text, getattr(scene_class, LOOP_BEATS, ())))


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
    """Return the sidecar of a scene that has been played.

    Where it has no ``sidecar()``, that holds no more than the beats at which a deck waits, and those it repeats. What
    no XML may hold is replaced in its texts, as the scene has been played by now.
    """
    sidecar = getattr(scene, "sidecar", None)
    if callable(sidecar):
        return cast("SceneSidecar", plain_texts(sidecar()))
    named = {PAUSE_BEATS: pauses(type(scene)), LOOP_BEATS: repeated_beats(type(scene))}
    return cast("SceneSidecar", {key: list(names) for key, names in named.items() if names})


def elements_of(scene: object) -> list[SceneElement]:
    """Return what can be pointed at in a scene's picture as it is now; nothing where it says nothing of it."""
    elements = getattr(scene, "pointable_elements", None)
    return list(elements()) if callable(elements) else []
