"""The command ``check``: check scenes one after another, and print the reports."""

from __future__ import annotations

from collections.abc import Iterable

from rendering.checks.audit import check
from rendering.checks.report import table
from rendering.core.console import print_json, print_table
from rendering.core.job import GifOptions, Look
from rendering.core.streams import output_to_stderr
from rendering.core.targets import Target


def run(targets: Iterable[Target], look: Look, *, width_mm: float, loop: int | None, as_json: bool) -> int:
    """Check scenes, and print a table for each, or one JSON list for all.

    Parameters
    ----------
    targets
        The scenes.
    look, width_mm
        As for `rendering.checks.audit.check`.
    loop
        How often an animated image plays; 0 is for ever, ``None`` the default.
    as_json
        Whether to print JSON.

    Returns
    -------
    status
        0 if every scene passes, 1 otherwise.
    """
    reports = []
    for target in targets:
        with output_to_stderr():
            report = check(target, look, width_mm=width_mm, gif=GifOptions(loop=loop))
        reports.append(report)
        if not as_json:
            print_table(table(report))
    if as_json:
        print_json([report.as_json() for report in reports])
    return 1 if any(report.failed for report in reports) else 0
