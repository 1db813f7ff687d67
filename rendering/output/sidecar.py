"""Read and write the JSON file beside each render: what it shows and when, its inputs, and the digests of all files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rendering.core.frames import Performance
from rendering.core.job import Format, RenderJob
from rendering.output.captions import Chapters, chapters_of, youtube_chapters
from rendering.output.freshness import job_key, relative_path, sha256, unchanged, versions

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
        What the user should know of it, a sentence each: how a GIF was made to fit its budget, say.
    key
        The `job_key` of the job that made it.
    inputs
        The digest of each input of the scene, by its path relative to the file's folder.
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
    """Describe a finished file that is not published yet.

    Parameters
    ----------
    hidden
        Where it is now.
    final
        Where it will be.
    size
        Width and height in pixels.
    frames, duration
        How many frames it holds, and its length in seconds.
    notes
        What the user should know of it.
    """
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
    """Return the content of the sidecar, with the entries of an earlier one whose files are intact.

    Parameters
    ----------
    job, performance
        What was made, and what the scene did.
    made
        The files.
    inputs
        The digest of each input of the scene, by its path relative to the job's folder.
    companions
        The digest of each file beside the outputs (captions), by its name.
    """
    rate = performance.stage.rate
    chapters = chapters_of(performance.beats, rate)
    outputs = {name: entry for name, entry in read(job).get("outputs", {}).items() if _is_intact(job, entry)}
    for format_, output_file in made.items():
        outputs[format_.value] = {**asdict(output_file), "key": job_key(job, format_), "inputs": dict(inputs)}
    return {
        "schema": SCHEMA,
        "name": job.target.name,
        **performance.sidecar,
        "scene": {
            "file": relative_path(job.target.file.resolve(), job.folder.resolve()),
            "class": job.target.class_name,
        },
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
    """Return the content of the sidecar beside the job's output, or nothing where there is none of ours."""
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
    digests = {**entry.get("inputs", {}), **content.get("companions", {})}
    if not unchanged(digests, job.folder) or not _is_intact(job, entry):
        return None
    return OutputFile(**{**entry, "notes": tuple(entry["notes"])})


def damage(job: RenderJob) -> Iterator[str]:
    """Yield a line for each file of an earlier run that is not as that left it; it is made again."""
    path, content = job.beside(".json"), read(job)
    if path.is_file() and not content:
        yield f"{path.name} is damaged, or not ours; everything is made again"
    outputs = content.get("outputs", {})
    for entry in (outputs[format_.value] for format_ in job.formats if format_.value in outputs):
        if (job.folder / str(entry.get("file"))).is_file() and not _is_intact(job, entry):
            yield f"{entry['file']} is not as it was rendered; it is made again"


def dump(content: Mapping[str, Any], path: Path) -> None:
    """Write a sidecar."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _is_intact(job: RenderJob, entry: Mapping[str, Any]) -> bool:
    """Return whether a file still has the size and digest that were recorded."""
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
