"""A fault has the author's file and line."""

from pathlib import Path

import pytest

from rendering.core.errors import UserError
from rendering.playback.loading import load_module
from rendering.preview.builder.faults import fault_of


def caught(file, run):
    try:
        run()
    except BaseException as error:
        return fault_of(error, file)
    return None


@pytest.fixture
def written(tmp_path):
    """Write a module and return its path."""

    def write(text, name="scene_of_mine.py"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_syntax_error_has_the_line_it_was_found_in(written):
    file = written("x = 1\n\ndef broken(:\n    pass\n")
    fault = caught(file, lambda: load_module(file))
    assert (fault.file, fault.line, fault.code) == (str(file), 3, "def broken(:")
    assert fault.message.startswith("SyntaxError: ")
    assert not fault.user


def test_a_syntax_error_in_a_neighbour_has_the_neighbours_line(written):
    other = written("y = (\n", "neighbour_of_mine.py")
    file = written("import neighbour_of_mine\n")
    fault = caught(file, lambda: load_module(file))
    assert (fault.file, fault.line) == (str(other), 1)


def test_an_exception_has_the_last_of_the_authors_lines(written):
    text = "import json\n\n\ndef helper():\n    json.loads('{')\n\n\ndef construct():\n    helper()\n"
    file = written(text)
    fault = caught(file, lambda: load_module(file).construct())
    assert (fault.file, fault.line, fault.code) == (str(file), 5, "json.loads('{')")
    assert fault.message.startswith("JSONDecodeError: ")
    assert "decoder.py" not in fault.traceback
    assert "in construct" in fault.traceback
    assert "in helper" in fault.traceback


def test_an_exception_without_words_has_its_name(written):
    file = written("def construct():\n    assert False\n")
    assert caught(file, lambda: load_module(file).construct()).message == "AssertionError"


def test_a_refused_parameter_has_the_place_where_the_parameters_stand(written):
    file = written("VALUE = 1\n\n\nclass Choices:\n    pass\n\n\nclass MyScene:\n    Parameters = Choices\n")
    scene_class = load_module(file).MyScene
    fault = fault_of(UserError("parameter 'side' was 9: at most 4"), file, scene_class)
    assert fault.message == "parameter 'side' was 9: at most 4"
    assert (fault.file, fault.line, fault.code, fault.user) == (str(file), 4, "class Choices:", True)
    assert not fault.traceback


def test_an_error_in_code_that_is_nobodys_is_shown_in_full():
    with pytest.raises(ZeroDivisionError) as caught_here:
        exec("1 / 0")  # noqa: S102
    caught_here.value.__traceback__ = None
    fault = fault_of(caught_here.value, Path("/nowhere/scene.py"))
    assert fault.message == "ZeroDivisionError: division by zero"
    assert "ZeroDivisionError" in fault.traceback
