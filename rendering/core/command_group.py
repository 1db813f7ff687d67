"""How commands run: errors are said in one line, and scenes are played where they cannot end the command with them."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import click

from rendering.core.errors import SceneError, is_user_error, one_line
from rendering.core.processes import Interrupted, can_fork, describe_exit
from rendering.core.streams import OutputError
from rendering.core.supervision import supervise

OWN_PROCESS = object()
"""What a context holds where the whole process is one of our commands, as in a terminal."""


class CommandGroup(click.Group):
    """A group of commands that says in one line what went wrong.

    It exits with status 2 after a user's error, with 1 where a scene ends its process or an answer cannot be written,
    and with 130 after Ctrl-C.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; see the class."""
        return self.report_errors(ctx, super().invoke)

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
        except OutputError as error:
            if error.errno != errno.EPIPE:  # as when `head` has seen enough
                click.echo(f"error: cannot write to standard output: {error.strerror}", err=True)
            ctx.exit(1)
        except Exception as error:
            if not is_user_error(error) and not isinstance(error, SceneError):
                raise
            click.echo(f"error: {one_line(error)}", err=True)
            ctx.exit(2 if is_user_error(error) else 1)


class PlayingCommand(click.Command):
    """A command that plays scenes in the foreground: in a child of its own, which has the user's terminal.

    What a scene prints goes to standard error, so that standard output holds the command's answer alone.
    """

    def invoke(self, ctx: click.Context) -> None:
        """Run the command in a child, where this is a process of ours; say so if the scene ends that."""
        if ctx.find_root().obj is not OWN_PROCESS or not can_fork():
            super().invoke(ctx)
            return
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
