"""The magic ``%%render`` for notebooks: what the command ``render`` makes of a cell, shown below it.

``%load_ext rendering.jobs.notebook`` once; then a cell such as::

    %%render -qm CountingDots
    class CountingDots(Scene):
        def construct(self): ...

The cell is rendered as a file of its own, so it holds all that the scene needs; where it imports nothing of Manim,
``from manim import *`` is put before it. What is up to date is kept. ``%%manim`` is Manim's own, and plays in the
notebook.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from rendering.core.environment import ROOT
from rendering.core.settings import media_folder

CELLS = "notebook"
"""The folder below that of all output in which cells are kept as files."""
_IMPORTS_MANIM = re.compile(r"^\s*(from|import)\s+manim\b", re.MULTILINE)
_WIDTH = 'controls loop style="max-width: 60%;"'


def render_cell(line: str, cell: str) -> None:
    """Render a cell with the options of the command ``render`` and, last, the class where it holds several scenes.

    Raises
    ------
    UsageError
        If the command or the scene fails; the message is the command's.
    """
    from IPython.core.error import UsageError

    words = shlex.split(line)
    name = words.pop() if words and re.fullmatch(r"[A-Za-z_]\w*", words[-1]) and not _is_value(words) else ""
    path = media_folder() / CELLS / f"{name or 'cell'}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    before = "" if _IMPORTS_MANIM.search(cell) else "from manim import *\n"
    path.write_text(before + cell, encoding="utf-8")
    scene = f"{path}:{name}" if name else str(path)
    command = [sys.executable, str(ROOT / "render.py"), "render", scene, "--json", *words]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if ended.stderr.strip() and not ended.stdout:
        raise UsageError(ended.stderr.strip().removeprefix("error: "))
    sys.stderr.write(ended.stderr)
    for outcome in json.loads(ended.stdout):
        if outcome["error"]:
            raise UsageError(outcome["error"])
        for file in outcome["files"]:
            _show(Path(file["file"]))


def _is_value(words: list[str]) -> bool:
    """Return whether the last word is the value of an option before it."""
    return len(words) > 1 and words[-2].startswith("-") and words[-2] in _TAKE_VALUES


_TAKE_VALUES = frozenset(
    {
        *("-q", "--quality", "-r", "--resolution", "--fps", "--frame_rate", "--seed", "-n", "--from_animation_number"),
        *(
            "--set",
            "--params",
            "--theme",
            "--env",
            "--voice",
            "--on",
            "--store",
            "--media_dir",
            "--format",
            "-o",
            "--output_file",
            "-0",
            "--zero_pad",
        ),
        *("--video-codec", "--loop", "--max-bytes", "-j", "--jobs"),
    }
)
"""The options of ``render`` after which a value stands."""


def _show(path: Path) -> None:
    """Display a file below the cell, and within the notebook, so that it stays when that is moved."""
    from IPython.display import Image, Video, display

    if path.suffix in {".mp4", ".webm", ".mov"}:
        display(Video(str(path), embed=True, html_attributes=_WIDTH))
    else:
        display(Image(filename=str(path)))


def load_ipython_extension(shell: Any) -> None:
    """Register the magic, as ``%load_ext`` asks."""
    shell.register_magic_function(render_cell, "cell", "render")
