"""The folder of a figure: what lies in it, what its JSON says, and how the command exits."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from xml.etree import ElementTree as ET

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rendering.core.errors import UserError
from rendering.figures.request import Kind, Measure, size_like
from rendering.output.publication import sweep
from tests.paths import ROOT, TURNING
from tests.rendering.figures.making import HEIGHT, WIDTH, figures, rgb
from tests.rendering.fixtures.turning import ALT, CAPTION, DRAWN

slow = pytest.mark.slow
SCENE = f"{TURNING}:Turning"


def told(folder):
    return json.loads((folder / "turning.json").read_text(encoding="utf-8"))


def files_of(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@slow
def test_one_stem_every_format(turning):
    endings = ("mp4", "webm", "gif", "webp", "png", "svg", "pdf", "vtt", "srt", "json", "html", "tex.txt")
    expected = {f"turning.{ending}" for ending in endings}
    expected |= {"turning-filmstrip.svg", "turning-filmstrip.pdf"}
    assert expected <= files_of(turning)
    assert {Kind(name.partition(".")[0]) for name in told(turning)["outputs"]} == {*Kind} - {Kind.VTT, Kind.SRT}


@slow
def test_the_json_vouches_for_every_file(turning):
    content = told(turning)
    digests = {entry["file"]: entry["sha256"] for entry in content["outputs"].values()} | content["companions"]
    assert {*digests, "turning.json"} == files_of(turning)
    for name, digest in digests.items():
        assert hashlib.sha256((turning / name).read_bytes()).hexdigest() == digest
    assert (content["alt"], content["caption"]) == (ALT, CAPTION)
    assert content["picture"] == {"alt": ALT, "caption": CAPTION}, "there are no words for this beat alone"
    assert [beat["name"] for beat in content["beats"]] == ["draw", "turn", "leave"]
    assert content["poster_beat"] == "turn", "the excerpt's end; the scene's own end is empty"
    assert (content["size"], content["width_mm"]) == ([WIDTH, HEIGHT], pytest.approx(169.333, abs=0.001))
    assert {"engine", "manim"} <= set(content["versions"])


@slow
def test_the_formats_show_the_same_picture(turning, tmp_path):
    """Poster, the video's frame at the end of its beat, and the GIF's last frame are one picture; so is the PDF."""
    poster = rgb(turning / "turning.png").astype(int)
    assert poster.shape == (HEIGHT, WIDTH, 3)
    with Image.open(turning / "turning.png") as picture:
        assert picture.info["dpi"] == pytest.approx((96, 96), abs=0.1)
    content = told(turning)
    (end,) = (beat["end"] for beat in content["beats"] if beat["name"] == content["poster_beat"])
    for name in ("turning.mp4", "turning.webm"):
        with av.open(str(turning / name)) as container:
            frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        assert len(frames) == content["frames"]
        assert np.abs(frames[round(end * 25) - 1] - poster).mean() < 2, name
    with Image.open(turning / "turning.gif") as gif:
        gif.seek(gif.n_frames - 1)
        assert np.abs(np.asarray(gif.convert("RGB")) - poster).mean() < 1
    size = ["-scale-to-x", str(WIDTH), "-scale-to-y", str(HEIGHT)]
    subprocess.run(["pdftoppm", *size, "-png", turning / "turning.pdf", tmp_path / "page"], check=True)
    page = rgb(next(tmp_path.glob("page*.png"))).astype(int)
    assert page.shape == poster.shape
    assert np.abs(page - poster).mean() < 1.5


@slow
def test_the_frames_for_latex_are_numbered_evenly(turning):
    content = told(turning)["frames_for_latex"]
    pictures = sorted((turning / content["folder"]).iterdir())
    assert [path.name for path in pictures] == [f"{number}.png" for number in range(8)]
    assert (content["count"], content["rate"], content["digits"]) == (8, 5, 1)
    assert "{5}{turning-frames/}{0}{7}" in (turning / "turning.tex.txt").read_text(encoding="utf-8")


@slow
def test_what_is_up_to_date_is_kept_and_what_is_stale_goes(turning, tmp_path):
    folder = tmp_path / "figures" / "turning"
    shutil.copytree(turning.parent, folder.parent)
    arguments = (SCENE, "--width", WIDTH, "--animate", 5, "--loop", 0)
    (folder / "turning.gif").write_bytes(b"damaged")
    (folder / "mine.txt").write_text("mine")
    assert figures(*arguments, media=tmp_path).returncode == 0
    assert (folder / "turning.gif").read_bytes() == (turning / "turning.gif").read_bytes()
    stands = {name: (folder / name).stat().st_mtime_ns for name in files_of(folder)}
    again = json.loads(figures(*arguments, "--json", media=tmp_path).stdout)
    assert again[0]["status"] == "kept"
    assert {name: (folder / name).stat().st_mtime_ns for name in files_of(folder)} == stands
    assert figures(SCENE, "--width", WIDTH, "--formats", "png", "--beat", "draw", media=tmp_path).returncode == 0
    assert {"turning.png", "turning.json", "mine.txt"} <= files_of(folder)
    assert not {"turning.gif", "turning.mp4", "turning.svg"} & files_of(folder), "they showed the figure as it was"
    assert figures(SCENE, "--width", WIDTH, "--formats", "png,svg", "--beat", "draw", media=tmp_path).returncode == 0
    content = told(folder)
    assert set(content["outputs"]) == {"png", "svg"}
    assert (content["alt"], content["picture"]) == (ALT, DRAWN)
    described = ET.parse(folder / "turning.svg").find("{http://www.w3.org/2000/svg}desc")  # noqa: S314 (our own file)
    assert described.text == DRAWN["alt"], "the words are of the picture that is shown"
    assert f":alt: {DRAWN['alt']}" in (folder / "turning.rst.txt").read_text(encoding="utf-8")


@slow
def test_one_failing_scene_leaves_the_others_alone(tmp_path):
    done = figures(f"{TURNING}:Broken", SCENE, "--formats", "png", "--width", 160, media=tmp_path)
    assert done.returncode == 1
    assert "the middle is missing" in done.stderr
    assert (tmp_path / "figures" / "turning" / "turning.png").is_file()
    assert not files_of(tmp_path / "figures" / "broken")


@slow
def test_a_scene_without_words_needs_some(tmp_path):
    silent = (f"{TURNING}:Silent", "--formats", "png", "--width", 160)
    done = figures(*silent, media=tmp_path)
    assert done.returncode == 2
    assert "--alt" in done.stderr
    assert not list(tmp_path.rglob("*.png"))
    assert figures(*silent, "--alt", "A square.", media=tmp_path).returncode == 0
    assert json.loads((tmp_path / "figures/silent/silent.json").read_text())["alt"] == "A square."
    done = figures(SCENE, "--formats", "png", "--beat", "turm", media=tmp_path)
    assert done.returncode == 2
    assert "did you mean 'turn'?" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--width", 720, "--width-mm", 120), "not both"),
        (("--dpi", 300), "--width-mm"),
        (("--width-mm", 2000, "--dpi", 2400), "allowed: 16 to 7680"),
        (("--formats", "mp4,jpg"), "choose from"),
        (("--set", "stride"), "NAME=VALUE"),
    ],
)
def test_bad_options_are_refused_before_anything_is_drawn(tmp_path, arguments, said):
    done = figures(SCENE, *arguments, media=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_words_are_about_one_scene(tmp_path):
    done = figures("all", "--alt", "Something.", media=tmp_path)
    assert done.returncode == 2
    assert "one scene at a time" in done.stderr


@given(st.integers(16, 4000))
def test_a_width_in_pixels_is_the_next_even_one(width):
    measure = Measure.of(width=width, width_mm=None, dpi=None)
    assert measure.pixels % 2 == 0
    assert abs(measure.pixels - width) <= 1
    assert measure.dpi == pytest.approx(96, rel=1e-3)


@given(st.floats(20, 320), st.integers(72, 600))
def test_a_width_on_paper_has_its_dots(millimetres, dpi):
    measure = Measure.of(width=None, width_mm=millimetres, dpi=dpi)
    assert measure.pixels % 2 == 0
    assert measure.pixels == pytest.approx(millimetres / 25.4 * dpi, abs=1)
    assert measure.dpi == pytest.approx(dpi, rel=0.03)


@given(st.integers(8, 3000), st.sampled_from([(1920, 1080), (854, 480), (1080, 1080), (600, 800)]))
def test_a_size_keeps_the_frames_shape(half, frame):
    width, height = size_like(2 * half, frame)
    assert height % 2 == 0
    assert abs(height - width * frame[1] / frame[0]) <= 1 + 1e-9


def test_a_measure_needs_one_width():
    with pytest.raises(UserError):
        Measure.of(width=100, width_mm=100, dpi=None)


@slow
def test_what_draws_ends_with_the_command_even_if_that_is_killed(tmp_path):
    command = [sys.executable, str(ROOT / "render.py"), "figures", f"{TURNING}:Endless", "--media_dir", str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert "playing\n" in process.stderr
        process.kill()
        assert process.stderr.read() is not None, "all that hold the other end are gone"
    assert not [path for path in tmp_path.rglob("[!.]*") if path.is_file() and not path.parent.name.startswith(".")]
    sweep(tmp_path / "figures" / "endless")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()], "the next command takes what was left"
