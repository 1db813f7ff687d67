"""A scene is played once, and its plays are drawn by that process or by forks of it: the segments are the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from benchmarks.identity import DigestSink
from benchmarks.reference_frames import digest
from rendering.core.job import Format, GifOptions, Look
from rendering.core.processes import NO_FORK, can_fork
from rendering.core.sinks import BaseSink
from rendering.core.targets import Target
from rendering.drawing import chunks, parallel, parallel_renderer
from rendering.drawing.drawers import Drawers
from rendering.drawing.parallel import perform_in_one_process, perform_in_parallel
from rendering.jobs import pool
from rendering.jobs.production import produce
from rendering.output.freshness import InputRecorder
from rendering.output.segment_store import SEGMENTS_FOLDER
from rendering.playback.loading import forget_modules
from rendering.playback.play import perform
from tests.our_scenes import NAMES, our_target
from tests.paths import CORPUS, ROOT
from tests.processes import processes_of, wait_until

pytestmark = [
    pytest.mark.skipif(not can_fork(), reason="compares with forked processes"),
    pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning"),  # Manim's own use of Pillow
]

LOOK = Look(size=(160, 90), rate=Fraction(10))
SCENES = [
    pytest.param("timing.py", "Chance", id="random numbers in every frame"),
    pytest.param("timing.py", "Until", id="stop conditions", marks=pytest.mark.slow),
    pytest.param("timing.py", "Waits", id="holds", marks=pytest.mark.slow),
    pytest.param("updaters.py", "Nested", id="updaters", marks=pytest.mark.slow),
    pytest.param("cameras.py", "Moving", id="a moving camera", marks=pytest.mark.slow),
    pytest.param("cameras.py", "FrameIsSet", id="a camera that fixes its frame when it first draws"),
    pytest.param("structure.py", "Words", id="texts", marks=pytest.mark.slow),
    pytest.param("cameras.py", "Spatial", id="a camera in space", marks=pytest.mark.slow),
]


@pytest.fixture(autouse=True)
def forks_for_any_play(monkeypatch):
    monkeypatch.setattr(parallel_renderer, "WORTH_FORKING", 0)


@pytest.fixture
def draw(tmp_path, monkeypatch):
    """Play a scene, forking or not, and return what it did and its segments, each frame of them by its digest."""

    def run(file, class_name, *, forking, processes=2, open_sink=DigestSink, **more):
        monkeypatch.setenv(NO_FORK, "" if forking else "1")
        work = tmp_path / f"{class_name}-{forking}-{processes}"
        work.mkdir()
        forget_modules(file)
        return perform_in_parallel(
            Target.of(file, class_name), LOOK, open_sink, work_folder=work, processes=processes, **more
        )

    return run


def plain_data(segments):
    """Return segments as they are when they have been sent to another process."""
    return json.loads(json.dumps([asdict(segment) for segment in segments]))


@pytest.mark.parametrize(("file", "class_name"), SCENES)
def test_segments_and_frames_are_the_same_whichever_process_draws(draw, file, class_name):
    forked, wanted = draw(CORPUS / file, class_name, forking=True)
    alone, segments = draw(CORPUS / file, class_name, forking=False)
    assert len(segments) > 1
    assert plain_data(segments) == plain_data(wanted)
    assert (alone.frames, alone.plays, alone.beats) == (forked.frames, forked.plays, forked.beats)


class CallsAndDigests(BaseSink):
    """Records its calls, of each frame the digest."""

    def __init__(self):
        self.calls = []

    def open(self, stage):
        self.calls.append(stage)

    def write(self, frame):
        self.calls.append((frame.index, frame.repeat, frame.beat, digest(frame.pixels)))

    def finish(self, performance):
        self.calls.append((performance.frames, performance.beats))

    def abort(self):
        self.calls.append("aborted")


@pytest.mark.parametrize(
    ("file", "class_name"),
    [("timing.py", "Waits"), ("cameras.py", "Spatial"), ("structure.py", "Words"), ("structure.py", "Still")],
)
def test_one_process_alone_draws_the_frames_that_are_drawn_one_by_one(file, class_name):
    """Into one sink, opened and finished once, even if nothing is played."""
    target = Target.of(CORPUS / file, class_name)
    expected, found = CallsAndDigests(), CallsAndDigests()
    perform(target, LOOK, expected)
    forget_modules(target.file)
    perform_in_one_process(target, LOOK, found)
    assert found.calls == expected.calls


def test_one_process_alone_draws_a_scene_that_reads_its_pixels():
    target = Target.of(CORPUS / "cameras.py", "PixelsAreRead")
    expected, found = CallsAndDigests(), CallsAndDigests()
    perform(target, LOOK, expected)
    forget_modules(target.file)
    perform_in_one_process(target, LOOK, found)
    assert found.calls == expected.calls


@pytest.fixture
def forked(monkeypatch):
    """The first frames of the segments that forks have drawn, in the order in which they were forked."""
    found = []

    class Recorded(Drawers):
        def fork(self, first_frame):
            found.append(first_frame)
            return super().fork(first_frame)

    monkeypatch.setattr(parallel, "Drawers", Recorded)
    return found


def test_forks_draw_while_the_scene_is_played(draw, forked, tmp_path):
    counts = []
    _, segments = draw(
        changing(tmp_path), "Changing", forking=True, processes=3, report=lambda frames, _: counts.append(frames)
    )
    assert len(forked) > 2
    assert set(forked) <= {segment.first for segment in segments}
    assert forked == sorted(set(forked))
    assert counts[-1] == segments[-1].stop


def test_more_processes_may_come_later(draw, forked, tmp_path):
    calls = []
    _, segments = draw(
        changing(tmp_path),
        "Changing",
        forking=True,
        processes=1,
        more_processes=lambda: calls.append(0) or int(len(calls) > 2),
    )
    assert len(segments) > 2
    assert forked
    assert forked[0] > segments[0].first


CHANGING = """
import os, random, threading, time
from manim import *

FIRST_PROCESS = os.getpid()

class Failing(Animation):
    by_alpha_alone = True

    def interpolate_mobject(self, alpha):
        self.mobject.points = self.starting_mobject.points + alpha * RIGHT
        if os.getpid() != FIRST_PROCESS:
            {failure}

class Changing(Scene):
    def construct(self):
        dot = Dot(radius=0.6)
        chance = {chance}
        for number in range(3):
            self.play(dot.animate.shift(UP), run_time=0.5)
            self.play(FadeIn(Square(number + 1)), run_time=0.3)
        self.play(Failing(dot), run_time=0.4)
        walk = lambda mobject, dt: mobject.shift(0.1 * RIGHT * chance())
        dot.add_updater(walk)
        for _ in range(3):
            self.play(FadeIn(Circle()), run_time=0.4)
        dot.clear_updaters()
        self.play(dot.animate.set_color(RED), run_time=0.4)
        print("played")
"""


def changing(folder, *, chance="random.Random(1).random", failure="pass"):
    path = folder / "changing.py"
    path.write_text(CHANGING.format(chance=chance, failure=failure))
    return path


@pytest.mark.parametrize("failure", ["os.kill(os.getpid(), 9)", "1 / 0", "threading.Event().wait()"])
def test_what_a_lost_process_should_have_drawn_is_drawn_again(draw, tmp_path, monkeypatch, caplog, failure):
    class Impatient(Drawers):
        def __init__(self, *arguments, **more):
            super().__init__(*arguments, max_silence=2.0, **more)

    _, wanted = draw(changing(tmp_path), "Changing", forking=False)
    if "wait" in failure:
        monkeypatch.setattr(parallel, "Drawers", Impatient)
    _, segments = draw(changing(tmp_path, failure=failure), "Changing", forking=True, processes=9)
    assert plain_data(segments) == plain_data(wanted)
    reason = {"o": "was killed by SIGKILL", "1": "ZeroDivisionError", "t": "sent nothing for 2 s"}[failure[0]]
    assert reason in caplog.text


@pytest.mark.parametrize(
    "chance",
    ["random.SystemRandom().random", "np.random.default_rng().random", "lambda: __import__('time').time() % 1"],
)
def test_what_differs_from_run_to_run_still_goes_on_from_play_to_play(tmp_path, chance):
    """The last frame of each play and the first one of the next show the dot at the same place."""
    path = changing(tmp_path, chance=chance)
    work = tmp_path / "work"
    work.mkdir()
    forget_modules(path)
    performance, segments = perform_in_parallel(Target.of(path, "Changing"), LOOK, Edges, work_folder=work, processes=3)
    assert sum(segment.frames for segment in segments) == performance.frames
    *_, walked, last = segments
    assert np.hypot(*np.subtract(walked.answer["stop"], last.answer["start"])) < 2


class Edges(BaseSink):
    """Where, on average, something stands in the leftmost column of dots of the first and the last frame."""

    def __init__(self, _first, _start):
        self._pictures = []

    def write(self, frame):
        self._pictures.append(frame.pixels[..., :3].copy())

    def answer(self):
        ends = {"start": self._pictures[0], "stop": self._pictures[-1]}
        return {name: _centre_of_dot(picture) for name, picture in ends.items()}


def _centre_of_dot(picture):
    """The dot is the only filled thing: the mean place of pixels whose neighbours all shine."""
    bright = picture.max(axis=-1) > 100
    filled = bright[1:-1, 1:-1] & bright[:-2, 1:-1] & bright[2:, 1:-1] & bright[1:-1, :-2] & bright[1:-1, 2:]
    return np.argwhere(filled).mean(axis=0).tolist()


LONG = """
import os
from manim import *

FIRST_PROCESS = os.getpid()

class Grow(Animation):
    by_alpha_alone = True

    def interpolate_mobject(self, alpha):
        self.mobject.points = self.starting_mobject.points * (1 + alpha)
        if {fails} and alpha > 0.6 and os.getpid() != FIRST_PROCESS:
            os.kill(os.getpid(), 9)

class Long(Scene):
    def construct(self):
        square = Square()
        self.play(FadeIn(square), run_time=0.4)
        self.play(Grow(square), run_time=1.1)
        self.play(square.animate.shift(UP), run_time=0.3)
"""


def test_a_long_play_is_drawn_in_chunks_and_a_lost_chunk_again(draw, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(chunks, "LONGEST_CHUNK", 5)
    found = []
    for fails in (False, True):
        path = tmp_path / f"long_{fails}.py"
        path.write_text(LONG.format(fails=fails))
        _, segments = draw(path, "Long", forking=True, processes=4 + fails)
        found.append(plain_data(segments))
    assert [(segment["first"], segment["frames"]) for segment in found[0]] == [(0, 4), (4, 4), (8, 3), (11, 4), (15, 3)]
    assert found[1] == found[0]
    assert "was killed by SIGKILL" in caplog.text


@pytest.mark.parametrize("room", [[False, True, True, True], [False, False, True, False, True], [True, False, True]])
def test_a_chunk_may_be_forked_off_in_the_middle_of_a_play(draw, tmp_path, monkeypatch, room):
    monkeypatch.setattr(chunks, "LONGEST_CHUNK", 5)
    path = tmp_path / "long.py"
    path.write_text(LONG.format(fails=False))
    _, wanted = draw(path, "Long", forking=False)
    answers = iter(room)

    class Sometimes(Drawers):
        def have_room(self):
            return super().have_room() and next(answers, False)

    monkeypatch.setattr(parallel, "Drawers", Sometimes)
    _, segments = draw(path, "Long", forking=True, processes=9)
    assert plain_data(segments) == plain_data(wanted)


def test_chunks_are_kept_by_what_they_hold(draw, tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "LONGEST_CHUNK", 5)
    path = tmp_path / "long.py"
    path.write_text(LONG.format(fails=False))
    asked = []
    _, segments = draw(path, "Long", forking=True, processes=1, recall=lambda *of: asked.append(of))
    assert [first for first, _ in asked] == [segment.first for segment in segments]
    assert len({start.digest for _, start in asked}) == len(segments)
    known = {start.digest: {"frames": 4, "sink": {"known": True}} for first, start in asked if first == 11}
    _, again = draw(path, "Long", forking=True, processes=2, recall=lambda _, start: known.get(start.digest))
    assert [segment.first for segment in again if segment.answer.get("known")] == [11]
    wanted, found = (plain_data(each for each in of if each.first != 11) for of in (segments, again))
    assert found == wanted


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", NAMES)
def test_a_play_of_ours_that_is_passed_over_leaves_what_drawing_it_leaves(name, tmp_path):
    """To the last bit: what the next play begins with is the same, drawn or not."""
    scene = our_target(name)
    begun = []
    for kept in (None, {"frames": 0, "sink": {}}):
        starts = {}
        forget_modules(scene.file)
        perform_in_parallel(
            scene,
            LOOK,
            DigestSink,
            work_folder=tmp_path,
            recall=lambda first, start, starts=starts, kept=kept: starts.update({first: start}) or kept,
        )
        begun.append(starts)
    assert len(begun[0]) > 10
    assert begun[0] == begun[1]


def test_a_scene_that_reads_pixels_is_drawn_by_one_process(draw, forked):
    _, wanted = draw(CORPUS / "cameras.py", "PixelsAreRead", forking=False)
    _, segments = draw(CORPUS / "cameras.py", "PixelsAreRead", forking=True)
    assert plain_data(segments) == plain_data(wanted)
    assert not forked


HIDDEN = """
from manim import *

class Hidden(Scene):
    def construct(self):
        square = Square(fill_opacity=1)
        for _ in range(3):
            self.play(FadeIn(square), run_time=0.3)
        look = getattr(self, "came" + "ra")
        shade = int(getattr(look, "pixel_" + "array")[45, 80, 0])
        self.play(FadeIn(Circle(shade / 255)), run_time=0.3)
"""


def test_a_scene_that_is_found_to_read_pixels_is_played_again(draw, tmp_path, forked):
    path = tmp_path / "hidden.py"
    path.write_text(HIDDEN)
    _, wanted = draw(path, "Hidden", forking=False)
    _, segments = draw(path, "Hidden", forking=True)
    assert forked
    assert plain_data(segments) == plain_data(wanted)


def test_a_recorder_of_inputs_begins_anew_in_another_process(tmp_path):
    make, arguments = InputRecorder(apart_from=(tmp_path,)).__reduce__()
    assert make(*arguments).digest_so_far()


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Make a job's files in a folder of its own, forking or not, and return their bytes by their endings."""

    def make(job, name, *, forking):
        monkeypatch.setenv(NO_FORK, "" if forking else "1")
        job = replace(job, folder=tmp_path / name / "media" / job.target.name)
        said = []
        forget_modules(job.target.file)
        produce(job, lambda phase, frames: said.append((phase, frames)))
        made = {format_.value: job.output(format_).read_bytes() for format_ in job.formats}
        return made, {path.name for path in (job.folder.parent / SEGMENTS_FOLDER).glob("*/*.json")}, said

    return make


@pytest.mark.slow
@pytest.mark.parametrize("class_name", ["Sections", "Random", "Greys", "Excerpted"])
def test_files_are_the_same_to_the_byte(files, make_job, class_name):
    job = make_job(class_name, Format.MP4, Format.GIF, gif=GifOptions(height=60))
    forked, kept, _ = files(job, "forked", forking=True)
    alone, kept_too, said = files(job, "alone", forking=False)
    assert alone == forked
    assert len(kept_too) == len(kept)
    assert {"frames", "gif"} <= {phase for phase, _ in said}


@pytest.mark.slow
def test_segments_are_kept_and_used_again(files, make_job):
    job = make_job("Sections", Format.MP4)
    first, kept, _ = files(job, "media", forking=False)
    again, kept_too, said = files(job, "media", forking=False)
    assert again == first
    assert kept_too == kept
    assert f"{len(kept)} segments kept" in {phase for phase, _ in said}


class Notes:
    def __init__(self):
        self.lines = []

    def started(self, index, job): ...
    def progressed(self, index, phase, frames): ...
    def logged(self, _index, line):
        self.lines.append(line)

    def ended(self, index, outcome): ...


@pytest.mark.slow
def test_an_authors_error_is_told_once_with_the_authors_lines(make_job, monkeypatch, tmp_path):
    monkeypatch.setenv(NO_FORK, "1")
    notes = Notes()
    good = make_job("Changing")
    good = replace(good, target=replace(good.target, file=changing(tmp_path)))
    broken, fine = pool.run([make_job("Broken"), good], notes, workers=1)
    assert broken.error == "the middle is missing"
    assert broken.traceback.count("RuntimeError") == 2  # the line that raises it, and what was raised
    assert broken.traceback.startswith("Traceback (your lines):")
    assert fine.status == "rendered"
    assert [line for line in notes.lines if "Warning" not in line] == ["played"]


FOR_EVER = """
from manim import *

class ForEver(Scene):
    def construct(self):
        square = Square()
        for _ in range(1000):
            self.play(square.animate.rotate(1), run_time=20)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_the_one_that_started_it(tmp_path, how):
    variable = f"DESCENDANTS_OF={tmp_path}"
    path = tmp_path / "for_ever.py"
    path.write_text(FOR_EVER)
    command = [sys.executable, "render.py", "render", f"{path}:ForEver", "-qh", "--media_dir", str(tmp_path)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "DESCENDANTS_OF": str(tmp_path)},
    ) as process:
        # the command, its worker, the child that plays, and at least one that draws
        wait_until(lambda: len(processes_of(variable)) > 3, lambda: processes_of(variable))
        process.send_signal(how)
        process.wait(30)
    wait_until(lambda: not processes_of(variable), lambda: processes_of(variable))
