"""Run the command line in this process, and hold what it says to a line."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.testing import CliRunner, Result

import render
from tests.paths import FIXTURES

UNLUCKY = FIXTURES / "unlucky.py"
TINY = ("-r", "32,18", "--fps", "10")
COMMANDS = render.main.commands
LONGEST = 1_500
"""Characters that what is said may have, usage and all."""


def said(*arguments: object, status: int | Iterable[int] = 2, charset: str = "utf-8", typed: str | None = None) -> str:
    """Run a command, and return what it says: a line, or click's usage before it; never a traceback."""
    result = CliRunner(charset=charset).invoke(render.main, [str(argument) for argument in arguments], input=typed)
    return checked(result, {status} if isinstance(status, int) else set(status))


def checked(result: Result, statuses: set[int]) -> str:
    """Return what a command said on standard error, after a look at all that it said."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code in statuses, result.output
    assert "Traceback" not in result.output
    if result.exit_code == 2:
        assert len(result.stderr.splitlines()) <= 4, result.stderr  # click's usage, or a table's heading, and the line
        assert len(result.stderr) < LONGEST
    return result.stderr


def options_with_values() -> list[tuple[str, str, click.Option]]:
    """Return every option of every command that takes a value: the command, the option as it is typed, the option."""
    return [
        (name, option.opts[-1], option)
        for name, command in sorted(COMMANDS.items())
        for option in command.params
        if isinstance(option, click.Option) and not option.is_flag
    ]


def scene_arguments(command: str, scene: str) -> list[str]:
    """Return the scene as an argument where the command takes one."""
    takes = any(parameter.name in ("scene", "scenes") for parameter in COMMANDS[command].params)
    return [scene] if takes else []
