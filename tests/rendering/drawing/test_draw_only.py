"""Some segments of a scene, drawn by themselves: the same frames, and nothing is done for the other ones."""

from __future__ import annotations

from fractions import Fraction

import pytest

from benchmarks.identity import DigestSink
from rendering.core.job import Look
from rendering.core.targets import Target
from rendering.drawing import parallel_renderer
from rendering.drawing.parallel import draw_only, perform_in_parallel
from rendering.playback.loading import forget_modules
from tests.paths import CORPUS

LOOK = Look(size=(160, 90), rate=Fraction(10))


class TakesNothing:
    """A lender that notes the digest of each segment, and has none drawn elsewhere."""

    def __init__(self):
        self.digests = {}

    def offer(self, first, _pictures, start):
        self.digests[first] = start.digest
        return False

    def recall(self, _first, _start):
        return None

    def collect(self, _note_answer): ...


@pytest.mark.parametrize(
    ("file", "class_name"),
    [("timing.py", "Waits"), pytest.param("updaters.py", "Nested", marks=pytest.mark.exhaustive)],
)
def test_each_segment_alone_is_that_of_the_whole(tmp_path, monkeypatch, file, class_name):
    target, lender = Target.of(CORPUS / file, class_name), TakesNothing()
    _, segments = perform_in_parallel(target, LOOK, DigestSink, work_folder=tmp_path, lender=lender)
    wanted = {segment.first: segment for segment in segments if segment.first in lender.digests}
    assert len(wanted) > 1
    fingerprints = []
    tell = parallel_renderer.fingerprint
    monkeypatch.setattr(
        parallel_renderer, "fingerprint", lambda scene: fingerprints.append(tell(scene)) or fingerprints[-1]
    )
    for first, segment in wanted.items():
        forget_modules(target.file)
        fingerprints.clear()
        assert draw_only(target, LOOK, DigestSink, {first: lender.digests[first]}, work_folder=tmp_path) == [segment]
        assert len(fingerprints) == 1, "only the play that is asked for is told apart from others"
    forget_modules(target.file)
    assert draw_only(target, LOOK, DigestSink, dict.fromkeys(wanted, "of another state"), work_folder=tmp_path) == []
