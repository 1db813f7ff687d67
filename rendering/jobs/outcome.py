"""The outcome of a job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rendering.core.job import RenderJob
from rendering.output.sidecar import OutputFile


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome of one job.

    Parameters
    ----------
    job
        The job.
    made
        The files that were made.
    kept
        The files that were up to date.
    error
        Why it failed, in one line; empty if it did not.
    traceback
        The traceback through the scene author's own lines.
    user_error
        Whether the user can avoid the failure by a different request.
    seconds
        Its duration on the clock.
    spent
        Seconds on the clock and of processor time by phase (`rendering.core.profiling.PHASES`), over all its processes.
    drawn_by
        How many pictures each worker on another machine has drawn, by its name, and this machine (`pool.HERE`).
    """

    job: RenderJob
    made: tuple[OutputFile, ...] = ()
    kept: tuple[OutputFile, ...] = ()
    error: str = ""
    traceback: str = ""
    user_error: bool = False
    seconds: float = 0.0
    spent: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    drawn_by: Mapping[str, int] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """``failed``, ``kept`` or ``rendered``."""
        if self.error:
            return "failed"
        return "rendered" if self.made else "kept"
