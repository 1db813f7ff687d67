"""Manim's own command, which also notes each frame that goes into a video, by a SHA-256, with how often it is shown.

``python -P noting_manim.py NOTES [what manim takes]``. Of this project it loads nothing but the scene's file.
"""

import atexit
import hashlib
import json
import sys
from pathlib import Path

from manim.__main__ import main
from manim.scene.scene_file_writer import SceneFileWriter

notes, *arguments = sys.argv[1:]
runs = []
write_frame = SceneFileWriter.write_frame


def note(writer, pixels, *, repeat=1):
    if writer._current_encode_job is not None:
        digest = hashlib.sha256(repr(pixels.shape).encode())
        digest.update(pixels.data)
        runs.append((digest.hexdigest(), repeat))
    write_frame(writer, pixels, repeat=repeat)


SceneFileWriter.write_frame = note
atexit.register(lambda: Path(notes).write_text(json.dumps(runs), encoding="utf-8"))
main(arguments, prog_name="manim")
