"""Our frames are those of Manim's own renderer, in number, in order and in every byte."""

from __future__ import annotations

import ast
from fractions import Fraction

import pytest

from benchmarks.identity import Difference, compare, compare_frames
from benchmarks.reference_frames import FrameRun
from rendering.core.job import Look
from rendering.core.targets import Target
from rendering.drawing import chunks
from scenes import catalogue
from tests.paths import CORPUS, ROOT
from tests.rendering.random_scenes import random_scene

pytestmark = [
    pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning"),  # Manim's own use of Pillow
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # pydub's, for each sound it reads
]

LOOK = Look(size=(256, 144), rate=Fraction(12))
QUICK = {"WithDt", "Excerpt"}
SCENES = [
    pytest.param(path, node.name, id=node.name, marks=() if node.name in QUICK else pytest.mark.slow)
    for path in sorted(CORPUS.glob("*.py"))
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.ClassDef)
]


@pytest.fixture(params=[chunks.LONGEST_CHUNK, 3], ids=["", "in short chunks"])
def chunk_length(request, monkeypatch):
    """With chunks as they are, and so short that nearly every play, none of which is long here, is divided."""
    monkeypatch.setattr(chunks, "LONGEST_CHUNK", request.param)


@pytest.mark.parametrize(("path", "class_name"), SCENES)
@pytest.mark.usefixtures("chunk_length")
def test_frames_are_those_of_the_stock_renderer(path, class_name):
    comparison = compare_frames(Target.of(path, class_name), LOOK)
    assert comparison.identical, str(comparison)
    assert comparison.our_frames > 0


@pytest.mark.slow
@pytest.mark.parametrize("entry", catalogue.SCENES, ids=lambda entry: entry.name)
@pytest.mark.usefixtures("chunk_length")
def test_frames_of_our_own_scenes_are_those_of_the_stock_renderer(entry):
    path, _, class_name = entry.target.rpartition(":")
    comparison = compare_frames(Target.of(ROOT / path, class_name), Look(size=(426, 240), rate=Fraction(8)))
    assert comparison.identical, str(comparison)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(16))
def test_frames_of_random_scenes_are_those_of_the_stock_renderer(seed, tmp_path, monkeypatch):
    """By turns with chunks as they are, and with short ones."""
    monkeypatch.setattr(chunks, "LONGEST_CHUNK", 3 if seed % 2 else chunks.LONGEST_CHUNK)
    path = tmp_path / "made.py"
    path.write_text(random_scene(seed), encoding="utf-8")
    comparison = compare_frames(Target.of(path, "Made"), LOOK)
    assert comparison.identical, f"{comparison}\n{path.read_text(encoding='utf-8')}"
    assert comparison.our_frames > 0


def test_the_first_difference_is_named():
    stock = [FrameRun("a", 3), FrameRun("b", 1)]
    assert compare(stock, [FrameRun("a", 3), FrameRun("c", 1)]).difference == Difference(3, "b", "c")
    assert compare(stock, [FrameRun("a", 2), FrameRun("b", 2)]).difference == Difference(2, "a", "b")
    assert compare(stock, [FrameRun("a", 3)]).difference == Difference(3, "b", None)
    assert compare(stock, [FrameRun("a", 3), FrameRun("b", 2)]).difference == Difference(4, None, "b")
    assert str(compare(stock, [FrameRun("a", 1)])).startswith("frame 1 differs")


def test_a_scene_drawn_differently_is_detected():
    seeded = Look(size=LOOK.size, rate=LOOK.rate, seed=1)
    from benchmarks.identity import our_frames
    from benchmarks.reference_frames import stock_frames

    target = Target.of(CORPUS / "timing.py", "Chance")
    comparison = compare(stock_frames(target, LOOK), our_frames(target, seeded))
    assert comparison.difference is not None
    assert comparison.difference.frame == 0
