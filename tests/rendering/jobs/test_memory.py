"""A longer scene takes no more memory: neither frames nor packets pile up in any process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.paths import ROOT

SIZE, RATE = (640, 360), 30
SCENE = """
from manim import *

class Long(Scene):
    def construct(self):
        square = Square(fill_opacity=1)
        for number in range({plays}):
            self.play(square.animate.rotate(1 + number / 100), run_time=1)
            self.wait(0.5)
"""
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Prints the memory of whichever process had the most, in KiB (in bytes on macOS)."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no resource module")


def most_memory(folder, plays):
    """Return the bytes of memory that the largest process had while a scene of so many plays was rendered."""
    source = folder / f"long{plays}.py"
    source.write_text(SCENE.format(plays=plays), "utf-8")
    command = [sys.executable, "render.py", "render", f"{source}:Long", "-r", "{},{}".format(*SIZE), "--fps", str(RATE)]
    measured = [sys.executable, "-c", MEASURED, *command, "--media_dir", folder / f"media{plays}"]
    done = subprocess.run(measured, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.exhaustive
def test_memory_stays_flat_as_a_scene_gets_longer(tmp_path):
    short, long = most_memory(tmp_path, 5), most_memory(tmp_path, 60)
    frames = 55 * RATE * SIZE[0] * SIZE[1] * 4
    assert long - short < frames / 100
