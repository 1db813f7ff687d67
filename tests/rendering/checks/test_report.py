import io
import json
import math
from fractions import Fraction

import pytest
from rich.console import Console

from rendering.checks import inspection
from rendering.checks.audit import check
from rendering.checks.report import table
from rendering.core.errors import UserError
from rendering.core.job import GifOptions, Look
from rendering.core.targets import Target
from rendering.playback.loading import forget_modules
from rendering.playback.play import perform
from rendering.playback.renderer import Renderer
from tests.our_scenes import NAMES as OURS
from tests.our_scenes import our_target
from tests.paths import CORPUS, FIXTURES

FIXTURES = FIXTURES / "checked.py"
SMALL = Look(size=(426, 240), rate=Fraction(10))
NAMES = (
    "contrast of text",
    "flashes in a second",
    "red flashes",
    "moves by itself",
    "x-height in print",
    "roles to the colour-blind",
    "alternative text",
)


def checked(scene, **options):
    return check(Target(FIXTURES, scene, scene.lower()), SMALL, **options)


def finding(report, name):
    (found,) = (each for each in report.findings if each.check == name)
    return found


def test_a_good_scene_passes_every_check():
    report = checked("Good")
    assert tuple(each.check for each in report.findings) == NAMES
    assert not report.failed
    assert {each.theme for each in report.findings} == {""}
    assert finding(report, "contrast of text").value == pytest.approx(16.5, abs=0.1)
    assert finding(report, "moves by itself").value == pytest.approx(4.6, abs=0.11)  # eight times 0.6 s, less its rest
    # 0.3 of 14.2 units on 120 mm
    assert finding(report, "x-height in print").value == pytest.approx(0.3 / (128 / 9) * 120, rel=1e-3)
    assert finding(report, "flashes in a second").value == 0
    assert finding(report, "alternative text").value == len("Two squares and a label.")


@pytest.mark.parametrize(
    ("scene", "name", "value", "where"),
    [
        ("PaleText", "contrast of text", 2.85, "'pale', #999999 on #FFFFFF: end"),
        ("FadedText", "contrast of text", 2.5, "'faded', #A4A5A9 on #FFFFFF: end"),
        ("TextOnDark", "contrast of text", 1.31, "'on', #1B1F27 on #333333: end"),
        ("Strobe", "flashes in a second", 5, "until"),
        ("RedStrobe", "red flashes", 5, "until"),
        ("LongExcerpt", "moves by itself", 5.3, "end: once"),
        ("TinyText", "x-height in print", 0.76, "'ace': end"),
        ("AlikeRoles", "roles to the colour-blind", None, "warm and cold to"),
        ("Silent", "alternative text", 0, "no alternative text"),
        ("Talkative", "alternative text", 359, "in the sidecar"),
        ("TalkativeAtTheEnd", "alternative text", 359, "in the sidecar: end"),
    ],
)
def test_each_check_fails_a_scene_that_is_wrong_in_just_that(scene, name, value, where):
    report = checked(scene)
    (failed,) = report.failed
    assert failed.check == name
    if value is not None:
        assert failed.value == pytest.approx(value, rel=0.03)
    assert where in failed.where
    assert failed.failures
    assert (failed.value < failed.limit) == failed.at_least or not failed.value


@pytest.mark.parametrize("scene", ["CoveredText", "SmallStrobe"])
def test_what_harms_nobody_passes(scene):
    assert not checked(scene).failed


def test_both_themes_are_checked_unless_one_is_asked_for():
    report = checked("TwoThemes")
    assert {each.theme for each in report.findings} == {"dark", "light"}
    assert {(each.check, each.theme) for each in report.failed} == {("contrast of text", "dark")}
    assert not checked("TwoThemes", themes=["light"]).failed
    light = Look(size=SMALL.size, rate=SMALL.rate, attributes={"theme_name": "light"})
    assert {each.theme for each in check(Target(FIXTURES, "TwoThemes", "x"), light).findings} == {"light"}


def test_an_endless_loop_moves_without_end():
    report = checked("Good", gif=GifOptions(loop=0))
    assert finding(report, "moves by itself").value == math.inf
    assert json.loads(json.dumps(report.as_json()))["findings"][3]["value"] == "inf"
    assert finding(checked("Good", gif=GifOptions(loop=6)), "moves by itself").value == pytest.approx(3.4, abs=0.11)


def test_a_narrower_print_needs_larger_letters():
    assert [each.check for each in checked("Good", width_mm=40).failed] == ["x-height in print"]
    assert not checked("Good", width_mm=45).failed


def test_somebodys_plain_scene_is_only_short_of_words():
    report = checked("Plain")
    assert [each.check for each in report.failed] == ["alternative text"]
    assert finding(report, "contrast of text").value is None
    assert finding(report, "contrast of text").where == "nothing to measure"


@pytest.mark.parametrize("scene", ["PixelsAreRead", "Zoomed", "Spatial"])
def test_a_scene_of_any_camera_is_checked_on_the_frames_that_are_drawn_one_by_one(scene, monkeypatch):
    """Whether only what changes is drawn or, as where it reads its own pixels, every frame in full."""
    target = Target(CORPUS / "cameras.py", scene, scene.lower())
    fast = check(target, SMALL)
    monkeypatch.setattr(inspection, "perform_in_one_process", one_by_one)
    assert check(target, SMALL) == fast


def one_by_one(target, look, sink, *, after_play, **_options):
    """Draw every frame in full, by the renderer that draws as Manim's own."""

    class Inspected(Renderer):
        def play(self, scene, *args, **kwargs):
            super().play(scene, *args, **kwargs)
            seconds = float(self.recorder.frames / self.recorder.stage.rate)
            after_play(inspection.SceneView(scene, self.recorder.beat, seconds))

    forget_modules(target.file)
    return perform(target, look, sink, renderer=Inspected)


def test_the_report_reads_as_a_table_with_every_failure():
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(table(checked("PaleText")), markup=False)
    text = console.export_text()
    assert "FAILED" in text
    assert "#999999 on #FFFFFF" in text
    assert text.count("ok ") == len(NAMES) - 1


def test_a_scene_that_is_not_there_is_the_users_error():
    with pytest.raises(UserError, match="Goood"):
        checked("Goood")


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", OURS)
def test_our_scenes_pass_in_both_themes(name):
    """At the lowest rate that can show too many flashes: four of them are eight changes in 15 frames."""
    report = check(our_target(name), Look(rate=Fraction(15)))
    assert {each.theme for each in report.findings} == {"dark", "light"}
    assert not report.failed, "\n".join(
        f"{each.theme} {each.check}: {failure}" for each in report.failed for failure in each.failures
    )
