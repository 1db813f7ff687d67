import json
import subprocess
import sys

import pytest

from tests.paths import FIXTURES, ROOT

CHECKED = FIXTURES / "checked.py"


def check(*arguments):
    command = [sys.executable, str(ROOT / "render.py"), "check", *arguments, "-r", "426,240", "--fps", "10"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize(("scene", "status"), [("Good", 0), ("PaleText", 1)])
def test_the_exit_status_says_whether_everything_holds(scene, status):
    done = check(f"{CHECKED}:{scene}")
    assert done.returncode == status, done.stderr
    assert ("FAILED" in done.stdout) == bool(status)
    assert "contrast of text" in done.stdout


def test_several_scenes_are_reported_as_json():
    done = check(f"{CHECKED}:Good", f"{CHECKED}:Strobe", "--json", "--loop", "1")
    assert done.returncode == 1
    good, strobe = json.loads(done.stdout)
    assert (good["passed"], strobe["passed"]) == (True, False)
    (failed,) = (each for each in strobe["findings"] if not each["passed"])
    assert failed["check"] == "flashes in a second"
    assert failed["value"] > failed["limit"] == 3


def test_letters_are_measured_on_the_paper_that_is_asked_for():
    assert check(f"{CHECKED}:Good", "--width-mm", "40").returncode == 1


def test_a_scene_nobody_knows_is_wrong_usage():
    done = check("kernel-slidng")
    assert done.returncode == 2
    assert "did you mean 'kernel-sliding'?" in done.stderr
