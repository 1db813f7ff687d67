"""A scene is added by its folder and one line of the catalogue, and passes the whole audit that knows nothing of it."""

import sys
from pathlib import Path

import pytest

from scenes.catalogue import CatalogueEntry
from tests.scenes import audit

FILES = {
    "__init__.py": '"""How often a window fits."""\n',
    "parameters.py": '''
from pydantic import Field

from convmath.convolution.geometry import output_size
from convmath.core.provenance import traced
from scenes.base.parameters import Parameters


class FitParameters(Parameters):
    """A row of pixels, and how far a window of three moves."""

    pixels: int = Field(9, ge=5, le=12, description="Pixels in the row")
    stride: int = Field(2, ge=1, le=3, description="Pixels from one window to the next")

    def places(self):
        """Return how often the window fits."""
        return traced(output_size, (1, self.pixels), (1, 3), stride=(1, self.stride))[1]


EXAMPLES = ({"pixels": 12, "stride": 1}, {"stride": 3})
''',
    "words.py": '''
from scenes.base.descriptions import Description, phrase


def describe(given):
    """Return what is shown."""
    n = given.places()
    return Description(
        alt=phrase("A row of pixels; a line below says that a window fits in {n} places.", n=n),
        description=phrase(
            "A row of pixels is drawn from left to right. A line below it says in how many places a window of "
            "this stride fits: {n} of them.", n=n
        ),
        caption=phrase("In a row of pixels, a window of this stride fits in {n} places.", n=n),
    )
''',
    "scene.py": '''
from manim import RIGHT, Create, FadeIn, FadeOut, Square, VGroup

from scenes.base.lecture_scene import LectureScene
from scenes.base.readout import Statement
from scenes.base.typesetting import Typeset
from PACKAGE.parameters import EXAMPLES, FitParameters
from PACKAGE.words import describe


class WindowFit(LectureScene):
    """A row, and in how many places a window fits."""

    title = "Where a window fits"
    summary = "The stride decides how often a window fits."
    Parameters = FitParameters
    examples = EXAMPLES
    gif_beats = ("count",)
    narrations = {
        "row": "Here is a row of pixels, and a window that is to move along it, a few pixels at a time.",
        "count": "Count the places in which it fits. The larger the step, the fewer of them there are.",
        "end": "Remember that, and let the row go.",
    }

    def describe(self):
        """Return what is shown, in words."""
        return describe(self.parameters)

    def construct(self):
        """Draw the row, then count."""
        squares = (Square(0.8, color=self.theme.input) for _ in range(self.parameters.pixels))
        pixels = VGroup(*squares).arrange(RIGHT, buff=0)
        with self.beat("row", "A row of pixels, drawn slowly from left to right."):
            title = self.show_title()
            self.play(Create(pixels), run_time=12)
        with self.beat("count", "The window fits in this many places."):
            self.play(FadeOut(title), run_time=0.5)
            line = Statement("The window fits in {n} places.", n=self.parameters.places(), color=self.theme.ink)
            self.play(FadeIn(self.on_running_line(line)), run_time=5.5)
            self.wait(1.5)
        with self.beat("end", "The row leaves as slowly as it came."):
            self.play(FadeOut(pixels), run_time=7)
''',
}


@pytest.fixture
def add_scene(tmp_path, monkeypatch):
    """Write the tiny scene, with some of its text changed, and return its line of the catalogue."""
    imported, paths = set(sys.modules), list(sys.path)

    def add(*changes):
        package = f"window_fit_{len(list(tmp_path.iterdir()))}"
        folder = tmp_path / package
        folder.mkdir()
        for name, text in FILES.items():
            for old, new in (("PACKAGE", package), *changes):
                text = text.replace(old, new)
            Path(folder, name).write_text(text.lstrip(), encoding="utf-8")
        return CatalogueEntry("window-fit", f"{folder}/scene.py:WindowFit")

    yield add
    sys.path[:] = paths
    for name in set(sys.modules) - imported:
        if name.startswith("window_fit_"):
            del sys.modules[name]


def test_a_new_scene_passes_the_whole_audit_with_nothing_written_elsewhere(add_scene):
    entry = add_scene()
    assert (entry.title, entry.summary) == ("Where a window fits", "The stride decides how often a window fits.")
    assert list(audit.every_fault(entry)) == []
    scene = audit.scene_class(entry)
    looked_at = [(theme, dict(values)) for _, theme, values in audit.cases(scene)]
    assert looked_at == [
        ("dark", {}),
        ("light", {}),
        ("light", {"pixels": 12, "stride": 1}),
        ("dark", {"stride": 3}),
    ]
    assert audit.performance(scene, "dark", {"stride": 3}).texts == {"3"}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("Create(pixels)", "FadeIn(Typeset('9', size=28, color=self.theme.ink))", "'9' holds a digit without a source"),
        ("color=self.theme.ink)", "color=self.theme.ink, size=10)", "is too small"),
        ("title = self.show_title()", "title = self.show_title().shift(12 * RIGHT)", "leaves the safe area"),
        ("run_time=7", "run_time=80", "it lasts"),
        ('gif_beats = ("count",)', 'gif_beats = ("counted",)', "gif_beats names 'counted', which is no beat"),
        ("self.wait(1.5)", "self.wait(2.5)", "stands still for 2.50 s"),
        ("that a window fits in {n} places", "that a window fits", "the alt is the same under other parameters"),
        ('{"stride": 3})', '{"stride": 2})', "the alt is the same under other parameters"),
    ],
)
def test_a_broken_scene_fails_the_audit(add_scene, old, new, complaint):
    faults = list(audit.every_fault(add_scene((old, new))))
    assert any(complaint in fault for fault in faults), faults
