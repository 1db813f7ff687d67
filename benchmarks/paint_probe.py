"""Probes that see the page's picture: in a browser that has painted it, or in a program that has decoded it."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from PIL import Image

from benchmarks.preview_client import TIMEOUT, PreviewClient
from rendering.core.errors import UserError

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
"""The names of the program that is driven, the first one found."""
SAMPLED = (2, 2)
"""The pixel whose colour is compared: in the background, and off the picture's very edge."""


class PaintProbe(Protocol):
    """Moves the playhead, and sees the next picture."""

    name: str

    def move_playhead(self, beat: Mapping[str, Any], number: int, rate: float) -> None:
        """Move the playhead to a second after the start of a beat.

        Parameters
        ----------
        beat
            The beat, as in the timeline.
        number
            The beat's index.
        rate
            Frames a second.
        """

    def prepare(self) -> None:
        """Get ready for the next picture."""

    def wait_for_picture(self) -> tuple[float, tuple[int, int, int]]:
        """Wait for the picture; return when it was seen (seconds since the epoch), and its top left colour."""


class DecodingProbe:
    """Sees a picture when it has been fetched and decoded."""

    name = "decoded by a program"

    def __init__(self, client: PreviewClient) -> None:
        self._client = client

    def move_playhead(self, beat: Mapping[str, Any], number: int, rate: float) -> None:  # noqa: ARG002
        """Send the playhead to the server."""
        seconds = beat["first"] / rate + 1
        self._client.put("/api/playhead", {"beat": beat["name"], "offset": 1.0, "seconds": seconds})

    def prepare(self) -> None:
        """Do nothing: the server's events wait to be read."""

    def wait_for_picture(self) -> tuple[float, tuple[int, int, int]]:
        """Wait for the event, and fetch and decode its picture."""
        data = self._client.wait_for(lambda name, _: name == "picture")
        with Image.open(io.BytesIO(self._client.fetch(f"/kept/pictures/{data['file']}"))) as picture:
            red, green, blue = picture.convert("RGB").getpixel(SAMPLED)  # type: ignore[misc]
        return time.time(), (int(red), int(green), int(blue))


class ChromiumProbe:
    """Sees a picture when Chromium has painted it."""

    name = "painted in Chromium"

    def __init__(self, client: PreviewClient, page: Any) -> None:
        self._client = client
        self._page = page
        page.goto(client.next_address())
        page.wait_for_selector("#player[data-phase=done]", timeout=TIMEOUT * 1000)

    def move_playhead(self, beat: Mapping[str, Any], number: int, rate: float) -> None:  # noqa: ARG002
        """Press keys, and wait until the page has sent the playhead to the server."""
        self._page.wait_for_selector("#player:not([data-phase=picture])", timeout=TIMEOUT * 1000)

        def is_for_beat(answer: Any) -> bool:
            request = answer.request
            playhead = request.post_data_json if request.url.endswith("/api/playhead") else {}
            return bool(playhead.get("beat") == beat["name"] and playhead["offset"] > 0)

        with self._page.expect_response(is_for_beat, timeout=TIMEOUT * 1000):
            for key in ("Home", *["]"] * number, "Shift+ArrowRight"):
                self._page.keyboard.press(key)

    def prepare(self) -> None:
        """Have the page record when it paints; a picture is painted two animation frames after it is decoded."""
        self._page.wait_for_selector("#player:not([data-phase=picture])", timeout=TIMEOUT * 1000)
        self._page.evaluate(
            """([x, y]) => {
                const player = document.getElementById("player"), image = document.getElementById("picture");
                window.painted = new Promise((resolve, reject) => {
                    setTimeout(reject, 60_000, "no picture came within a minute of the save");
                    const observer = new MutationObserver(async () => {
                        observer.disconnect();
                        await image.decode().catch(reject);
                        await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
                        const when = (performance.timeOrigin + performance.now()) / 1000;
                        const context = document.createElement("canvas").getContext("2d");
                        context.drawImage(image, 0, 0);
                        resolve([when, ...context.getImageData(x, y, 1, 1).data]);
                    });
                    observer.observe(player, { attributes: true, attributeFilter: ["data-picture"] });
                });
            }""",
            list(SAMPLED),
        )

    def wait_for_picture(self) -> tuple[float, tuple[int, int, int]]:
        """Wait until the page has painted the picture.

        Raises
        ------
        UserError
            If there is none within a minute.
        """
        found = self._page.evaluate("() => window.painted.catch(String)")
        if isinstance(found, str):
            raise UserError(f"{found}; the log ends with: {self._page.text_content('#log').strip()[-200:]}")
        when, red, green, blue, _ = found
        self._client.wait_for(lambda name, _: name == "picture")
        return float(when), (int(red), int(green), int(blue))


@contextlib.contextmanager
def paint_probe_for(client: PreviewClient) -> Iterator[PaintProbe]:
    """Yield a probe with a browser if one can be driven here, else one without."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        yield DecodingProbe(client)
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield ChromiumProbe(client, browser.new_page())
        browser.close()
