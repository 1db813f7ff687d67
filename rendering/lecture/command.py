"""The command ``lecture``: render the scenes that a lecture file names, as ``render`` does, and join their films."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import click
from rich.console import Console

from rendering.core.console import console_for, shown_path
from rendering.core.errors import UserError, unknown
from rendering.core.job import Format, Look, RenderJob, Voice
from rendering.core.scene_protocol import overrides
from rendering.core.settings import number
from rendering.core.targets import Target, resolve
from rendering.jobs import pool
from rendering.jobs.command import placed
from rendering.jobs.outcome import Outcome
from rendering.jobs.progress import Display, exit_status, print_outcomes
from rendering.lecture.film import check_files, file_of, write_film
from rendering.lecture.lecture_file import Entry, Lecture, at_place, read_lecture
from rendering.lecture.timeline import Part, pieces_of
from rendering.output import sidecar
from rendering.output.trust import ask_about_models
from rendering.voice.choice import with_voice_for

LECTURE_FOLDER = "lecture"
INCOMPLETE = "-incomplete"
"""What is added to the name of a film that lacks a scene which failed; a complete one of the name stays."""


@dataclass(frozen=True, kw_only=True)
class PlannedPart:
    """A scene of a lecture, to be rendered.

    Parameters
    ----------
    place
        Where it stands in the file.
    section
        The title of its section.
    entry
        What the file says of it.
    job
        How it is rendered.
    pause
        Seconds for which its last frame stays.
    """

    place: str
    section: str
    entry: Entry
    job: RenderJob
    pause: float


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A lecture to be made: its file, its title, its scenes, and the path of its files without their endings."""

    file: Path
    title: str
    parts: Sequence[PlannedPart]
    stem: Path


def plan(
    file: Path,
    known: Sequence[Target],
    *,
    card: Target,
    media_dir: Path,
    name: str = "",
    size: tuple[int, int] | None = None,
    rate: Fraction | None = None,
    theme: str | None = None,
    voice: Voice | None = None,
) -> Plan:
    """Return what is to be made of a lecture file.

    A scene whose look is that of ``render`` without options shares its film; any other film has a name of its own.

    Parameters
    ----------
    file
        The lecture file.
    known
        The scenes that can be given by name.
    card
        The scene that shows a title card.
    media_dir
        The folder of all output.
    name
        What the film is called instead of the file's stem.
    size, rate, theme
        What overrides the file's.
    voice
        Who speaks the scenes' narration; ``None`` for nobody.

    Raises
    ------
    UserError
        If the file cannot be read, names no scene that there is, or the files cannot be written; it names the place.
    """
    stem = media_dir.absolute() / LECTURE_FOLDER / (name or file.stem)
    lecture = read_lecture(file)
    check_files(stem)
    parts = planned_parts(
        lecture, file, known, card=card, media_dir=media_dir, size=size, rate=rate, theme=theme, voice=voice
    )
    return Plan(file=file, title=lecture.title, parts=parts, stem=stem)


def planned_parts(
    lecture: Lecture,
    file: Path,
    known: Sequence[Target],
    *,
    card: Target,
    media_dir: Path,
    size: tuple[int, int] | None = None,
    rate: Fraction | None = None,
    theme: str | None = None,
    voice: Voice | None = None,
) -> list[PlannedPart]:
    """Return how each scene of a lecture is rendered, for its film or its deck; see `plan`."""
    look = _look(lecture, size, rate)
    entries = list(lecture.entries())
    targets = [card if entry.card else _target(file, place, entry, known) for place, _, entry in entries]
    unique = list(dict.fromkeys(targets))
    names = dict(zip(unique, placed(unique, known, media_dir), strict=True))
    parts = []
    for target, (place, section, entry) in zip(targets, entries, strict=True):
        ours = theme or lecture.theme if target in {card, *known} else None
        attributes = overrides(_parameters(entry), entry.theme or ours)
        spoken = look if entry.card else with_voice_for(replace(look, voice=voice), target, known)
        job = _job(names[target], replace(spoken, attributes=attributes), media_dir)
        pause = 0.0 if entry.card else lecture.pause
        pause = pause if entry.pause is None else entry.pause
        parts.append(PlannedPart(place=place, section=section, entry=entry, job=job, pause=pause))
    return parts


def _look(lecture: Lecture, size: tuple[int, int] | None, rate: Fraction | None) -> Look:
    size = size or ((lecture.size[0], lecture.size[1]) if lecture.size else None)
    rate = rate or (Fraction(lecture.rate) if lecture.rate else None)
    seed = number("seed", 0, 0, 2**32 - 1)
    return Look(size=size, rate=rate, fixes_size=size is not None, fixes_rate=rate is not None, seed=seed)


def _parameters(entry: Entry) -> dict[str, object]:
    if entry.card is not None:
        return {"card": entry.card, "subtitle": entry.subtitle}
    ask_about_models(entry.parameters)
    return entry.parameters


def _target(file: Path, place: str, entry: Entry, known: Sequence[Target]) -> Target:
    """Return the scene of an entry; the path of its file is relative to the lecture file's folder."""
    text = entry.scene
    named = text in {target.name for target in known}
    try:
        return resolve(text if named or ".py" not in text else str(file.parent / text), known)
    except UserError as error:
        raise at_place(file, place, str(error), named=text) from error


def _job(target: Target, look: Look, media_dir: Path) -> RenderJob:
    job = RenderJob(target=target, folder=media_dir.absolute() / target.name, formats=(Format.MP4,), look=look)
    if look.attributes or look.size or look.rate or look.voice:
        described = json.dumps(job.as_json()["look"], sort_keys=True, default=str)
        name = f"{target.name}-{hashlib.sha256(described.encode()).hexdigest()[:8]}"
        job = replace(job, target=replace(target, name=name), folder=media_dir.absolute() / name)
    return job


class _Watched(Display):
    """A display that checks, as soon as a scene is rendered, that it has the beats which are to be left out."""

    file: Path
    parts: Sequence[PlannedPart]

    def ended(self, index: int, outcome: Outcome) -> None:
        """Remove the bar, and check the scene."""
        super().ended(index, outcome)
        if not outcome.error:
            for part in self.parts:
                if part.job.folder == outcome.job.folder:
                    check_beats(self.file, part)


def check_beats(file: Path, part: PlannedPart) -> None:
    """Raise `UserError` if a rendered scene lacks a beat that is to be left out, or nothing of it would be left."""
    content = sidecar.read(part.job)
    found = [beat["name"] for beat in content.get("beats", ())]
    for name in part.entry.without:
        if name not in found:
            raise at_place(file, f"{part.place}.without", unknown("beat", name, found), named=name)
    if part.entry.without and not set(found) - set(part.entry.without):
        raise at_place(file, f"{part.place}.without", "it leaves out every beat; leave out the scene")


def run(planned: Plan, *, workers: int, force: bool, machines: pool.OpenMachines = pool.no_machines) -> int:
    """Render the scenes, join their films, say what was made, and return the exit status.

    Where scenes failed, they are named, and the film of the others is called ``-incomplete``.

    Raises
    ------
    UserError
        If sizes or rates differ, or a beat that is to be left out is none; what was rendered is kept.
    """
    console = console_for(sys.stderr)
    outcomes, rendered = render_parts(
        planned.parts, planned.file, console, workers=workers, force=force, machines=machines
    )
    failed = len(rendered) < len(planned.parts)
    parts = lay_out(rendered, planned.file)
    if failed and all(part.card is not None for part in parts):
        return exit_status(outcomes)
    incomplete = planned.stem.with_name(planned.stem.name + INCOMPLETE)
    stem = incomplete if failed else planned.stem
    made = write_film(planned.title, parts, stem, superseded=() if failed else (incomplete,))
    seconds = float(parts[-1].stop / parts[-1].rate)
    lacks = without(planned.parts, rendered)
    console.print(
        f"{shown_path(file_of(stem, '.mp4'))}  {'joined' if made else 'kept'}  {seconds:.2f} s{lacks}",
        markup=False,
        highlight=False,
    )
    click.echo(shown_path(file_of(stem, ".mp4")))
    return 1 if failed else 0


def render_parts(
    parts: Sequence[PlannedPart],
    file: Path,
    console: Console,
    *,
    workers: int,
    force: bool,
    machines: pool.OpenMachines = pool.no_machines,
) -> tuple[list[Outcome], list[PlannedPart]]:
    """Render scenes, say what was made, and return the outcomes and those that did not fail.

    Raises
    ------
    UserError
        If a beat that is to be left out is none; what was rendered is kept.
    """
    first = sorted(parts, key=lambda part: not part.entry.without)  # so that such an error is found early
    jobs = list({part.job.folder: part.job for part in first}.values())
    with machines(len(jobs), console) as others, _Watched(console) as display:
        display.file, display.parts = file, parts
        outcomes = pool.run(jobs, display, workers=workers, force=force, machines=others)
    outcomes = [_with_film(outcome) for outcome in outcomes]
    print_outcomes(outcomes, console, as_json=False)
    failed = {outcome.job.folder for outcome in outcomes if outcome.error}
    return outcomes, [part for part in parts if part.job.folder not in failed]


def without(parts: Sequence[PlannedPart], rendered: Sequence[PlannedPart]) -> str:
    """Return the end of a line that names the scenes which failed, or nothing."""
    missing = [part.place for part in parts if part not in rendered]
    return f", without {', '.join(missing)}" if missing else ""


def _with_film(outcome: Outcome) -> Outcome:
    """Return an outcome that has failed where the scene plays nothing, so that there is no film of it."""
    if outcome.error or "mp4" in {each.format for each in (*outcome.made, *outcome.kept)}:
        return outcome
    return replace(outcome, error="the scene plays nothing, so there is no film of it", user_error=True)


def lay_out(planned: Sequence[PlannedPart], file: Path) -> list[Part]:
    """Return the rendered scenes one after another, with a pause after each but the last.

    Raises
    ------
    UserError
        If a scene has another size or rate than the first.
    """
    parts: list[Part] = []
    for place, part in enumerate(planned, start=1):
        content = sidecar.read(part.job)
        if parts:
            _check_size(file, part, content, parts[0].content)
        rate = Fraction(content["frame_rate"])
        first = parts[-1].stop if parts else 0
        pieces = pieces_of(content, part.entry.without, first)
        last = pieces[-1]
        pause = round(Fraction(part.pause) * rate) if place < len(planned) else 0
        parts.append(
            Part(
                section=part.section,
                card=part.entry.card,
                film=part.job.output(Format.MP4),
                content=content,
                pieces=pieces,
                first=first,
                stop=last.first + last.stop - last.start + pause,
                rate=rate,
            )
        )
    return parts


def _check_size(file: Path, part: PlannedPart, content: Mapping[str, object], first: Mapping[str, object]) -> None:
    for key, what, remedy in (("size", "size", "size = [1920, 1080]"), ("frame_rate", "rate", "rate = 60")):
        if content[key] != first[key]:
            message = f"its {what} is {content[key]}, that of the first scene {first[key]}; write {remedy} at the top"
            raise at_place(file, part.place, message, named=part.entry.scene)
