"""A child ends with its parent, where the operating system does not see to that, too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.processes import processes_of, wait_until

PARENT = """
import os, signal, subprocess, sys, time
from rendering.core import children
children.SECONDS_TO_END = 0.1
child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
os.kill(child.pid, signal.SIGSTOP)
children._watchdog(child.pid)
print("ready", flush=True)
time.sleep(1000)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_a_watchdog_kills_a_child_that_is_stopped_once_its_parent_is_killed(tmp_path):
    marker = {"WATCHED": str(tmp_path)}
    words = [sys.executable, "-c", PARENT]
    with subprocess.Popen(words, cwd=ROOT, env={**os.environ, **marker}, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout.readline() == "ready\n"
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: not processes_of(f"WATCHED={tmp_path}"), lambda: processes_of(f"WATCHED={tmp_path}"))
