"""Every option that Manim's own settings list is read from ``manim.cfg``, or refused by name, or decides no file."""

from __future__ import annotations

import configparser
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

import render
from rendering.core.job import Format
from rendering.core.settings import Handling, Refused, handling_of
from rendering.jobs import command

STANDARD = Path(find_spec("manim").origin).parent / "_config" / "default.cfg"
PARSER = configparser.ConfigParser()
PARSER.read(STANDARD)
LISTED = [(section, option) for section in PARSER.sections() for option in PARSER.options(section)]
REFUSED = [place for place in LISTED if isinstance(handling_of(*place), Refused)]
READ = {
    "background_opacity": ("0.5", lambda job, _options: job.formats == (Format.MOV,)),
    "format": ("WebM", lambda job, _options: job.formats == (Format.WEBM,)),
    "media_dir": ("films", lambda job, _options: job.folder.parent.name == "films"),
    "output_file": ("other.gif", lambda job, _options: (job.target.name, job.formats) == ("other", (Format.GIF,))),
    "preview": ("True", lambda _job, options: options["preview"]),
    "save_sections": ("yes", lambda job, _options: job.sections),
    "seed": ("7", lambda job, _options: job.look.seed == 7),
    "write_all": ("True", None),
    "zero_pad": ("6", lambda job, _options: job.zero_pad == 6),
}
"""For each option that is read: a value, and what it does."""


@pytest.fixture
def say(tmp_path, monkeypatch):
    """Write a settings file and run a command up to the jobs; return the result, and the jobs with their options."""
    monkeypatch.chdir(tmp_path)

    def run(settings, *arguments):
        seen = {}
        monkeypatch.setattr(command, "run", lambda jobs, **options: seen.update(jobs=jobs, **options) or 0)
        Path("manim.cfg").write_text(settings, encoding="utf-8")
        return CliRunner().invoke(render.main, ["render", "sobel-edge", *arguments]), seen

    return run


def settings(section, option, value):
    return f"[{section}]\n{option} = {value}\n"


def test_each_option_has_its_place_in_the_table():
    assert len(LISTED) > 80
    assert [place for place in LISTED if handling_of(*place) is None] == []


def test_all_of_manims_own_settings_are_accepted(say):
    result, seen = say(STANDARD.read_text(encoding="utf-8"))
    assert result.exit_code == 0, result.output
    assert seen["jobs"][0].formats == (Format.MP4,)


@pytest.mark.parametrize(("section", "option"), [*REFUSED, ("CLI", "format"), ("video_encoder.options", "crf")])
def test_what_does_not_hold_is_refused_by_name(say, section, option):
    result, _ = say(settings(section, option, "none" if option == "format" else "True"))
    assert result.exit_code == 2, result.output
    assert result.output.startswith(f"error: manim.cfg: {option} = ")
    assert result.output.count("\n") == 1


def test_what_is_read_is_what_the_table_says():
    marked = {option for section, option in [*LISTED, ("CLI", "seed")] if handling_of(section, option) is Handling.READ}
    assert marked == set(READ)


@pytest.mark.parametrize("option", sorted(READ))
def test_what_is_read_reaches_the_job(say, option):
    value, holds = READ[option]
    result, seen = say(settings("CLI", option, value))
    if holds is None:
        assert result.output == "error: -a renders all scenes of a file, and 'sobel-edge' is none\n"
    else:
        assert result.exit_code == 0, result.output
        assert holds(seen["jobs"][0], seen)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("background_opacity", "1.5"),
        ("background_opacity", "much"),
        ("format", "avi"),
        ("preview", "perhaps"),
        ("seed", "-1"),
        ("zero_pad", "12"),
        ("output_file", "a/b"),
    ],
)
def test_what_cannot_be_read_is_said(say, option, value):
    result, _ = say(settings("CLI", option, value))
    assert result.exit_code == 2, result.output
    assert result.output.count("\n") == 1
    assert value in result.output


def test_the_command_line_overrides(say):
    text = "[CLI]\nformat = gif\nseed = 7\nzero_pad = 2\noutput_file = one\nmedia_dir = films\n"
    options = ("--format", "png", "--seed", "1", "-0", "5", "-o", "two", "--media_dir", "pictures")
    (job,) = say(text, *options)[1]["jobs"]
    assert (job.formats, job.look.seed, job.zero_pad) == ((Format.PNG,), 1, 5)
    assert (job.target.name, job.folder.parent.name) == ("two", "pictures")
