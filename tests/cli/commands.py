"""Run our commands as their users do, over one small scene, and look at what they leave."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.paths import RENDER
from tests.processes import processes_of, wait_until

TINY = ("-r", "160,90", "--fps", "10")
SCENE = """
import os, signal, subprocess, sys, threading, time
from pathlib import Path
from manim import *

{module}

class Tried(Scene):
    def construct(self):
        self.play(FadeIn(Square()), run_time=0.3)
        {construct}
        self.wait(0.2)
"""
COMMANDS = {
    "render": ("render", "{scene}", *TINY, "--media_dir", "media"),
    "still": ("still", "{scene}", *TINY, "--media_dir", "media"),
    "vector": ("still", "{scene}", *TINY, "--media_dir", "media", "--format", "svg"),
    "sheet": ("sheet", "{scene}", *TINY, "--media_dir", "media"),
    "filmstrip": ("filmstrip", "{scene}", *TINY, "--media_dir", "media"),
    "figures": ("figures", "{scene}", "--width", "160", "--alt", "x", "--formats", "png,mp4", "--media_dir", "media"),
    "numbers": ("numbers", "{scene}", *TINY),
    "check": ("check", "{scene}", *TINY),
    "identity": ("identity", "{scene}", *TINY),
}
"""The arguments of each command that plays a scene."""


@dataclass
class Place:
    """A folder with a scene in it, and a folder of temporary files of its own.

    Parameters
    ----------
    folder
        The folder.
    """

    folder: Path
    marker: str = field(init=False)

    def __post_init__(self) -> None:
        self.temporary.mkdir(parents=True, exist_ok=True)
        self.marker = f"PLACE={self.folder}"

    @property
    def temporary(self) -> Path:
        """Where commands write their temporary files."""
        return self.folder / "temporary"

    def write(self, *, module: str = "", construct: str = "", name: str = "tried") -> None:
        """Write the scene, with lines of its module and of its ``construct``."""
        text = SCENE.format(module=module, construct=construct.replace("\n", "\n        "))
        (self.folder / f"{name}.py").write_text(text, encoding="utf-8")

    def start(self, command: str, *more: str, name: str = "tried", **options) -> subprocess.Popen:
        """Start a command; all that it starts can be found by its environment."""
        words = [word.format(scene=f"{name}.py:Tried") for word in COMMANDS[command]]
        environment = {**os.environ, "TMPDIR": str(self.temporary), "PLACE": str(self.folder)}
        return subprocess.Popen([*RENDER, *words, *more], cwd=self.folder, env=environment, **options)

    def run(self, command: str, *more: str, **options) -> tuple[int, str, str]:
        """Run a command to its end; return its status and what it has printed to both streams."""
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with self.start(command, *more, **{**streams, **options}) as process:
            printed, noted = process.communicate(timeout=120)
        return process.returncode, printed or "", noted or ""

    @property
    def media(self) -> list[str]:
        """The files in the folder of all output, but for the store of segments."""
        found = [path.relative_to(self.folder / "media") for path in (self.folder / "media").rglob("*")]
        return sorted(map(str, (path for path in found if path.parts[0] != ".segments")))

    def left(self) -> list[str]:
        """What is left unfinished: temporary files, hidden files, and processes, for whose end there is a minute."""
        wait_until(lambda: not processes_of(self.marker), lambda: processes_of(self.marker))
        hidden = [str(path) for path in (self.folder / "media").rglob(".*") if path.suffix in {".part", ".lock"}]
        hidden += [str(path) for path in (self.folder / "media").rglob(".*.part*")]
        return sorted({*hidden, *(path.name for path in self.temporary.iterdir())})
