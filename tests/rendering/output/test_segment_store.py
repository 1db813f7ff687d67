"""Segments are kept by what went into them, trusted only when whole, and used again by the next run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import av
import pytest

from rendering.core.job import Format, Look, RenderJob
from rendering.core.processes import can_fork
from rendering.core.targets import Target
from rendering.jobs.production import produce
from rendering.output import sidecar
from rendering.output.sealed_json import sealed, unsealed
from rendering.output.segment_store import SEGMENTS_FOLDER, SegmentStore
from tests.paths import ROOT

LOOK = Look(size=(160, 90), rate=Fraction(10))
SOURCE = """
from manim import *

class Three(Scene):
    def construct(self):
        self.next_section("one")
        square = Square()
        self.play(Create(square), run_time=0.5)
        self.next_section("two")
        dot = Dot({where})
        self.play(FadeIn(dot), run_time=0.5)
        self.play(FadeOut(dot), run_time=0.4)
        self.next_section("three")
        self.play(square.animate.shift(UP), run_time=0.5)
        self.wait(0.5)
"""
forks = pytest.mark.skipif(not can_fork(), reason="processes cannot be forked here")


def whole(store, key, folder, content=b"x" * 1000):
    source = folder / "source"
    source.write_bytes(content)
    store.put(key, source, {"frames": 3})
    return store.folder / key[:2] / key


def test_what_is_put_in_comes_out(tmp_path):
    store, key = SegmentStore(tmp_path / SEGMENTS_FOLDER), "ab" * 32
    assert store.fetch(key, tmp_path / "out") is None
    whole(store, key, tmp_path)
    assert store.fetch(key, tmp_path / "out") == {"frames": 3}
    assert (tmp_path / "out").read_bytes() == b"x" * 1000


def resealed(**wrong):
    """Return what puts other entries into a record and seals it anew."""
    return lambda _, record: record.write_bytes(sealed({**unsealed(record.read_bytes()), **wrong}))


SEGMENT_DAMAGES = {
    "truncated": lambda path, _: os.truncate(path, 48),
    "zeros": lambda path, _: path.write_bytes(bytes(1000)),
    "another segment's record": resealed(key="ab" * 32),
    "empty record": lambda _, record: record.write_text(""),
    "broken record": lambda _, record: record.write_text('{"bytes": 1000'),
    "more frames": lambda _, record: record.write_bytes(record.read_bytes().replace(b'"frames": 3', b'"frames": 4')),
    "a byte order mark": lambda _, record: record.write_bytes(b"\xef\xbb\xbf" + record.read_bytes()),
    "a list": lambda _, record: record.write_bytes(b"[]"),
    "deeply nested": lambda _, record: record.write_bytes(b"[" * 100_000),
    "no key": lambda _, record: record.write_bytes(sealed({"bytes": 1000})),
    "bytes as text": resealed(bytes="1000"),
    "bytes below zero": resealed(bytes=-1),
    "no digest": resealed(sha256=None),
    "frames as text": resealed(content={"frames": "3"}),
    "frames in a list": resealed(content=[3]),
    "an entry too many": resealed(more=1),
}


@pytest.mark.parametrize("damage", SEGMENT_DAMAGES)
def test_a_damaged_segment_is_named_and_dropped(tmp_path, damage, caplog):
    store, key = SegmentStore(tmp_path / SEGMENTS_FOLDER), "cd" * 32
    path = whole(store, key, tmp_path)
    SEGMENT_DAMAGES[damage](path, path.with_suffix(".json"))
    assert store.fetch(key, tmp_path / "out") is None
    assert str(path) in caplog.text
    assert not (tmp_path / "out").exists()
    assert not path.exists()
    whole(store, key, tmp_path)
    assert store.fetch(key, tmp_path / "out") == {"frames": 3}


def test_a_segment_that_was_just_pruned_is_not_called_damaged(tmp_path, caplog):
    store, key = SegmentStore(tmp_path / SEGMENTS_FOLDER), "cd" * 32
    whole(store, key, tmp_path).unlink()
    assert store.fetch(key, tmp_path / "out") is None
    assert caplog.text == ""


def test_what_was_used_least_recently_goes_first(tmp_path):
    store = SegmentStore(tmp_path / SEGMENTS_FOLDER)
    keys = [letter * 64 for letter in "abc"]
    for age, key in enumerate(keys):
        record = whole(store, key, tmp_path).with_suffix(".json")
        os.utime(record, (1000 + age, 1000 + age))
    store.fetch(keys[0], tmp_path / "out")
    assert store.prune(3000) > 0
    assert [store.fetch(key, tmp_path / "out") is not None for key in keys] == [True, False, True]


def test_the_command_keeps_what_was_used_last(tmp_path):
    store = SegmentStore(tmp_path / SEGMENTS_FOLDER)
    for age, letter in enumerate("abc"):
        record = whole(store, letter * 64, tmp_path).with_suffix(".json")
        os.utime(record, (1000 + age, 1000 + age))
    clean = [sys.executable, "render.py", "clean", "--media_dir", str(tmp_path), "--keep"]
    subprocess.run([*clean, "3KB"], cwd=ROOT, check=True, capture_output=True)
    assert [store.fetch(letter * 64, tmp_path / "out") is not None for letter in "abc"] == [False, True, True]
    assert subprocess.run([*clean, "much"], cwd=ROOT, check=False, capture_output=True).returncode == 2
    subprocess.run([*clean, "0"], cwd=ROOT, check=True, capture_output=True)
    assert not store.folder.exists()


def test_a_disk_that_takes_nothing_is_no_failure(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    store = SegmentStore(blocked / SEGMENTS_FOLDER)
    whole(store, "ee" * 32, tmp_path)
    assert store.fetch("ee" * 32, tmp_path / "out") is None


def job(tmp_path, where):
    (tmp_path / "three.py").write_text(SOURCE.format(where=where))
    return RenderJob(
        target=Target(tmp_path / "three.py", "Three", "three"), folder=tmp_path / "media" / "three", look=LOOK
    )


def render(job):
    produce(job, lambda _phase, _frames: None)
    return {path.stem for path in (job.folder.parent / SEGMENTS_FOLDER).glob("*/*.json")}


def pictures(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24").tobytes() for frame in container.decode(video=0)]


@forks
def test_only_the_beat_that_was_edited_is_drawn_again(tmp_path):
    first = render(job(tmp_path, "LEFT"))
    assert len(first) == 5
    shown = pictures(tmp_path / "media" / "three" / "three.mp4")
    assert render(job(tmp_path, "LEFT")) == first
    assert pictures(tmp_path / "media" / "three" / "three.mp4") == shown
    assert len(render(job(tmp_path, "RIGHT")) - first) == 2


@forks
def test_a_range_of_plays_uses_what_all_have_left(tmp_path):
    made = job(tmp_path, "LEFT")
    keys = render(made)
    shown = pictures(made.output(Format.MP4))
    assert render(replace(made, look=replace(LOOK, plays=(1, 2)))) == keys
    assert 0 < len(pictures(made.output(Format.MP4))) < len(shown)


VARIANTS = {
    "as it is": "self.play(square.animate.shift(UP), run_time=0.5)",
    "length": "self.play(square.animate.shift(UP), run_time=0.6)",
    "pace": "self.play(square.animate.shift(UP), run_time=0.5, rate_func=linear)",
    "squeezed pace": "self.play(square.animate.shift(UP), run_time=0.5, rate_func=squish_rate_func(smooth, 0.1, 0.8))",
    "more squeezed": "self.play(square.animate.shift(UP), run_time=0.5, rate_func=squish_rate_func(smooth, 0.2, 0.8))",
    "target": "self.play(square.animate.shift(DOWN), run_time=0.5)",
    "arc": "self.play(square.animate(path_arc=1).shift(UP), run_time=0.5)",
    "path": "self.play(Transform(square, Dot(), path_func=utils.paths.path_along_arc(1)), run_time=0.5)",
    "other path": "self.play(Transform(square, Dot(), path_func=utils.paths.path_along_arc(2)), run_time=0.5)",
    "kind": "self.play(ApplyMethod(square.shift, UP), run_time=0.5)",
    "colour": "square.set_color(RED); self.play(square.animate.shift(UP), run_time=0.5)",
    "order": "square.set_z_index(1); self.play(square.animate.shift(UP), run_time=0.5)",
    "corners": "square.joint_type = LineJointType.ROUND; self.play(square.animate.shift(UP), run_time=0.5)",
    "background": "self.camera.background_color = RED; self.play(square.animate.shift(UP), run_time=0.5)",
    "image": "self.add(ImageMobject(np.uint8([[1, 2]]))); self.play(square.animate.shift(UP), run_time=0.5)",
    "other image": "self.add(ImageMobject(np.uint8([[1, 3]]))); self.play(square.animate.shift(UP), run_time=0.5)",
    "text": "self.add(Text('a')); self.play(square.animate.shift(UP), run_time=0.5)",
    "other text": "self.add(Text('b')); self.play(square.animate.shift(UP), run_time=0.5)",
}


@forks
def test_whatever_changes_a_picture_changes_the_key(tmp_path):
    known = set()
    for name, play in VARIANTS.items():
        made = job(tmp_path, "LEFT")
        source = made.target.file.read_text().replace("self.play(square.animate.shift(UP), run_time=0.5)", play)
        made.target.file.write_text(source.partition("        self.wait(")[0])
        keys = render(made)
        assert len(keys - known) == (4 if name == "as it is" else 1), name
        known = keys


@forks
def test_plays_with_functions_of_their_own_are_kept_with_their_source(tmp_path):
    made = job(tmp_path, "LEFT")
    moving = "square.add_updater(lambda m, dt: m.rotate(dt)); self.play(square.animate.shift(UP), run_time=0.5)"
    own = made.target.file.read_text().replace("self.play(square.animate.shift(UP), run_time=0.5)", moving)
    made.target.file.write_text(own)
    keys = render(made)
    assert render(made) == keys
    inputs = sidecar.read(made)["outputs"]["mp4"]["inputs"]
    assert any(name.endswith("three.py") for name in inputs)
    assert not any(SEGMENTS_FOLDER in name for name in inputs)
    made.target.file.write_text(own.replace("m.rotate(dt)", "m.rotate(2 * dt)"))
    assert len(render(made) - keys) == 2


@forks
def test_damaged_segments_are_drawn_again(tmp_path):
    keys = render(job(tmp_path, "LEFT"))
    output = tmp_path / "media" / "three" / "three.mp4"
    shown = pictures(output)
    for key in keys:
        os.truncate(tmp_path / "media" / SEGMENTS_FOLDER / key[:2] / key, 48)
    assert render(job(tmp_path, "LEFT")) == keys
    assert pictures(output) == shown
