"""Reach a Dask scheduler: one that the user names, or one with workers of its own on this machine."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from distributed import Client, Security

from rendering.core.children import ChildProcess
from rendering.core.errors import UserError

SECONDS_TO_CONNECT = 10.0
SECONDS_TO_KNOCK = 3.0
SECONDS_TO_START = 60.0
MOST_LOCAL = 64
"""Most worker processes on this machine."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://[^\s/]+:\d{1,5}")
FORMS = "a scheduler's address such as tcp://scheduler:8786, a scheduler file, or local:N"


@dataclass(frozen=True)
class On:
    """Where segments are drawn.

    Parameters
    ----------
    address
        The address of a scheduler, or empty.
    file
        A scheduler file, or ``None``.
    local
        How many workers are started on this machine, 0 for none.
    """

    address: str = ""
    file: Path | None = None
    local: int = 0

    @classmethod
    def parse(cls, text: str) -> On:
        """Return what an option's value says.

        Raises
        ------
        UserError
            If it is none of the forms.
        """
        if text.startswith("local:"):
            number = text.removeprefix("local:")
            if not re.fullmatch(r"[0-9]{1,3}", number) or not 1 <= int(number) <= MOST_LOCAL:
                raise UserError(f"--on local:N takes from 1 to {MOST_LOCAL} workers, not {number!r}")
            return cls(local=int(number))
        if "://" in text:
            if not _ADDRESS.fullmatch(text) or int(text.rpartition(":")[2]) > 65_535:
                raise UserError(f"{text!r} is no address of a scheduler; --on takes {FORMS}")
            return cls(address=text)
        try:
            if Path(text).is_file():
                return cls(file=Path(text))
        except (OSError, ValueError):
            pass
        raise UserError(f"there is no file {text!r}; --on takes {FORMS}")

    def __str__(self) -> str:
        return f"local:{self.local}" if self.local else self.address or str(self.file)


@contextlib.contextmanager
def reached(on: On) -> Iterator[On]:
    """For the block, start what is to run on this machine; yield where the scheduler is.

    Raises
    ------
    UserError
        If it does not start.
    """
    if not on.local:
        yield on
        return
    with tempfile.TemporaryDirectory(prefix="dask-") as folder:
        file = Path(folder) / "scheduler.json"
        node = ChildProcess("rendering.cluster.local_node", str(on.local), folder, own_session=True)
        try:
            deadline = time.monotonic() + SECONDS_TO_START
            while not file.is_file():
                if node.process.poll() is not None or time.monotonic() > deadline:
                    raise UserError("no scheduler could be started on this machine")
                time.sleep(0.02)
            yield On(file=file, local=on.local)
        finally:
            node.stop()


def connect(on: On, seconds: float = SECONDS_TO_CONNECT) -> Client:
    """Return a client of a scheduler, with the TLS that Dask is configured for.

    Raises
    ------
    UserError
        If there is no answer.
    """
    quieten()
    address = _address_of(on)
    where: dict[str, Any] = {"scheduler_file": str(on.file)} if on.file else {"address": on.address}
    if on.local:
        where["security"] = Security(require_encryption=False)
    elif _needs_certificate(address):
        raise UserError(f"{on} is reached by TLS, and Dask has no certificate configured (docs/many-machines.md)")
    try:
        _knock(address)
        return Client(**where, timeout=seconds, set_as_default=False, name="render")
    except Exception as error:
        said = (getattr(error, "strerror", None) or f"{error}").strip().splitlines()
        reason = said[0].rstrip(".") if said else type(error).__name__
        at = address if address in {str(on), ""} else f"{address}, which {on} names"
        raise UserError(
            f"no scheduler answers at {at} ({reason}); is `dask scheduler` running, with the same TLS?"
        ) from error


def _address_of(on: On) -> str:
    """Return the address of a scheduler, which a scheduler file tells."""
    if on.file is None:
        return on.address
    try:
        return str(json.loads(on.file.read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UserError(f"{on.file} is no scheduler file") from error


def _knock(address: str) -> None:
    """Raise `OSError` if nobody listens at an address, for which Dask waits as long as it may."""
    parts = urlsplit(address)
    if parts.scheme in {"tcp", "tls", "ws", "wss"}:
        socket.create_connection((parts.hostname, parts.port), SECONDS_TO_KNOCK).close()


def _needs_certificate(address: str) -> bool:
    """Return whether a scheduler is reached by TLS and this side has no certificate, which Dask takes long to say."""
    return address.startswith(("tls:", "wss:")) and Security().get_connection_args("client").get("ssl_context") is None


def quieten() -> None:
    """Have Dask's own loggers say nothing: what matters of it is said in lines of ours."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"distributed", "tornado", "bokeh"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def security_note(address: str) -> str:
    """Return what is to be said of a connection that anybody on the network could use; empty if nothing."""
    parts = urlsplit(address)
    if parts.scheme in {"tls", "wss", "inproc"} or parts.hostname in LOOPBACK or str(parts.hostname).startswith("127."):
        return ""
    if Security().get_connection_args("client").get("ssl_context") is not None:
        return ""
    return (
        f"{address} is open to everybody who reaches it, who can run anything there and here: Dask has no access "
        "control without TLS (docs/many-machines.md says how to switch it on)"
    )
