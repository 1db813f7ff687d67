"""How a job ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rendering.core.job import RenderJob
from rendering.output.sidecar import OutputFile


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one job ended.

    Parameters
    ----------
    job
        The job.
    made
        The files that were made.
    kept
        The files that were up to date already.
    error
        Why it failed, in one line; empty where it did not.
    traceback
        The author's lines that led there.
    user_error
        Whether the user can mend it by asking for something else.
    seconds
        How long it took.
    spent
        Seconds on the clock and of processor time by phase (`stopwatch.PHASES`), of all its processes.
    """

    job: RenderJob
    made: tuple[OutputFile, ...] = ()
    kept: tuple[OutputFile, ...] = ()
    error: str = ""
    traceback: str = ""
    user_error: bool = False
    seconds: float = 0.0
    spent: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """``failed``, ``kept`` or ``rendered``."""
        if self.error:
            return "failed"
        return "rendered" if self.made else "kept"
