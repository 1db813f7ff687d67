"""The command ``deck``: render the scenes of a lecture, cut their films into beats, and write the decks of them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

import click
from PIL import Image
from rich.console import Console

from rendering.core.console import console_for, shown_path
from rendering.core.job import Voice
from rendering.core.targets import Target, resolve
from rendering.deck.beat_files import BEATS_FOLDER, LAST, index_of, superseded_beats, write_beats
from rendering.deck.html import REVEAL_FOLDER, html_deck
from rendering.deck.manim_slides import SLIDES_FOLDER, manim_slides_files
from rendering.deck.pages import handout_pdf, slides_pdf
from rendering.deck.powerpoint import check_powerpoint, write_powerpoint
from rendering.deck.reveal import reveal_files
from rendering.deck.slides import DeckScene, Slide, deck_of
from rendering.jobs.progress import exit_status
from rendering.lecture.command import INCOMPLETE, PlannedPart, lay_out, planned_parts, render_parts, without
from rendering.lecture.lecture_file import Entry, Lecture, read_lecture
from rendering.lecture.timeline import Part
from rendering.output import sealed_json
from rendering.output.freshness import sha256, unchanged, versions
from rendering.output.publication import Publication, check_output

DECK_FOLDER = "deck"
SCHEMA = "convolutions-in-motion/deck/1"
SIDECAR = "deck.json"
LONGEST_STEM = 80
"""Characters of a deck's name."""


@dataclass(frozen=True, kw_only=True)
class DeckPlan:
    """A deck to be made.

    Parameters
    ----------
    file
        The lecture file, or what stands for it in messages.
    title
        Its title; where it is empty, the scenes' own titles make one.
    parts
        Its scenes.
    folder
        Its folder.
    formats
        What is written, of ``html``, ``pptx`` and ``pdf``.
    handout
        Whether a handout is written as well.
    film
        The address of the lecture's film, for the handout's links.
    """

    file: Path
    title: str
    parts: Sequence[PlannedPart]
    folder: Path
    formats: tuple[str, ...]
    handout: bool
    film: str


def plan(
    names: Sequence[str],
    known: Sequence[Target],
    *,
    card: Target,
    chapter: Path,
    media_dir: Path,
    formats: tuple[str, ...],
    handout: bool,
    film: str,
    size: tuple[int, int] | None = None,
    rate: Fraction | None = None,
    theme: str | None = None,
    voice: Voice | None = None,
) -> DeckPlan:
    """Return what is to be made of a lecture file, or of scenes one after another.

    Parameters
    ----------
    names
        A lecture file, scenes, or nothing for the whole chapter.
    known
        The scenes that can be given by name.
    card
        The scene that shows a title card.
    chapter
        The lecture file of the whole chapter.
    media_dir
        The folder of all output.
    formats, handout, film
        See `DeckPlan`.
    size, rate, theme
        What overrides the lecture file's.
    voice
        Who speaks the scenes' narration; ``None`` for nobody.

    Raises
    ------
    UserError
        If a scene or the file is none, what a format needs is not installed, or the files cannot be written.
    """
    if "html" in formats:
        reveal_files()
    if "pptx" in formats:
        check_powerpoint()
    title = ""
    if len(names) <= 1 and (not names or names[0].endswith(".toml")):
        file, stem = (Path(names[0]), Path(names[0]).stem) if names else (chapter, "chapter")
        lecture = read_lecture(file)
        title = lecture.title
    else:
        targets = [resolve(name, known) for name in names]
        file, stem = Path("command line"), _stem([target.name for target in targets])
        lecture = Lecture(title=stem, scenes=[Entry(scene=name) for name in names])
    folder = media_dir.absolute() / DECK_FOLDER / stem
    check_output(folder / SIDECAR)
    parts = planned_parts(
        lecture, file, known, card=card, media_dir=media_dir, size=size, rate=rate, theme=theme, voice=voice
    )
    return DeckPlan(
        file=file, title=title, parts=parts, folder=folder, formats=formats, handout=handout, film=film.strip()
    )


def _stem(names: Sequence[str]) -> str:
    """Return the name of a deck of some scenes, which no deck of others has.

    Examples
    --------
    >>> _stem(["kernel-sliding", "channels"])
    'kernel-sliding+channels'
    """
    stem = "+".join(names)
    return stem if len(stem) <= LONGEST_STEM else f"{names[0][:60]}+{hashlib.sha256(stem.encode()).hexdigest()[:8]}"


def run(planned: DeckPlan, *, workers: int, force: bool) -> int:
    """Render the scenes, write the decks, say what was made, and return the exit status.

    Where scenes failed, they are named, and the deck of the others is called ``-incomplete``.

    Raises
    ------
    UserError
        If sizes or rates differ, or a beat that is to be left out is none; what was rendered is kept.
    """
    console = console_for(sys.stderr)
    outcomes, rendered = render_parts(planned.parts, planned.file, console, workers=workers, force=force)
    failed = len(rendered) < len(planned.parts)
    parts = lay_out(rendered, planned.file)
    if failed and all(part.card is not None for part in parts):
        return exit_status(outcomes)
    name = planned.folder.name
    folder = planned.folder.with_name(name + INCOMPLETE) if failed else planned.folder
    written = _write(planned, deck_of(rendered, parts), folder, planned.title or _title(parts), console)
    lacks = without(planned.parts, rendered)
    for path in written:
        click.echo(shown_path(path))
    if lacks:
        console.print(f"the deck is{lacks}".replace("is,", "is"), markup=False, highlight=False)
    return 1 if failed else 0


def _title(parts: Sequence[Part]) -> str:
    more = f" and {len(parts) - 1} more" if len(parts) > 1 else ""
    return f"{parts[0].title}{more}"


def _write(planned: DeckPlan, scenes: Sequence[DeckScene], folder: Path, title: str, console: Console) -> list[Path]:
    """Write the files of every scene, then what is made of them, each time only what is not up to date."""
    beats = folder / BEATS_FOLDER
    pages = "pdf" in planned.formats or planned.handout
    earlier = sealed_json.read(folder / SIDECAR, SCHEMA)
    digests: dict[str, str] = {}
    sounding: set[str] = set()
    for scene, slides in _by_film(scenes):
        files = write_beats(scene, slides, beats, pages=pages)
        digests |= files.digests
        sounding |= set() if files.silent else {slide.files for slide in slides}
        console.print(f"{scene.planned.job.target.name}: {_told(files.made, slides)}", markup=False, highlight=False)
    content = _content(planned, scenes, folder, title, digests)
    finals = [folder / name for name in _names(planned, folder.name)]
    if earlier.get("key") == content["key"] and unchanged(earlier["outputs"], folder):
        return finals
    colours = {slide.files: _colour(beats / f"{slide.files}{LAST}") for scene in scenes for slide in scene.slides}
    with Publication(record=True) as publication:
        hidden: dict[str, Path] = {}

        def stage(name: str) -> Path:
            hidden[name] = publication.stage(folder / name)
            return hidden[name]

        if "html" in planned.formats:
            for name, source in reveal_files().items():
                stage(f"{REVEAL_FOLDER}/{name}").write_bytes(source.read_bytes())
            stage("index.html").write_text(html_deck(title, scenes, colours, frozenset(sounding)), encoding="utf-8")
        if "pptx" in planned.formats:
            write_powerpoint(title, scenes, beats, stage(f"{folder.name}.pptx"))
        if "pdf" in planned.formats:
            stage(f"{folder.name}.pdf").write_bytes(slides_pdf(title, scenes, folder, colours))
        if planned.handout:
            handout = handout_pdf(title, scenes, folder, film=planned.film)
            stage(f"{folder.name}-handout.pdf").write_bytes(handout)
        for name, text in manim_slides_files(scenes, colours).items():
            stage(f"{SLIDES_FOLDER}/{name}").write_text(text, encoding="utf-8")
        content["outputs"] = {name: sha256(path) for name, path in hidden.items()}
        for name, digest in earlier.get("outputs", {}).items():
            publication.supersede(folder / name, digest)
        for path, digest in superseded_beats(earlier, scenes, beats).items():
            publication.supersede(path, digest)
        sealed_json.write(publication.stage(folder / SIDECAR), content)
    return finals


def _by_film(scenes: Sequence[DeckScene]) -> Iterator[tuple[DeckScene, list[Slide]]]:
    """Yield the first scene of each film, and the slides that are made of that film, one for each beat."""
    for film in dict.fromkeys(scene.part.film for scene in scenes):
        same = [scene for scene in scenes if scene.part.film == film]
        slides = chain.from_iterable(scene.slides for scene in same)
        yield same[0], list({slide.files: slide for slide in slides}.values())


def _told(made: Sequence[str], slides: Sequence[Slide]) -> str:
    changed = sum(1 for slide in slides if any(name.rpartition(".")[0].startswith(slide.files) for name in made))
    count = f"{len(slides)} slide{'s' if len(slides) != 1 else ''}"
    return f"{count}, {changed} of them made" if changed else f"{count}, kept"


def _names(planned: DeckPlan, stem: str) -> Iterator[str]:
    """Yield the names of the files that a person opens."""
    if "html" in planned.formats:
        yield "index.html"
    yield from (f"{stem}.{ending}" for ending in ("pptx", "pdf") if ending in planned.formats)
    if planned.handout:
        yield f"{stem}-handout.pdf"


def _content(
    planned: DeckPlan, scenes: Sequence[DeckScene], folder: Path, title: str, digests: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the deck's sidecar says, but for the digests of its files."""
    content = {
        "schema": SCHEMA,
        "title": title,
        "name": folder.name,
        "formats": list(planned.formats),
        "handout": planned.handout,
        "film": planned.film,
        "indexes": sorted({index_of(scene.part.film) for scene in scenes}),
        "slides": [
            {
                "name": slide.name,
                "files": slide.files,
                "scene": slide.scene_title,
                "title": slide.title,
                "alt": slide.alt,
                "notes": list(slide.notes),
                "loops": slide.loops,
                "waits": slide.waits,
                "at": round(slide.at, 6),
                "seconds": round(float((slide.beat.stop - slide.beat.first) / scene.part.rate), 6),
            }
            for scene in scenes
            for slide in scene.slides
        ],
        "beats": dict(digests),
        "versions": dict(versions()),
    }
    return sealed_json.with_key(content)


def _colour(picture: Path) -> str:
    """Return the colour of a picture's first corner, as CSS writes it."""
    with Image.open(picture) as image:
        red, green, blue = image.convert("RGB").crop((0, 0, 1, 1)).tobytes()
    return f"#{red:02x}{green:02x}{blue:02x}"
