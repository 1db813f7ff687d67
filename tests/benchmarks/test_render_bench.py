"""The benchmark measures whole commands, and tells a good video from a bad one."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from benchmarks.identity import our_frames
from benchmarks.render_bench import OURS, SET, STOCK, psnr
from rendering.core.errors import UserError
from rendering.core.frames import Frame
from rendering.core.job import Format, Look
from rendering.core.targets import Target
from rendering.video.track import PictureTrack
from tests.paths import CORPUS, ROOT

SCENE = CORPUS / "timing.py"
LOOK = Look(size=(192, 108), rate=Fraction(10))


class Recording(PictureTrack):
    """Encodes the frames as they come, some of them spoilt or left out."""

    def write(self, frame):
        pixels = np.clip(frame.pixels.astype(int) + self.noise, 0, 255).astype(np.uint8)
        super().write(Frame(frame.index, frame.repeat, 0, pixels))


def record(tmp_path, noise):
    """Return a video of the scene, with noise added to every picture."""
    from rendering.playback.play import perform

    track = Recording(tmp_path / f"{noise}.mp4", 0, Format.MP4)
    track.noise = np.random.default_rng(1).integers(-noise, noise + 1, (108, 192, 4))
    perform(Target.of(SCENE, "Short"), LOOK, track, work_folder=tmp_path)
    track.answer()
    return track.path


def test_noise_costs_decibels(tmp_path):
    target = Target(SCENE, "Short", "short")
    clean, noisy = psnr(target, LOOK, [record(tmp_path, 0), record(tmp_path, 20)])
    assert clean > 35
    assert noisy < clean - 8


def test_a_video_of_another_scene_is_refused(tmp_path):
    with pytest.raises(UserError, match="frames"):
        psnr(Target(SCENE, "Waits", "waits"), LOOK, [record(tmp_path, 0)])


@pytest.mark.exhaustive
def test_bench_prints_every_command(tmp_path):
    scenes = [f"{SCENE}:Short", f"{SCENE}:Flash"]
    command = [sys.executable, "render.py", "bench", *scenes, "-r", "192,108", "--fps", "10", "--runs", "1"]
    answer = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, text=True, check=True)
    rows = json.loads(answer.stdout)
    assert [row["command"] for row in rows][:2] == [OURS, STOCK]
    assert [row["scene"] for row in rows] == ["short"] * 4 + ["flash"] * 4 + [SET] * 2
    assert [row["identical"] for row in rows] == [True, *[None] * 3, True, *[None] * 3, True, None]
    ours, stock = rows[-2:]
    assert stock["wall"] == pytest.approx(rows[1]["wall"] + rows[5]["wall"])
    assert ours["wall"] < rows[0]["wall"] + rows[4]["wall"]
    assert ours["bytes"] == rows[0]["bytes"] + rows[4]["bytes"]
    assert all(row["wall"] > 0 and row["cpu"] > 0 and row["bytes"] > 0 and row["psnr"] > 30 for row in rows)
    assert len(our_frames(Target.of(SCENE, "Short"), LOOK)) > 0


@pytest.mark.exhaustive
def test_plays_that_are_asked_for_are_those_of_manims_own_command():
    """Each command's video has to hold as many frames as were drawn, or measuring it fails."""
    command = [sys.executable, "render.py", "bench", f"{SCENE}:Waits", "-r", "192,108", "--fps", "10", "--runs", "1"]
    for plays in ("2,5", "5"):
        more = ["-n", plays, "--json"]
        answer = subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stderr
        ours, stock, *_ = json.loads(answer.stdout)
        assert ours["identical"] is True
        assert abs(ours["psnr"] - stock["psnr"]) < 10


@pytest.mark.exhaustive
def test_identity_command_answers_by_its_status():
    command = [sys.executable, "render.py", "identity", f"{SCENE}:Short", "-r", "192,108", "--fps", "10"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "identical" in answer.stdout
