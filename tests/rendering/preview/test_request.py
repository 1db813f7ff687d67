"""What a page may request, and the command line for it."""

import shlex
import tempfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rendering.core.errors import UserError
from rendering.core.targets import Target
from rendering.jobs.options import look_options
from rendering.preview.export_request import EXPORT_FORMATS, ExportRequest
from rendering.preview.request import PREVIEW_QUALITIES, Playhead, PreviewRequest, PreviewTask
from rendering.preview.server.command_line import command_line, toml

NAMES = st.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9, allow_nan=False)
VALUES = st.recursive(
    st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
REQUESTS = st.builds(
    PreviewRequest,
    scene=st.just("kernel-sliding"),
    theme=st.none() | st.sampled_from(["dark", "light"]),
    quality=st.sampled_from(PREVIEW_QUALITIES),
    parameters=st.dictionaries(NAMES, VALUES, max_size=3),
    playhead=st.builds(Playhead, st.none() | TEXTS, st.floats(0, 1e5), st.floats(0, 1e5)),
)


@click.command()
@click.argument("words", nargs=-1)
@look_options
def understood(words, look):
    """Stand for `render.py render`."""
    understood.look = look
    understood.words = words


@given(REQUESTS)
def test_a_request_survives_the_way_through_json(wanted):
    assert PreviewRequest.from_json(wanted.as_json(), ["kernel-sliding"]) == wanted
    task = PreviewTask(Target(Path("/a/b.py"), "C", "c"), wanted, Path("/m"), Path("/w"))
    assert PreviewTask.from_json(task.as_json()) == task


@given(REQUESTS)
def test_the_command_line_means_what_is_shown(wanted):
    words = shlex.split(command_line(wanted, "kernel-sliding"))
    result = CliRunner().invoke(understood, words[1:], standalone_mode=False)
    assert result.exception is None
    assert understood.words == ("render", "kernel-sliding")
    assert understood.look == wanted.look


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_the_toml_file_means_what_is_shown(parameters):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "p.toml")
        path.write_text(toml(parameters), encoding="utf-8")
        result = CliRunner().invoke(understood, ["--params", str(path)], standalone_mode=False)
    assert result.exception is None
    assert understood.look.attributes.get("parameter_values", {}) == parameters


def test_none_is_left_out_of_toml_which_has_no_null():
    assert toml({"input_size": None, "layers": "3, 3"}) == 'layers = "3, 3"\n'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "allowed: an object"),
        ({"scene": "kernel-slidng"}, "did you mean 'kernel-sliding'"),
        ({"scene": 3}, "there is no scene"),
        ({"scene": "kernel-sliding", "theme": 3}, "theme was 3"),
        ({"scene": "kernel-sliding", "quality": "k"}, "allowed: l, m, h"),
        ({"scene": "kernel-sliding", "parameters": [1]}, "parameters was"),
        ({"scene": "kernel-sliding", "playhead": {"beat": 3}}, "beat was 3"),
        ({"scene": "kernel-sliding", "playhead": {"offset": "soon"}}, "seconds from 0"),
        ({"scene": "kernel-sliding", "playhead": {"seconds": -1}}, "seconds from 0"),
        ({"scene": "kernel-sliding", "playhead": {"seconds": float("nan")}}, "seconds from 0"),
        ({"scene": "kernel-sliding", "playhead": {"seconds": True}}, "seconds from 0"),
    ],
)
def test_what_is_no_request_is_refused_in_one_line(data, message):
    with pytest.raises(UserError, match=message):
        PreviewRequest.from_json(data, ["kernel-sliding", "sobel-edge"])


@given(st.builds(ExportRequest, st.sampled_from(EXPORT_FORMATS), st.sampled_from(PREVIEW_QUALITIES), st.floats(0, 1e5)))
def test_an_export_request_survives_the_way_through_json(wanted):
    assert ExportRequest.from_json(wanted.as_json()) == wanted


@pytest.mark.parametrize(
    "data", [{}, {"format": "exe"}, {"format": "gif", "quality": "k"}, {"format": "png", "seconds": -1}]
)
def test_only_what_is_offered_can_be_exported(data):
    with pytest.raises(UserError, match="allowed"):
        ExportRequest.from_json(data)
