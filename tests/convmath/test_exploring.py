"""Examples are the same everywhere, unless the environment asks for others; then a failing one can be repeated."""

import os
import subprocess
import sys

import pytest

from tests.paths import ROOT

FAILING = """
from hypothesis import given, settings, strategies as st
import tests.conftest

@given(st.integers(0, 10**9))
def test(number):
    assert number < 1000

print(settings.default.derandomize, settings.default.max_examples)
test()
"""


def run(profile: str | None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"HYPOTHESIS_PROFILE", "CI"}}
    environment |= {} if profile is None else {"HYPOTHESIS_PROFILE": profile}
    command = [sys.executable, "-c", FAILING]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("profile", "derandomised"), [(None, True), ("exploring", False)])
def test_a_failing_example_is_printed_and_when_exploring_with_what_repeats_it(profile, derandomised) -> None:
    result = run(profile)
    assert result.stdout.startswith(f"{derandomised} ")
    assert result.returncode != 0
    assert "number=1000" in result.stdout + result.stderr
    assert ("@reproduce_failure(" in result.stderr) == (profile == "exploring")


def test_the_whole_check_of_main_explores() -> None:
    assert "HYPOTHESIS_PROFILE:-exploring" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
