"""Captions and chapters as text."""

from __future__ import annotations

import datetime
from fractions import Fraction
from itertools import pairwise

import pytest
import srt as reference
from hypothesis import given
from hypothesis import strategies as st

from rendering.core.frames import Beat, Caption
from rendering.output.captions import chapters_of, one_at_a_time, srt, webvtt, youtube_chapters, youtube_lines

RATE = Fraction(10)

captions = st.lists(
    st.builds(
        lambda start, length, text: Caption(start / 1000, (start + length) / 1000, text),
        st.integers(0, 100_000_000),
        st.integers(1, 5000),
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=30),
    ),
    max_size=8,
)


@given(captions)
def test_srt_is_read_back_by_the_srt_package(spoken):
    parsed = list(reference.parse(srt(spoken)))
    assert [cue.content for cue in parsed] == [caption.text for caption in spoken]
    assert [cue.index for cue in parsed] == list(range(1, len(spoken) + 1))
    for cue, caption in zip(parsed, spoken):
        assert abs(cue.start - datetime.timedelta(seconds=caption.start)) <= datetime.timedelta(milliseconds=1)
        assert abs(cue.end - datetime.timedelta(seconds=caption.end)) <= datetime.timedelta(milliseconds=1)


def test_empty_lines_do_not_end_a_cue_early():
    assert [cue.content for cue in reference.parse(srt([Caption(0, 1, "one\n\n  two ")]))] == ["one\ntwo"]


def test_webvtt_escapes_what_would_be_markup():
    text = webvtt([Caption(3661.25, 3662, "a < b --> c & d")])
    assert text == "WEBVTT\n\n01:01:01.250 --> 01:01:02.000\na &lt; b --&gt; c &amp; d\n"


def test_captions_at_the_same_time_stand_together():
    spoken = [Caption(0, 2, "one"), Caption(1, 3, "two")]
    assert one_at_a_time(spoken) == (Caption(0, 1, "one"), Caption(1, 2, "one\ntwo"), Caption(2, 3, "two"))


def test_a_caption_that_nothing_interrupts_stays_whole():
    spoken = [Caption(0, 4, "long"), Caption(5, 6, "later")]
    assert one_at_a_time(spoken) == tuple(spoken)


@given(captions)
def test_a_track_never_overlaps(spoken):
    track = one_at_a_time(spoken)
    assert all(earlier.end <= later.start for earlier, later in pairwise(track))
    assert {line for span in track for line in span.text.split("\n")} == {caption.text for caption in spoken}


def beats(*lengths: float, start: int = 0) -> list[Beat]:
    result = []
    for number, length in enumerate(lengths):
        result.append(Beat(f"beat-{number}", start, start + round(length * 10)))
        start = result[-1].stop
    return result


@pytest.mark.parametrize(
    ("given_beats", "starts"),
    [
        (beats(10, 10, 10), [0, 100, 200]),
        (beats(20, 9.9, 20), [0, 200]),
        (beats(20, 9.9, 20, 12), [0, 200, 499]),
        (beats(3, 3, 3, 3, 10, 4, 6), [0, 120, 220]),
        (beats(10, 10, 10, 3), [0, 100, 200]),
        (beats(10, 10, 3, 6.9), [0, 100]),
        (beats(4, 5), [0]),
        ([], []),
    ],
)
def test_short_beats_are_merged_for_youtube(given_beats, starts):
    listed = youtube_chapters(given_beats, RATE)
    if len(starts) < 3:
        counted = "is 1" if len(starts) == 1 else f"are {len(starts)}"
        assert (listed.beats, listed.reason) == ((), f"of 10 s or longer there {counted}; it takes 3")
        return
    assert [beat.first for beat in listed.beats] == starts
    assert listed.reason == ""
    ends = [*starts[1:], given_beats[-1].stop]
    assert all(stop - start >= 100 for start, stop in zip(starts, ends, strict=True))


def test_youtube_wants_the_first_chapter_at_the_start():
    listed = youtube_chapters(beats(20, 20, 20, start=5), RATE)
    assert listed.reason == "the first beat, beat-0, does not start at 0:00"
    assert not listed.beats


def test_every_beat_of_several_is_a_chapter_of_the_film():
    assert chapters_of(beats(1, 2)) == tuple(beats(1, 2))
    assert chapters_of(beats(60)) == ()


def test_youtube_reads_hours_where_there_are_any():
    chapters = youtube_chapters(beats(3599, 61, 30), RATE)
    assert youtube_lines(chapters, RATE) == "0:00 Beat 0\n59:59 Beat 1\n1:01:00 Beat 2"
