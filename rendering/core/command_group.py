"""How commands run: errors are said in one line, and scenes are played where they cannot end the command with them."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from rendering.core.errors import SceneError, abbreviated
from rendering.core.failures import failure_of
from rendering.core.processes import Interrupted, can_fork, describe_exit, use_one_hash_seed
from rendering.core.streams import OutputError
from rendering.core.supervision import supervise
from rendering.core.surroundings import check_surroundings, print_any_text

FOLDERS = "folders"
"""Where, in what contexts of click share, the paths are that a command may write to."""
OWN_PROCESS = object()
"""What a context holds where the whole process is one of our commands, as in a terminal."""


class Command(click.Command):
    """A command that tells its group where it writes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see the class."""
        ctx.meta[FOLDERS] = [value for value in ctx.params.values() if isinstance(value, Path)]
        return super().invoke(ctx)


class CommandGroup(click.Group):
    """A group of commands that says in one line what the user, the scene or the machine is at fault for.

    Its exit status is 2 where the command line has to be changed, 1 where the disk is full, a scene ends its process or
    an answer cannot be written, and 130 after Ctrl-C.
    """

    command_class = Command

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line of this process; see the class."""
        print_any_text()
        return super().main(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; see the class."""

        def run(ctx: click.Context) -> Any:
            check_surroundings(ctx.args)
            return super(CommandGroup, self).invoke(ctx)

        return self.report_errors(ctx, run)

    @staticmethod
    def report_errors(ctx: click.Context, run: Callable[[click.Context], Any]) -> Any:
        """Run something; see the class."""
        try:
            return run(ctx)
        except Interrupted:  # in a child: its parent says so
            ctx.exit(130)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(130)
        except click.UsageError as error:
            raise click.UsageError(abbreviated(error.format_message()), error.ctx) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OutputError as error:
            if error.errno != errno.EPIPE:  # as when `head` has seen enough
                click.echo(f"error: cannot write to standard output: {error.strerror}", err=True)
            ctx.exit(1)
        except Exception as error:
            failure = failure_of(error, None, *ctx.meta.get(FOLDERS, ()))
            if failure.traceback:
                raise
            click.echo(f"error: {failure.message}", err=True)
            ctx.exit(failure.status)


class PlayingCommand(Command):
    """A command that plays scenes in the foreground: in a child of its own, which has the user's terminal.

    What a scene prints goes to standard error, so that standard output holds the command's answer alone.
    """

    def invoke(self, ctx: click.Context) -> None:
        """Run the command in a child, where this is a process of ours; say so if the scene ends that."""
        if ctx.find_root().obj is not OWN_PROCESS or not can_fork():
            super().invoke(ctx)
            return
        use_one_hash_seed(sys.orig_argv[1:])
        ending = supervise(lambda: self._exit_status(ctx))
        if not ending.is_complete:
            raise SceneError(f"the process that plays the scene {describe_exit(ending.status)} before it was done")
        ctx.exit(ending.status)

    def _exit_status(self, ctx: click.Context) -> int:
        try:
            CommandGroup.report_errors(ctx, super().invoke)
        except SystemExit as error:
            return int(error.code or 0)
        except click.exceptions.Exit as error:
            return error.exit_code
        except click.ClickException as error:
            error.show()
            return error.exit_code
        return 0
