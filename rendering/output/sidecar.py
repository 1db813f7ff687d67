"""The JSON file beside each render: what it shows, when, from which inputs, and the digests that vouch for it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rendering.core.frames import Performance
from rendering.core.job import Format, RenderJob
from rendering.output.captions import Chapters, chapters_of, youtube_chapters
from rendering.output.freshness import job_key, sha256, unchanged, versions

SCHEMA = "convolutions-in-motion/sidecar/1"


@dataclass(frozen=True, kw_only=True)
class OutputFile:
    """One finished file.

    Parameters
    ----------
    file
        Its name.
    format
        Its kind.
    bytes, sha256
        Its size and digest.
    width, height
        Its size in pixels.
    frames
        How many frames it holds.
    duration
        Its length in seconds; 0 for a still.
    notes
        What had to be done to keep to the job (a GIF's budget, say).
    key
        The digest of the job that made it.
    """

    file: str
    format: str
    bytes: int
    sha256: str
    width: int
    height: int
    frames: int
    duration: float
    notes: tuple[str, ...] = ()
    key: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)


def output_file_of(
    hidden: Path, final: Path, *, size: tuple[int, int], frames: int, duration: float, notes: tuple[str, ...] = ()
) -> OutputFile:
    """Describe a finished file that stands under its hidden name."""
    return OutputFile(
        file=final.name,
        format=final.suffix.removeprefix("."),
        bytes=hidden.stat().st_size,
        sha256=sha256(hidden),
        width=size[0],
        height=size[1],
        frames=frames,
        duration=duration,
        notes=notes,
    )


def compose(
    job: RenderJob,
    performance: Performance,
    made: Mapping[Format, OutputFile],
    inputs: Mapping[str, str],
    companions: Mapping[str, str],
) -> dict[str, Any]:
    """Return the content of the sidecar, keeping what an earlier one says of files that still stand."""
    rate = performance.stage.rate
    chapters = chapters_of(performance.beats, rate)
    outputs = {name: entry for name, entry in read(job).get("outputs", {}).items() if _stands(job, entry)}
    for format_, output_file in made.items():
        outputs[format_.value] = {**asdict(output_file), "key": job_key(job, format_), "inputs": dict(inputs)}
    return {
        "schema": SCHEMA,
        "name": job.target.name,
        **performance.sidecar,
        "scene": {"file": _from(job.folder, job.target.file), "class": job.target.class_name},
        "duration": round(performance.duration, 6),
        "frames": performance.frames,
        "size": [performance.stage.width, performance.stage.height],
        "frame_rate": str(rate),
        "seed": job.look.seed,
        "beats": [
            {"name": beat.name, "start": round(beat.start_seconds(rate), 6), "end": round(beat.end_seconds(rate), 6)}
            for beat in performance.beats
        ],
        "captions": [asdict(caption) for caption in performance.captions],
        "chapters": _chapters(chapters, performance),
        "versions": dict(versions()),
        "outputs": outputs,
        "companions": dict(companions),
    }


def read(job: RenderJob) -> dict[str, Any]:
    """Return the sidecar that stands beside the job's output, or nothing where there is none of ours."""
    return read_file(job.beside(".json"))


def read_file(path: Path) -> dict[str, Any]:
    """Return a sidecar's content, or nothing where it is missing, damaged or not ours."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) and data.get("schema") == SCHEMA else {}


def reusable(job: RenderJob, format_: Format) -> OutputFile | None:
    """Return the file of an earlier run if it is, byte for byte, what this job would make again."""
    content = read(job)
    entry = content.get("outputs", {}).get(format_.value)
    if not entry or entry.get("key") != job_key(job, format_):
        return None
    told = {**entry.get("inputs", {}), **content.get("companions", {})}
    if not unchanged(told, job.folder) or not _stands(job, entry):
        return None
    return OutputFile(**{**entry, "notes": tuple(entry["notes"])})


def damage(job: RenderJob) -> Iterator[str]:
    """Say which files of an earlier run are not as it left them, a line each; they are made again."""
    path, content = job.beside(".json"), read(job)
    if path.is_file() and not content:
        yield f"{path.name} is damaged, or not ours; everything is made again"
    outputs = content.get("outputs", {})
    for entry in (outputs[format_.value] for format_ in job.formats if format_.value in outputs):
        if (job.folder / str(entry.get("file"))).is_file() and not _stands(job, entry):
            yield f"{entry['file']} is not as it was rendered; it is made again"


def dump(content: Mapping[str, Any], path: Path) -> None:
    """Write a sidecar."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _stands(job: RenderJob, entry: Mapping[str, Any]) -> bool:
    """Say whether a file still has the size and digest that were recorded."""
    path = job.folder / str(entry.get("file"))
    try:
        return path.stat().st_size == entry.get("bytes") and sha256(path) == entry.get("sha256")
    except OSError:
        return False


def _chapters(chapters: Chapters, performance: Performance) -> dict[str, Any]:
    return {
        "embedded": bool(chapters.beats),
        "reason": chapters.reason,
        "youtube": youtube_chapters(chapters, performance.stage.rate),
    }


def _from(folder: Path, path: Path) -> str:
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
