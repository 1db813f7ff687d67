"""Which words go with what: a still's are of the picture it shows, a video's of the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from rendering.figures.snippets import snippets
from rendering.output.words import Words, words_of

WHOLE, PICTURE = Words("The whole course.", "All of it."), Words("The end alone.", "Only this.")
OUTPUTS = ("mp4", "webm", "gif", "webp", "png", "svg", "pdf", "filmstrip.svg", "filmstrip.pdf")
CONTENT = {
    "alt": WHOLE.alt,
    "caption": WHOLE.caption,
    "picture": {"alt": PICTURE.alt, "caption": PICTURE.caption},
    "size": [320, 180],
    "outputs": {name: {} for name in OUTPUTS},
}


def made(*outputs):
    return snippets(Path("x/x"), {**CONTENT, "outputs": {name: {} for name in outputs or OUTPUTS}})


def test_a_beat_has_its_own_words_or_those_of_the_whole():
    sidecar = {"alt": " A film. ", "caption": "It moves.", "beats_in_words": {"end": {"alt": "A dot."}}}
    assert words_of(sidecar) == words_of(sidecar, "start") == Words("A film.", "It moves.")
    assert words_of(sidecar, "end") == Words("A dot.", "A dot."), "a caption of the whole would not fit"
    assert words_of({}) == words_of({"alt": None, "beats_in_words": None}, "end") == Words("", "")


@pytest.mark.parametrize("ending", [".myst.txt", ".rst.txt", ".picture.html"])
def test_what_shows_the_picture_has_the_words_of_the_picture(ending):
    text = made()[ending]
    assert all(said in text for said in (PICTURE.alt, PICTURE.caption))
    assert not any(said in text for said in (WHOLE.alt, WHOLE.caption))


def test_a_video_has_the_words_of_the_whole_and_its_poster_those_of_the_picture():
    text = made()[".html"]
    assert f'aria-label="{WHOLE.alt}"' in text
    assert f'alt="{PICTURE.alt}"' in text
    assert WHOLE.caption in text
    assert PICTURE.caption not in text
    still = made("png")[".html"]
    assert PICTURE.caption in still
    assert WHOLE.caption not in still


def test_quarto_prints_the_picture_and_shows_the_video():
    text = made()[".qmd.txt"]
    assert f'aria-label="{WHOLE.alt}"' in text
    assert f'fig-alt="{PICTURE.alt}"' in text
    assert PICTURE.caption in text
    assert f"![{PICTURE.caption}](x.svg)" in made("svg")[".qmd.txt"]


def test_latex_prints_the_picture_and_beside_it_the_whole():
    picture, _, strip = made()[".tex.txt"].partition("side by side")
    assert all(said in picture for said in (PICTURE.alt, PICTURE.caption))
    assert all(said in strip for said in (WHOLE.alt, WHOLE.caption))
    assert not any(said in strip for said in (PICTURE.alt, PICTURE.caption))
