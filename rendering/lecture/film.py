"""Join the films of scenes to one, and write what belongs to it; the encoded pictures are copied as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from rendering.core.errors import UserError
from rendering.core.frames import Beat, Caption, Performance, Stage
from rendering.core.job import Format
from rendering.core.scene_protocol import GIF_BEATS, PARAMETERS, POSTER_BEAT, THEME
from rendering.lecture.sound import sound_of
from rendering.lecture.timeline import Part, chapters_of_parts
from rendering.lecture.transcript import html_transcript, markdown_transcript
from rendering.output import sealed_json
from rendering.output.captions import chapter_title, srt, webvtt, youtube_chapters, youtube_lines
from rendering.output.freshness import sha256, unchanged, versions
from rendering.output.png import SOFTWARE, picture, save_png
from rendering.output.publication import Publication, check_output
from rendering.video.mux import assemble
from rendering.video.track import SegmentFile

SCHEMA = "convolutions-in-motion/lecture/1"
ENDINGS = (".mp4", ".srt", ".vtt", "-youtube.txt", ".md", ".html", ".png", ".json")
"""What the names of a lecture's files end with; without captions, or chapters that YouTube takes, some are missing."""


def file_of(stem: Path, ending: str) -> Path:
    """Return the path of one of the lecture's files."""
    return stem.with_name(stem.name + ending)


def check_files(stem: Path) -> None:
    """Raise `UserError` unless all files of a lecture can be written, before the work for them begins."""
    for ending in ENDINGS:
        check_output(file_of(stem, ending))


def write_film(title: str, parts: Sequence[Part], stem: Path, *, superseded: Sequence[Path] = ()) -> bool:
    """Write the film and what belongs to it, all of it together; return whether that was necessary.

    Parameters
    ----------
    title
        The lecture's title.
    parts
        The scenes, one after another.
    stem
        The path of all files without their endings.
    superseded
        Stems of lectures that this one takes the place of.

    Raises
    ------
    UserError
        If the films differ in what a player is told only once.
    """
    content = _content(title, parts, stem)
    earlier = read_lecture_sidecar(stem)
    digests = {name: each["sha256"] for name, each in earlier.get("outputs", {}).items()}
    if earlier.get("key") == content["key"] and unchanged(digests, stem.parent):
        return False
    check_settings(parts)
    stage, rate = _stage(parts), parts[0].rate
    captions = tuple(caption for part in parts for caption in part.captions())
    performance = Performance(
        stage=stage, frames=parts[-1].stop, plays=0, captions=captions, sound=sound_of(parts), sidecar={}
    )
    segments = [SegmentFile(part.film, piece.first, piece.start, piece.stop) for part in parts for piece in part.pieces]
    chapters = chapters_of_parts(parts)
    texts = _texts(title, parts, stem.name, captions)
    with Publication(record=True) as publication:
        hidden = {ending: publication.stage(file_of(stem, ending)) for ending in (".mp4", ".png", *texts)}
        assemble(segments, hidden[".mp4"], Format.MP4, performance, chapters, {"title": title, "comment": SOFTWARE})
        save_png(picture_at(hidden[".mp4"], poster_frame(parts), rate), hidden[".png"], title=title)
        for ending, text in texts.items():
            hidden[ending].write_text(text, encoding="utf-8")
        content["outputs"] = {
            file_of(stem, ending).name: {"bytes": path.stat().st_size, "sha256": sha256(path)}
            for ending, path in hidden.items()
        }
        for old in (stem, *superseded):
            _supersede(old, publication)
        sealed_json.write(publication.stage(file_of(stem, ".json")), content)
    return True


def _texts(title: str, parts: Sequence[Part], name: str, captions: Sequence[Caption]) -> dict[str, str]:
    """Return the text files by their endings."""
    texts = {
        ".md": markdown_transcript(title, parts, f"{name}.mp4"),
        ".html": html_transcript(title, parts, f"{name}.mp4"),
    }
    if captions:
        texts |= {".srt": srt(captions), ".vtt": webvtt(captions)}
    rate = parts[0].rate
    if lines := youtube_lines(youtube_chapters(chapters_of_parts(parts), rate), rate):
        texts["-youtube.txt"] = f"{lines}\n"
    return texts


def check_settings(parts: Sequence[Part]) -> None:
    """Raise `UserError` if a film's encoder settings differ: a player is told them once, at the start."""
    told = [_parameter_sets(part.film) for part in parts]
    for part, settings in zip(parts, told, strict=True):
        if settings != told[0]:
            raise UserError(f"{part.film.name} was encoded with other settings than {parts[0].film.name}")


def _parameter_sets(film: Path) -> bytes | None:
    with av.open(f"file:{film}") as source:
        return source.streams.video[0].codec_context.extradata


def _stage(parts: Sequence[Part]) -> Stage:
    width, height = parts[0].content["size"]
    return Stage(width, height, parts[0].rate, transparent=False)


def poster_frame(parts: Sequence[Part]) -> int:
    """Return the frame that stands for the film: the end of the first part's poster beat, else of its first beat."""
    beats = parts[0].beats()
    wanted = parts[0].content.get(POSTER_BEAT) or [*(parts[0].content.get(GIF_BEATS) or ()), ""][-1]
    chosen = next((beat for beat in beats if beat.name == wanted), None)
    if chosen is None:
        chosen = beats[0] if parts[0].card is not None and beats else Beat("", 0, parts[0].pieces[0].stop)
    return max(chosen.stop - 1, 0)


def picture_at(film: Path, frame: int, rate: Fraction) -> Image.Image:
    """Return the picture that is shown at a frame of a film, as a Pillow image."""
    with av.open(f"file:{film}") as source:
        stream = source.streams.video[0]
        time_base = Fraction(stream.time_base or 1)
        source.seek(round(frame / rate / time_base), stream=stream, backward=True)
        latest = None
        for decoded in source.decode(stream):
            if latest is not None and round((decoded.pts or 0) * time_base * rate) > frame:
                break
            latest = decoded
        if latest is None:
            raise ValueError(f"{film.name} has no picture")
        return picture(np.asarray(latest.to_ndarray(format="rgba"), np.uint8))


def _content(title: str, parts: Sequence[Part], stem: Path) -> dict[str, Any]:
    """Return what the lecture's sidecar says, but for the digests of its files."""
    rate = parts[0].rate
    chapters = chapters_of_parts(parts)
    listed = youtube_chapters(chapters, rate)
    content = {
        "schema": SCHEMA,
        "title": title,
        "name": stem.name,
        "duration": round(float(parts[-1].stop / rate), 6),
        "frames": parts[-1].stop,
        "size": list(parts[0].content["size"]),
        "frame_rate": str(rate),
        "chapters": [_timed(beat, chapter_title(beat), rate) for beat in chapters],
        "youtube": {"reason": listed.reason, "list": youtube_lines(listed, rate)},
        "parts": [_part(part) for part in parts],
        "versions": dict(versions()),
    }
    return sealed_json.with_key(content)


def _part(part: Part) -> dict[str, Any]:
    content, rate = part.content, part.rate
    return {
        "section": part.section,
        "title": part.title,
        "is_card": part.card is not None,
        "scene": content["scene"]["class"],
        "film": part.film.name,
        "sha256": content["outputs"]["mp4"]["sha256"],
        "theme": content.get(THEME),
        "parameters": content.get(PARAMETERS, {}),
        "start": round(float(part.first / rate), 6),
        "end": round(float(part.stop / rate), 6),
        "pieces": [asdict(piece) for piece in part.pieces],
        "beats": [_timed(beat, beat.name, rate) for beat in part.beats()],
        "numbers": [dict(entry) for entry in part.numbers()],
    }


def _timed(beat: Beat, name: str, rate: Fraction) -> dict[str, Any]:
    return {"name": name, "start": round(beat.start_seconds(rate), 6), "end": round(beat.end_seconds(rate), 6)}


def read_lecture_sidecar(stem: Path) -> dict[str, Any]:
    """Return what a lecture's sidecar says, or nothing where there is none of ours."""
    return sealed_json.read(file_of(stem, ".json"), SCHEMA)


def _supersede(stem: Path, publication: Publication) -> None:
    """Have the files of an earlier lecture of this name removed that this one has not."""
    earlier = read_lecture_sidecar(stem)
    for name, each in earlier.get("outputs", {}).items():
        publication.supersede(stem.with_name(name), each["sha256"])
    if earlier:
        beside = file_of(stem, ".json")
        publication.supersede(beside, sha256(beside))
