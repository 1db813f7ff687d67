"""Stills are the video's frames; the sheet shows every beat."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from rendering.core.errors import UserError
from rendering.core.frames import Frame
from rendering.core.job import Look
from rendering.core.selections import LastFrames, NoFrame
from rendering.core.sinks import BaseSink
from rendering.core.targets import Target
from rendering.jobs import stills
from rendering.output.png import SOFTWARE, clock


@pytest.fixture
def sections(plain):
    return Target(plain, "Sections", "sections")


def opened(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize("number", [0, 4, 9, 12, 14, 20, 24, 31, 38])
def test_a_moment_is_the_frame_the_video_shows_then(sections, small, play, tmp_path, number):
    """Over an animation, a frozen hold, a hold with an updater; drawn alone, the pixels are the same."""
    path = tmp_path / "x.png"
    stills.moment_still(sections, small, number / 10 + 0.04, path)
    assert np.array_equal(opened(path), play("Sections").pixels[number][..., :3])


@pytest.mark.parametrize("beat", ["draw", "turn", "follow"])
def test_a_beats_still_is_its_last_frame(sections, small, play, tmp_path, beat):
    path = tmp_path / "x.png"
    performance = stills.beat_still(sections, small, beat, path)
    stop = next(item.stop for item in performance.beats if item.name == beat)
    assert np.array_equal(opened(path), play("Sections").pixels[stop - 1][..., :3])


def test_the_last_still_is_what_stands_at_the_end(sections, small, tmp_path, play):
    path = tmp_path / "x.png"
    stills.last_still(sections, small, path)
    assert np.array_equal(opened(path), play("Sections", finale=True).performance.final[..., :3])


def test_the_moment_of_the_end_is_what_stands_there(sections, small, tmp_path):
    last, moment = tmp_path / "last.png", tmp_path / "moment.png"
    performance = stills.last_still(sections, small, last)
    stills.moment_still(sections, small, float(performance.duration), moment)
    assert np.array_equal(opened(moment), opened(last))


def test_random_scenes_give_the_frame_of_their_seed(plain, play, tmp_path):
    path = tmp_path / "x.png"
    for seed in (1, 2):
        look = Look(size=(160, 90), rate=10, seed=seed)
        stills.moment_still(Target(plain, "Random", "random"), look, 0.3, path)
        assert np.array_equal(opened(path), play("Random", look).pixels[3][..., :3])


def test_what_is_not_there_is_named(sections, small, tmp_path):
    with pytest.raises(UserError, match="no beat 'trun' in sections; did you mean 'turn'"):
        stills.beat_still(sections, small, "trun", tmp_path / "x.png")
    with pytest.raises(UserError, match=r"no frame at 9 s: it lasts 4.00 s"):
        stills.moment_still(sections, small, 9.0, tmp_path / "x.png")
    assert list(tmp_path.iterdir()) == []


def test_a_still_names_its_maker(sections, small, tmp_path):
    stills.last_still(sections, small, tmp_path / "x.png")
    with Image.open(tmp_path / "x.png") as image:
        assert image.info["Software"] == SOFTWARE
        assert image.mode == "RGB"


def test_a_transparent_still_has_alpha(sections, tmp_path):
    stills.last_still(sections, Look(size=(160, 90), rate=10, transparent=True), tmp_path / "x.png")
    with Image.open(tmp_path / "x.png") as image:
        assert image.mode == "RGBA"
        assert image.getpixel((1, 1))[3] == 0


def test_a_sheet_shows_every_beat(sections, small, tmp_path, play):
    """Each beat's last frame stands in its place, shrunk or enlarged to the cell."""
    path = tmp_path / "x.png"
    performance = stills.sheet(sections, small, path, columns=3)
    sheet = opened(path)
    assert sheet.shape[1] == 3 * (480 + 16) + 16
    frames = play("Sections").pixels
    for column, beat in enumerate(performance.beats):
        cell = Image.fromarray(frames[beat.stop - 1][..., :3]).resize((480, 270), Image.Resampling.LANCZOS)
        left, top = 16 + column * 496, 56
        assert np.array_equal(sheet[top : top + 270, left : left + 480], np.asarray(cell))


def test_a_scene_that_plays_nothing_has_no_sheet_but_a_still(plain, small, tmp_path):
    target = Target(plain, "Still", "still")
    with pytest.raises(UserError, match="plays nothing"):
        stills.sheet(target, small, tmp_path / "sheet.png")
    stills.last_still(target, small, tmp_path / "still.png")
    red = opened(tmp_path / "still.png")[45, 80].astype(int)
    assert red[0] > 200 > red[1]


def test_nothing_is_drawn_that_nobody_wants(play, monkeypatch):
    """Rehearsing draws no mobject at all, and last frames only one picture for each play."""
    from manim import Camera

    drawn = []
    display = Camera.display_multiple_vectorized_mobjects

    def noted(self, mobjects, pixels):
        drawn.append(mobjects)
        return display(self, mobjects, pixels)

    monkeypatch.setattr(Camera, "display_multiple_vectorized_mobjects", noted)
    assert play("Sections", select=NoFrame.of).pixels == []
    assert drawn == []
    plays = play("Sections", select=lambda _: LastFrames()).performance.plays
    assert len(drawn) <= 2 * plays


def test_clock():
    assert [clock(seconds) for seconds in (0, 9.96, 62.5, 3600)] == ["0:00.0", "0:10.0", "1:02.5", "60:00.0"]


def test_a_frame_says_where_it_is(play):
    seen: list[Frame] = []

    class Notes(BaseSink):
        def write(self, frame):
            seen.append(frame)

    performance = play("Sections").performance
    assert [(beat.name, beat.first, beat.stop) for beat in performance.beats] == [
        ("draw", 0, 15),
        ("turn", 15, 25),
        ("follow", 25, 40),
    ]
