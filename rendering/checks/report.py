"""The report on a scene: what each check measured, and whether it passed."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check measured in one theme.

    Parameters
    ----------
    check
        The name of the check.
    theme
        The theme; empty if the scene has none.
    passed
        Whether the scene passes.
    value, limit
        The worst measured value, ``None`` if there was nothing to measure; and the limit.
    unit
        The unit of both.
    at_least
        Whether the limit is the least value that passes, rather than the greatest.
    where
        Where the worst was measured.
    failures
        Every place that fails.
    """

    check: str
    theme: str
    passed: bool
    value: float | None
    limit: float
    unit: str
    at_least: bool
    where: str
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """All findings about one scene."""

    scene: str
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The findings that did not pass."""
        return tuple(finding for finding in self.findings if not finding.passed)

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON-able data; an infinite value becomes "inf"."""
        findings = [
            {**asdict(finding), "value": "inf" if finding.value == math.inf else finding.value}
            for finding in self.findings
        ]
        return {"scene": self.scene, "passed": not self.failed, "findings": findings}


def table(report: Report) -> Table:
    """Return a report as a table, with a line for every failure."""
    sheet = Table(title=report.scene, title_justify="left", pad_edge=False)
    for heading in ("", "check", "theme", "measured", "limit", "where"):
        sheet.add_column(heading, overflow="fold")
    for finding in report.findings:
        sign = "≥" if finding.at_least else "≤"
        sheet.add_row(
            "ok" if finding.passed else "FAILED",
            finding.check,
            finding.theme,
            _measured(finding),
            f"{sign} {finding.limit:g} {finding.unit}".rstrip(),
            "\n".join(finding.failures) or finding.where,
        )
    return sheet


def _measured(finding: Finding) -> str:
    """Return the measured value as text."""
    if finding.value is None:
        return "–"
    if finding.value == math.inf:
        return "without end"
    return f"{finding.value:.2f}".rstrip("0").rstrip(".")
