"""A figure on its way: what stands already, what a process draws, what the engine renders, and one publication."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rendering.core.children import ChildProcess
from rendering.core.job import RenderJob
from rendering.figures.request import FigureRequest
from rendering.figures.snippets import snippets
from rendering.jobs.outcome import Outcome
from rendering.output import sidecar
from rendering.output.freshness import sha256, unchanged
from rendering.output.publication import Publication, link_or_copy, sweep
from rendering.output.sidecar import OutputFile


class FigureBuild:
    """One figure from what is asked for to its folder.

    Parameters
    ----------
    request
        What is asked for.
    force
        Whether to make also what is up to date.
    """

    def __init__(self, request: FigureRequest, *, force: bool) -> None:
        self.request = request
        self.publication = Publication()
        self._started = time.monotonic()
        self._earlier = {} if force else _standing(request)
        made = self._earlier.get("figure", {}).get("kinds", ())
        self._wanted = replace(request, kinds=tuple(kind for kind in request.kinds if kind.value not in made))
        self._scratch = Path()
        self._answer: Mapping[str, Any] = {}
        self._child: ChildProcess | None = None

    @property
    def done(self) -> bool:
        """Whether everything stands already."""
        return bool(self._earlier) and not self._wanted.kinds

    @property
    def awaits_video(self) -> bool:
        """Whether the engine has something to do for it, now that it is drawn."""
        return "error" not in self._answer and any(kind.is_video for kind in self._wanted.kinds)

    @property
    def video_job(self) -> RenderJob:
        """The engine's job."""
        return self._wanted.video_job(RenderJob.from_json({**self.request.job.as_json(), **self._answer["look"]}).look)

    def draw(self) -> None:
        """Have a process of its own draw everything but the videos."""
        sweep(self.request.folder)
        self._scratch = self.publication.scratch_folder(self.request.folder)
        self._child = ChildProcess("rendering.figures.figure_worker")
        self._child.send({"request": self._wanted.as_json(), "folder": str(self._scratch)})
        answers = list(self._child.messages())
        self._child.close_input()
        status = self._child.wait()
        if status == 0 and answers:
            self._answer = answers[-1]
        else:
            self._answer = {"error": f"the process that draws it ended with status {status}", "user": False}

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._child is not None and self._child.process.poll() is None:
            self._child.process.terminate()

    def outcome(self) -> Outcome:
        """Return how it stands: what was there already and need not be made again."""
        kept = tuple(_output_file(entry) for entry in self._earlier.get("outputs", {}).values())
        return Outcome(job=self.request.job, kept=kept, seconds=time.monotonic() - self._started)

    def finish(self, rendered: Outcome | None = None) -> Outcome:
        """Put everything in place at once, or nothing where drawing or rendering has failed."""
        if "error" in self._answer:
            told = self._answer
            failed = {"error": told["error"], "traceback": told.get("traceback", ""), "user_error": told["user"]}
        elif rendered is not None and rendered.error:
            failed = {name: getattr(rendered, name) for name in ("error", "traceback", "user_error")}
        else:
            videos = (*rendered.made, *rendered.kept) if rendered is not None else ()
            made = self._publish(replace(output_file, key="", inputs={}) for output_file in videos)
            return replace(self.outcome(), made=tuple(made.values()))
        self.publication.discard()
        return replace(self.outcome(), **failed)

    def _publish(self, videos: Iterable[OutputFile]) -> dict[str, OutputFile]:
        """Put the files in place; return what was made by the name of its output."""
        folder, before = self.request.folder, sidecar.read_file(self.request.beside(".json"))
        made = {name: _output_file(entry) for name, entry in self._answer["files"].items()}
        for output_file in made.values():
            (self._scratch / output_file.file).replace(self.publication.stage(folder / output_file.file))
        for output_file in videos:
            made[output_file.format] = output_file
            link_or_copy(self.video_job.folder / output_file.file, self.publication.stage(folder / output_file.file))
        kept = self._earlier.get("companions", {})
        companions = {name: digest for name, digest in kept.items() if name.endswith((".vtt", ".srt"))}
        for name in self._answer["companions"]:
            companions[name] = sha256(self._scratch / name)
            (self._scratch / name).replace(self.publication.stage(folder / name))
        outputs = {
            **self._earlier.get("outputs", {}),
            **{name: asdict(output_file) for name, output_file in made.items()},
        }
        content = {**self._answer["content"], "outputs": dict(sorted(outputs.items())), "companions": companions}
        content["figure"] = {
            "key": self.request.key(),
            "inputs": self._answer["inputs"],
            "kinds": sorted({*self._earlier.get("figure", {}).get("kinds", ()), *self._wanted.kinds}),
        }
        for ending, text in snippets(self.request.beside(""), content).items():
            hidden = self.publication.stage(self.request.beside(ending))
            hidden.write_text(text, encoding="utf-8")
            companions[self.request.beside(ending).name] = sha256(hidden)
        sidecar.dump(content, self.publication.stage(self.request.beside(".json")))
        self.publication.commit()
        _remove_stale(folder, _digests(before), _digests(content))
        return made


def adopt(request: FigureRequest, donor: Path) -> bool:
    """Take over the files of the same figure that stands elsewhere; say whether there was one with all that is wanted.

    Parameters
    ----------
    request
        What is asked for, and where.
    donor
        The folder to look in.
    """
    there = replace(request, folder=donor)
    if FigureBuild(request, force=False).done or not FigureBuild(there, force=False).done:
        return False
    content = sidecar.read_file(there.beside(".json"))
    with Publication() as publication:
        for name in _digests(content):
            link_or_copy(donor / name, publication.stage(request.folder / name))
        content["scene"]["file"] = _moved(content["scene"]["file"], donor, request.folder)
        inputs = content["figure"]["inputs"]
        content["figure"]["inputs"] = {_moved(name, donor, request.folder): digest for name, digest in inputs.items()}
        sidecar.dump(content, publication.stage(request.beside(".json")))
    return True


def _moved(name: str, old: Path, new: Path) -> str:
    """Return a path that was relative to one folder as relative to another."""
    return Path(os.path.relpath(old / name, new)).as_posix()


def _standing(request: FigureRequest) -> Mapping[str, Any]:
    """Return the sidecar of an earlier run whose files all stand, and would be made in the same way again."""
    content = sidecar.read_file(request.beside(".json"))
    figure = content.get("figure", {})
    if figure.get("key") != request.key() or not unchanged(figure.get("inputs", {}), request.folder):
        return {}
    return content if all(_stands(request.folder / name, digest) for name, digest in _digests(content).items()) else {}


def _digests(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of every file that a sidecar lists."""
    listed = {entry["file"]: entry["sha256"] for entry in content.get("outputs", {}).values()}
    return {**listed, **content.get("companions", {})}


def _stands(path: Path, digest: str) -> bool:
    try:
        return sha256(path) == digest
    except OSError:
        return False


def _remove_stale(folder: Path, before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Delete the files that belonged to the figure and no longer do, unless somebody has changed them since."""
    for name, digest in before.items():
        if name not in now and _stands(folder / name, digest):
            (folder / name).unlink()


def _output_file(entry: Mapping[str, Any]) -> OutputFile:
    """Return a file's description from its JSON."""
    return OutputFile(**{**entry, "notes": tuple(entry["notes"])})
