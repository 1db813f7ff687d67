"""Make a file to keep, as the commands ``render`` and ``still`` do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rendering.core.environment import cores
from rendering.core.job import QUALITIES, Format, RenderJob
from rendering.figures.still import write_still
from rendering.jobs.production import produce
from rendering.preview.export_request import STILLS, ExportRequest
from rendering.preview.request import PreviewTask


def make(task: PreviewTask, order: ExportRequest, tell: Callable[..., None]) -> None:
    """Make the file that was ordered, telling of the progress.

    Raises
    ------
    UserError
        If the scene cannot be made into it.
    """
    chosen, target = QUALITIES[order.quality], task.target
    look = replace(task.request.look, size=chosen.size, rate=chosen.rate)
    folder = (task.media_dir / target.name).absolute()
    if order.format in STILLS:
        path = write_still(target, look, folder, ending=order.format, seconds=order.seconds)
    else:
        job = RenderJob(
            target=target,
            folder=folder,
            formats=(Format(order.format),),
            look=look,
            processes=cores(),
        )
        made = produce(job, lambda phase, frames: tell("progress", phase=phase, frames=frames))
        path = folder / next(iter(made.values())).file
    tell("exported", file=path.relative_to(task.media_dir.absolute()).as_posix(), bytes=path.stat().st_size)
