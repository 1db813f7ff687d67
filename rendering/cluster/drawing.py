"""Draw a claim in this process, or the trial by which machines are compared."""

from __future__ import annotations

import base64
import functools
import importlib.metadata
import os
import pickle
import platform
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cairo
import manimpango
from manim import config

from rendering.cluster import bundle
from rendering.core.job import Format, Look, RenderJob
from rendering.core.targets import Target
from rendering.core.work_folder import work_folder as temporary_work_folder
from rendering.drawing.parallel import draw_only, perform_in_parallel
from rendering.drawing.segment_sinks import Segment
from rendering.jobs.lending import SCRATCH, with_folder
from rendering.jobs.outputs import output_of
from rendering.jobs.production import open_sinks, selection_of
from rendering.output.freshness import InputRecorder, sha256, versions
from rendering.output.publication import Publication
from rendering.playback.loading import name_as_below

TRIAL_SCENE = Path(__file__).with_name("trial_scene.py")
TRIAL_FORMATS = (Format.MP4, Format.WEBM, Format.MOV, Format.PNG_SEQUENCE)


def draw_claim(request: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Draw the segments of a claim into a folder.

    Parameters
    ----------
    request
        The job, where its files are laid out, and which segments are drawn.
    folder
        An empty folder for the segments' files.

    Returns
    -------
    dict
        The segments, each with the digests of its files; or why none is given, as ``refused``.
    """
    root, started = Path(request["root"]).resolve(), time.monotonic()
    name_as_below(root)
    config.update(pickle.loads(base64.b64decode(request["settings"])))  # noqa: S301 - as all of a task's arguments are
    job = _local(RenderJob.from_json(request["job"]), request["names"], root)
    os.environ.update(job.look.variables)
    os.chdir(bundle.below(root, request["folder"]))
    with temporary_work_folder() as work_folder, Publication() as publication:
        recorder = InputRecorder(apart_from=(work_folder, folder))
        outputs = [output_of(job, job.look, each, publication, folder, str) for each in job.formats]
        segments = draw_only(
            job.target,
            outputs[0].look,
            functools.partial(open_sinks, outputs),
            {int(first): digest for first, digest in request["only"].items()},
            work_folder=work_folder,
            select=functools.partial(selection_of, outputs),
        )
        for path in recorder.files():
            if not path.is_relative_to(root):
                return {"refused": f"the scene reads {path} of the machine it is played on"}
    found = [_segment(segment, folder) for segment in segments]
    return {"segments": found, "seconds": time.monotonic() - started}


def _local(job: RenderJob, names: list[str], root: Path) -> RenderJob:
    """Return a job as it is done below a folder."""
    target = replace(job.target, file=bundle.below(root, job.target.file))
    look = replace(job.look, attributes=bundle.relocated(dict(job.look.attributes), names, root))
    voice = look.voice
    if voice is not None and Path(voice.place).is_absolute():  # its recordings are among the files
        look = replace(look, voice=replace(voice, place=str(bundle.below(root, voice.place))))
    return replace(job, target=target, look=look, folder=root / "output", processes=1)


def _segment(segment: Segment, folder: Path) -> dict[str, Any]:
    files = {path.name: sha256(path) for path in _files_in(segment.answer, folder)}
    sink = with_folder(segment.answer, str(folder), SCRATCH)
    return {"first": segment.first, "frames": segment.frames, "sink": sink, "files": files}


def _files_in(answer: Any, folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that an answer names."""
    if isinstance(answer, Mapping):
        answer = list(answer.values())
    if isinstance(answer, list | tuple):
        for value in answer:
            yield from _files_in(value, folder)
    elif isinstance(answer, str) and answer.startswith(f"{folder}/"):
        yield Path(answer)


def identity(folder: Path) -> dict[str, str]:
    """Return what has to be the same for two machines to draw the same bytes, a trial last.

    Parameters
    ----------
    folder
        An empty folder for the trial's files.
    """
    with temporary_work_folder() as work_folder, Publication() as publication:
        target = Target(TRIAL_SCENE, "TrialScene", "trial")
        look = Look(size=(240, 136), rate=Fraction(10), fixes_size=True, fixes_rate=True)
        job = RenderJob(target=target, folder=folder, formats=TRIAL_FORMATS, look=look)
        outputs = [output_of(job, look, each, publication, folder, str) for each in job.formats]
        perform_in_parallel(target, look, functools.partial(open_sinks, outputs), work_folder=work_folder)
    trial = {
        f"trial {path.suffix[1:]} {path.stem}": sha256(path) for path in sorted(folder.iterdir()) if path.is_file()
    }
    return {**_versions(), **trial}


def _versions() -> dict[str, str]:
    found = dict(versions())
    found["project"] = found.pop("engine")
    found["Cairo"] = cairo.cairo_version_string()
    found["Pango"] = manimpango.pango_version()
    for name, version in av.library_versions.items():
        found[name] = ".".join(map(str, version))
    for name in ("scipy", "mapbox-earcut", "svgelements"):
        found[name] = importlib.metadata.version(name)
    found["processor"] = platform.machine()
    return found


def free_bytes(folder: Path) -> int:
    """Return how much room there is."""
    return shutil.disk_usage(folder).free
