"""Jobs over the small scenes in fixtures/, made in this process unless a test is about processes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from rendering.core.job import Format, GifOptions, Look, RenderJob
from rendering.core.targets import Target
from tests.paths import PLAIN

SMALL = Look(size=(160, 90), rate=Fraction(10))


@pytest.fixture(autouse=True)
def manim_as_it_was() -> Iterator[None]:
    """Undo what a scene has replaced of Manim: it was played in this process, not in one of its own."""
    yield
    stock = sys.modules.get("rendering.playback.stock")
    if stock is None or stock.is_unpatched():
        return
    for owner, functions in stock._STOCK.items():
        for name in vars(owner).keys() - functions.keys():
            if isinstance(owner, type) and callable(getattr(owner, name)) and "__" not in name:
                delattr(owner, name)
        for name, function in functions.items():
            if vars(owner).get(name) is not function:
                setattr(owner, name, function)
    assert stock.is_unpatched()


@pytest.fixture
def plain() -> Path:
    """The file of small scenes."""
    return PLAIN


@pytest.fixture
def small() -> Look:
    """The look that most tests render with: 160×90 pixels, 10 frames a second."""
    return SMALL


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., RenderJob]:
    """Return a job for one of the small scenes."""

    def job(class_name: str, *formats: Format, look: Look = SMALL, gif: GifOptions = GifOptions(), **more: Any):  # noqa: B008
        name = class_name.lower()
        folder = more.pop("folder", tmp_path / "media" / name)
        return RenderJob(
            target=Target(PLAIN, class_name, name),
            folder=folder,
            formats=formats or (Format.MP4,),
            look=look,
            gif=gif,
            **more,
        )

    return job


@pytest.fixture
def make(make_job: Callable[..., RenderJob]) -> Callable[..., RenderJob]:
    """Render one of the small scenes in this process and return its job."""
    from rendering.jobs.production import produce

    def run(*args: Any, **kwargs: Any) -> RenderJob:
        job = make_job(*args, **kwargs)
        produce(job, lambda _phase, _frames: None)
        return job

    return run


class Frames:
    """A sink that keeps every frame, each repeated for as long as it is shown."""

    def __init__(self) -> None:
        self.pixels: list[np.ndarray] = []

    def open(self, stage):
        self.stage = stage

    def write(self, frame):
        self.pixels.extend([frame.pixels] * frame.repeat)

    def finish(self, performance):
        self.performance = performance

    def abort(self):
        self.pixels.clear()


@pytest.fixture
def play(tmp_path: Path) -> Callable[..., Frames]:
    """Play one of the small scenes in this process and return its frames."""
    from rendering.playback.play import perform

    def run(class_name: str, look: Look = SMALL, **options: Any) -> Frames:
        sink = Frames()
        perform(Target.of(PLAIN, class_name), look, sink, work_folder=tmp_path, **options)
        return sink

    return run


@pytest.fixture
def decode() -> Callable[[Path], list[np.ndarray]]:
    """Return every frame of a video as RGB."""

    def read(path: Path) -> list[np.ndarray]:
        with av.open(str(path)) as container:
            return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]

    return read
