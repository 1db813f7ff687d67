"""Each section of a video as a file of its own, with an index as JSON, as Manim's ``--save_sections`` writes them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from manim import get_video_metadata

from rendering.core.frames import Performance
from rendering.core.job import Format, RenderJob
from rendering.output.publication import Publication
from rendering.video.mux import assemble
from rendering.video.track import SegmentFile


def write_sections(
    job: RenderJob,
    format_: Format,
    performance: Performance,
    picture: Sequence[SegmentFile],
    tags: Mapping[str, str],
    publication: Publication,
) -> dict[Path, Path]:
    """Stage a file for each section, without sound as Manim's have none, and the index.

    Parameters
    ----------
    job, format_
        What is made.
    performance
        Gives the sections.
    picture
        The encoded segments of the whole video, none of which is in two sections.
    tags
        The files' metadata.
    publication
        Where the files are staged.

    Returns
    -------
    staged
        For each file where it is now, by where it will be.
    """
    staged: dict[Path, Path] = {}
    index = []
    silent = replace(performance, captions=(), sound=None)
    for section in performance.sections:
        name = f"{job.target.name}_{section.number:04}_{slug(section.name)}.{format_.value}"
        final = job.sections_folder / name
        staged[final] = publication.stage(final, record=True)
        own = [
            SegmentFile(segment.path, segment.first - section.first)
            for segment in picture
            if section.first <= segment.first < section.stop
        ]
        assemble(own, staged[final], format_, silent, (), tags)
        measured = get_video_metadata(staged[final])
        index.append({"name": section.name, "type": section.kind, "video": name, **measured})
    final = job.sections_folder / f"{job.target.name}.json"
    staged[final] = publication.stage(final, record=True)
    staged[final].write_text(json.dumps(index, indent=4), encoding="utf-8")
    return staged


def slug(name: str) -> str:
    """Return a section's name as part of a file's name, as Manim does.

    Examples
    --------
    >>> slug("One: two"), slug("?")
    ('One-two', 'section')
    """
    return re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", name)).strip("-_") or "section"
