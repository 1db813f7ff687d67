"""Who sees the picture on the page: a browser that paints it, or a program that decodes it."""

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


class PaintProbe(Protocol):
    """Looks at the page."""

    name: str

    def go(self, beat: Mapping[str, Any], number: int, rate: float) -> None:
        """Put the playhead a second after the start of a beat, the one of this number."""

    def prepare(self) -> None:
        """Make ready to see the next picture."""

    def seen(self) -> tuple[float, tuple[int, int, int]]:
        """Wait for it; return when it was seen (seconds of `time.time`), and its top left colour."""


class Program:
    """Sees a picture when it has been fetched and decoded."""

    name = "decoded by a program"

    def __init__(self, served: PreviewClient) -> None:
        self._served = served

    def go(self, beat: Mapping[str, Any], number: int, rate: float) -> None:  # noqa: ARG002
        """Tell the server."""
        seconds = beat["first"] / rate + 1
        self._served.change("/api/playhead", {"beat": beat["name"], "offset": 1.0, "seconds": seconds})

    def prepare(self) -> None:
        """Nothing to do."""

    def seen(self) -> tuple[float, tuple[int, int, int]]:
        """Wait for the picture."""
        told = self._served.wait_for(lambda name, _: name == "picture")
        with Image.open(io.BytesIO(self._served.fetch(f"/kept/pictures/{told['file']}"))) as picture:
            red, green, blue = picture.convert("RGB").getpixel((2, 2))  # type: ignore[misc]
        return time.time(), (int(red), int(green), int(blue))


class Browser:
    """Sees a picture when Chromium has painted it."""

    name = "painted in Chromium"

    def __init__(self, served: PreviewClient, page: Any) -> None:
        self._served = served
        self._page = page
        page.goto(served.address)
        page.wait_for_selector("#player[data-phase=done]", timeout=TIMEOUT * 1000)

    def go(self, beat: Mapping[str, Any], number: int, rate: float) -> None:  # noqa: ARG002
        """Press keys, and wait until the page has told the server."""
        self._page.wait_for_selector("#player:not([data-phase=picture])", timeout=TIMEOUT * 1000)

        def is_told(answer: Any) -> bool:
            asked = answer.request
            told = asked.post_data_json if asked.url.endswith("/api/playhead") else {}
            return bool(told.get("beat") == beat["name"] and told["offset"] > 0)

        with self._page.expect_response(is_told, timeout=TIMEOUT * 1000):
            for key in ("Home", *["]"] * number, "Shift+ArrowRight"):
                self._page.keyboard.press(key)

    def prepare(self) -> None:
        """Have the page note when it paints."""
        self._page.wait_for_selector("#player:not([data-phase=picture])", timeout=TIMEOUT * 1000)
        self._page.evaluate(
            """() => {
                const player = document.getElementById("player"), image = document.getElementById("picture");
                window.painted = new Promise((resolve, reject) => {
                    setTimeout(reject, 60_000, "no picture came within a minute of the save");
                    const watch = new MutationObserver(async () => {
                        watch.disconnect();
                        await image.decode().catch(reject);
                        await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
                        const when = (performance.timeOrigin + performance.now()) / 1000;
                        const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
                        pen.drawImage(image, 0, 0);
                        resolve([when, ...pen.getImageData(2, 2, 1, 1).data]);
                    });
                    watch.observe(player, { attributes: true, attributeFilter: ["data-picture"] });
                });
            }"""
        )

    def seen(self) -> tuple[float, tuple[int, int, int]]:
        """Wait for the picture.

        Raises
        ------
        UserError
            If none comes in a minute.
        """
        found = self._page.evaluate("() => window.painted.catch(String)")
        if isinstance(found, str):
            raise UserError(f"{found}; the log ends with: {self._page.text_content('#log').strip()[-200:]}")
        when, red, green, blue, _ = found
        self._served.wait_for(lambda name, _: name == "picture")
        return float(when), (int(red), int(green), int(blue))


@contextlib.contextmanager
def paint_probe_for(served: PreviewClient) -> Iterator[PaintProbe]:
    """Hand out a browser where there is one that can be driven, else a program."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        yield Program(served)
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield Browser(served, browser.new_page())
        browser.close()
