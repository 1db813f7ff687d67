"""A process that is asked to end cleans up undisturbed, and ends whatever it does."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.paths import ROOT

BEGINNING = (
    "import os, signal, threading, time\nfrom rendering.core import processes\nprocesses.interrupt_on_signals()\n"
)
WAITING = BEGINNING + "try:\n    print('ready', flush=True)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n"


def run(code, first=None):
    """Return the exit status of a program and what it printed; send it a signal once it is ready."""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        if first is not None:
            assert process.stdout.readline() == "ready\n"
            process.send_signal(first)
        return process.wait(60), process.stdout.read()


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")


@pytest.mark.parametrize("first", [2, 15])
def test_cleaning_up_is_not_disturbed(first):
    again = "    for number in (signal.SIGTERM, signal.SIGINT):\n        os.kill(os.getpid(), number)\n"
    assert run(WAITING + again + "    print('cleaned')\n", first) == (0, "cleaned\n")


def test_a_process_that_goes_on_is_ended():
    begin = (
        BEGINNING
        + "processes.SECONDS_TO_END = 0.1\nender = threading.Thread(target=processes.end_process, daemon=True)\n"
    )
    wait = (
        "try:\n    ender.start()\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('interrupted', flush=True)\n"
    )
    assert run(begin + wait) == (0, "interrupted\n")
    assert run(begin + wait + "time.sleep(60)\n") == (1, "interrupted\n")
