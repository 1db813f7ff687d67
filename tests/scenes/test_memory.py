"""No picture and no parameter that a scene accepts, or refuses, takes more than a gigabyte of memory."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from PIL import Image

from tests.convmath.images.test_photographs import png
from tests.paths import ROOT

GIGABYTE = 10**9
PEAK = """
import pathlib, re, resource, sys

def most_memory():
    # Linux's ru_maxrss begins with that of the process which started this one.
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        return 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
"""
READ = """
import sys, tomllib
from rendering.core.targets import resolve
from rendering.playback.loading import scene_class_of
import render

for line in sys.stdin:
    scene, file = line.rstrip().split("\\t")
    model = scene_class_of(resolve(scene, render.known_scenes())).Parameters
    try:
        parameters = model.read(tomllib.load(open(file, "rb")))
        for name in ("traced_image", "traced_photograph", "traced_kernel", "traced_output"):
            getattr(parameters, name, lambda: None)()
        said = "accepted"
    except ValueError as error:
        said = str(error)
    print(most_memory(), said[:400])
"""
"""Does what scenes do with their parameters before they draw, with Manim loaded, and prints the most memory so far."""


def encoded(size, format_, mode="RGB", **options):
    stream = io.BytesIO()
    Image.new(mode, size, 90).save(stream, format_, **options)
    return stream.getvalue()


PICTURES = {
    "grey": lambda: png(7071, 7070, 8, 0, 1),
    "colour and alpha": lambda: png(7071, 7070, 8, 6, 4),
    "16 bits, colour and alpha": lambda: png(7071, 7070, 16, 6, 4),
    "a long strip": lambda: png(65_535, 762, 8, 6, 4),
    "a longer strip of 16 bits": lambda: png(65_535, 127, 16, 6, 4),
    "a turned JPEG": lambda: encoded((7071, 7070), "JPEG", exif=turned()),
    "a progressive JPEG": lambda: encoded((7071, 7070), "JPEG", progressive=True),
    "a WebP": lambda: encoded((5744, 5744), "WEBP", "RGBA", lossless=True, method=0),
    "one line": lambda: png(50_000_000, 1, 8, 0, 1),
}
TEXTS = {
    ("kernel-sliding", "padding"): "padding = 6000",
    ("kernel-sliding", "a padding beyond all memory"): "padding = 1000000000000000000",
    ("kernel-sliding", "a kernel of a million numbers"): f"kernel = '{'1 ' * 1_000_000}'",
    ("kernel-sliding", "a kernel in a million cells"): f"kernel = [[{'1,' * 1_000_000}]]",
    ("kernel-sliding", "an image of a million numbers"): f"image = '{'1 ' * 1_000_000}'",
    ("kernel-sliding", "a long word"): f"kernel = '{'sobel' * 200_000}'",
    ("kernel-sliding", "the most"): "image = 'camera'\nsize = 9\nkernel = 'gaussian'\npadding = 'same'\ndilation = 1",
    ("receptive-field-growth", "a million layers"): f"layers = '{'3,' * 1_000_000}3'",
    ("receptive-field-growth", "vast layers"): "layers = '9999s9999d9999, 9999s9999d9999, 9999s9999d9999'",
    ("receptive-field-growth", "the most"): "layers = '3, 3, 3, 3'\ninput_size = 17",
    ("fc-explosion", "the most"): "hidden = 10000\nchannels = 512\nkernel = 11",
    ("fc-explosion", "more units"): "hidden = 1000000000000000000",
    ("visual-cortex", "the most"): "wavelength = 30\nbar_width = 22.5",
    ("sobel-edge", "the most"): "image = 'camera'\nphotograph = 'astronaut'",
    ("sobel-edge", "a long path"): f"image = '{'a/' * 500_000}'",
}


def turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """For each picture and each text by name: the most memory that was taken until it was read, and what was said."""
    folder = tmp_path_factory.mktemp("measured")
    rows = dict(TEXTS)
    for number, (kind, made) in enumerate(PICTURES.items()):
        picture = folder / f"{number}"
        picture.write_bytes(made())
        rows["sobel-edge", kind] = f"image = '{picture}'"
    lines = []
    for number, ((scene, _), toml) in enumerate(rows.items()):
        file = folder / f"{number}.toml"
        file.write_text(toml, "utf-8")
        lines.append(f"{scene}\t{file}\n")
    command = [sys.executable, "-c", PEAK + READ]
    done = subprocess.run(command, cwd=ROOT, input="".join(lines), capture_output=True, text=True, check=True)
    found = (line.split(" ", 1) for line in done.stdout.splitlines())
    return {row: (int(memory), said) for row, (memory, said) in zip(rows, found, strict=True)}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_takes_less_than_a_gigabyte(kind, measured):
    memory, said = measured["sobel-edge", kind]
    assert memory < GIGABYTE
    refused = kind in {"a long strip", "a longer strip of 16 bits", "one line"}
    assert said.startswith("parameter 'image' was" if refused else "accepted")


@pytest.mark.parametrize(("scene", "kind"), TEXTS)
def test_parameters_take_less_than_a_gigabyte(scene, kind, measured):
    memory, said = measured[scene, kind]
    assert memory < GIGABYTE
    assert said.startswith("accepted" if kind == "the most" else "parameter")
    assert len(said) < 300, "what was given is not said over again"


def test_the_bound_covers_the_command_itself(tmp_path):
    """A still of the largest picture, from the command line to the file, is held to the bound by the system."""
    path = tmp_path / "picture.png"
    path.write_bytes(PICTURES["colour and alpha"]())
    line = ["still", "kernel-sliding", "--set", f"image={path}", "-r", "64,36", "--fps", "2", "--media_dir", tmp_path]
    measured = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=sys.stderr)\n"
    measured += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = [sys.executable, "-c", measured, sys.executable, "render.py", *line]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) * (1 if sys.platform == "darwin" else 1024) < GIGABYTE
