"""The videos and GIFs as a lecturer gets them, and the same files under the stock command."""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from scenes.catalogue import SCENES
from tests.our_scenes import NAMES, STOCK_LOOK, our_target
from tests.paths import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.exhaustive] * (name != "kernel-sliding")) for name in NAMES]
)
def test_the_film_decodes_to_what_it_says(film, name):
    """One test for all that is made at once, so that no process waits for another's render."""
    (entry,) = (entry for entry in SCENES if entry.name == name)
    folder = film(name)
    told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    assert told["title"] == entry.title
    assert told["alt"]
    assert {item["text"] for item in told["ledger"]}
    beats = [beat["name"] for beat in told["beats"]]
    assert len(beats) == len(set(beats)) >= 4
    check_video(folder / f"{entry.name}.mp4", entry.title)
    check_captions(folder / entry.name)
    check_gif(folder / f"{entry.name}.gif")


def check_video(path, title):
    with av.open(path) as container:
        video = container.streams.video[0]
        assert (video.width, video.height, video.average_rate) == (854, 480, Fraction(15))
        frames = sum(1 for _ in container.decode(video))
        assert container.metadata["title"] == title
        assert [stream.type for stream in container.streams].count("subtitle") == 1
    assert 25 <= frames / 15 <= 76
    data = path.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat"), "the index comes first, so that the video starts at once"


def check_captions(stem):
    srt, vtt = (stem.with_suffix(ending).read_text(encoding="utf-8") for ending in (".srt", ".vtt"))
    assert vtt.startswith("WEBVTT")
    assert srt.count("-->") == vtt.count("-->") >= 4
    assert srt.startswith("1\n00:00:0")


def check_gif(path):
    assert path.stat().st_size <= 1_000_000
    with Image.open(path) as picture:
        assert picture.height == 480
        duration = 0
        for index in range(picture.n_frames):
            picture.seek(index)
            assert picture.info["duration"] >= 20
            duration += picture.info["duration"]
    assert 1_000 <= duration <= 8_050


@pytest.mark.exhaustive
@pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.name)
def test_the_scene_file_runs_under_the_stock_command(stock_render, entry):
    """As Manim plays it, small; its frames are held against ours where all frames are."""
    with av.open(stock_render(entry.name).video) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == STOCK_LOOK.size
        assert stream.frames >= 25 * STOCK_LOOK.rate


def test_the_stock_command_takes_a_scene_file_as_it_is(tmp_path):
    scene = our_target("kernel-sliding")
    manim = Path(sys.executable).with_name("manim")
    command = [manim, "-ql", "--media_dir", tmp_path, "--disable_caching", "--progress_bar", "none"]
    subprocess.run([*command, scene.file, scene.class_name], cwd=ROOT, check=True, capture_output=True)
    (video,) = tmp_path.rglob(f"{scene.class_name}.mp4")
    with av.open(video) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (854, 480)
        assert stream.frames >= 25 * 15
