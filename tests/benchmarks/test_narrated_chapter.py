"""What is measured of a narrated film is what was put in: late words, cut beats, captions too long or too short."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.narrated_chapter import RATE, SILENT, caption_faults, measured, table, true_peak

WORDS = [("One", 1.0), ("or", 2.0), ("more", 3.0), ("units", 4.0)]


def spoken(late=0.0, seconds=6.0):
    """A film's sound, a burst of noise for each word, and its sidecar."""
    sound = np.zeros((round(seconds * RATE), 2), np.float32)
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, (RATE // 2, 2)).astype(np.float32)
    for _, start in WORDS:
        place = round((start + late) * RATE)
        sound[place : place + len(noise)] = noise
    said = {
        "beat": "a",
        "start": 1.0,
        "end": 4.5,
        "spoken": "One or more units",
        "words": WORDS,
        "marks": [["m", 3.0, 3.02]],
    }
    captions = [{"start": 1.0, "end": 4.5, "text": "One or more units"}]
    return sound, {
        "narration": [said],
        "captions": captions,
        "duration": seconds,
        "beats": [{"name": "a", "end": seconds}],
    }


@pytest.mark.parametrize("late", [0.0, 0.03, 0.1, -0.08])
def test_words_that_come_late_are_late_by_as_much(late):
    found = measured("film", *reversed(spoken(late)))
    assert found.onsets == pytest.approx([late] * 4, abs=0.006)
    assert found.marks == pytest.approx([0.02])
    assert found.pace == pytest.approx(4 / 3.5 * 60)


def test_a_beat_that_ends_while_somebody_speaks_is_cut():
    sound, content = spoken()
    content["beats"] += [{"name": "b", "end": 4.3}, {"name": "c", "end": 4.6}]
    ends = measured("film", content, sound).ends
    assert [end > SILENT for end in ends] == [False, True, False]


def test_a_peak_between_the_samples_is_found():
    wave = 0.5 * np.sin(np.arange(RATE) * np.pi / 2 + np.pi / 4)
    assert 20 * np.log10(np.abs(wave).max()) == pytest.approx(-9.03, abs=0.01)
    assert true_peak(np.stack([wave, wave], axis=1)) == pytest.approx(-6.02, abs=0.3)


@pytest.mark.parametrize(
    ("text", "seconds", "faults"),
    [("a" * 42 + "\n" + "b" * 42, 5, 0), ("a" * 43, 5, 1), ("a\nb\nc", 5, 1), ("a" * 40, 1.9, 1), ("a" * 40, 2, 0)],
)
def test_captions_are_held_to_their_rules(text, seconds, faults):
    assert len(list(caption_faults([{"start": 1, "end": 1 + seconds, "text": text}]))) == faults


def test_a_table_has_a_row_for_each_scene_and_one_for_all():
    rows = [measured(name, *reversed(spoken(late))) for name, late in (("one", 0.0), ("two", 0.1))]
    lines = list(table(rows))
    assert len(lines) == 5
    assert lines[-1].startswith("| all | 0.2 | 8 | 69 |")
    assert {line.count("|") for line in lines} == {11}
