"""The vector pages of a deck as one PDF, and the handout: pictures, notes, and links to times; both set by Typst."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst

from rendering.deck.beat_files import BEATS_FOLDER, PAGE
from rendering.deck.slides import DeckScene, Slide
from rendering.lecture.transcript import moment

_TEMPLATES = Path(__file__).with_name("page")


def slides_pdf(title: str, scenes: Sequence[DeckScene], folder: Path, colours: Mapping[str, str]) -> bytes:
    """Return a PDF of one vector page for each slide, with bookmarks.

    Parameters
    ----------
    title
        The deck's title.
    scenes
        Its scenes.
    folder
        Its folder, in which the vector pages are.
    colours
        The background of each slide, by the name of its files.
    """
    width, height = scenes[0].part.content["size"]
    content = _described(scenes)
    for described, scene in zip(content, scenes, strict=True):
        for entry, slide in zip(described["slides"], scene.slides, strict=True):
            entry["colour"] = colours[slide.files]
    return _set("slides", {"title": title, "ratio": height / width, "scenes": content}, folder)


def handout_pdf(title: str, scenes: Sequence[DeckScene], folder: Path, *, film: str) -> bytes:
    """Return a handout: each slide beside its notes, with a link to where it begins.

    Parameters
    ----------
    title, scenes, folder
        As for `slides_pdf`.
    film
        The address of the lecture's film; where it is empty, links lead to the films of the scenes on this machine.
    """
    content = _described(scenes)
    for described, scene in zip(content, scenes, strict=True):
        for entry, slide in zip(described["slides"], scene.slides, strict=True):
            entry["link"], entry["when"] = _link(scene, slide, folder, film)
    return _set("handout", {"title": title, "scenes": content}, folder)


def link_to(film: str, seconds: float) -> str:
    """Return the address of a moment of a film.

    Examples
    --------
    >>> link_to("https://youtu.be/abc", 75.9), link_to("https://www.youtube.com/watch?v=abc", 75.9)
    ('https://youtu.be/abc?t=75', 'https://www.youtube.com/watch?v=abc&t=75')
    >>> link_to("https://example.org/x.mp4", 75.9)
    'https://example.org/x.mp4#t=75.90'
    """
    if "youtu.be/" in film or "youtube.com/" in film:
        return f"{film}{'&' if '?' in film else '?'}t={int(seconds)}"
    return f"{film}#t={seconds:.2f}"


def _link(scene: DeckScene, slide: Slide, folder: Path, film: str) -> tuple[str, str]:
    """Return the address of where a slide's beat begins, and the text of the link."""
    if film:
        return link_to(film, slide.at), moment(slide.at)
    own, seconds = scene.part.film, slide.beat.start_seconds(scene.part.rate)
    way = Path(*[".."] * len(folder.relative_to(own.parent.parent).parts), own.parent.name, own.name)
    return link_to(way.as_posix(), seconds), f"{own.name} {moment(seconds)}"


def _described(scenes: Sequence[DeckScene]) -> list[dict[str, Any]]:
    """Return what the templates are told of each scene; title cards are headings of those after them."""
    has_cards = any(scene.part.card is not None for scene in scenes)
    return [_scene(scene, 2 if has_cards and scene.part.card is None else 1) for scene in scenes]


def _scene(scene: DeckScene, level: int) -> dict[str, Any]:
    slides = [
        {
            "page": f"{BEATS_FOLDER}/{slide.files}{PAGE}",
            "title": slide.title,
            "alt": slide.alt,
            "language": slide.language.partition("-")[0],
            "notes": list(slide.notes),
        }
        for slide in scene.slides
    ]
    return {"title": scene.part.title, "level": level, "card": scene.part.card is not None, "slides": slides}


def _set(template: str, content: dict[str, Any], folder: Path) -> bytes:
    source = (_TEMPLATES / f"{template}.typ").read_bytes()
    compiler = typst.Compiler(root=folder, ignore_system_fonts=True)
    made = compiler.compile(source, format="pdf", sys_inputs={"deck": json.dumps(content)}, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("Typst returned several files instead of one")
    return made
