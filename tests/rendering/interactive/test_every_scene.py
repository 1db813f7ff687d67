"""The interactive figure of every scene, in both themes, in a real browser: like the film, and stepped in every way."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from benchmarks.interactive_likeness import FINE, SIZE, THEMES, drawn, in_blocks, likeness, made
from rendering.interactive.page import LARGEST, compressed_size
from tests.our_scenes import NAMES, our_target

pytestmark = pytest.mark.slow
LIKENESS = 37.0
"""Decibels by which a moment without images is at least like the film's frame; nets of dashed lines are the least."""
CHECKERED = 34.0
"""The same of exercise's boards of black and white squares, whose edges Manim draws otherwise, as for the SVGs."""
IN_BLOCKS, IN_BLOCKS_WITH_IMAGES = 40.0, 29.0
"""The same of all moments, averaged over 4 × 4 pixels as for the SVGs: Manim draws images to whole pixels."""
FIRST_STEPS, SLICE = 4, 120
"""How many steps a page plays where motion is to be reduced, and of how many ms each look at it is later."""


@pytest.fixture(
    params=[pytest.param(name, marks=[pytest.mark.exhaustive] * (name != "kernel-sliding")) for name in NAMES]
)
def name(request):
    return request.param


@pytest.fixture(params=["light", pytest.param("dark", marks=pytest.mark.exhaustive)])
def theme(request):
    return request.param


@pytest.fixture
def folder(made_once, name):
    """A scene's pages, and the film's pictures at the ends of its beats, made by the first test that needs them."""

    def make(folder):
        pages, pictures = made(our_target(name))
        for theme in THEMES:
            (folder / f"{theme}.html").write_text(pages[theme], encoding="utf-8")
            np.save(folder / f"{theme}.npy", pictures[theme])

    return made_once(f"interactive-{name}", make)


@pytest.fixture
def opened(open_figure, folder, theme):
    """Open a scene's page in a browser of the theme."""
    return lambda **options: open_figure(folder / f"{theme}.html", color_scheme=theme, **options)


@pytest.fixture
def pictures(folder, theme):
    return np.load(folder / f"{theme}.npy")


def test_at_every_beats_end_the_page_is_the_films_frame(opened, folder, pictures, name, theme):
    page = (folder / f"{theme}.html").read_text(encoding="utf-8")
    assert compressed_size(page) <= LARGEST
    tab = opened(viewport={"width": SIZE[0], "height": 700}, device_scale_factor=FINE)
    tab.wait_for_selector(f'.live[data-theme="{theme}"]')
    has_images = '"image":' in page
    for (beat, shown), picture in zip(drawn(tab), pictures, strict=True):
        found = likeness(in_blocks(shown), in_blocks(picture))
        assert found >= (IN_BLOCKS_WITH_IMAGES if has_images else IN_BLOCKS), f"{found:.1f} dB in blocks: {beat}"
        least = CHECKERED if name == "exercise" else LIKENESS
        assert has_images or likeness(shown, picture) >= least, f"{likeness(shown, picture):.1f} dB: {beat}"


def test_the_keyboard_alone_steps_to_the_end_and_back(opened, violations):
    tab = opened()
    tab.wait_for_selector(".controls")
    slider = tab.locator("input[type=range]")
    while not slider.evaluate("slider => slider === document.activeElement"):
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement !== document.body"), "the slider can be reached by Tab"
    assert tab.evaluate("document.activeElement.matches(':focus-visible')")
    tab.keyboard.press("Home")
    said, count = walk(tab, "ArrowRight")
    assert said == [f"Step {number + 1} of {count}." for number in range(count)]
    assert int(slider.input_value()) == int(slider.get_attribute("max"))
    back, _ = walk(tab, "ArrowLeft")
    assert back == said[::-1]
    beats = tab.locator(".beats button")
    for number in range(1, min(10, beats.count()) + 1):
        tab.keyboard.press(str(number % 10))
        assert tab.locator(".beats [aria-current]").inner_text() == str(number)
    assert not violations(tab)
    tab.emulate_media(media="print")
    assert [poster.is_visible() for poster in tab.locator(".poster").all()].count(True) == 1
    assert not tab.locator(".player").is_visible()


def walk(tab, key):
    """Press a key until the figure stays where it is; return what it said of each step, and how many steps it names."""
    said, places, captions = [], [], tab.locator(".caption")
    while len(places) < 2 or places[-1] != places[-2]:
        place, words, caption = tab.evaluate(
            """() => [document.querySelector("input[type=range]").value,
                ...[".at", ".caption"].map((part) => document.querySelector(part).textContent)]"""
        )
        said += [words] if words not in said[-1:] else []
        places.append(place)
        assert caption
        tab.keyboard.press(key)
    assert captions.get_attribute("role") == tab.locator(".at").get_attribute("role") == "status"
    assert len(said) > 1
    return said, int(re.fullmatch(r"Step \d+ of (\d+)\.", said[0])[1])


def test_on_a_telephone_fingers_step(opened, violations):
    tab = opened(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    tab.wait_for_selector(".controls")
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    tab.locator(".beats button").nth(0).tap()
    first = tab.locator(".at").inner_text()
    tab.get_by_role("button", name="Step forward").tap()
    second = tab.locator(".at").inner_text()
    assert second != first
    tab.get_by_role("button", name="Step back").tap()
    assert tab.locator(".at").inner_text() == first
    tab.locator(".stage").tap()
    assert tab.evaluate("document.documentElement.scrollWidth") == 360, "what it says fits, too"
    assert not violations(tab)


def test_where_motion_is_to_be_reduced_it_shows_only_the_ends_of_steps(opened):
    tab = opened(clock=True, reduced_motion="reduce", viewport={"width": 400, "height": 600})
    tab.wait_for_selector(".controls")
    tab.wait_for_selector('.stage:not([aria-busy="true"])')
    picture = "document.querySelector('canvas').toDataURL()"
    tab.clock.pause_at(60_000)
    tab.keyboard.press("Tab")
    tab.locator("input[type=range]").focus()
    tab.keyboard.press("Home")
    ends = {tab.evaluate(picture)}
    for _ in range(FIRST_STEPS):
        tab.keyboard.press("ArrowRight")
        ends.add(tab.evaluate(picture))
    last = int(tab.locator("input[type=range]").input_value())
    tab.keyboard.press("Home")
    tab.get_by_role("button", name="Play", exact=True).click()
    seen = set()
    while int(tab.locator("input[type=range]").input_value()) < last:
        seen.add(tab.evaluate(picture))
        tab.clock.run_for(SLICE)
    assert len(seen) > 1
    assert seen <= ends


def test_without_scripts_it_is_the_poster_with_its_words(opened, folder, theme):
    page = (folder / f"{theme}.html").read_text(encoding="utf-8")
    drawn_in = theme if "poster dark" in page or "moving-figure follows" not in page else "light"
    tab = opened(java_script_enabled=False, viewport={"width": SIZE[0], "height": 700})
    posters = tab.get_by_role("img", name="What it shows.")
    assert posters.count() == 1, "of the posters of both themes one is shown"
    shot = Image.open(io.BytesIO(posters.screenshot())).convert("RGB")
    expected = np.load(folder / f"{drawn_in}.npy")[-1]
    drawn = np.asarray(shot)[: SIZE[1], : SIZE[0]]
    assert likeness(in_blocks(drawn), in_blocks(expected)) >= IN_BLOCKS_WITH_IMAGES
