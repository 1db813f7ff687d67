"""The command line as a user meets it: what is printed, what is written, how it exits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import pytest
from click.testing import CliRunner
from PIL import Image

import render
from rendering.core.job import Format, GifOptions, Look
from rendering.core.targets import Target
from rendering.jobs import command
from tests.paths import ROOT

PLAIN = ROOT / "tests" / "rendering" / "fixtures" / "plain.py"
TINY = ("-r", "160,90", "--fps", "10")


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run render.py in a process of its own."""
    return subprocess.run(
        [sys.executable, str(ROOT / "render.py"), *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


@pytest.fixture
def planned(monkeypatch):
    """Parse a command in this process up to the jobs, without running them."""
    seen: dict = {}

    def note(jobs, **options):
        seen.update(jobs=jobs, **options)
        return 0

    monkeypatch.setattr(command, "run", note)

    def parse(*arguments: object) -> dict:
        result = CliRunner().invoke(render.main, ["render", *map(str, arguments)])
        assert result.exit_code == 0, result.output
        return seen

    return parse


def refused(*arguments: object) -> str:
    """Return what is said to a command that is refused with status 2."""
    result = CliRunner().invoke(render.main, [str(argument) for argument in arguments])
    assert result.exit_code == 2, result.output
    return result.output


def test_every_option_reaches_the_job(planned, tmp_path):
    params = tmp_path / "p.toml"
    params.write_text('kernel = "box"\nstride = 2\n')
    seen = planned(
        "kernel-sliding",
        *("-qm", "-r", "640,360", "--fps", "24", "--seed", "7", "--format", "mp4,gif", "--loop", "2"),
        *("--max-bytes", "5000", "-j", "3", "--media_dir", tmp_path / "out", "--theme", "light", "--params", params),
        *("--set", "stride=3", "--set", "rows=[[1, 2], [3, 4]]", "--set", "image=true", "--set", "flip=not toml"),
        *("--force", "-p", "--json", "-n", "3;5"),
    )
    (job,) = seen["jobs"]
    assert job.target == Target(ROOT / "scenes" / "kernel_sliding" / "scene.py", "KernelSliding", "kernel-sliding")
    assert job.formats == (Format.MP4, Format.GIF)
    assert job.output(Format.GIF) == tmp_path / "out" / "kernel-sliding" / "kernel-sliding.gif"
    assert (job.look.size, job.look.rate, job.look.seed, job.look.transparent) == ((640, 360), 24, 7, False)
    assert job.look.plays == (3, 5)
    assert (job.gif.loop, job.gif.max_bytes) == (2, 5000)
    assert job.look.attributes["theme_name"] == "light"
    values = {"kernel": "box", "stride": 3, "rows": [[1, 2], [3, 4]], "image": True, "flip": "not toml"}
    assert job.look.attributes["parameter_values"] == values
    assert {key: seen[key] for key in ("workers", "force", "preview", "as_json")} == {
        "workers": 3,
        "force": True,
        "preview": True,
        "as_json": True,
    }


@pytest.mark.parametrize(
    ("letter", "size", "rate"),
    [("l", (854, 480), 15), ("m", (1280, 720), 30), ("h", (1920, 1080), 60), ("k", (3840, 2160), 60)],
)
def test_manims_letters(planned, letter, size, rate):
    from manim.constants import QUALITIES

    (job,) = planned("sobel-edge", f"-q{letter}")["jobs"]
    assert (job.look.size, job.look.rate) == (size, rate)
    theirs = next(quality for quality in QUALITIES.values() if quality["flag"] == letter)
    assert (theirs["pixel_width"], theirs["pixel_height"], theirs["frame_rate"]) == (*size, rate)


def test_without_a_letter_the_settings_of_manim_cfg_hold(planned, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("manim.cfg").write_text("[CLI]\nmedia_dir = films\n")
    (job,) = planned("sobel-edge")["jobs"]
    assert (job.look.size, job.look.rate) == (None, None)
    assert job.folder == tmp_path / "films" / "sobel-edge"


def test_all_is_every_scene_of_the_catalogue(planned):
    from scenes.catalogue import SCENES

    assert [job.target.name for job in planned("all")["jobs"]] == [entry.name for entry in SCENES]
    assert [job.target.name for job in planned("all", "sobel-edge")["jobs"]] == [entry.name for entry in SCENES]


def test_the_formats_that_go_with_transparency(planned):
    assert planned("sobel-edge", "-t")["jobs"][0].formats == (Format.MOV,)
    assert planned("sobel-edge", "-t", "--format", "webm")["jobs"][0].formats == (Format.WEBM,)
    assert planned("sobel-edge", "-t", "-s")["jobs"][0].formats == (Format.PNG,)
    assert "mp4 cannot hold transparency" in refused("render", "sobel-edge", "-t", "--format", "mp4")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["render", "kernel-slidng"], "did you mean 'kernel-sliding'"),
        (["render"], "Missing argument"),
        (["rendr", "all"], "No such command 'rendr'"),
        (["render", "sobel-edge", "-r", "wide"], "is not a width and a height"),
        (["render", "sobel-edge", "-r", "161,90"], "use -r 162,90"),
        (["render", "sobel-edge", "--fps", "0"], "is not from 1 to 240"),
        (["render", "sobel-edge", "-n", "5,3"], "is not a number of a play"),
        (["still", "sobel-edge", "-n", "first"], "is not a number of a play"),
        (["render", "sobel-edge", "--format", "avi"], "choose from mp4, webm, mov, gif, png"),
        (["render", "sobel-edge", "--set", "stride"], "--set takes NAME=VALUE"),
        (["render", "sobel-edge", "--params", "missing.toml"], "cannot read the parameters in missing.toml"),
        (["render", "sobel-edge", "-s", "--format", "gif"], "-s writes a PNG"),
        (["still", "sobel-edge", "--beat", "a", "--at", "1"], "--beat or --at, not both"),
        (["render", f"{PLAIN}:Sectoins"], "did you mean 'Sections'"),
        (["render", str(PLAIN)], "scenes; name one"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(arguments, message):
    said = refused(*arguments)
    assert message in said
    assert "Traceback" not in said


def test_bad_toml_is_said(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text("x = [")
    assert "is not valid TOML" in refused("render", "sobel-edge", "--params", path)


@pytest.mark.slow
def test_listing_and_keeping_do_not_import_manim(tmp_path):
    """The catalogue and an answer from what is there already come without the second Manim's import takes."""
    first = run("render", f"{PLAIN}:Excerpted", *TINY, "--json", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)[0]["status"] == "rendered"
    probe = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import render\n"
        "try: render.main()\nexcept SystemExit as end: assert not end.code, end.code\n"
        "assert not {'manim', 'av', 'scipy'} & set(sys.modules), 'imported too much'\n"
        "assert 'render' in sys.argv or not {'numpy', 'pydantic'} & set(sys.modules), 'no need to list scenes'"
    )
    for arguments in (
        ["list"],
        ["list", "--json"],
        ["render", "-h"],
        ["render", f"{PLAIN}:Excerpted", *TINY, "--json"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", probe, str(ROOT), *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["status"] == "kept"


def test_list_as_json_is_the_catalogue():
    from scenes.catalogue import SCENES

    result = CliRunner().invoke(render.main, ["list", "--json"])
    assert [entry["name"] for entry in json.loads(result.output)] == [entry.name for entry in SCENES]
    plain = CliRunner().invoke(render.main, ["list"]).output
    assert all(entry.name in plain and entry.summary in plain for entry in SCENES)


@pytest.mark.slow
def test_odd_paths(tmp_path):
    """A quote, braces, a percent sign, spaces, letters of other scripts: in the source's and in the output's path."""
    odd = tmp_path / "it's {x} 100% Ü 卷积"
    odd.mkdir()
    source = odd / "my 'scene' {y}.py"
    source.write_text(PLAIN.read_text("utf-8"), "utf-8")
    media = odd / "më'dia {z} %d"
    done = run("render", f"{source}:Sections", *TINY, "--format", "mp4,gif", "--media_dir", media, cwd=odd)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (media / "sections").iterdir()}
    assert names == {f"sections.{ending}" for ending in ("mp4", "gif", "json", "srt", "vtt")}
    with av.open(str(media / "sections" / "sections.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == 40


@pytest.mark.slow
def test_a_failing_scene_gives_status_1_and_the_others_are_there(tmp_path):
    done = run("render", f"{PLAIN}:Broken", f"{PLAIN}:Sections", *TINY, cwd=tmp_path)
    assert done.returncode == 1
    assert (tmp_path / "media" / "sections" / "sections.mp4").is_file()
    assert "broken: the middle is missing" in done.stderr
    assert 'raise RuntimeError("the middle is missing")' in done.stderr
    assert "site-packages" not in done.stderr
    assert done.stderr.count("rendered") == 1
    assert "\x1b[" not in done.stderr


@pytest.mark.slow
def test_refused_parameters_give_status_2(tmp_path):
    done = run("render", f"{PLAIN}:Picky", "--set", "stride=9", *TINY, cwd=tmp_path)
    assert done.returncode == 2
    assert "stride was 9; allowed: 1 to 3" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_plays_that_are_not_there_are_wrong_usage(tmp_path):
    done = run("render", f"{PLAIN}:Sections", "-n", "40", *TINY, cwd=tmp_path)
    assert done.returncode == 2
    assert "and none that -n asks for" in done.stderr
    assert not list((tmp_path / "media").rglob("*.*4"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_ctrl_c_gives_status_130_and_leaves_nothing(tmp_path):
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "render.py"), "render", f"{PLAIN}:Endless", *TINY],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert "endless: playing" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert list((tmp_path / "media" / "endless").iterdir()) == []


@pytest.mark.slow
def test_preview_opens_what_was_made(tmp_path):
    """``-p`` calls the system's opener with the file; here a stand-in on the path writes down what it is given."""
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    os.mkfifo(tmp_path / "opened.fifo")
    opener.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/opened.fifo"\n')
    opener.chmod(0o755)
    environment = {**os.environ, "PATH": f"{opener.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "render.py"), "render", f"{PLAIN}:Excerpted", *TINY, "-s", "-p"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    opened = (tmp_path / "opened.fifo").read_text().strip()
    assert opened == str(tmp_path / "media" / "excerpted" / "excerpted.png")


def test_still_and_sheet_write_pngs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    for arguments, path in (
        (["still", f"{PLAIN}:Sections", "--beat", "turn"], "media/sections/stills/turn.png"),
        (["still", f"{PLAIN}:Sections", "--at", "1.2"], "media/sections/stills/1.2s.png"),
        (["still", f"{PLAIN}:Sections"], "media/sections/sections.png"),
        (["still", f"{PLAIN}:Sections", "-o", "here/x.png"], "here/x.png"),
        (["sheet", f"{PLAIN}:Sections"], "media/sections/sections-sheet.png"),
    ):
        result = runner.invoke(render.main, [*arguments, *TINY])
        assert result.exit_code == 0, result.output
        assert result.output.strip() == path
        with Image.open(path) as image:
            assert image.width == 160 or arguments[0] == "sheet"


def test_numbers_of_a_scene_without_a_ledger():
    assert "keeps no ledger" in refused("numbers", f"{PLAIN}:Sections", *TINY)


def test_numbers_print_text_time_and_source(tmp_path):
    source = tmp_path / "counted.py"
    entry = {
        "text": "1,792",
        "function": "convmath.networks.counting.conv_parameters",
        "arguments": {
            "kernel": [3, 3],
            "image": {"function": "convmath.convolution.grids.grid", "arguments": {"text": "a"}, "trail": ""},
        },
        "trail": ".total",
        "value": 1792,
        "first": 0.0,
        "last": 0.2,
    }
    named = {"text": "V1", "name": "V1", "citation": "Hubel & Wiesel 1962", "first": 0.1, "last": 0.2}
    source.write_text(
        "from manim import *\nclass Counted(Scene):\n    def construct(self):\n        self.wait(0.2)\n"
        f"    def sidecar(self):\n        return {{'ledger': {[entry, named]!r}}}\n"
    )
    runner = CliRunner()
    printed = runner.invoke(render.main, ["numbers", f"{source}:Counted"]).output
    assert "counting.conv_parameters(kernel=[3, 3], image=grids.grid(text='a')).total" in printed
    assert "Hubel & Wiesel 1962" in printed
    assert json.loads(runner.invoke(render.main, ["numbers", f"{source}:Counted", "--json"]).output) == [entry, named]


def test_doctor_finds_everything_here(tmp_path):
    result = CliRunner().invoke(render.main, ["doctor", "--json", "--media_dir", str(tmp_path)])
    checks = {check["name"]: check for check in json.loads(result.output)}
    assert result.exit_code == 0, result.output
    assert checks["import manim"]["found"] == "works"
    assert checks["encoder libx264"]["good"]


def test_doctor_says_what_to_type(monkeypatch, tmp_path):
    from importlib import metadata

    from rendering.core import doctor

    def version(name: str) -> str:
        if name == "pycairo":
            raise metadata.PackageNotFoundError(name)
        return "13.0" if name == "pillow" else installed(name)

    installed = metadata.version
    monkeypatch.setattr(doctor.importlib.metadata, "version", version)
    result = CliRunner().invoke(render.main, ["doctor", "--media_dir", str(tmp_path)])
    assert result.exit_code == 1
    assert "BAD  pillow: 13.0" in result.output
    assert "BAD  pycairo: missing" in result.output
    assert "libcairo2-dev" in result.output


def test_clean_removes_what_was_rendered_and_nothing_else(tmp_path, monkeypatch):
    from rendering.jobs.production import produce

    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    jobs = command.plan(
        [f"{PLAIN}:Sections", f"{PLAIN}:Excerpted"],
        (),
        look=Look(size=(160, 90), rate=Fraction(10)),
        formats=(Format.MP4, Format.GIF),
        gif=GifOptions(),
        media_dir=Path("media"),
    )
    for job in jobs:
        produce(job, lambda *_: None)
    runner.invoke(render.main, ["still", f"{PLAIN}:Sections", "--beat", "turn", *TINY])
    mine = [Path("media/sections/notes.txt"), Path("media/sections/stills/mine.png"), Path("media/showcase/x.gif")]
    for path in mine:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"mine")
    Image.new("RGB", (2, 2)).save(mine[1])
    edited = Path("media/excerpted/excerpted.mp4")
    edited.write_bytes(b"edited by hand")
    before = {path for path in Path("media").rglob("*") if path.is_file()}
    said = runner.invoke(render.main, ["clean", "--dry-run"])
    assert {path for path in Path("media").rglob("*") if path.is_file()} == before
    assert "would be removed" in said.output
    said = runner.invoke(render.main, ["clean"])
    left = {path for path in Path("media").rglob("*") if path.is_file()}
    assert left == {*mine, edited, edited.with_suffix(".json")}
    assert "excerpted.mp4 has been changed" in said.output
