"""The page of a deck in a real browser, opened from disk: what is shown and asked for, and by which keys it moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

AXE = Path(__import__("axe_playwright_python").__file__).parent / "axe.min.js"
RECORD = """() => {
  window.seen = [];
  const look = () => {
    const slide = Reveal.getCurrentSlide();
    const picture = slide.querySelector(".picture");
    const film = picture.querySelector("video");
    const shown = picture.dataset.shows;
    const image = picture.querySelector(`.${shown}`);
    const drawn = shown === "film" ? film.readyState >= 2 && !film.seeking : image.complete && image.naturalWidth > 0;
    seen.push({ id: slide.id, shown, drawn, at: film.currentTime });
    requestAnimationFrame(look);
  };
  for (const film of document.querySelectorAll("video")) {
    const note = (_, frame) => {
      (film.times ||= []).push(frame.mediaTime);
      film.requestVideoFrameCallback(note);
    };
    film.requestVideoFrameCallback(note);
  }
  requestAnimationFrame(look);
}"""
NOW = """() => {
  const slide = Reveal.getCurrentSlide();
  const film = slide.querySelector("video");
  return { name: slide.id.replace(/talk-[0-9a-f]+-/, ""), shows: slide.querySelector(".picture").dataset.shows,
           paused: film.paused, loop: film.loop };
}"""
ENDED = "() => Reveal.getCurrentSlide().querySelector('.picture').dataset.shows === 'last'"
PLAYS = "() => Reveal.getCurrentSlide().querySelector('.picture').dataset.shows === 'film'"


@pytest.fixture
def opened(open_page, deck):
    """Open the deck at a slide, by its number."""

    def go(number=0, **options):
        page = open_page(deck / "index.html", viewport={"width": 640, "height": 360}, **options)
        page.wait_for_function("() => Reveal.isReady()")
        if number:
            page.evaluate(
                f"() => {{ const to = document.querySelectorAll('section[id]')[{number}];"
                " const {h, v} = Reveal.getIndices(to); Reveal.slide(h, v); }"
            )
        return page

    return go


def press(page, key, name):
    """Press a key, and wait for the slide that it leads to."""
    page.keyboard.press(key)
    page.wait_for_function(f"() => Reveal.getCurrentSlide().id.endsWith('-{name}')")


def test_next_previous_next_shows_frame_0_then_the_end_then_frame_0_and_nothing_blank(opened):
    page = opened()
    page.evaluate(RECORD)
    page.wait_for_function(PLAYS)
    press(page, "ArrowRight", "draw")
    page.wait_for_function(ENDED)
    press(page, "ArrowLeft", "title")
    assert page.evaluate(NOW)["shows"] == "last"
    page.evaluate("() => { for (const film of document.querySelectorAll('video')) film.times = []; }")
    press(page, "PageDown", "draw")  # as a presenter's remote control does
    page.wait_for_function(ENDED)
    times = page.evaluate("() => Reveal.getCurrentSlide().querySelector('video').times")
    assert times[0] == 0
    assert times == sorted(times)
    assert times[-1] == pytest.approx(0.4, abs=1e-3)  # five frames at ten a second: it stays on the last
    seen = page.evaluate("() => seen")
    assert len(seen) > 10
    assert all(each["drawn"] for each in seen), [each for each in seen if not each["drawn"]]
    pixel = page.evaluate("""() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
      const image = Reveal.getCurrentSlide().querySelector(".last");
      canvas.getContext("2d").drawImage(image, 80, 45, 1, 1, 0, 0, 1, 1);
      return image.naturalWidth;
    }""")
    assert pixel == 160


def test_a_reload_stays_and_asks_no_network_for_anything(opened, deck):
    page = opened(4)
    page.wait_for_function(ENDED)
    page.wait_for_url("**-gone")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_function("() => window.Reveal && Reveal.isReady()")
    assert page.evaluate(NOW)["name"] == "gone"
    assert page.evaluate(NOW)["shows"] == "last", "it had ended, and is not played again"
    page.keyboard.press("r")
    page.wait_for_function(PLAYS)
    for key, name in (("ArrowLeft", "think"), ("ArrowLeft", "again"), ("ArrowRight", "think")):
        press(page, key, name)
    assert len(asked) > 10
    assert {url for url in asked if not url.startswith((deck.as_uri(), "data:,"))} == set()


def test_a_loop_comes_to_its_end_before_the_next_slide(opened):
    page = opened(2)
    page.wait_for_function(PLAYS)
    assert page.evaluate(NOW)["loop"]
    page.evaluate("""() => {
      window.order = [];
      document.addEventListener("ended", () => order.push("ended"), true);
      Reveal.on("slidechanged", () => order.push("changed"));
    }""")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(NOW)["name"] == "again"
    page.wait_for_function("() => order.includes('changed')")
    assert page.evaluate("() => order") == ["ended", "changed"]
    assert page.evaluate(NOW)["name"] == "think"
    press(page, "ArrowLeft", "again")
    press(page, "ArrowRight", "think")  # it stands at its end: nothing to wait for
    press(page, "ArrowLeft", "again")
    page.keyboard.press("r")
    page.wait_for_function(PLAYS)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")  # who asks twice waits no longer
    page.wait_for_function("() => Reveal.getCurrentSlide().id.endsWith('-think')")


def test_a_question_waits_at_its_end_and_reduced_motion_shows_ends(opened):
    page = opened(3)
    page.wait_for_function(ENDED)
    assert page.locator("section.present[data-waits]").count() == 1
    assert page.evaluate("() => Reveal.getConfig().autoSlide") == 0
    assert page.evaluate(NOW)["name"] == "think"
    calm = opened(0, reduced_motion="reduce")
    assert calm.evaluate(NOW) == {**calm.evaluate(NOW), "shows": "last", "paused": True}
    press(calm, "Space", "draw")
    assert calm.evaluate(NOW) == {**calm.evaluate(NOW), "shows": "last", "paused": True}


def test_the_speaker_view_has_both_pictures_the_notes_and_a_clock(opened):
    page = opened(1)
    with page.context.expect_page() as opening:
        page.keyboard.press("s")
    speaker = opening.value
    expect(speaker.locator(".speaker-controls-notes")).to_contain_text("A square < a circle & more.", timeout=20_000)
    expect(speaker.locator(".speaker-controls-time .clock-value")).to_contain_text(":", timeout=20_000)
    shown = [speaker.frame_locator(f"#{name}-slide iframe") for name in ("current", "upcoming")]
    expect(shown[0].locator("section.present[id$=-draw] .picture")).to_be_visible(timeout=20_000)
    expect(shown[1].locator("section.present[id$=-again] .picture[data-shows=last]")).to_be_visible(timeout=20_000)
    speaker.keyboard.press("ArrowRight")
    page.wait_for_function("() => Reveal.getCurrentSlide().id.endsWith('-again')")


def test_a_finger_moves_on_and_back(opened):
    page = opened(0, has_touch=True)
    session = page.context.new_cdp_session(page)

    def swipe(start, end):
        points = [{"x": start, "y": 180}], [{"x": (start + end) / 2, "y": 180}], [{"x": end, "y": 180}], []
        kinds = ("touchStart", "touchMove", "touchMove", "touchEnd")
        for kind, at in zip(kinds, points, strict=True):
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    swipe(500, 200)
    page.wait_for_function("() => Reveal.getCurrentSlide().id.endsWith('-draw')")
    swipe(200, 500)
    page.wait_for_function("() => Reveal.getCurrentSlide().id.endsWith('-title')")


def test_the_page_says_what_it_shows_and_in_which_language(opened, told):
    page = opened(1)
    expect(page.get_by_role("img", name=told["slides"][1]["alt"])).to_be_visible(timeout=20_000)
    assert page.evaluate("() => document.documentElement.lang") == "en"
    page.add_script_tag(path=AXE)
    broken = page.evaluate(
        "() => axe.run({ preload: false }).then(({ violations }) => violations.map(({ id, nodes }) => "
        "[id, nodes.map(({ html }) => html.slice(0, 120))]))"
    )
    assert broken == []
