"""The files of each slide: its film, cut out of the scene's, its first and its last picture, and its vector page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from rendering.core.frames import Performance, Stage
from rendering.core.job import Format
from rendering.core.selections import LastFrames
from rendering.core.streams import output_to_stderr
from rendering.deck.slides import DeckScene, Slide
from rendering.lecture.film import picture_at
from rendering.lecture.sound import sound_of
from rendering.lecture.timeline import Part, Piece
from rendering.output import sealed_json
from rendering.output.freshness import sha256, versions
from rendering.output.png import SOFTWARE, save_png
from rendering.output.publication import Publication
from rendering.playback.loading import forget_modules
from rendering.vector.pdf import to_pdf
from rendering.vector.vector_frame import Metadata
from rendering.vector.vector_sink import DistinctFrames, record_frames
from rendering.video.mux import assemble
from rendering.video.track import SegmentFile

BEATS_FOLDER = "beats"
SCHEMA = "convolutions-in-motion/deck-beats/1"
FILM, FIRST, LAST, PAGE = ".mp4", "-first.png", ".png", ".pdf"


@dataclass(frozen=True, kw_only=True)
class BeatFiles:
    """What was made of a scene for a deck.

    Parameters
    ----------
    digests
        The SHA-256 of each file, by its name in the folder of the beats; all of them are up to date.
    made
        The names of those that had to be made.
    silent
        Whether its film has no sound.
    """

    digests: Mapping[str, str]
    made: tuple[str, ...]
    silent: bool


def index_of(film: Path) -> str:
    """Return the name of the file that lists the files of a scene, by the scene's film."""
    return f"{film.stem}.json"


def write_beats(scene: DeckScene, slides: Sequence[Slide], folder: Path, *, pages: bool) -> BeatFiles:
    """Write the files of a scene's slides that are not up to date, all of them together.

    A slide's files are made again if the encoded pictures of its beat have changed, its sound, or its words: a beat
    that is as it was keeps its files, whatever happens to the others.

    Parameters
    ----------
    scene
        The scene.
    slides
        Its slides, those included that it has where the deck shows it again; one for each beat.
    folder
        The folder of the beats.
    pages
        Whether to write the vector pages, for which the scene is played once if any is missing.
    """
    film = scene.part.film
    index = folder / index_of(film)
    earlier = read_index(index)
    pictures, silent = _digests_of_beats(film, slides, scene.part.rate)
    keys: dict[str, str] = {}
    for slide in slides:
        keys |= {f"{slide.files}{ending}": pictures[slide.number] for ending in (FILM, FIRST, LAST)}
        if pages:
            keys[f"{slide.files}{PAGE}"] = _page_key(slide, pictures[slide.number])
    kept = {
        name: entry for name, entry in earlier.items() if entry["key"] == keys.get(name) and _is(folder / name, entry)
    }
    wanted = [name for name in keys if name not in kept]
    if not wanted and set(kept) == set(earlier):
        return BeatFiles(digests={name: entry["sha256"] for name, entry in kept.items()}, made=(), silent=silent)
    with Publication(record=True) as publication:
        hidden = {name: publication.stage(folder / name) for name in wanted}
        _write_films(scene.part, slides, hidden, folder)
        _write_pages(scene, slides, hidden)
        entries = {name: {"key": keys[name], "sha256": sha256(path)} for name, path in hidden.items()}
        for name, entry in earlier.items():
            if name not in keys:
                publication.supersede(folder / name, entry["sha256"])
        entries = {name: entries.get(name) or kept[name] for name in keys}
        sealed_json.write(publication.stage(index), {"schema": SCHEMA, "files": entries})
    digests = {name: entry["sha256"] for name, entry in entries.items()}
    return BeatFiles(digests=digests, made=tuple(wanted), silent=silent)


def read_index(index: Path) -> dict[str, dict[str, str]]:
    """Return key and digest of each file that an index lists, or nothing where there is no index of ours."""
    return dict(sealed_json.read(index, SCHEMA).get("files", {}))


def _is(path: Path, entry: Mapping[str, str]) -> bool:
    try:
        return sha256(path) == entry["sha256"]
    except OSError:
        return False


def _digests_of_beats(film: Path, slides: Sequence[Slide], rate: Fraction) -> tuple[dict[int, str], bool]:
    """Return a digest of what each slide's beat looks and sounds like, and whether the film is silent."""
    with av.open(f"file:{film}") as source:
        stream = source.streams.video[0]
        silent = not source.streams.audio
        start = stream.codec_context.extradata or b""
        if not silent:  # the sound of one beat cannot be told from its packets
            start += sha256(film).encode()
        digests = {slide.number: hashlib.sha256(start) for slide in slides}
        for packet in source.demux(stream):
            if packet.pts is None:
                continue
            frame = round(packet.pts * Fraction(packet.time_base) * rate)
            for slide in slides:
                if slide.beat.first <= frame < slide.beat.stop:
                    digests[slide.number].update((frame - slide.beat.first).to_bytes(8, "big") + bytes(packet))
    return {number: digest.hexdigest() for number, digest in digests.items()}, silent


def _page_key(slide: Slide, pictures: str) -> str:
    told = [pictures, slide.scene_title, slide.title, slide.alt, slide.language, dict(versions())]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _write_films(part: Part, slides: Sequence[Slide], hidden: Mapping[str, Path], folder: Path) -> None:
    width, height = part.content["size"]
    stage = Stage(width, height, part.rate, transparent=False)
    for slide in slides:
        film, beat = hidden.get(f"{slide.files}{FILM}"), slide.beat
        length = beat.stop - beat.first
        if film is not None:
            alone = replace(part, pieces=(Piece(0, beat.first, beat.stop),), first=0, stop=length)
            performance = Performance(stage=stage, frames=length, plays=0, sound=sound_of([alone]), sidecar={})
            tags = {"title": slide.title, "comment": SOFTWARE}
            assemble([SegmentFile(part.film, 0, beat.first, beat.stop)], film, Format.MP4, performance, (), tags)
        film = film or folder / f"{slide.files}{FILM}"
        for ending, frame in ((FIRST, 0), (LAST, length - 1)):
            if (path := hidden.get(f"{slide.files}{ending}")) is not None:
                save_png(picture_at(film, frame, part.rate), path, title=slide.title)


def _write_pages(scene: DeckScene, slides: Sequence[Slide], hidden: Mapping[str, Path]) -> None:
    """Play the scene once, without drawing a pixel, and write the pages that are wanted of it."""
    wanted = [slide for slide in slides if f"{slide.files}{PAGE}" in hidden]
    if not wanted:
        return
    job = scene.planned.job
    forget_modules(job.target.file)
    with output_to_stderr():
        _, sink = record_frames(job.target, job.look, lambda _: LastFrames(), sink=DistinctFrames())
    for slide in wanted:
        metadata = Metadata(f"{slide.scene_title}: {slide.title}", slide.alt, slide.language)
        hidden[f"{slide.files}{PAGE}"].write_bytes(to_pdf(sink.by_beat[slide.number], metadata=metadata))


def superseded_beats(earlier: Mapping[str, Any], scenes: Sequence[DeckScene], folder: Path) -> dict[Path, str]:
    """Return the files of scenes that an earlier deck had and this one has not, with their digests."""
    here = {index_of(scene.part.film) for scene in scenes}
    gone: dict[Path, str] = {}
    for name in earlier.get("indexes", ()):
        if name not in here:
            gone |= {folder / file: entry["sha256"] for file, entry in read_index(folder / name).items()}
            if (folder / name).is_file():
                gone[folder / name] = sha256(folder / name)
    return gone
