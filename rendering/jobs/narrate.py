"""The command line of ``narrate``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from rendering.core.command_group import PlayingCommand
from rendering.core.job import Look, Voice, with_low_quality
from rendering.core.targets import Target, resolve
from rendering.jobs.options import look_options, voice_option
from rendering.voice.choice import ESTIMATE, VOICE_FOLDER


def narrate_command(known: Callable[[], Sequence[Target]]) -> click.Command:
    """Return the command, given what returns the scenes that have names."""

    @click.command(cls=PlayingCommand)
    @click.argument("scenes", nargs=-1, required=True, metavar="SCENE... | all")
    @click.option("--check", "action", flag_value="check", help="Which recordings are missing, stale or too long?")
    @click.option("--script", "action", flag_value="script", default="script", help="Print what is said, with times.")
    @click.option("--accept", "action", flag_value="accept", help="Note that today's texts are those that were read.")
    @click.option(
        "--recordings",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=VOICE_FOLDER,
        show_default=True,
        help="Where recordings are: <scene>/<beat>.wav, flac, mp3 or opus.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @voice_option
    @look_options
    def narrate(
        scenes: tuple[str, ...], *, action: str, folder: Path, as_json: bool, voice: Voice | None, look: Look
    ) -> None:
        """Print what is said over SCENEs, with times, or --check their recordings; nothing is drawn."""
        from rendering.core.console import print_json
        from rendering.jobs.narration import report

        targets = known() if scenes == ("all",) else [resolve(scene, known()) for scene in scenes]
        spoken = replace(with_low_quality(look), voice=voice or Voice(ESTIMATE, ""))
        lines, told = report(action, targets, spoken, known(), folder)
        if as_json:
            print_json(told)
        elif lines:
            click.echo("\n".join(lines).rstrip())
        raise SystemExit(1 if action == "check" and lines else 0)

    return narrate
