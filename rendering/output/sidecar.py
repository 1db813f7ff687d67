"""Read and write the JSON file beside each render: what it shows and when, its inputs, and the digests of all files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from rendering.core.frames import Performance
from rendering.core.job import Format, RenderJob
from rendering.output.captions import chapters_of, youtube_chapters, youtube_lines
from rendering.output.freshness import job_key, relative_path, sha256, unchanged, versions
from rendering.output.publication import is_plain_name
from rendering.output.sealed_json import unsealed, write

SCHEMA = "convolutions-in-motion/sidecar/2"


def _within_its_folder(name: str) -> str:
    """Return a name, of a file in a folder below perhaps, if it does not lead out of the sidecar's folder."""
    if not all(map(is_plain_name, name.split("/"))):
        raise ValueError("it leads out of the folder")
    return name


Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Name = Annotated[str, AfterValidator(_within_its_folder)]
Amount = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


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
    parts
        The digest of each file that belongs to it, such as a video's sections, by its path relative to the sidecar's
        folder.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    file: Name
    format: str
    bytes: Amount
    sha256: Digest
    width: Amount
    height: Amount
    frames: Amount
    duration: Seconds
    notes: tuple[str, ...] = ()
    key: Digest | Literal[""] = ""
    inputs: Mapping[str, Digest] = field(default_factory=dict)
    parts: Mapping[Name, Digest] = field(default_factory=dict)

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> OutputFile:
        """Return the file that `dataclasses.asdict` described."""
        return cls(**{**entry, "notes": tuple(entry["notes"])})


class _Entry(BaseModel):
    """A part of a sidecar that holds nothing but what is stated."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SceneEntry(_Entry):
    """Where the scene is: its file, relative to the sidecar's folder, and its class."""

    file: str
    class_name: str = Field(alias="class")


class BeatEntry(_Entry):
    """A beat and its times."""

    name: str
    start: Seconds
    end: Seconds


class CaptionEntry(_Entry):
    """A caption and its times."""

    start: Seconds
    end: Seconds
    text: str


class ChaptersEntry(_Entry):
    """Whether there are chapters, why not, and their list for YouTube."""

    embedded: bool
    reason: str
    youtube: str


class FigureEntry(_Entry):
    """What a figure was made of: the digest of its request, its inputs, and the kinds of file it has."""

    key: Digest
    inputs: dict[str, Digest]
    kinds: list[str]


class Sidecar(BaseModel):
    """What a sidecar holds, beside whatever the scene says of itself; read strictly, nothing is converted."""

    model_config = ConfigDict(extra="allow", strict=True)

    schema_name: Literal["convolutions-in-motion/sidecar/2"] = Field(alias="schema")
    name: str
    scene: SceneEntry
    duration: Seconds
    frames: Amount
    size: tuple[Amount, Amount]
    frame_rate: Annotated[str, Field(pattern="^[1-9][0-9]{0,9}(/[1-9][0-9]{0,9})?$")]
    seed: int
    beats: list[BeatEntry]
    captions: list[CaptionEntry]
    chapters: ChaptersEntry
    versions: dict[str, str]
    outputs: dict[str, OutputFile]
    companions: dict[Name, Digest]
    figure: FigureEntry | None = None
    digest: Digest


RESERVED = frozenset(info.alias or name for name, info in Sidecar.model_fields.items())
"""The entries that a scene cannot set."""


def output_file_of(
    hidden: Path,
    final: Path,
    *,
    size: tuple[int, int],
    frames: int,
    duration: float,
    notes: tuple[str, ...] = (),
    folder: Path | None = None,
    parts: Mapping[Path, Path] = MappingProxyType({}),
    format_: Format | None = None,
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
    folder
        The sidecar's folder, if it is not the file's own.
    parts
        For each file that belongs to it where that will be: where it is now.
    format_
        Its kind, if its ending does not say it.
    """
    beside = final.parent if folder is None else folder
    return OutputFile(
        file=relative_path(final, beside),
        format=format_.value if format_ else final.suffix.removeprefix("."),
        bytes=hidden.stat().st_size,
        sha256=sha256(hidden),
        width=size[0],
        height=size[1],
        frames=frames,
        duration=duration,
        notes=notes,
        parts={relative_path(part, beside): sha256(now) for part, now in parts.items()},
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
    outputs = {name: entry for name, entry in read(job).get("outputs", {}).items() if _is_intact(job, entry)}
    for format_, output_file in made.items():
        outputs[format_.value] = {**asdict(output_file), "key": job_key(job, format_), "inputs": dict(inputs)}
    return {
        "schema": SCHEMA,
        "name": job.target.name,
        **{name: value for name, value in performance.sidecar.items() if name not in RESERVED},
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
        "chapters": _chapters(performance),
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
        data = path.read_bytes()
        content = unsealed(data)
        Sidecar.model_validate_json(data)
    except (OSError, ValueError, ValidationError):
        return {}
    return content


def is_damaged(path: Path) -> bool:
    """Return whether a file is where a sidecar belongs, and is none: it was damaged, or is somebody else's."""
    return path.is_file() and not read_file(path)


def reusable(job: RenderJob, format_: Format) -> OutputFile | None:
    """Return the file of an earlier run if it is, byte for byte, what this job would make again."""
    content = read(job)
    entry = content.get("outputs", {}).get(format_.value)
    if not entry or entry["key"] != job_key(job, format_):
        return None
    digests = {**entry["inputs"], **content["companions"]}
    if not unchanged(digests, job.folder) or not _is_intact(job, entry):
        return None
    return OutputFile.from_json(entry)


def damage(job: RenderJob) -> Iterator[str]:
    """Yield a line for each file of an earlier run that is not as that left it; it is made again."""
    path = job.beside(".json")
    if is_damaged(path):
        yield f"{path.name} is damaged, or not ours; everything is made again"
    outputs = read(job).get("outputs", {})
    for entry in (outputs[format_.value] for format_ in job.formats if format_.value in outputs):
        if (job.folder / entry["file"]).is_file() and not _is_intact(job, entry):
            yield f"{entry['file']} is not as it was rendered; it is made again"


def dump(content: Mapping[str, Any], path: Path) -> None:
    """Write a sidecar."""
    write(path, content)


def _is_intact(job: RenderJob, entry: Mapping[str, Any]) -> bool:
    """Return whether a file still has the size and digest that were recorded, and so have its parts."""
    path = job.folder / entry["file"]
    parts = entry.get("parts", {})
    try:
        whole = bool(path.stat().st_size == entry["bytes"] and sha256(path) == entry["sha256"])
        return whole and all(sha256(job.folder / name) == digest for name, digest in parts.items())
    except OSError:
        return False


def _chapters(performance: Performance) -> dict[str, Any]:
    listed = youtube_chapters(performance.beats, performance.stage.rate)
    return {
        "embedded": bool(chapters_of(performance.beats)),
        "reason": listed.reason,
        "youtube": youtube_lines(listed, performance.stage.rate),
    }
