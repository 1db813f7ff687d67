"""What must hold of every scene: each check yields its faults, one line each, and knows no scene by name.

`test_stage.py` and `test_words.py` hold the scenes of the catalogue to it; `every_fault` is all of it for one scene.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import Any

from convmath.core import facts
from convmath.core.facts import Name
from convmath.core.provenance import Traced
from convmath.networks.network_anatomy import OF_A_NETWORK
from rendering.core.targets import Target
from rendering.playback.loading import scene_class_of
from scenes.base.descriptions import Description, Legend
from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Filled
from scenes.base.theme import THEMES
from scenes.catalogue import CatalogueEntry
from tests.scenes import printed
from tests.scenes.narrated import faults_of_narration
from tests.scenes.staging import Performance, perform

SMALLEST_X_HEIGHT = 7 * 8 / 480
"""Seven pixels of a 480-pixel frame, in Manim units."""

TEXT_MARGIN = 0.4
NUMBER = re.compile(r"−?\d{1,3}(?:,\d{3})+(?:\.\d+)?|−?\d+(?:\.\d+)?")
_SLACK = 1e-6


@cache
def scene_class(entry: CatalogueEntry) -> type[LectureScene]:
    """Load a scene's class the way the engine does: from its file."""
    return scene_class_of(Target(entry.file, entry.class_name, entry.name))


def parameter_sets(scene: type[LectureScene]) -> tuple[Mapping[str, Any], ...]:
    """The defaults, and the scene's own examples."""
    return ({}, *scene.examples)


def cases(scene: type[LectureScene]) -> list[tuple[int, str, Mapping[str, Any]]]:
    """Number, theme and values of each performance to look at: the defaults in every theme, the examples in turns."""
    names = list(THEMES)
    return [
        (number, theme, values)
        for number, values in enumerate(parameter_sets(scene))
        for theme in names
        if number == 0 or theme == names[number % len(names)]
    ]


@cache
def _performance(scene: type[LectureScene], theme: str, frozen: tuple[tuple[str, Any], ...]) -> Performance:
    return perform(scene, theme, **dict(frozen))


def performance(scene: type[LectureScene], theme: str = "dark", values: Mapping[str, Any] | None = None) -> Performance:
    """One run of a scene, kept for all that look at it."""
    given = (values or {}).items()
    return _performance(scene, theme, tuple((key, _frozen(value)) for key, value in given))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def described(scene: type[LectureScene], theme: str = "dark", **values: Any) -> Description:
    """What a scene says of itself, before anything is played."""
    staged = scene()
    staged.theme_name, staged.parameter_values = theme, values
    staged.setup()
    return staged.describe()


def words_of_still(scene: type[LectureScene]) -> list[str]:
    """What is said of the picture that stands on paper, less what is said of the whole scene.

    What the whole tells of before or after the excerpt is not to be seen there.
    """
    words = described(scene)
    still = words.beats.get(scene.gif_beats[-1], words)
    return [text for text in still.texts.values() if text != words.description.text]


def every_fault(entry: CatalogueEntry) -> Iterator[str]:
    """All that is wrong with a scene, under its defaults and its examples, in both themes."""
    scene = scene_class(entry)
    for _, theme, values in cases(scene):
        shown = performance(scene, theme, values)
        yield from (f"{theme} {dict(values)}: {fault}" for fault in faults_on_stage(shown))
    for values in parameter_sets(scene):
        yield from (f"{dict(values)}: {fault}" for fault in faults_of_description(scene, values))
    yield from faults_of_catalogue(entry)
    yield from broken_promises(performance(scene))
    yield from differences_of_themes(scene)
    yield from words_without_picture(performance(scene))
    yield from words_that_ignore_parameters(scene)


def faults_on_stage(shown: Performance) -> Iterator[str]:
    """What is wrong with what stood on stage after some play."""
    yield from dict.fromkeys(illegible_texts(shown))
    yield from dict.fromkeys(things_outside_the_frame(shown))
    yield from dict.fromkeys(digits_without_source(shown))
    yield from dict.fromkeys(false_equations(shown))
    yield from dict.fromkeys(zeros_that_are_none(shown))
    yield from dict.fromkeys(ones_of_several(shown))
    yield from idle_screens(shown)
    yield from faults_of_narration(shown)


def illegible_texts(shown: Performance) -> Iterator[str]:
    """Texts that leave the safe area, are too small for 480 lines, not what they say, or crossed by anything."""
    for moment in shown.moments:
        at = f"{moment.beat} ({moment.end:.2f} s)"
        for text in moment.texts:
            if not text.box.inside(TEXT_MARGIN):
                yield f"{at}: {text.markup!r} leaves the safe area: {text.box}"
            if text.x_height < SMALLEST_X_HEIGHT - _SLACK:
                yield f"{moment.beat}: {text.markup!r} is too small: x-height {text.x_height * 60:.1f} px at 480p"
            if not text.as_typeset:
                yield f"{moment.beat}: what is drawn for {text.markup!r} is not that text"
        for first, second in combinations(moment.texts, 2):
            if first.box.overlaps(second.box):
                yield f"{at}: {first.markup!r} overlaps {second.markup!r}"
        yield from (f"{at}: {overlap}" for overlap in moment.overlaps)


def things_outside_the_frame(shown: Performance) -> Iterator[str]:
    """Whatever is drawn beyond the frame."""
    for moment in shown.moments:
        for kind, box in moment.boxes:
            if not box.inside(0.0):
                yield f"{moment.beat} ({moment.end:.2f} s): {kind} leaves the frame: {box}"


def faults_midway(shown: Performance) -> Iterator[str]:
    """Words that are crossed or leave the safe area halfway through a long play, and what leaves the frame there.

    Numbers on their own may pass over one another on their way from a grid into a sum, and what fades may, too.
    """
    for moment in shown.midway:
        at = f"{moment.beat} ({moment.end:.2f} s, halfway)"
        worded = [text for text in moment.texts if text.opaque and re.search(r"[^\W\d_]", text.markup)]
        yield from (
            f"{at}: {text.markup!r} leaves the safe area" for text in worded if not text.box.inside(TEXT_MARGIN)
        )
        for first, second in combinations(worded, 2):
            if first.box.overlaps(second.box):
                yield f"{at}: {first.markup!r} overlaps {second.markup!r}"
        fading = {text.markup for text in moment.texts if not text.opaque}
        markups = [repr(text.markup) for text in worded if text.markup not in fading]
        yield from (f"{at}: {each}" for each in moment.overlaps if any(markup in each for markup in markups))
        yield from (f"{at}: {kind} leaves the frame: {box}" for kind, box in moment.boxes if not box.inside(0.0))


def digits_without_source(shown: Performance) -> Iterator[str]:
    """Digits on screen that are not in the ledger, and entries of the ledger that cannot be."""
    entered = {entry.text for entry in shown.entries}
    if not entered:
        yield "no number is in the ledger"
    for moment in shown.moments:
        yield from (f"{moment.beat}: {text!r} is not in the ledger" for text in set(moment.sourced) - entered)
        for markup in moment.unsourced:
            if re.search(r"\d", markup):
                yield f"{moment.beat}: {markup!r} holds a digit without a source"
    for entry in shown.entries:
        if not 0 <= entry.first <= entry.last <= shown.duration + _SLACK:
            yield f"{entry.text!r} is in the ledger from {entry.first} to {entry.last} s of {shown.duration} s"


def false_equations(shown: Performance) -> Iterator[str]:
    """Lines whose "=" isn't true of the digits printed, or whose "≈" is true to the last digit, or not even near."""
    texts = {text.wording: text for moment in shown.moments for text in moment.texts if text.filled}
    for text in texts.values():
        rounded = [part.text for part in text.filled if isinstance(part.source, Traced) and was_rounded(part)]
        yield from (f"{text.wording!r}: {fault}" for fault in printed.faults_of_equation(text.wording, rounded))


def was_rounded(part: Filled) -> bool:
    """Whether a number reads as another than it is."""
    if isinstance(part.source.value, str):
        return False
    value = float(part.source.value)
    return abs(float(printed.number(part.text)) - value) > 1e-11 * abs(value) + LEFT_OVER


LEFT_OVER = 1e-12
"""What rounding errors may leave of 0."""


def zeros_that_are_none(shown: Performance) -> Iterator[str]:
    """Numbers that are printed as 0 and are more than what rounding errors leave."""
    for entry in shown.entries:
        value = getattr(entry.source, "value", "")
        if entry.text == "0" and abs(value) > LEFT_OVER:
            yield f"{value!r} is printed as 0"


ONE_OF_SEVERAL = re.compile(
    r"(?<![\d,./])(?<!× )1 (?:pixels|weights|places|layers|outputs|inputs|units|products|windows|responses|respond)\b"
)
"""One thing in the plural; an image of a single pixel does have 1 × 1 pixels."""


def ones_of_several(shown: Performance) -> Iterator[str]:
    """One thing that is told of as if it were several."""
    for wording in {text.wording for moment in shown.moments for text in moment.texts}:
        if ONE_OF_SEVERAL.search(wording):
            yield f"{wording!r} says one of several"


def idle_screens(shown: Performance) -> Iterator[str]:
    """Where nothing moves for more than two seconds."""
    still = 0.0
    for moment in shown.moments:
        still = still + moment.end - moment.start if moment.idle else 0.0
        if still > 2 + _SLACK:
            yield f"{moment.beat} ({moment.end:.2f} s) stands still for {still:.2f} s"


def faults_of_catalogue(entry: CatalogueEntry) -> Iterator[str]:
    """Where the catalogue tells another title or summary than the scene."""
    scene = scene_class(entry)
    if (entry.title, entry.summary) != (scene.title, scene.summary):
        yield f"the catalogue says {entry.title!r}, {entry.summary!r}; the scene {scene.title!r}, {scene.summary!r}"


def broken_promises(shown: Performance) -> Iterator[str]:
    """Where length, beats, excerpt or captions are not as the pages and the lecturer rely on."""
    scene, beats = shown.scene, list(shown.beats)
    if not 25 <= shown.duration <= 75:
        yield f"it lasts {shown.duration:.1f} s, not 25 to 75"
    yield from (f"beat {name!r} is not in kebab case" for name in beats if not _KEBAB.fullmatch(name))
    yield from (f"gif_beats names {name!r}, which is no beat" for name in set(scene.gif_beats) - set(beats))
    chosen = [moment for moment in shown.moments if moment.beat in scene.gif_beats]
    if not chosen or not 0 < chosen[-1].end - chosen[0].start <= 8 + _SLACK:
        yield "the excerpt is empty or longer than 8 s"
    yield from faults_of_captions(shown)


def faults_of_captions(shown: Performance) -> Iterator[str]:
    """Where the captions leave a gap, don't change with the beat, or are not to be read in time."""
    captions = shown.scene.renderer.file_writer.subcaptions
    starts = [caption.start.total_seconds() for caption in captions]
    ends = [caption.end.total_seconds() for caption in captions]
    begun = {name: next(moment.start for moment in shown.moments if moment.beat == name) for name in shown.beats}
    turns = [moment.start for moment in shown.moments]
    for name, start in begun.items():
        if not _among(start, starts):
            yield f"no caption begins with {name}, at {start:.2f} s"
    for start, before in zip([*starts, shown.duration], [0.0, *ends], strict=True):
        if abs(start - before) > _INSTANT:
            yield f"a caption ends at {before:.2f} s and the next begins at {start:.2f} s"
    yield from (f"a caption begins within a play, at {start:.2f} s" for start in starts if not _among(start, turns))
    for caption, start, end in zip(captions, starts, ends):
        if len(caption.content) > 90 or not 1 <= end - start <= 16:
            yield f"the caption {caption.content!r} is too long, or not to be read in {end - start:.1f} s"


def _among(time: float, times: Iterable[float]) -> bool:
    return any(abs(time - each) <= _INSTANT for each in times)


_INSTANT = 1e-3
"""What rounding may shift a caption by, in seconds."""

_KEBAB = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def differences_of_themes(scene: type[LectureScene]) -> Iterator[str]:
    """What happens in one theme and not in another."""
    courses = [
        [(moment.beat, moment.end, moment.sourced) for moment in performance(scene, theme).moments] for theme in THEMES
    ]
    if any(course != courses[0] for course in courses[1:]):
        yield f"other things happen in one of the themes {', '.join(THEMES)}"


def faults_of_description(scene: type[LectureScene], values: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a scene's words under some parameters, and where they depend on the theme."""
    first, *others = (described(scene, theme, **values) for theme in THEMES)
    yield from faults_in_words(first)
    if any(other.texts != first.texts for other in others):
        yield "the words depend on the theme"


def faults_in_words(words: Description) -> Iterator[str]:
    """What is wrong with the words for a whole scene, and with those for the last frames of some beats."""
    yield from _faults_in_legend(words)
    if not len(words.description.text) > len(words.alt.text) > len(words.caption.text) / 2:
        yield "the description is to be longer than the alternative text, and that not much shorter than the caption"
    for legend in words.beats.values():
        yield from _faults_in_legend(legend)


def _faults_in_legend(words: Legend) -> Iterator[str]:
    """Each digit is accounted for; plain sentences, none too long, no holes."""
    for name, text in words.texts.items():
        yield from _digits_in_words(text, getattr(words, name).sources)
        if re.search(r"  | [,.;:]|\.\.|None|nan|Traced|_", text):
            yield f"the {name} has a hole: {text!r}"
        if ONE_OF_SEVERAL.search(text):
            yield f"the {name} says one of several: {text!r}"
    if len(words.alt.text) > 250 or words.alt.text.count(". ") > 2:
        yield f"the alternative text is too long: {words.alt.text!r}"
    if ". " in words.caption.text:
        yield f"the caption is more than a sentence: {words.caption.text!r}"


def _digits_in_words(text: str, sources: Iterable[tuple[str, Any]]) -> Iterator[str]:
    rest = text
    for said, source in sources:
        before, found, rest = rest.partition(said)
        if not found:
            yield f"{said!r} is missing from {text!r}"
        if re.search(r"\d", before):
            yield f"{before!r} holds a digit without a source"
        if isinstance(source, Name):
            if source not in facts.all_names() and not source.source.startswith(OF_A_NETWORK):
                yield f"{source.text!r} is none of convmath's names"
        elif abs(number_in(said) - float(source.value)) > printed.unit(said) / 2 + 1e-9 * abs(source.value) + LEFT_OVER:
            yield f"{said!r} was made of {source.value!r}"
        elif number_in(said) == 0 and abs(source.value) > LEFT_OVER:
            yield f"{source.value!r} is said to be 0"
    if re.search(r"\d", rest):
        yield f"{rest!r} holds a digit without a source"


def number_in(text: str) -> float:
    """Read a number as it is printed."""
    return float(printed.number(text))


def words_without_picture(shown: Performance) -> Iterator[str]:
    """Numbers that are said and never seen, beats that are told of and never played, and words left out of the file."""
    seen = {number for entered in shown.entries for number in NUMBER.findall(entered.text)}
    words, told = shown.scene.describe(), shown.scene.sidecar()
    for name, legend in {"the whole": words, **words.beats}.items():
        said = NUMBER.findall(f"{legend.alt.text} {legend.caption.text}")
        yield from (f"the words of {name} say {number}, which is never seen" for number in set(said) - seen)
    yield from (f"{beat!r} has words and is never played" for beat in set(words.beats) - set(shown.beats))
    expected = {"beats_in_words": {beat: legend.texts for beat, legend in words.beats.items()}, **words.texts}
    yield from (f"the sidecar tells another {name}" for name, value in expected.items() if told[name] != value)
    if [entry["text"] for entry in told["numbers_in_words"]] != [text for text, _ in words.sources]:
        yield "the sidecar lists other numbers than the words hold"
    if not all("function" in entry or "citation" in entry for entry in told["numbers_in_words"]):
        yield "a number in the words has no source in the sidecar"


def words_that_ignore_parameters(scene: type[LectureScene]) -> Iterator[str]:
    """Where two of the parameter sets are told in the same words."""
    texts = [described(scene, **values).texts for values in parameter_sets(scene)]
    for part in ("alt", "description"):
        if len({each[part] for each in texts}) < len(texts):
            yield f"the {part} is the same under other parameters"
