"""A lecture of a card and two scenes, rendered and joined by the command: pictures, chapters, and what lies beside."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction

import av
import numpy as np
import pytest
import srt

from tests.cli.saying import said
from tests.paths import PLAIN
from tests.rendering.lecture.chapters import nero_chapters, quicktime_chapters

LOOK = ("-r", "160,90", "--fps", "10", "-j", 1)
TEXT = """
title = "Two < three, & 10 more"
pause = 0.5
sections = [
  { title = "First", scenes = [{ card = "What #1 *is*" }, "plain.py:Sections"] },
  { title = "Second", scenes = [{ scene = "plain.py:Sections", without = ["turn"] }] },
]
"""


def shown(path) -> list[tuple[Fraction, np.ndarray]]:
    """When each picture of a film is shown, in seconds, and its planes as they were decoded."""
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        return [(frame.pts * stream.time_base, frame.to_ndarray()) for frame in film.decode(stream)]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a lecture that was made, its scene beside it."""
    folder = tmp_path_factory.mktemp("lecture")
    shutil.copy(PLAIN, folder / "plain.py")
    (folder / "two.toml").write_text(TEXT, encoding="utf-8")
    said("lecture", folder / "two.toml", *LOOK, "--media_dir", folder / "media", status=0)
    return folder


def told(folder) -> dict:
    return json.loads((folder / "media/lecture/two.json").read_text("utf-8"))


def film_of(folder, part) -> list:
    (path,) = (folder / "media").glob(f"*/{part['film']}")
    return shown(path)


def test_pictures_are_those_of_the_scenes_films_byte_for_byte_at_their_times(made):
    expected = []
    for part in told(made)["parts"]:
        film = film_of(made, part)
        for piece in part["pieces"]:
            chosen = film[piece["start"] : piece["stop"]]
            expected += [(Fraction(piece["first"] + place, 10), each[1]) for place, each in enumerate(chosen)]
    joined = shown(made / "media/lecture/two.mp4")
    assert [when for when, _ in joined] == [when for when, _ in expected]
    assert all(np.array_equal(one, other) for (_, one), (_, other) in zip(joined, expected, strict=True))
    card, whole, cut = told(made)["parts"]
    assert [beat["name"] for beat in cut["beats"]] == ["draw", "follow"]
    assert len(joined) < sum(len(film_of(made, part)) for part in (card, whole, whole))
    assert whole["start"] == card["end"]
    assert cut["start"] == pytest.approx(whole["beats"][-1]["end"] + 0.5)


def test_chapters_are_read_in_both_forms(made):
    data = (made / "media/lecture/two.mp4").read_bytes()
    chapters = [(each["start"], each["name"]) for each in told(made)["chapters"]]
    assert [name for _, name in chapters] == ["First: What #1 *is*", "First: Sections", "Second: Sections"]
    for found in (nero_chapters(data), quicktime_chapters(data)):
        assert [title for _, title in found] == [title for _, title in chapters]
        assert [start for start, _ in found] == pytest.approx([start for start, _ in chapters], abs=1e-3)


def test_what_lies_beside_the_film(made):
    folder = made / "media/lecture"
    whole, cut = told(made)["parts"][1:]
    cues = list(srt.parse((folder / "two.srt").read_text("utf-8")))
    times = [cue.start.total_seconds() for cue in cues if cue.content == "A square < a circle & more."]
    assert times == pytest.approx([whole["start"], cut["start"]], abs=1e-3)
    assert [cue.content for cue in cues].count("It turns.") == 1  # the beat is left out of the other
    assert (folder / "two.vtt").read_text("utf-8").startswith("WEBVTT")
    with av.open(str(folder / "two.mp4")) as film:
        assert [stream.type for stream in film.streams][:2] == ["video", "subtitle"]
        assert film.metadata["title"] == "Two < three, & 10 more"
    with av.open(str(folder / "two.png")) as poster:
        assert (poster.streams.video[0].width, poster.streams.video[0].height) == (160, 90)
    assert "<h1>Two &lt; three, &amp; 10 more</h1>" in (folder / "two.html").read_text("utf-8")
    assert "## Second" in (folder / "two.md").read_text("utf-8")
    assert not (folder / "two-youtube.txt").exists()
    assert "it takes 3" in told(made)["youtube"]["reason"]


def test_again_nothing_is_made_and_clean_removes_it(made):
    before = (made / "media/lecture/two.mp4").stat().st_mtime_ns
    text = said("lecture", made / "two.toml", *LOOK, "--media_dir", made / "media", status=0)
    assert "rendered" not in text
    assert (made / "media/lecture/two.mp4").stat().st_mtime_ns == before
    copy = made / "copy"
    shutil.copytree(made / "media/lecture", copy / "lecture")
    said("clean", "--media_dir", copy, status=0)
    assert not (copy / "lecture").exists()


def test_a_scene_that_fails_is_named_and_a_beat_that_is_none_refused_with_nothing_lost(made):
    before = (made / "media/lecture/two.mp4").read_bytes()
    refusing = '{ scene = "plain.py:Picky", parameters = { stride = 9 } }'
    scenes = (f'{refusing}, "plain.py:Sections"', '{ scene = "plain.py:Sections", without = ["trun"] }')
    for status, listed in zip((1, 2), scenes, strict=True):
        (made / "two.toml").write_text(f'title = "x"\nscenes = [{listed}]', encoding="utf-8")
        text = said("lecture", made / "two.toml", *LOOK, "--media_dir", made / "media", status=status)
        if status == 1:
            assert "stride was 9; allowed: 1 to 3" in text
            assert "without scenes[0]" in text
            assert len(shown(made / "media/lecture/two-incomplete.mp4")) == 40
        else:
            assert text.startswith(
                "error: two.toml:2: scenes[0].without: there is no beat 'trun'; did you mean 'turn'?"
            )
        assert (made / "media/lecture/two.mp4").read_bytes() == before
