"""A command line that says in one line what the user or the machine is at fault for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rendering.core.errors import abbreviated
from rendering.core.failures import failure_of
from rendering.core.surroundings import check_surroundings, print_any_text

FOLDERS = "folders"
"""Where, in what contexts of click share, the paths are that a command may write to."""


class Command(click.Command):
    """A command that tells its group where it writes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see the class."""
        ctx.meta[FOLDERS] = [value for value in ctx.params.values() if isinstance(value, Path)]
        return super().invoke(ctx)


class CommandGroup(click.Group):
    """A group of commands that says in one line what the user or the machine is at fault for.

    Its exit status is 2 where the command line has to be changed, 1 where the disk is full, and 130 after Ctrl-C.
    """

    command_class = Command

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line of this process; see the class."""
        print_any_text()
        return super().main(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; see the class."""
        try:
            check_surroundings(ctx.args)
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(130)
        except click.UsageError as error:
            raise click.UsageError(abbreviated(error.format_message()), error.ctx) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            failure = failure_of(error, None, *ctx.meta.get(FOLDERS, ()))
            if failure.traceback:
                raise
            click.echo(f"error: {failure.message}", err=True)
            ctx.exit(failure.status)
