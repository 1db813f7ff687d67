"""A deck for PowerPoint and LibreOffice: a slide a beat; its film starts by itself."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template
from typing import Any

from rendering.core.errors import UserError
from rendering.deck.beat_files import FILM, FIRST
from rendering.deck.reveal import INSTALL
from rendering.deck.slides import DeckScene, Slide

HEIGHT = 6_858_000
"""Height of a slide in English Metric Units: 7.5 inches, as PowerPoint has it."""
MOST = 51_206_400
"""The largest side that PowerPoint takes."""
_TIMING = Path(__file__).with_name("page") / "timing.xml"
"""A film that starts with its slide, as PowerPoint itself writes it."""


def write_powerpoint(title: str, scenes: Sequence[DeckScene], beats: Path, path: Path) -> None:
    """Write the deck.

    Parameters
    ----------
    title
        The deck's title.
    scenes
        Its scenes.
    beats
        The folder with the films and pictures of its slides.
    path
        The file.

    Raises
    ------
    UserError
        If python-pptx is not installed.
    """
    module = _module()
    columns, rows = scenes[0].part.content["size"]
    deck = module.Presentation()
    deck.slide_height = round(min(HEIGHT, MOST * rows / columns))
    deck.slide_width = round(deck.slide_height * columns / rows)
    deck.core_properties.title = title
    deck.core_properties.author = ""
    deck.core_properties.language = scenes[0].slides[0].language
    layout = deck.slide_layouts.get_by_name("Title Only")
    for each in (deck.slide_master, layout):  # made for slides of another width
        for shape in each.placeholders:
            _cover(shape, deck)
    for scene in scenes:
        for slide in scene.slides:
            _add_slide(deck, layout, scene, slide, beats)
    deck.save(path)
    _repack(path)


def check_powerpoint() -> None:
    """Raise `UserError` unless python-pptx is installed."""
    _module()


def _module() -> Any:
    try:
        import pptx
    except ImportError as error:
        message = f"a deck in PPTX needs python-pptx, which is not installed: {INSTALL}, or leave pptx out"
        raise UserError(message) from error
    return pptx


def _cover(shape: Any, deck: Any) -> None:
    shape.left, shape.top, shape.width, shape.height = 0, 0, deck.slide_width, deck.slide_height


def _add_slide(deck: Any, layout: Any, scene: DeckScene, slide: Slide, beats: Path) -> None:
    page = deck.slides.add_slide(layout)
    page.background.fill.solid()
    page.background.fill.fore_color.rgb = _module().dml.color.RGBColor(0, 0, 0)
    title = page.shapes.title
    title.text = slide.title if slide.title == slide.scene_title else f"{slide.scene_title}: {slide.title}"
    _cover(title, deck)  # the film lies on it: it is for the outline, and for who hears the slides
    size = (deck.slide_width, deck.slide_height)
    picture = str(beats / f"{slide.files}{FIRST}")
    film = page.shapes.add_movie(
        str(beats / f"{slide.files}{FILM}"), 0, 0, *size, poster_frame_image=picture, mime_type="video/mp4"
    )
    named = film._element.nvPicPr.cNvPr  # noqa: SLF001 -- python-pptx sets no alternative text itself
    named.set("descr", slide.alt)
    named.set("name", slide.title)
    _start_by_itself(page, film.shape_id, scene, slide)
    page.notes_slide.notes_text_frame.text = "\n".join(slide.notes)


def _start_by_itself(page: Any, shape: int, scene: DeckScene, slide: Slide) -> None:
    milliseconds = round((slide.beat.stop - slide.beat.first) / scene.part.rate * 1000)
    repeat = ' repeatCount="indefinite"' if slide.loops else ""
    text = Template(_TIMING.read_text(encoding="utf-8")).substitute(duration=milliseconds, shape=shape, repeat=repeat)
    timing = _module().oxml.parse_xml(text)
    root = page._element  # noqa: SLF001 -- nor does it know timing
    for before in root.findall(timing.tag):
        root.remove(before)
    root.append(timing)


def _repack(path: Path) -> None:
    """Write the archive anew, without the time of day, and without deflating what is compressed already."""
    entries = list(_entries(path))
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries:
            method = zipfile.ZIP_STORED if name.endswith((".mp4", ".png")) else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, compress_type=method)


def _entries(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)
