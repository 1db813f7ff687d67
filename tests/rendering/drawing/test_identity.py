"""Our frames are those of Manim's own renderer, in number, in order and in every byte."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from fractions import Fraction

import pytest

from benchmarks.identity import Difference, compare, our_frames
from benchmarks.reference_frames import FrameRun, stock_record
from rendering.core.environment import engine_environment
from rendering.core.job import Look
from rendering.core.targets import Target
from rendering.drawing import chunks, parallel_renderer
from tests.our_scenes import NAMES, STOCK_LOOK, our_target
from tests.paths import CORPUS
from tests.rendering.random_scenes import random_scene

pytestmark = [
    pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning"),  # Manim's own use of Pillow
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # pydub's, for each sound it reads
]

LOOK = Look(size=(256, 144), rate=Fraction(12))
QUICK = {"WithDt", "Excerpt"}
EXAMPLES = (
    *("AddWithRunTimeScene", "CreateScene", "FadeTransformSubmobjects", "ImageFromArray"),
    *("MovingCameraCenter", "ShowIncreasingSubsetsScene", "TypstExample", "UsingRotate"),
)
"""Few, and quickly drawn, so that every run of the tests compares them."""
SCENES = [
    pytest.param(path, node.name, id=node.name, marks=() if node.name in QUICK else pytest.mark.slow)
    for path in sorted(CORPUS.glob("*.py"))
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.ClassDef)
]


@pytest.fixture(
    params=[
        pytest.param(chunks.LONGEST_CHUNK, id=""),
        pytest.param(3, id="in short chunks", marks=pytest.mark.exhaustive),
    ]
)
def chunk_length(request, monkeypatch):
    """With chunks as they are, and so short that nearly every play, none of which is long here, is divided."""
    monkeypatch.setattr(chunks, "LONGEST_CHUNK", request.param)
    monkeypatch.setattr(parallel_renderer, "WORTH_FORKING", 0)


@pytest.fixture
def stock(made_once):
    """Return the stock renderer's frames of a scene, which are the same however we cut the plays."""

    def frames(target):
        def render(folder):
            runs = [(run.sha256, run.frames) for run in stock_record(target, LOOK).runs]
            (folder / "frames.json").write_text(json.dumps(runs), encoding="utf-8")

        notes = made_once(f"stock-{target.file.stem}-{target.class_name}", render) / "frames.json"
        return [FrameRun(*run) for run in json.loads(notes.read_text(encoding="utf-8"))]

    return frames


@pytest.mark.parametrize(("path", "class_name"), SCENES)
@pytest.mark.usefixtures("chunk_length")
def test_frames_are_those_of_the_stock_renderer(path, class_name, stock):
    target = Target.of(path, class_name)
    comparison = compare(stock(target), our_frames(target, LOOK))
    assert comparison.identical, str(comparison)
    assert comparison.our_frames > 0


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", NAMES)
def test_frames_of_our_own_scenes_are_those_of_the_stock_renderer(name, stock_render, monkeypatch):
    """By turns with chunks as they are, and with short ones."""
    monkeypatch.setattr(chunks, "LONGEST_CHUNK", 3 if NAMES.index(name) % 2 else chunks.LONGEST_CHUNK)
    monkeypatch.setattr(parallel_renderer, "WORTH_FORKING", 0)
    comparison = compare(stock_render(name).runs, our_frames(our_target(name), STOCK_LOOK))
    assert comparison.identical, str(comparison)


@pytest.mark.exhaustive
def test_pictures_of_random_scenes_are_those_of_the_stock_renderer(tmp_path):
    """All frames, in short chunks, as a still, and after an edit of the last play."""
    files = [tmp_path / str(seed) / "made.py" for seed in range(12)]
    for seed, file in enumerate(files):
        file.parent.mkdir()
        file.write_text(random_scene(seed), encoding="utf-8")
    said = corpus(*(f"{file}:Made" for file in files))
    assert said == f"{len(files)} identical\n"


@pytest.mark.slow
def test_pictures_of_examples_in_manims_docstrings_are_those_of_the_stock_renderer():
    """A moving camera, animations of several kinds, texts, an image, and scenes that play nothing."""
    said = corpus(*EXAMPLES)
    assert said == f"{len(EXAMPLES)} identical\n"


@pytest.mark.exhaustive
def test_pictures_of_a_sample_of_manims_examples_are_those_of_the_stock_renderer():
    """The whole corpus is compared by ``make corpus``."""
    assert "identical" in corpus("--sample", "25", "--seed", "1")


def corpus(*arguments):
    """Return how many scenes are identical, having made sure that none differs."""
    command = [sys.executable, "-P", "-m", "benchmarks.docstring_corpus", *arguments]
    done = subprocess.run(command, env=engine_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_first_difference_is_named():
    stock = [FrameRun("a", 3), FrameRun("b", 1)]
    assert compare(stock, [FrameRun("a", 3), FrameRun("c", 1)]).difference == Difference(3, "b", "c")
    assert compare(stock, [FrameRun("a", 2), FrameRun("b", 2)]).difference == Difference(2, "a", "b")
    assert compare(stock, [FrameRun("a", 3)]).difference == Difference(3, "b", None)
    assert compare(stock, [FrameRun("a", 3), FrameRun("b", 2)]).difference == Difference(4, None, "b")
    assert str(compare(stock, [FrameRun("a", 1)])).startswith("frame 1 differs")


def test_a_scene_drawn_differently_is_detected():
    seeded = Look(size=LOOK.size, rate=LOOK.rate, seed=1)
    chance = Target.of(CORPUS / "timing.py", "Chance")
    comparison = compare(stock_record(chance, LOOK).runs, our_frames(chance, seeded))
    assert comparison.difference is not None
    assert comparison.difference.frame == 0
