"""What must hold on stage after every play of every scene, in both themes and for several parameter sets."""

import importlib
import re
from functools import cache
from itertools import combinations

import pytest

from scenes.base.typesetting import WORDS, Typeset
from scenes.catalogue import SCENES
from tests.scenes.staging import Performance, perform

SMALLEST_X_HEIGHT = 7 * 8 / 480
"""Seven pixels of a 480-pixel frame, in Manim units."""

TEXT_MARGIN = 0.4
ALTERNATIVES = {
    "fc-explosion": [{"hidden": 10, "channels": 8, "kernel": 1}, {"hidden": 10_000, "channels": 512, "kernel": 11}],
    "kernel-sliding": [
        {
            "image": "camera",
            "size": 9,
            "kernel": "1 4 6 4 1; 4 16 24 16 4; 6 24 36 24 6; 4 16 24 16 4; 1 4 6 4 1",
            "padding": "same",
        },
        {"image": "ramp", "size": 6, "kernel": [[1, 2], [3, 4]], "dilation": 2, "flip": True},
        {"image": "camera", "size": 9, "kernel": "box", "padding": "full", "padding_mode": "reflect"},
        {"image": "1 2 3 4; 5 6 7 8", "kernel": "-1 1", "stride": 2},
        {"image": "9", "kernel": "-9"},
    ],
    "receptive-field-growth": [{"layers": "3s2, 3s2, 3s2"}, {"layers": "3d2, 3d2"}, {"layers": "5, 3"}],
    "visual-cortex": [{"orientation": 0, "phase": 180}, {"orientation": 120, "phase": 90, "wavelength": 30}],
    "sobel-edge": [{"filter": "prewitt"}, {"padding_mode": "replicate"}, {"image": "checkerboard", "filter": "scharr"}],
}
CASES = [
    pytest.param(
        entry.name, theme, values, id=f"{entry.name}-{theme}-{number}", marks=[pytest.mark.slow] * bool(number)
    )
    for entry in SCENES
    for number, values in enumerate([{}, *ALTERNATIVES[entry.name]])
    for theme in ("dark", "light")
    if number == 0 or theme == ("dark", "light")[number % 2]
]


def scene_class(name):
    """Load a scene's class the way the engine does: from its file."""
    (target,) = (entry.target for entry in SCENES if entry.name == name)
    path, _, class_name = target.partition(":")
    module_name = path.removesuffix(".py").replace("/", ".")
    return getattr(importlib.import_module(module_name), class_name)


@cache
def _performance(name: str, theme: str, frozen: tuple) -> Performance:
    return perform(scene_class(name), theme, **dict(frozen))


def performance(name, theme, values):
    frozen = tuple(
        (key, tuple(map(tuple, value)) if isinstance(value, list) else value) for key, value in values.items()
    )
    return _performance(name, theme, frozen)


@pytest.mark.parametrize(("name", "theme", "values"), CASES)
def test_texts_are_legible_whole_and_apart(name, theme, values):
    faults = set()
    for moment in performance(name, theme, values).moments:
        for text in moment.texts:
            if not text.box.inside(TEXT_MARGIN):
                faults.add(f"{moment.beat} ({moment.end:.2f} s): {text.markup!r} leaves the safe area: {text.box}")
            if text.x_height < SMALLEST_X_HEIGHT - 1e-6:
                faults.add(f"{moment.beat}: {text.markup!r} is too small: x-height {text.x_height * 60:.1f} px at 480p")
            if not text.as_typeset:
                faults.add(f"{moment.beat}: what is drawn for {text.markup!r} is not that text")
        for first, second in combinations(moment.texts, 2):
            if first.box.overlaps(second.box):
                faults.add(f"{moment.beat} ({moment.end:.2f} s): {first.markup!r} overlaps {second.markup!r}")
    assert not faults, "\n".join(sorted(faults))


@pytest.mark.parametrize(("name", "theme", "values"), CASES)
def test_nothing_leaves_the_frame(name, theme, values):
    faults = {
        f"{moment.beat} ({moment.end:.2f} s): {kind} at {box}"
        for moment in performance(name, theme, values).moments
        for kind, box in moment.boxes
        if not box.inside(0.0)
    }
    assert not faults, "\n".join(sorted(faults))


@pytest.mark.parametrize(("name", "theme", "values"), CASES)
def test_every_digit_on_screen_is_in_the_ledger(name, theme, values):
    shown = performance(name, theme, values)
    entered = {entry.text for entry in shown.entries}
    for moment in shown.moments:
        assert set(moment.sourced) <= entered
        for markup in moment.unsourced:
            assert not re.search(r"\d", markup), f"{moment.beat}: {markup!r} holds a digit without a source"
    for entry in shown.entries:
        assert 0 <= entry.first <= entry.last <= shown.duration + 1e-6
    assert entered


@pytest.mark.parametrize(("name", "theme", "values"), CASES)
def test_no_screen_is_idle_for_more_than_two_seconds(name, theme, values):
    still = 0.0
    for moment in performance(name, theme, values).moments:
        still = still + moment.end - moment.start if moment.idle else 0.0
        assert still <= 2 + 1e-6, f"{moment.beat} ({moment.end:.2f} s) stands still for {still:.2f} s"


@pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.name)
def test_the_scene_keeps_its_promises(entry):
    shown = performance(entry.name, "dark", {})
    scene = shown.scene
    assert (scene.title, scene.summary) == (entry.title, entry.summary)
    assert 25 <= shown.duration <= 60
    names = list(dict.fromkeys(moment.beat for moment in shown.moments))
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", name) for name in names)
    assert set(scene.gif_beats) <= set(names)
    chosen = [moment for moment in shown.moments if moment.beat in scene.gif_beats]
    assert 0 < chosen[-1].end - chosen[0].start <= 8 + 1e-6
    captions = scene.renderer.file_writer.subcaptions
    assert captions[0].start.total_seconds() < 1
    assert captions[-1].end.total_seconds() == pytest.approx(shown.duration, abs=0.05)
    for caption in captions:
        assert len(caption.content) <= 90
        assert 1.0 <= (caption.end - caption.start).total_seconds() <= 16


@pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.name)
def test_the_same_happens_in_both_themes(entry):
    dark, light = (performance(entry.name, theme, {}) for theme in ("dark", "light"))
    assert [(m.beat, m.end, m.sourced) for m in dark.moments] == [(m.beat, m.end, m.sourced) for m in light.moments]


def test_a_text_that_was_morphed_into_another_is_noticed():
    """The audit itself: a label turned into another's outlines no longer reads as its markup."""
    from manim import WHITE

    from tests.scenes.staging import _staged

    label, other = (Typeset(text, size=30, color=WHITE, font=WORDS) for text in ("input", "output"))
    assert _staged(label).as_typeset
    label.become(other)
    assert not _staged(label).as_typeset
