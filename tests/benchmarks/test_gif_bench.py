"""The comparison with all other GIFs, on small films and on our scenes."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from benchmarks.gif_baselines import baselines, encode_with_manim, has_gifsicle
from benchmarks.gif_bench import LEVELS, OURS, WEBP, as_json, compare_encoders, frames_of, is_beaten, table
from rendering.animated.gif_proof import by_pillow
from rendering.core.job import GifOptions, Look
from tests.films import moving_disc, spooled
from tests.our_scenes import our_target
from tests.paths import ROOT, TURNING


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """A moving disc, made in every way that is at hand."""
    spool, performance = spooled(moving_disc(24, (256, 144)), tmp_path_factory.mktemp("spool"))
    return list(compare_encoders("disc", spool, performance, GifOptions()))


def test_every_encoder_is_measured_on_the_same_frames(rows):
    names = [row.encoder for row in rows]
    assert names[0] == OURS
    assert len(names) == len(set(names)) == len(LEVELS) + 1 + len(list(baselines()))
    assert any("gifsicle" in name for name in names) == has_gifsicle()
    assert all(row.bytes > 0 and row.seconds > 0 for row in rows)


def test_ours_keeps_its_word(rows):
    ours = rows[0]
    assert ours.psnr >= 50
    assert (ours.chroma, ours.off) == (0, 0)
    (webp,) = (row for row in rows if row.encoder == WEBP)
    assert (webp.psnr, webp.chroma, webp.off) == (float("inf"), 0, 0)


def test_nobody_is_as_good_and_smaller(rows):
    ours = rows[0]
    others = [row for row in rows if not row.is_ours and row.encoder != WEBP]
    assert [row.encoder for row in others if row.psnr >= 50 and row.bytes < ours.bytes] == []


def test_manims_own_way_loses_what_it_is_known_to_lose():
    """It goes through 4:2:0 video and a fixed palette: greys get tinted, and the size is a multiple."""
    frames = moving_disc(6, (128, 96))
    shown = list(by_pillow(encode_with_manim(frames, Fraction(25))))
    assert len(shown) == 6
    error = np.mean([(one[0].astype(float) - other) ** 2 for one, other in zip(shown, frames, strict=True)])
    assert 10 < error < 2_000


def test_rows_become_a_table_and_json(rows):
    assert table(rows).row_count == len(rows)
    data = json.loads(json.dumps(as_json(rows), allow_nan=False))
    assert {"scene", "encoder", "bytes", "psnr", "worst", "chroma", "off", "seconds"} == set(data[0])
    assert is_beaten(rows, rows[0]), "nothing is better than itself"


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
@pytest.mark.parametrize("scene", ["kernel-sliding", "sobel-edge"])
def test_of_our_scenes_ours_is_the_smallest_at_50_db(scene, tmp_path):
    """No rival is left out, though all of them tint greys."""
    look = Look(size=(640, 360), rate=Fraction(25), attributes={"theme_name": "light"})
    spool, performance = frames_of(our_target(scene), look, tmp_path)
    ours, *others = compare_encoders(scene, spool, performance, GifOptions(), levels=[50.0])
    assert ours.encoder == OURS
    assert ours.psnr >= 50
    assert (ours.chroma, ours.off) == (0, 0)
    good = [row for row in others if row.psnr >= 50 and row.encoder != WEBP]
    assert len(good) >= 4
    assert [row for row in good if row.bytes < ours.bytes] == []


@pytest.mark.slow
def test_the_command_measures_a_strangers_scene():
    scene = f"{TURNING}:Turning"
    command = [sys.executable, "render.py", "gif-bench", scene, "--json", "-r", "160,90", "--fps", "25"]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    rows = json.loads(answer.stdout)
    assert rows[0]["encoder"] == OURS
    assert {row["scene"] for row in rows} == {"turning"}
    assert "turning: drawing the frames" in answer.stderr
