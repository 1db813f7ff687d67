"""Export a file as the commands ``render`` and ``still`` make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rendering.core.environment import cores
from rendering.core.job import QUALITIES, Format, RenderJob
from rendering.figures.still import write_still
from rendering.jobs.production import produce
from rendering.preview.export_request import STILL_EXPORTS, ExportRequest
from rendering.preview.request import PreviewTask


def export(task: PreviewTask, wanted: ExportRequest, send: Callable[..., None]) -> None:
    """Make the file, and send the events ``progress`` (phase, frames) and ``exported`` (file, bytes).

    Raises
    ------
    UserError
        If the scene cannot be exported in this format.
    """
    chosen, target = QUALITIES[wanted.quality], task.target
    look = replace(task.look, size=chosen.size, rate=chosen.rate)
    folder = (task.media_dir / target.name).absolute()
    if wanted.format in STILL_EXPORTS:
        path = write_still(target, look, folder, ending=wanted.format, seconds=wanted.seconds)
    else:
        job = RenderJob(
            target=target,
            folder=folder,
            formats=(Format(wanted.format),),
            look=look,
            processes=cores(),
        )
        made = produce(job, lambda phase, frames: send("progress", phase=phase, frames=frames))
        path = folder / next(iter(made.values())).file
    send("exported", file=path.relative_to(task.media_dir.absolute()).as_posix(), bytes=path.stat().st_size)
