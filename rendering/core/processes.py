"""How a process ends that works for another: it is interrupted once, clears up, and goes by force if it will not go."""

from __future__ import annotations

import os
import signal
import time
from types import FrameType
from typing import NoReturn

LOGGER = "rendering"
"""The logger of this package: its warnings go to whoever started the process."""
PATIENCE = 5.0
"""Seconds a process has to clear up before it is killed."""


def heed_signals() -> None:
    """Have the first SIGTERM or SIGINT raise `KeyboardInterrupt`; those that follow do not disturb the clearing up."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)


def end() -> NoReturn:
    """Interrupt this process, from another thread than its main one, and end it by force where that is not enough."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
