"""Whatever a scene does to its process, the command says so in one line, fails, and leaves nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rendering.core.processes import can_fork
from tests.cli.commands import COMMANDS, Place

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").is_dir() or not can_fork(), reason="looks for processes in /proc"),
]

LINE = r"tried\.py:\d+: the scene "
ENDINGS = {
    "sys.exit(0)": LINE + r"ends its process \(SystemExit: 0\)",
    "raise SystemExit": LINE + r"ends its process \(SystemExit\)",
    "exit()": LINE + r"ends its process \(SystemExit",
    "raise KeyboardInterrupt": LINE + r"ends its process \(KeyboardInterrupt\)",
    "os._exit(0)": "ended with status 0",
    "os._exit(2)": "ended with status 2",
    "os.abort()": "was killed by SIGABRT",
    "os.kill(os.getpid(), 9)": "was killed by SIGKILL",
    "input()": LINE + r"asks for input that is not there \(EOFError",
    "breakpoint()": LINE + r"asks for input that is not there \(BdbQuit",
}
"""What is said of each line of a scene that ends its process, or that waits for what never comes."""
UPDATER = "square = Square().add_updater(lambda _, dt: {})\nself.add(square)"
QUICK = {("render", "sys.exit(0)"), ("figures", "sys.exit(0)")}
CASES = [
    *(("still", {"construct": line}, line) for line in ENDINGS),
    *(("still", {"module": line}, line) for line in ("sys.exit(0)", "os._exit(0)")),
    *(("still", {"construct": UPDATER.format(line)}, line) for line in ("sys.exit(0)", "os._exit(0)")),
    *(
        pytest.param(
            command, {"construct": line}, line, marks=[pytest.mark.exhaustive] * ((command, line) not in QUICK)
        )
        for command in COMMANDS
        for line in ("sys.exit(0)", "os._exit(0)")
        if command != "still"
    ),
    ("render", {"module": "os._exit(0)"}, "os._exit(0)"),
    ("render", {"construct": "input()"}, "input()"),
    ("render", {"construct": "breakpoint()"}, "breakpoint()"),
    ("figures", {"construct": "input()"}, "input()"),
    ("figures", {"construct": "os.kill(os.getpid(), 9)"}, "os.kill(os.getpid(), 9)"),
]


@pytest.mark.parametrize(
    ("command", "lines", "ending"), CASES, ids=lambda value: str(value) if isinstance(value, str) else ""
)
def test_a_scene_that_ends_its_process_is_said_to(tmp_path, command, lines, ending):
    place = Place(tmp_path)
    place.write(**lines)
    status, printed, noted = place.run(command)
    assert status == 1, noted
    assert printed == ""
    assert "Traceback" not in noted
    assert len([line for line in noted.splitlines() if re.search(ENDINGS[ending], line)]) == 1, noted
    assert [name for name in place.media if Path(name).suffix] == []
    assert place.left() == []
