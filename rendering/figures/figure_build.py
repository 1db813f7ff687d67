"""Build one figure: keep what is up to date, draw in a process, add the engine's videos, publish everything at once."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rendering.core.children import ChildProcess
from rendering.core.failures import Failure, failure_of
from rendering.core.job import RenderJob
from rendering.core.processes import describe_exit
from rendering.figures.request import FigureRequest
from rendering.figures.snippets import snippets
from rendering.jobs.outcome import Outcome
from rendering.output import sidecar
from rendering.output.freshness import sha256, unchanged
from rendering.output.process_inputs import FOLDER, PREFIXES
from rendering.output.publication import Publication, link_or_copy, sweep
from rendering.output.sidecar import OutputFile


class FigureBuild:
    """The build of one figure, from the request to its published folder.

    Parameters
    ----------
    request
        The request.
    force
        Whether to make files that are up to date, too.
    """

    def __init__(self, request: FigureRequest, *, force: bool) -> None:
        self.request = request
        self.publication = Publication()
        self._started = time.monotonic()
        self._existing = {} if force else _up_to_date_sidecar(request)
        made = self._existing.get("figure", {}).get("kinds", ())
        self._missing = replace(request, kinds=tuple(kind for kind in request.kinds if kind.value not in made))
        self._scratch = Path()
        self._result: Mapping[str, Any] = {}
        self._child: ChildProcess | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every requested file is up to date."""
        return bool(self._existing) and not self._missing.kinds

    @property
    def needs_videos(self) -> bool:
        """Whether the engine has videos to render; known after `draw`."""
        return "failure" not in self._result and any(kind.is_video for kind in self._missing.kinds)

    @property
    def video_job(self) -> RenderJob:
        """The engine's job for the missing videos."""
        return self._missing.video_job(RenderJob.from_json({**self.request.job.as_json(), **self._result["look"]}).look)

    def draw(self) -> None:
        """Write everything but the videos, in a process of its own."""
        sweep(self.request.folder)
        self._scratch = self.publication.scratch_folder(self.request.folder)
        self._child = ChildProcess("rendering.figures.figure_worker", own_session=True)
        self._child.send({"request": self._missing.as_json(), "folder": str(self._scratch)})
        results = list(self._child.messages())
        self._child.close_input()
        status = self._child.wait()
        if status == 0 and results:
            self._result = results[-1]
        else:
            failure = Failure(f"the process that draws it {describe_exit(status)} before it was done")
            self._result = {"failure": asdict(failure)}

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._child is not None and self._child.process.poll() is None:
            self._child.process.terminate()

    def outcome(self) -> Outcome:
        """Return the outcome so far: the files that were up to date."""
        kept = tuple(OutputFile.from_json(entry) for entry in self._existing.get("outputs", {}).values())
        return Outcome(job=self.request.job, kept=kept, seconds=time.monotonic() - self._started)

    def finish(self, rendered: Outcome | None = None) -> Outcome:
        """Publish all files at once, or none if drawing or rendering has failed; return the outcome."""
        if "failure" in self._result:
            return self._failed(Failure(**self._result["failure"]))
        if rendered is not None and rendered.error:
            return self._failed(Failure(rendered.error, rendered.traceback, rendered.user_error))
        videos = (*rendered.made, *rendered.kept) if rendered is not None else ()
        try:
            made = self._publish(replace(output_file, key="", inputs={}) for output_file in videos)
        except Exception as error:  # the other figures are made all the same
            return self._failed(failure_of(error, self.request.target.file, self.request.folder))
        drawn_by = rendered.drawn_by if rendered is not None else {}
        return replace(self.outcome(), made=tuple(made.values()), drawn_by=drawn_by)

    def _failed(self, failure: Failure) -> Outcome:
        """Discard all files; return the outcome."""
        self.publication.discard()
        return replace(
            self.outcome(), error=failure.message, traceback=failure.traceback, user_error=failure.user_error
        )

    def _publish(self, videos: Iterable[OutputFile]) -> dict[str, OutputFile]:
        """Publish the files; return the new ones by the names of their outputs."""
        folder, before = self.request.folder, sidecar.read_file(self.request.beside(".json"))
        made = {name: OutputFile.from_json(entry) for name, entry in self._result["files"].items()}
        for output_file in made.values():
            (self._scratch / output_file.file).replace(self.publication.stage(folder / output_file.file))
        for output_file in videos:
            made[output_file.format] = output_file
            link_or_copy(self.video_job.folder / output_file.file, self.publication.stage(folder / output_file.file))
        kept = self._existing.get("companions", {})
        companions = {name: digest for name, digest in kept.items() if name.endswith((".vtt", ".srt"))}
        for name in self._result["companions"]:
            companions[name] = sha256(self._scratch / name)
            (self._scratch / name).replace(self.publication.stage(folder / name))
        outputs = {
            **self._existing.get("outputs", {}),
            **{name: asdict(output_file) for name, output_file in made.items()},
        }
        content = {**self._result["content"], "outputs": dict(sorted(outputs.items())), "companions": companions}
        content["figure"] = {
            "key": self.request.key(),
            "inputs": self._result["inputs"],
            "kinds": sorted({*self._existing.get("figure", {}).get("kinds", ()), *self._missing.kinds}),
        }
        for ending, text in snippets(self.request.beside(""), content).items():
            hidden = self.publication.stage(self.request.beside(ending))
            hidden.write_text(text, encoding="utf-8")
            companions[self.request.beside(ending).name] = sha256(hidden)
        sidecar.dump(content, self.publication.stage(self.request.beside(".json")))
        self.publication.commit()
        _remove_stale(folder, _digests(before), _digests(content))
        return made


def reuse_figure(request: FigureRequest, other_folder: Path) -> None:
    """Link the files of the same figure from another folder, if all of them are up to date there.

    Parameters
    ----------
    request
        The request.
    other_folder
        Where the figure may be up to date.
    """
    existing = replace(request, folder=other_folder)
    if FigureBuild(request, force=False).is_complete or not FigureBuild(existing, force=False).is_complete:
        return
    content = sidecar.read_file(existing.beside(".json"))
    with Publication() as publication:
        for name in _digests(content):
            link_or_copy(other_folder / name, publication.stage(request.folder / name))
        content["scene"]["file"] = _rebased(content["scene"]["file"], other_folder, request.folder)
        inputs = content["figure"]["inputs"]
        content["figure"]["inputs"] = {
            _rebased(name, other_folder, request.folder): digest for name, digest in inputs.items()
        }
        sidecar.dump(content, publication.stage(request.beside(".json")))


def _rebased(name: str, old: Path, new: Path) -> str:
    """Return a path relative to `old` as one relative to `new`, and any other name as it is."""
    prefix, _, path = name.partition(":")
    if name.startswith(FOLDER):
        return f"{prefix}:{_rebased(path, old, new)}"
    if name.startswith(PREFIXES):
        return name
    return Path(os.path.relpath(old / name, new)).as_posix()


def _up_to_date_sidecar(request: FigureRequest) -> Mapping[str, Any]:
    """Return the sidecar of an earlier run if its files are unchanged and would be made in the same way again."""
    content = sidecar.read_file(request.beside(".json"))
    figure = content.get("figure") or {}
    if figure.get("key") != request.key() or not unchanged(figure.get("inputs", {}), request.folder):
        return {}
    files = _digests(content).items()
    return content if all(_is_unchanged(request.folder / name, digest) for name, digest in files) else {}


def _digests(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of every file that a sidecar lists."""
    listed = {entry["file"]: entry["sha256"] for entry in content.get("outputs", {}).values()}
    return {**listed, **content.get("companions", {})}


def _is_unchanged(path: Path, digest: str) -> bool:
    try:
        return sha256(path) == digest
    except OSError:
        return False


def _remove_stale(folder: Path, before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Delete files that no longer belong to the figure, unless the user has changed them."""
    for name, digest in before.items():
        if name not in now and _is_unchanged(folder / name, digest):
            (folder / name).unlink()
