"""The base of every lecture scene: theme, parameters, beats and the ledger of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from manim import DOWN, LEFT, RIGHT, UP, Animation, FadeIn, FadeOut, Mobject, Scene, config, smooth, squish_rate_func

from scenes.base.descriptions import Description, DescriptionError, Phrase
from scenes.base.ledger import Ledger, provenance, visible_figures
from scenes.base.links import Link, PointableCells, elements_on_stage
from scenes.base.narration import narrated
from scenes.base.parameters import ParameterError, Parameters
from scenes.base.readout import Source
from scenes.base.theme import THEMES, Theme
from scenes.base.typesetting import TITLE, Typeset, words

SAFE_MARGIN = 0.5
TEXT_EDGE = config.frame_width / 2 - SAFE_MARGIN
"""The x coordinate that no text passes."""

RUNNING_LINE = -3.3
"""The baseline of the one line that carries the sum or formula being computed."""

_FIRST_HALF, _SECOND_HALF = squish_rate_func(smooth, 0, 0.5), squish_rate_func(smooth, 0.5, 1)
"""What leaves is gone before what takes its place begins to show."""


class LectureScene(Scene):
    """A Manim scene with a theme, parameters, named beats and a ledger.

    A subclass names its `title` and a `summary` of one sentence, and says in `describe` what it shows, for those who
    cannot see it; it may set `Parameters`, the model of what the user may choose, `examples`, some choices that tests
    and pages try out, `gif_beats`, the consecutive beats of its textbook GIF, `gif_loops`, whether they end as they
    begin, `poster_beat`, whose end stands for the whole (by default the last of the GIF), `pause_beats`, those in which
    viewers think: a film holds as long as they last, a deck waits at their ends, and `loop_beats`, which a deck repeats
    until it is told on. `narrations` holds what is said over each beat, with placeholders for its numbers; `narrator`
    speaks it, where there is one. The command line overrides `theme_name` and `parameter_values`.
    """

    title: str
    summary: ClassVar[str]
    Parameters: ClassVar[type[Parameters]] = Parameters
    examples: ClassVar[tuple[Mapping[str, Any], ...]] = ()
    gif_beats: ClassVar[tuple[str, ...]] = ()
    gif_loops: ClassVar[bool] = False
    poster_beat: ClassVar[str | None] = None
    pause_beats: ClassVar[tuple[str, ...]] = ()
    loop_beats: ClassVar[tuple[str, ...]] = ()
    theme_name: ClassVar[str] = "dark"
    parameter_values: ClassVar[Mapping[str, Any]] = {}

    theme: Theme
    parameters: Any
    ledger: Ledger
    narrations: Mapping[str, str] = {}
    narrator: Any = None

    def setup(self) -> None:
        """Read theme and parameters before anything is drawn.

        Raises
        ------
        ParameterError
            If the scene does not accept them.
        DescriptionError
            If the scene has no words for those who cannot see it.
        """
        super().setup()
        if type(self).describe is LectureScene.describe:
            raise DescriptionError(f"{type(self).__name__} is to say what it shows: give it a method describe()")
        if self.theme_name not in THEMES:
            raise ParameterError(f"theme was {self.theme_name!r}; allowed: {', '.join(THEMES)}")
        self.theme = THEMES[self.theme_name]
        self.parameters = self.Parameters.read(self.parameter_values)
        self.ledger = Ledger()
        self._links: list[Link] = []
        self._lattices: list[PointableCells] = []
        self.camera.background_color = self.theme.background
        self.line: Typeset | None = None
        self._caption: tuple[str, float] | None = None

    def describe(self) -> Description:
        """Return what the scene shows under its parameters, in words; every scene has its own."""
        raise NotImplementedError

    @contextmanager
    def beat(self, name: str, caption: str, narration: str | None = None, /, **numbers: Source) -> Iterator[None]:
        """Run a named stretch of the scene: a section, a still, a chapter, its caption, and what is said over it.

        Parameters
        ----------
        name, caption
            Its name, and its caption.
        narration
            What is said, with placeholders and marks; by default that of `narrations`.
        **numbers
            What stands for the placeholders.
        """
        self.next_section(name)
        said = self.narrations.get(name) if narration is None else narration
        if said and self.narrator is not None:
            self.narrator.speak(narrated(said, **numbers))
        self.next_caption(caption)
        yield
        self._end_caption()

    def next_caption(self, caption: str) -> None:
        """Begin another caption within a beat; the one before it ends here."""
        self._end_caption()
        self._caption = (caption, self.time)

    def wait_for(self, mark: str) -> None:
        """Hold the picture until the voice, if there is one, comes to ``[mark name]`` in the beat's narration."""
        if self.narrator is not None:
            self.narrator.wait_for(mark)

    def _end_caption(self) -> None:
        if self._caption is None:
            return
        text, start = self._caption
        self._caption = None
        if self.time > start:
            self.add_subcaption(text, duration=self.time - start, offset=start - self.time)

    def play(self, *args: Any, **kwargs: Any) -> None:
        """Play animations, and enter in the ledger every number that was on screen meanwhile."""
        before, start = visible_figures(self.mobjects), self.time
        super().play(*args, **kwargs)
        self.ledger.enter([*before, *visible_figures(self.mobjects)], start, self.time)

    def link(self, part: Mobject, origins: Iterable[Any] = (), words: Callable[[], Phrase] | None = None) -> None:
        """Say what a part of the picture was computed from, for readers who point at it in an interactive figure."""
        self._links.append(Link(part, tuple(origins), words))

    def point_at(self, *lattices: PointableCells) -> None:
        """Let readers of an interactive figure point at the cells of some maps or grids, too."""
        self._lattices += lattices

    def pointable_elements(self) -> list[dict[str, Any]]:
        """Return what readers may point at in the picture as it is now: linked parts, and every number."""
        return list(elements_on_stage(self.mobjects, self._links, self._lattices))

    def show_title(self) -> Typeset:
        """Put the scene's title small at the top left, and return it so that it can leave after the first beat."""
        title = words(self.title, size=TITLE, color=self.theme.ink)
        title.to_corner(UP + LEFT, buff=SAFE_MARGIN)
        self.play(FadeIn(title, shift=0.15 * DOWN), run_time=0.6)
        return title

    def on_running_line(self, line: Typeset, left: float = -TEXT_EDGE) -> Typeset:
        """Place a statement on the running line, its left end at x = `left` if it has room there."""
        line.set_baseline(RUNNING_LINE)
        line.shift((max(-TEXT_EDGE, min(left, TEXT_EDGE - line.width)) - line.get_left()[0]) * RIGHT)
        return line

    def show_line(self, line: Typeset, left: float = -TEXT_EDGE) -> list[Animation]:
        """Return the animations in which a statement takes the running line; what stood there leaves."""
        leaving = self.clear_line()
        self.line = self.on_running_line(line, left)
        return [*leaving, FadeIn(self.line, shift=0.15 * UP, rate_func=_SECOND_HALF if leaving else smooth)]

    def clear_line(self) -> list[Animation]:
        """Return the animations in which the running line leaves, if there is one."""
        line, self.line = self.line, None
        return [FadeOut(line, shift=0.15 * UP, rate_func=_FIRST_HALF)] if line in self.mobjects else []

    def all_leave_but(self, *staying: Mobject) -> list[Animation]:
        """Return the animations in which everything on stage leaves that has no part in `staying`."""
        kept = {part for mobject in staying for part in mobject.get_family()}
        return [FadeOut(mobject) for mobject in self.mobjects if kept.isdisjoint(mobject.get_family())]

    def swap(self, old: Mobject | None, new: Mobject, **options: Any) -> list[Any]:
        """Return the animations that let `new` take the place of `old`."""
        leaving = [FadeOut(old, shift=0.15 * UP, rate_func=_FIRST_HALF, **options)] if old is not None else []
        return [*leaving, FadeIn(new, shift=0.15 * UP, rate_func=_SECOND_HALF if leaving else smooth, **options)]

    def sidecar(self) -> dict[str, Any]:
        """Return what is worth writing beside a rendered file."""
        description = self.describe()
        return {
            "title": self.title,
            "language": "en",
            "summary": self.summary,
            **description.texts,
            "beats_in_words": {beat: legend.texts for beat, legend in description.beats.items()},
            "theme": self.theme.name,
            "parameters": self.parameters.model_dump(mode="json"),
            "gif_beats": list(self.gif_beats),
            "poster_beat": self.poster_beat,
            "pause_beats": list(self.pause_beats),
            "loop_beats": list(self.loop_beats),
            "roles": self.theme.roles,
            "ledger": self.ledger.as_json(),
            "numbers_in_words": [{"text": text, **provenance(source)} for text, source in description.sources],
        }
