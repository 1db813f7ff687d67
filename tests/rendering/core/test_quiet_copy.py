"""Copies are made without an audit event for each object."""

import copy
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from manim import Mobject, Square

from rendering.core.quiet_copy import quiet_id
from tests.paths import ROOT

THINGS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
)


@given(THINGS)
def test_it_is_pythons_own_id(thing):
    assert quiet_id(thing) == id(thing)


def test_it_is_pythons_own_id_for_what_defines_its_hash():
    for thing in (Square(), Mobject, type, NotImplemented, sys, copy.deepcopy, *vars(copy).values()):
        assert quiet_id(thing) == id(thing)


def test_a_hook_receives_files_and_not_copies(tmp_path):
    code = """
import copy, sys
from pathlib import Path
from rendering.output.freshness import InputRecorder
recorder = InputRecorder(apart_from=())
received = []
sys.addaudithook(lambda event, _: received.append(event))
copied = copy.deepcopy([[number, [number]] for number in range(100)])
Path(sys.argv[1]).read_text()
assert copied == [[number, [number]] for number in range(100)] and copied[3][1] is not copied[4][1]
assert Path(sys.argv[1]) in recorder.files()
print(received.count("builtins.id") < 10, "open" in received)
"""
    read = tmp_path.resolve() / "table.csv"
    read.write_text("1", encoding="utf-8")
    root = ROOT
    ran = subprocess.run([sys.executable, "-c", code, str(read)], cwd=root, capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["True", "True"], ran.stderr
