"""The deck as manim-slides reads it: ``slides/<Scene>.json``, for ``manim-slides present`` and ``convert``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from rendering.deck.beat_files import BEATS_FOLDER, FILM
from rendering.deck.slides import DeckScene

SLIDES_FOLDER = "slides"


def manim_slides_files(scenes: Sequence[DeckScene], colours: Mapping[str, str]) -> dict[str, str]:
    """Return the text of each scene's file by its name, paths in it relative to the folder above that of the files.

    A class that is in the deck more than once gets a number after its name. Playing backwards shows the film itself, as
    under ``skip_reversing``: no reversed one is made.
    """
    files: dict[str, str] = {}
    for scene in scenes:
        name = str(scene.part.content["scene"]["class"])
        again = sum(1 for other in files if other.rpartition("-")[0] == name or other == f"{name}.json")
        slides = [
            {
                "file": f"{BEATS_FOLDER}/{slide.files}{FILM}",
                "rev_file": f"{BEATS_FOLDER}/{slide.files}{FILM}",
                "loop": slide.loops,
                "auto_next": False,
                "notes": "\n\n".join(slide.notes),
                "dedent_notes": False,
            }
            for slide in scene.slides
        ]
        content = {
            "slides": slides,
            "resolution": list(scene.part.content["size"]),
            "background_color": colours[scene.slides[0].files],
        }
        stem = f"{name}-{again + 1}" if again else name
        files[f"{stem}.json"] = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    return files
