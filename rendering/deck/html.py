"""A deck as a page that opens from disk and asks no network for anything: reveal.js, and what plays the beats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template

from rendering.deck.beat_files import BEATS_FOLDER, FILM, FIRST, LAST
from rendering.deck.slides import DeckScene, Slide
from rendering.figures.escaping import html_text
from rendering.output.png import SOFTWARE

_FILES = Path(__file__).with_name("page")
REVEAL_FOLDER = "reveal"


def html_deck(
    title: str, scenes: Sequence[DeckScene], colours: Mapping[str, str], sounding: frozenset[str] = frozenset()
) -> str:
    """Return the page.

    Parameters
    ----------
    title
        The deck's title.
    scenes
        Its scenes; each is a column of slides in the overview.
    colours
        The background of each slide, by the name of its files: what is seen where a screen is wider than a picture.
    sounding
        The names of the files of slides that have sound.
    """
    width, height = scenes[0].part.content["size"]
    page = Template((_FILES / "deck.html").read_text(encoding="utf-8"))
    return page.substitute(
        software=SOFTWARE,
        language=html_text(scenes[0].slides[0].language),
        title=html_text(title),
        width=width,
        height=height,
        reveal=REVEAL_FOLDER,
        styles=(_FILES / "deck.css").read_text(encoding="utf-8"),
        slides="\n".join(line for scene in scenes for line in _scene(scene, colours, sounding)),
        script=(_FILES / "deck.js").read_text(encoding="utf-8").rstrip(),
    )


def _scene(scene: DeckScene, colours: Mapping[str, str], sounding: frozenset[str]) -> Iterator[str]:
    yield f'<section aria-label="{html_text(scene.part.title)}">'
    for slide in scene.slides:
        yield from _slide(slide, colours[slide.files], sounds=slide.files in sounding)
    yield "</section>"


def _slide(slide: Slide, colour: str, *, sounds: bool) -> Iterator[str]:
    stem = html_text(f"{BEATS_FOLDER}/{slide.files}")
    kinds = " ".join(
        name
        for name, holds in (("data-loops", slide.loops), ("data-waits", slide.waits), ("data-sounds", sounds))
        if holds
    )
    label = html_text(f"{slide.scene_title}: {slide.title}" if slide.title != slide.scene_title else slide.title)
    yield (
        f'<section id="{html_text(slide.name)}" lang="{html_text(slide.language)}" aria-label="{label}"'
        f' data-background-color="{colour}" {kinds}>'.replace(" >", ">")
    )
    yield f'<div class="picture" role="img" aria-label="{html_text(slide.alt)}">'
    yield f'<video data-src="{stem}{FILM}" preload="auto" playsinline data-ignore{"" if sounds else " muted"}></video>'
    for kind, ending in (("first", FIRST), ("last", LAST)):
        yield f'<img class="{kind}" data-src="{stem}{ending}" alt="" decoding="sync">'
    yield "</div>"
    yield '<aside class="notes">'
    yield f"<h3>{label}</h3>"
    yield from (f"<p>{html_text(line)}</p>" for line in slide.notes)
    if slide.waits:
        yield "<p><em>The audience thinks: the deck waits until you go on.</em></p>"
    yield "</aside>"
    yield "</section>"
