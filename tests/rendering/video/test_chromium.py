"""An MP4 and a WebM in a real browser: they play to the end, and a seek lands on the frame that was asked for."""

from __future__ import annotations

import base64
import itertools
import sys
from fractions import Fraction
from io import BytesIO
from subprocess import run

import numpy as np
import pytest
from PIL import Image

from tests.paths import ROOT
from tests.rendering.fixtures.numbered import BITS, STRETCHES

SCENE = ROOT / "tests" / "rendering" / "fixtures" / "numbered.py"
WIDTH, HEIGHT, RATE = 320, 180, Fraction(15)
pytestmark = pytest.mark.slow

PAGE = """<!doctype html><meta charset="utf-8"><title>player</title>
<video id="video" src="{name}" muted playsinline preload="auto"></video>
<script>
const video = document.getElementById("video");
const canvas = Object.assign(document.createElement("canvas"), {{width: {width}, height: {height}}});
const context = canvas.getContext("2d", {{willReadFrequently: true}});
function drawn() {{
  context.drawImage(video, 0, 0);
  return canvas.toDataURL("image/png").split(",")[1];
}}
function ready() {{
  return new Promise((resolve, reject) => {{
    video.onerror = () => reject(video.error.message);
    if (video.readyState >= 4) resolve(); else video.oncanplaythrough = resolve;
  }});
}}
function seek(seconds) {{
  return new Promise(resolve => {{
    video.onseeked = resolve;
    video.currentTime = seconds;
  }});
}}
function play() {{
  return new Promise((resolve, reject) => {{
    const shown = [];
    const note = (_, frame) => {{
      shown.push(frame.mediaTime);
      video.requestVideoFrameCallback(note);
    }};
    video.requestVideoFrameCallback(note);
    video.onended = () => resolve({{shown, time: video.currentTime, duration: video.duration}});
    video.play().catch(reject);
  }});
}}
</script>"""


def numbers_shown() -> list[int]:
    """For each frame, the number its bars say, known from the scene alone."""
    shown: list[int] = []
    for steps, still in STRETCHES:
        shown += range(len(shown), len(shown) + steps)
        shown += itertools.repeat(len(shown), still)
    return shown


def number_in(picture) -> int:
    """Read the bars of a picture."""
    unit = HEIGHT / 8
    middles = [round(WIDTH / 2 + (place - (BITS - 1) / 2) * 1.6 * unit) for place in range(BITS)]
    white = [picture[HEIGHT // 2 - 4 : HEIGHT // 2 + 4, x - 4 : x + 4].mean() > 128 for x in middles]
    return int("".join(str(int(bit)) for bit in white), 2)


def as_picture(data: str):
    """Return a PNG in base64 as an array of RGB."""
    with Image.open(BytesIO(base64.b64decode(data))) as picture:
        return np.asarray(picture.convert("RGB"))


def settled(page, number):
    """Return what the page shows after a seek, once it shows a number, or after two seconds.

    The browser says that it has sought before it has painted.
    """
    for _ in range(40):
        picture = as_picture(page.evaluate("drawn()"))
        if number_in(picture) == number:
            break
        page.wait_for_timeout(50)
    return picture


@pytest.fixture(scope="module")
def videos(tmp_path_factory):
    """The scene as MP4 and WebM, by the command; eight segments, every other one a hold."""
    media = tmp_path_factory.mktemp("media")
    look = ("-r", f"{WIDTH},{HEIGHT}", "--fps", str(RATE))
    command = [sys.executable, ROOT / "render.py", "render", f"{SCENE}:Numbered", *look, "--format", "mp4,webm"]
    run([*command, "--media_dir", media], check=True, capture_output=True)
    return media / "numbered"


@pytest.mark.parametrize("ending", ["mp4", "webm"])
def test_a_video_plays_to_its_end_and_seeks_land_on_their_frame(videos, ending, decode, serve, open_page):
    path = videos / f"numbered.{ending}"
    decoded = decode(path)
    truth = numbers_shown()
    assert [number_in(frame) for frame in decoded] == truth, "what PyAV decodes is what the scene says"
    (videos / "player.html").write_text(PAGE.format(name=path.name, width=WIDTH, height=HEIGHT), encoding="utf-8")
    page = open_page(serve(videos) + "player.html")
    page.evaluate("ready()")
    assert page.evaluate("[video.videoWidth, video.videoHeight]") == [WIDTH, HEIGHT]

    played = page.evaluate("play()")
    assert played["duration"] == pytest.approx(float(len(truth) / RATE), abs=0.02)
    assert played["time"] == pytest.approx(played["duration"], abs=0.02)
    numbers = [round(time * RATE) for time in played["shown"]]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > len(truth) / 2, "a busy machine may drop frames, but not most of them"
    assert number_in(settled(page, truth[-1])) == truth[-1], "the last frame stands when it is over"

    order = [len(truth) - 1, 0, *np.random.default_rng(0).permutation(len(truth)).tolist()]
    for frame in order:
        page.evaluate("async seconds => { await seek(seconds); }", float((frame + Fraction(1, 2)) / RATE))
        picture = settled(page, truth[frame])
        assert number_in(picture) == truth[frame], f"a seek to frame {frame} lands elsewhere"
        off = np.abs(picture.astype(int) - decoded[frame].astype(int))
        assert off.mean() < 1.5, f"frame {frame} is drawn differently"
        assert np.percentile(off, 99) <= 12
