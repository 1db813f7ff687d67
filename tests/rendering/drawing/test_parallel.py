"""Processes that divide the plays of a scene, forked or started afresh: the segments are the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks.identity import DigestSink
from benchmarks.reference_frames import digest
from rendering.core.job import Format, GifOptions, Look
from rendering.core.processes import NO_FORK, can_fork
from rendering.core.sinks import BaseSink
from rendering.core.targets import Target
from rendering.drawing import chunks, parallel
from rendering.drawing.claims import Claims
from rendering.drawing.helper_group import HelperGroup
from rendering.drawing.helpers import SequentialOnly
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
    spawned, segments = draw(CORPUS / file, class_name, forking=False)
    assert len(segments) > 1
    assert plain_data(segments) == plain_data(wanted)
    assert (spawned.frames, spawned.plays, spawned.beats) == (forked.frames, forked.plays, forked.beats)


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


def test_one_process_alone_refuses_a_scene_that_reads_its_pixels():
    sink = CallsAndDigests()
    with pytest.raises(SequentialOnly):
        perform_in_one_process(Target.of(CORPUS / "cameras.py", "PixelsAreRead"), LOOK, sink)
    assert sink.calls[-1] == "aborted"


class Idle(HelperGroup):
    """Its own process claims nothing: the helpers draw all."""

    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        own = self.own_claims
        own.claim = lambda first_frame, start: own._send({"first_frame": first_frame, "start": start})


@pytest.mark.parametrize("forking", [True, False])
def test_every_process_draws(draw, monkeypatch, forking):
    """Of three, the first claims nothing here: the others, each in its turn, draw all."""
    answered = {}

    class Recorded(Idle):
        def _handle(self, number, message):
            if message and "answer" in message:
                answered.setdefault(message["first_frame"], []).append(number)
            super()._handle(number, message)

    monkeypatch.setattr(parallel, "HelperGroup", Recorded)
    counts = []
    _, segments = draw(
        CORPUS / "timing.py", "Short", forking=forking, processes=3, report=lambda frames, _: counts.append(frames)
    )
    assert sorted(answered) == [segment.first for segment in segments]
    assert all(len(numbers) == 1 and set(numbers) <= {1, 2} for numbers in answered.values())
    assert counts == sorted(counts)
    assert counts[-1] == segments[-1].stop


def test_one_more_may_come_later(draw, monkeypatch):
    """It is asked for with the first play that is claimed, and draws what the first process leaves to it."""

    monkeypatch.setattr(parallel, "HelperGroup", Idle)
    calls = []
    _, segments = draw(
        CORPUS / "timing.py",
        "Short",
        forking=True,
        processes=1,
        more_processes=lambda: calls.append(0) or int(len(calls) > 2),
    )
    assert len(segments) > 2


def test_each_play_is_claimed_once(tmp_path):
    processes = [Claims(tmp_path, lambda _: None) for _ in range(3)]
    owners = [[claims for claims in processes if claims.claim(first_frame, "")] for first_frame in range(20)]
    assert all(len(owner) == 1 for owner in owners)


CHANGING = """
import os, random, threading, time
from manim import *

FIRST_PROCESS = os.environ.get("FIRST_PROCESS") == str(os.getpid())

class Changing(Scene):
    def construct(self):
        dot = Dot()
        chance = random.Random({seed})
        def step(mobject, dt):
            mobject.shift(0.1 * RIGHT * chance.random())
            if not FIRST_PROCESS:
                {failure}
        for number in range(3):
            self.play(dot.animate.shift(UP), run_time=0.5)
            self.play(FadeIn(Square(number + 1)), run_time=0.3)
        dot.add_updater(step)
        for _ in range(3):
            self.play(FadeIn(Circle()), run_time=0.4)
        print("played")
"""


def changing(folder, *, seed="1", failure="pass"):
    path = folder / "changing.py"
    path.write_text(CHANGING.format(seed=seed, failure=failure))
    return path


@pytest.mark.parametrize("failure", ["os.kill(os.getpid(), 9)", "1 / 0", "threading.Event().wait()"])
def test_what_a_lost_process_should_have_drawn_is_drawn_again(draw, tmp_path, monkeypatch, caplog, failure):
    class Impatient(Idle):
        def __init__(self, *arguments, **more):
            super().__init__(*arguments, max_silence=2.0 if "wait" in failure else 60.0, **more)

    monkeypatch.setattr(parallel, "HelperGroup", Impatient)
    _, wanted = draw(changing(tmp_path), "Changing", forking=True)
    monkeypatch.setenv("FIRST_PROCESS", str(os.getpid()))
    _, segments = draw(changing(tmp_path, failure=failure), "Changing", forking=False)
    assert plain_data(segments) == plain_data(wanted)
    reason = {"o": "was killed by SIGKILL", "1": "ZeroDivisionError", "t": "sent nothing for 2 s"}[failure[0]]
    assert reason in caplog.text


LONG = """
import os
from manim import *

FIRST_PROCESS = os.environ.get("FIRST_PROCESS") == str(os.getpid())

class Grow(Animation):
    by_alpha_alone = True

    def interpolate_mobject(self, alpha):
        self.mobject.points = self.starting_mobject.points * (1 + alpha)
        if {fails} and alpha > 0.6 and not FIRST_PROCESS:
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
    monkeypatch.setattr(parallel, "HelperGroup", Idle)
    monkeypatch.setenv("FIRST_PROCESS", str(os.getpid()))
    found = []
    for fails in (False, True):
        path = tmp_path / f"long_{fails}.py"
        path.write_text(LONG.format(fails=fails))
        _, segments = draw(path, "Long", forking=True, processes=2 + fails)
        found.append(plain_data(segments))
    assert [(segment["first"], segment["frames"]) for segment in found[0]] == [(0, 4), (4, 4), (8, 3), (11, 4), (15, 3)]
    assert found[1] == found[0]
    assert "was killed by SIGKILL" in caplog.text


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
def test_a_play_of_ours_that_is_passed_over_leaves_what_drawing_it_leaves(name, tmp_path, monkeypatch):
    """To the last bit, or the processes would not be playing the same."""
    scene = our_target(name)
    begun = []
    for draws in (True, False):
        starts = {}

        def claim(_, first_frame, start, starts=starts, draws=draws):
            starts[first_frame] = start
            return draws

        monkeypatch.setattr(Claims, "claim", claim)
        forget_modules(scene.file)
        perform_in_parallel(scene, LOOK, DigestSink, work_folder=tmp_path, more_processes=lambda: 0)
        begun.append(starts)
    assert len(begun[0]) > 10
    assert begun[0] == begun[1]


@pytest.mark.parametrize("seed", ["", "time.time()"])
def test_where_processes_do_not_play_the_same_one_draws_all(draw, tmp_path, monkeypatch, seed):
    monkeypatch.setattr(parallel, "HelperGroup", Idle)
    performance, segments = draw(changing(tmp_path, seed=seed), "Changing", forking=False)
    assert [(segment.first, segment.frames) for segment in segments] == [(0, performance.frames)]


def test_where_sinks_cannot_be_pickled_one_process_draws_all(draw, tmp_path):
    _, wanted = draw(changing(tmp_path), "Changing", forking=True)
    _, segments = draw(
        changing(tmp_path), "Changing", forking=False, open_sink=lambda first, start: DigestSink(first, start)
    )
    assert plain_data(segments) == plain_data(wanted)


def test_a_scene_that_reads_pixels_is_drawn_in_one_process(draw):
    performance, segments = draw(CORPUS / "cameras.py", "PixelsAreRead", forking=False)
    assert len(segments) < performance.plays


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
    spawned, kept_too, said = files(job, "spawned", forking=False)
    assert spawned == forked
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


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_the_one_that_started_it(plain, tmp_path, how):
    variable = f"DESCENDANTS_OF={tmp_path}"
    command = [sys.executable, "render.py", "render", f"{plain}:Endless", "-r", "160,90", "--media_dir", str(tmp_path)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, NO_FORK: "1", "DESCENDANTS_OF": str(tmp_path)},
    ) as process:
        wait_until(
            lambda: any("rendering.drawing.helper_main" in line for line in processes_of(variable)), lambda: "none"
        )
        process.send_signal(how)
        process.wait(30)
    wait_until(lambda: not processes_of(variable), lambda: processes_of(variable))
