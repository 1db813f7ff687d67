"""What the user sees: bars on a terminal, nothing elsewhere, a table at the end."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from rendering.core.console import shown_path
from rendering.jobs.outcome import Outcome
from rendering.jobs.progress import Display, exit_status, summary
from rendering.output.sidecar import OutputFile

OUTPUT_FILE = OutputFile(
    file="x.gif",
    format="gif",
    bytes=1_234_567,
    sha256="",
    width=1,
    height=1,
    frames=5,
    duration=1.25,
    notes=("20 frames a second, to keep to 5 bytes",),
)


def shown(*, terminal: bool, quiet: bool = False, job) -> str:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=terminal, width=100)
    with Display(console, quiet=quiet) as display:
        display.started(0, job)
        display.progressed(0, "frames", 7)
        display.logged(0, "[bold] as it stands")
        display.ended(0, Outcome(job=job))
    return stream.getvalue()


def test_a_terminal_shows_bars(make_job):
    text = shown(terminal=True, job=make_job("Sections"))
    assert " frames" in text
    assert "[bold] as it stands" in text


@pytest.mark.parametrize(("terminal", "quiet"), [(False, False), (True, True)])
def test_elsewhere_only_what_a_scene_prints_is_shown(make_job, terminal, quiet):
    text = shown(terminal=terminal, quiet=quiet, job=make_job("Sections"))
    assert text.strip() == "sections: [bold] as it stands"


def test_the_table_says_what_was_made_and_what_went_wrong(make_job, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    job = make_job("Sections")
    made = Outcome(job=job, made=(OUTPUT_FILE,), kept=(replace(OUTPUT_FILE, file="x.mp4", notes=()),), seconds=2.34)
    failed = Outcome(
        job=replace(job, target=replace(job.target, name="broken")),
        error="it broke",
        traceback="Traceback: line 1",
        seconds=0.5,
    )
    stream = io.StringIO()
    summary([made, failed], Console(file=stream, width=120))
    lines = [line.split() for line in stream.getvalue().splitlines()]
    assert ["media/sections/x.gif", "rendered", "1.25", "s", "1,235", "kB", "2.3"] in lines
    assert ["media/sections/x.mp4", "kept", "1.25", "s", "1,235", "kB"] in lines
    assert ["broken", "failed", "0.5"] in lines
    assert ["x.gif:", "20", "frames", "a", "second,", "to", "keep", "to", "5", "bytes"] in lines
    assert ["broken:", "it", "broke"] in lines
    assert ["Traceback:", "line", "1"] in lines
    assert exit_status([made, failed]) == 1


def test_paths_are_said_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "media" / "x.mp4") == "media/x.mp4"
    assert shown_path(tmp_path.parent) == str(tmp_path.parent)
