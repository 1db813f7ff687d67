"""A sidecar that is not, byte for byte, as it was written counts as none: named in one line, never believed."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction

import pytest
from click.testing import CliRunner

import render
from rendering.core.job import Format, Look, RenderJob
from rendering.core.targets import Target
from rendering.jobs.production import produce
from rendering.output import sidecar
from rendering.output.sealed_json import sealed, unsealed
from tests.paths import RENDER

SCENE = """
from manim import *

class Brief(Scene):
    def construct(self):
        self.add(Square())
        self.add_subcaption("A square.", duration=0.2)
        self.wait(0.2)

    def sidecar(self):
        return {"title": "A square", "size": "mine", "digest": "mine", "figure": [], "alt": "A square stands."}
"""


def job_in(folder):
    return RenderJob(
        target=Target(folder / "brief.py", "Brief", "brief"),
        folder=folder / "media" / "brief",
        look=Look(size=(64, 36), rate=Fraction(10)),
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a scene, and its video with captions and sidecar."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "brief.py").write_text(SCENE, "utf-8")
    produce(job_in(folder), lambda *_: None)
    return folder


@pytest.fixture
def job(made, tmp_path):
    """The job, whose files are as they were made."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return job_in(tmp_path)


def flipped(data, place):
    """Return bytes with the lowest bit of one of them flipped."""
    at = data.index(place)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def swapped(data, one, other):
    return data.replace(one, b"\0").replace(other, one).replace(b"\0", other)


TEXT_DAMAGES = {
    "a digit flipped": lambda data: flipped(data, b'0.2,\n "frames"'),
    "a letter of a key flipped": lambda data: flipped(data, b"companions"),
    "a letter of a text flipped": lambda data: flipped(data, b"A square stands"),
    "a letter of a version flipped": lambda data: flipped(data, json.loads(data)["versions"]["engine"].encode()),
    "a digit of a file's digest flipped": lambda data: flipped(
        data, json.loads(data)["outputs"]["mp4"]["sha256"].encode()
    ),
    "its own digest flipped": lambda data: flipped(data, json.loads(data)["digest"].encode()),
    "white space flipped": lambda data: flipped(data, b"\n "),
    "cut in half": lambda data: data[: len(data) // 2],
    "cut by a byte": lambda data: data[:-1],
    "cut by a line": lambda data: data[: data[:-3].rindex(b"\n")],
    "emptied": lambda _: b"",
    "zeros": lambda data: bytes(len(data)),
    "two numbers swapped": lambda data: swapped(data, b'"width": 64', b'"width": 36'),
    "a size raised": lambda data: data.replace(b'"frames": 2', b'"frames": 3'),
    "a key removed": lambda data: data.replace(b' "seed": 0,\n', b""),
    "a key twice": lambda data: data.replace(b' "seed": 0,\n', b' "seed": 1,\n "seed": 0,\n'),
    "a key added": lambda data: data.replace(b' "seed": 0,\n', b' "seed": 0,\n "more": 0,\n'),
    "keys in another order": lambda data: swapped(data, b' "frames": 2,\n', b' "duration": 0.2,\n'),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "in UTF-16": lambda data: data.decode().encode("utf-16"),
    "other ends of lines": lambda data: data.replace(b"\n", b"\r\n"),
    "not a number": lambda data: data.replace(b'"duration": 0.2', b'"duration": NaN'),
    "a number in other words": lambda data: data.replace(b'"duration": 0.2', b'"duration": 2e-1'),
    "a letter in other words": lambda data: data.replace(b"A square stands", b"\\u0041 square stands"),
    "5000 digits": lambda data: data.replace(b'"seed": 0', b'"seed": ' + b"1" * 5000),
    "a lone surrogate": lambda data: data.replace(b"A square stands", b"\\udc80 square stands"),
    "deeply nested": lambda _: b"[" * 100_000,
    "another document after it": lambda data: data + b"{}",
    "a list": lambda data: b"[" + data + b"]",
    "no longer UTF-8": lambda data: data.replace(b"A square stands", b"\xff square stands"),
}


def changed(*path, to):
    """Return what puts a value at a place of a sidecar's content, and seals it anew."""

    def change(data):
        content = unsealed(data)
        inner = content
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = to
        return sealed(content)

    return change


MP4 = ("outputs", "mp4")
WRONG_TYPES = {
    f"{'.'.join(path)} = {to!r}": changed(*path, to=to)
    for path, to in [
        (("schema",), 2),
        (("name",), None),
        (("scene",), None),
        (("scene",), ["brief.py", "Brief"]),
        (("scene", "file"), 3),
        (("scene", "class"), None),
        (("duration",), "long"),
        (("duration",), float("nan")),
        (("duration",), -1),
        (("frames",), 2.5),
        (("frame_rate",), 10),
        (("frame_rate",), "1/0"),
        (("frame_rate",), "1e99999999"),
        (("size",), [64]),
        (("seed",), "0"),
        (("beats",), None),
        (("beats",), [{"name": "a"}]),
        (("captions",), [3]),
        (("chapters",), []),
        (("versions",), {"python": 3}),
        (("outputs",), None),
        (("outputs",), []),
        (("outputs",), "mp4"),
        (MP4, None),
        (MP4, ["brief.mp4"]),
        ((*MP4, "file"), 3),
        ((*MP4, "file"), "../../brief.py"),
        ((*MP4, "sha256"), []),
        ((*MP4, "bytes"), "12"),
        ((*MP4, "bytes"), True),
        ((*MP4, "notes"), None),
        ((*MP4, "notes"), "none"),
        ((*MP4, "key"), {}),
        ((*MP4, "inputs"), ["brief.py"]),
        ((*MP4, "inputs"), {"../../brief.py": None}),
        ((*MP4, "more"), 1),
        (("companions",), ["brief.srt"]),
        (("companions",), {"brief.srt": 1}),
        (("companions",), {"../../brief.py": "0" * 64}),
        (("companions",), {"/brief.py": "0" * 64}),
        (("figure",), []),
        (("figure",), {"key": "0" * 64}),
    ]
}
DAMAGES = {**TEXT_DAMAGES, **WRONG_TYPES}


@pytest.fixture(
    params=[
        pytest.param(name, marks=[pytest.mark.exhaustive] * (number % 3 > 0)) for number, name in enumerate(DAMAGES)
    ]
)
def damaged(request, job):
    """The job, whose sidecar has been damaged in one of these ways."""
    path = job.beside(".json")
    data = path.read_bytes()
    path.write_bytes(DAMAGES[request.param](data))
    assert path.read_bytes() != data
    return job


def test_a_damaged_sidecar_is_named_and_everything_is_made_again(damaged):
    whole = job_files(damaged)
    assert sidecar.reusable(damaged, Format.MP4) is None
    assert list(sidecar.damage(damaged)) == ["brief.json is damaged, or not ours; everything is made again"]
    produce(damaged, lambda *_: None)
    assert sidecar.reusable(damaged, Format.MP4) is not None
    assert list(sidecar.damage(damaged)) == []
    again = job_files(damaged)
    assert {name for name in whole if whole[name] != again[name]} == {"brief.json"}


def test_clean_leaves_and_names_a_damaged_sidecar_and_what_it_lists(damaged):
    whole = job_files(damaged)
    for dry_run in ((), ("--dry-run",)):
        done = CliRunner().invoke(render.main, ["clean", "--media_dir", str(damaged.folder.parent), *dry_run])
        assert (done.exit_code, done.stdout) == (0, "")
        assert done.stderr.splitlines()[0] == (
            f"{damaged.beside('.json')} is damaged, or not ours: it stays, and so does what only it lists"
        )
        assert len(done.stderr.splitlines()) == 2
    assert job_files(damaged) == whole


def job_files(job):
    return {path.name: path.read_bytes() for path in sorted(job.folder.iterdir())}


def test_a_whole_sidecar_is_believed_and_cleaned(job):
    assert sidecar.reusable(job, Format.MP4) is not None
    assert list(sidecar.damage(job)) == []
    done = CliRunner().invoke(render.main, ["clean", "--media_dir", str(job.folder.parent)])
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 4)
    assert not job.folder.exists()


def test_what_a_scene_says_of_itself_does_not_replace_what_is_ours(job):
    content = sidecar.read(job)
    assert (content["title"], content["size"]) == ("A square", [64, 36])
    assert "figure" not in content


@pytest.mark.slow
def test_the_command_says_that_a_sidecar_is_damaged_and_mends_it(job):
    path = job.beside(".json")
    path.write_bytes(path.read_bytes()[:-1])
    line = ["render", f"{job.target.file}:Brief", "-r", "64,36", "--fps", "10", "--media_dir", str(job.folder.parent)]
    mended, kept = (
        subprocess.run([*RENDER, *line], capture_output=True, text=True, check=True, timeout=200) for _ in range(2)
    )
    assert "brief.json is damaged, or not ours; everything is made again" in mended.stderr
    assert "damaged" not in kept.stderr
    assert "kept" in kept.stderr


FOREIGN_RECORDS = {
    "no lines": b"\0\1\2",
    "a digest cut short": b"abc  brief.mp4\n",
    "a name that is not UTF-8": b"0" * 64 + b"  \xff\n",
    "half a line": b"0" * 64,
    "an empty line": b"\n",
}


@pytest.mark.parametrize("damage", FOREIGN_RECORDS)
def test_a_damaged_record_of_what_was_published_stays_and_is_named(job, damage):
    record = job.folder / ".published"
    record.write_bytes(FOREIGN_RECORDS[damage])
    done = CliRunner().invoke(render.main, ["clean", "--media_dir", str(job.folder.parent)])
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 4)
    assert f"{record} is damaged, or not ours" in done.stderr
    assert [path.name for path in job.folder.iterdir()] == [record.name]


def test_a_folder_where_a_record_belongs_is_no_record(job):
    (job.folder / ".published").mkdir()
    done = CliRunner().invoke(render.main, ["clean", "--media_dir", str(job.folder.parent)])
    assert (done.exit_code, len(done.stdout.splitlines())) == (0, 4)
