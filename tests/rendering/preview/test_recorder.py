"""A take recorded in Chromium from its simulated microphone, which beeps, and then heard under the picture."""

import os
import shutil

import av
import pytest

from rendering.voice.recordings import recording_of
from tests.browser import FLAGS

pytestmark = pytest.mark.slow

WAIT = 240_000
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture
def page(chromium, small, serve_preview, tmp_path):
    """The page of the small scene, spoken over by recordings, in a browser with a microphone."""
    served = serve_preview(f"{small}:Small", "--voice", f"recordings:{tmp_path / 'voice'}")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    browser = chromium.browser_type.launch(executable_path=program, args=[*FLAGS, *MICROPHONE])
    opened = browser.new_page()
    opened.set_default_timeout(WAIT)
    faults = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(served.next_address())
    opened.wait_for_selector("#player[data-phase=done]")
    yield opened
    browser.close()
    assert not faults


def wait_until(page, condition):
    """Wait until something is so on the page, which lets no string be evaluated by its own scripts."""
    for _ in range(2400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"it never was so: {condition}")


def test_a_take_is_recorded_heard_and_spoken_under_the_picture(page, tmp_path):
    page.keyboard.press("Home")
    for number, seconds in ((1, 0), (2, 1.1)):  # the second goes on into the next beat
        page.click("#record")
        wait_until(page, "document.getElementById('level').value > 0.05")
        wait_until(page, f"document.getElementById('film').currentTime >= {seconds}")
        page.click("#record")
        page.wait_for_selector(f"#takes li:nth-child({number})")
    page.click("#takes li:nth-child(2) button >> nth=0")
    wait_until(page, "document.getElementById('take').currentTime > 0")

    before = page.locator("#player").get_attribute("data-build")
    assert page.evaluate("document.getElementById('film').muted")
    page.click("#takes li:nth-child(2) button >> nth=1")
    page.wait_for_selector(f"#player[data-phase=done]:not([data-build='{before}'])")
    assert recording_of(tmp_path / "voice", "small", "square").load().seconds > 0.05
    assert "Take 2 is small/square.wav now" in page.inner_text("#voice-status")
    assert not page.evaluate("document.getElementById('film').muted")
    films = [*tmp_path.glob("media/**/films/*.mp4")]
    assert any(_has_sound(film) for film in films)


def _has_sound(film):
    with av.open(str(film)) as opened:
        return bool(opened.streams.audio)
