"""Every frame of a scene as a numbered PNG, as Manim's ``--format png-sequence`` writes them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rendering.core.frames import Frame, Performance
from rendering.core.job import Format, Look, RenderJob
from rendering.core.sinks import BaseSink, SegmentSink
from rendering.jobs.unstored import Unstored
from rendering.output.png import picture, save_png
from rendering.output.publication import Publication
from rendering.output.sidecar import OutputFile, output_file_of
from rendering.playback.fingerprint import Fingerprint


class PngSink(BaseSink):
    """A sink that writes each picture of a segment as a PNG.

    Parameters
    ----------
    folder
        Where the files go.
    title
        The name of the pictures.
    """

    def __init__(self, folder: Path, title: str) -> None:
        self._folder = folder
        self._title = title
        self._written: list[tuple[int, int, str]] = []

    def write(self, frame: Frame) -> None:
        """Write the picture once, for however long it is shown."""
        path = self._folder / f"{frame.index:08}.png"
        save_png(picture(frame.pixels), path, title=self._title)
        self._written.append((frame.index, frame.repeat, str(path)))

    def answer(self) -> Mapping[str, Any]:
        """Return for each picture its first frame, how many frames show it, and its path."""
        return {"written": self._written}


class PngSequenceOutput(Unstored):
    """A folder of numbered PNGs.

    Parameters
    ----------
    job
        The job.
    look
        The job's look, with size and rate.
    publication
        Where the files are staged.
    scratch
        A folder for the pictures.
    """

    def __init__(self, job: RenderJob, look: Look, publication: Publication, scratch: Path) -> None:
        self.job = job
        self.look = look
        self.publication = publication
        self._scratch = scratch

    def sinks(self, first: int, start: Fingerprint | None) -> list[SegmentSink]:  # noqa: ARG002
        """Return what writes the pictures of one segment."""
        return [PngSink(self._scratch, self.job.target.name)]

    def write_file(self, performance: Performance, answers: Any) -> OutputFile:
        """Give each frame a file of its own, with its number."""
        folder, digits = self.job.frames_folder, self.job.zero_pad
        staged: dict[Path, Path] = {}
        for first, repeat, path in (entry for (answer,) in answers for entry in answer["written"]):
            for number in range(first, first + repeat):
                final = folder / f"{number:0{digits}}.png"
                staged[final] = self.publication.stage(final, record=True)
                shutil.copyfile(path, staged[final])
        output = self.job.output(Format.PNG_SEQUENCE)
        return output_file_of(
            staged.pop(output),
            output,
            size=(performance.stage.width, performance.stage.height),
            frames=performance.frames,
            duration=performance.duration,
            folder=self.job.folder,
            parts=staged,
            format_=Format.PNG_SEQUENCE,
        )
