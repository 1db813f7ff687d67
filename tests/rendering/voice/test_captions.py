"""Captions that follow a voice: short lines, few of them, slow enough to be read, every word once."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from rendering.voice.captions import spoken_captions
from rendering.voice.script import Script

WORD = st.text("abcdefgh", min_size=1, max_size=12)
SENTENCE = st.lists(st.tuples(WORD, st.sampled_from(["", "", "", ",", ";", "."])), min_size=1, max_size=60)


@given(SENTENCE)
def test_every_caption_keeps_the_rules_and_no_word_is_lost(words):
    text = " ".join(word + mark for word, mark in words)
    script = Script.of(text)
    captions = spoken_captions(script, lambda offset: offset / 15, len(text) / 15, len(text) / 15 + 1)
    assert " ".join(caption.text for caption in captions).split() == text.split()
    for before, after in itertools.pairwise(captions):
        assert before.end == after.start
    for caption in captions:
        lines = caption.text.split("\n")
        assert len(lines) <= 2
        assert max(map(len, lines)) <= 42
        assert len(caption.text) <= 20 * (caption.end - caption.start) + 1


def test_captions_break_at_clauses():
    text = (
        "Look at a single output. It reads the whole image, from corner to corner, and it has no idea which of "
        "its inputs were neighbours."
    )
    captions = spoken_captions(Script.of(text), lambda offset: offset / 15, 9.0, 10.0)
    assert [caption.text.replace("\n", " ") for caption in captions] == [
        "Look at a single output.",
        "It reads the whole image, from corner to corner,",
        "and it has no idea which of its inputs were neighbours.",
    ]
