"""Interactive figures in a real browser: by mouse, keyboard and touch, and without scripts or motion."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from convmath.convolution.cross_correlation import convolve2d, cross_correlate2d
from tests.paths import ROOT

pytestmark = pytest.mark.slow
PAGES = ROOT / "rendering" / "interactive" / "page"


def test_the_keyboard_alone_steps_and_points(opened):
    page = opened()
    page.keyboard.press("Tab")
    said = page.locator(".player > .said")
    assert page.evaluate("document.activeElement.closest('.parts') !== null")
    page.keyboard.press("1")
    assert page.locator(".beats [aria-current]").inner_text() == "1"
    first = page.locator("input[type=range]").input_value()
    page.keyboard.press("5")
    page.locator("input[type=range]").focus()
    page.keyboard.press("ArrowLeft")
    assert int(first) < int(page.locator("input[type=range]").input_value())
    page.keyboard.press("5")
    output = page.locator(".parts button", has=page.locator("xpath=self::*[contains(@aria-label, ' + ')]")).first
    output.focus()
    assert re.fullmatch(r"(.+ × .+ \+ )+.+ × .+ = −?\d+", said.inner_text())
    assert "cross_correlate2d" in page.locator(".source").inner_text()
    before = page.evaluate("document.activeElement.dataset.element")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.element") != before
    page.keyboard.press("Escape")
    assert not said.inner_text()


def test_what_is_pointed_at_stays_bright_and_the_rest_is_dimmed(opened):
    page = opened()
    page.keyboard.press("Tab")
    page.keyboard.press("5")
    page.evaluate("document.activeElement.blur()")
    plain = np.asarray(Image.open(io.BytesIO(page.locator("canvas").screenshot())).convert("RGB")).astype(int)
    page.locator('.parts button[aria-label*=" + "]').first.focus()
    page.evaluate("document.querySelector('.parts').style.visibility = 'hidden'")
    lit = np.asarray(Image.open(io.BytesIO(page.locator("canvas").screenshot())).convert("RGB")).astype(int)
    changed = np.abs(plain - lit).max(axis=-1) > 24
    assert 0.01 < changed.mean() < 0.5


def test_the_mouse_points_and_lets_go(opened):
    page = opened()
    said, box = page.locator(".player > .said"), page.locator('.parts button[aria-label*=" + "]').first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert " = " in said.inner_text()
    assert "cross_correlate2d" in page.locator(".source").inner_text()
    page.mouse.move(1, 880)
    assert not said.inner_text()


def test_a_finger_points_at_the_nearest_part(opened):
    page = opened(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator('.parts button[aria-label*=" + "]').first.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert " = " in page.locator(".player > .said").inner_text()
    page.locator(".beats button").nth(0).tap()
    assert page.locator(".beats [aria-current]").inner_text() == "1"


def test_it_plays_at_the_films_rhythm_and_loops(opened):
    """Eight frames a second; a second before the end it plays for two, and is again at the end of the first."""
    page = opened(clock=True)
    slider = page.locator("input[type=range]")
    page.clock.pause_at(60_000)
    last = int(slider.get_attribute("max"))
    slider.fill(str(last - 8))
    page.get_by_role("button", name="Loop").click()
    page.get_by_role("button", name="Play", exact=True).click()
    page.clock.run_for(500)
    assert int(slider.input_value()) == pytest.approx(last - 4, abs=1)
    page.clock.run_for(1500)
    assert int(slider.input_value()) == pytest.approx(8, abs=1)
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(500)
    assert int(slider.input_value()) == pytest.approx(8, abs=1)


def test_the_mouse_scrubs_by_dragging(opened):
    page = opened()
    slider = page.locator("input[type=range]")
    box, last = slider.bounding_box(), int(slider.get_attribute("max"))
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    assert int(slider.input_value()) == pytest.approx(last / 4, abs=last / 20)
    first = page.locator(".at").inner_text()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    assert int(slider.input_value()) == pytest.approx(3 * last / 4, abs=last / 20)
    assert page.locator(".at").inner_text() != first


@pytest.mark.parametrize("width", [360, 800])
def test_axe_finds_nothing(opened, violations, width):
    page = opened(viewport={"width": width, "height": 800})
    page.locator("summary").click()
    assert not violations(page)
    assert page.locator("html").get_attribute("lang") == "en"


def test_nothing_but_its_own_script_runs(chromium, sliding):
    """A script that somebody puts into the page is refused."""
    page = chromium.new_page()
    page.goto((sliding / "kernel-sliding.interactive.html").as_uri())
    refused = page.evaluate("""() => new Promise((done) => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => done(effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
    })""")
    assert refused.startswith("script-src")
    assert page.evaluate("() => window.ran === undefined")
    page.close()


def test_the_module_renders_into_a_shadow_tree_and_leaves_it(opened, sliding, tmp_path):
    """That is where MyST's themes put a widget; what has the focus there keeps it from step to step."""
    code = (sliding / "kernel-sliding.interactive.mjs").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text('<!doctype html><html lang="en"><title>A page</title><div id="place"></div>')
    page = opened(tmp_path / "page.html")
    page.add_script_tag(content=code.replace("export default", "globalThis.figure ="), type="module")
    page.wait_for_function("globalThis.figure")
    page.evaluate("""() => {
        globalThis.tree = document.getElementById("place").attachShadow({ mode: "open" });
        tree.append(document.createElement("div"));
        globalThis.end = figure.render({ el: tree.firstChild });
    }""")
    page.locator('.parts button[aria-label*=" + "]').first.focus()
    assert " = " in page.locator(".player > .said").inner_text()
    page.keyboard.press("6")
    page.keyboard.press("5")
    assert page.evaluate("tree.activeElement.closest('.parts') !== null")
    page.evaluate("end()")
    assert page.evaluate("tree.firstChild.innerHTML") == ""


def test_as_a_script_it_draws_where_it_stands_on_a_page_from_disk(open_figure, sliding, violations):
    """The snippet as it is pasted, in a page beside the figure's files; without scripts there is the poster."""
    snippet = (sliding / "kernel-sliding.script.html").read_text(encoding="utf-8")
    body = f"<main><h1>A page</h1><p>Before.</p>{snippet}<p>After.</p></main>"
    file = sliding / "pasted.html"
    file.write_text(f'<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>{body}')
    page = open_figure(file, beside=["kernel-sliding.interactive.js"])
    page.get_by_role("button", name="Beat 1: ").click()
    assert page.locator(".at").inner_text().startswith("Step ")
    tops = [page.locator(what).bounding_box()["y"] for what in ("text=Before.", "canvas", "text=After.")]
    assert tops == sorted(tops)
    assert not violations(page)
    still = open_figure(file, beside=["kernel-sliding.png"], java_script_enabled=False)
    assert still.get_by_role("img").get_attribute("alt")
    assert still.get_by_role("img").evaluate("image => image.naturalWidth") == 480


def test_the_page_computes_what_convmath_computes(chromium):
    """A thousand cases: kernels and images of any size, stride, padding, its mode, dilation, and the kernel flipped."""
    random = np.random.default_rng(19)
    cases, expected = [], []
    while len(cases) < 1000:
        rows, cols, high, wide = (int(side) for side in random.integers((1, 1, 1, 1), (10, 10, 6, 6)))
        stride, dilation, padding = (int(number) for number in random.integers((1, 1, 0), (5, 4, 5)))
        mode = ["zero", "replicate", "reflect", "circular"][random.integers(4)]
        flip, whole = bool(random.integers(2)), bool(random.integers(2))
        image = random.integers(-9, 10, (rows, cols)) if whole else random.normal(size=(rows, cols))
        kernel = random.integers(-9, 10, (high, wide)) if whole else random.normal(size=(high, wide))
        how = {"stride": stride, "dilation": dilation, "padding": padding}
        try:
            output = (convolve2d if flip else cross_correlate2d)(image, kernel, padding_mode=mode, **how)
        except ValueError:
            continue
        cases.append([image.tolist(), kernel.tolist(), {**how, "mode": mode, "flip": flip}])
        expected.append(output)
    page = chromium.new_page()
    script = (PAGES / "recompute.js").read_text(encoding="utf-8")
    found = page.evaluate(f"(cases) => {{ {script}; return cases.map((given) => slide(...given).output); }}", cases)
    for case, output, right in zip(cases, found, expected, strict=True):
        assert np.array_equal(np.asarray(output, dtype=float), right), case
    page.close()


def test_a_reader_changes_the_numbers(opened):
    page = opened()
    page.locator("summary").click()
    panel = page.locator(".recompute")
    outputs = panel.locator(".grids table").nth(1).locator("button")
    assert [text.replace("−", "-") for text in outputs.all_inner_texts()][:3] == ["2", "-1", "-2"]
    panel.get_by_label("Flip the kernel").check()
    assert [text.replace("−", "-") for text in outputs.all_inner_texts()][:3] == ["-2", "1", "2"]
    panel.get_by_label("Stride").select_option("2")
    assert outputs.count() == 4
    outputs.nth(0).click()
    assert panel.locator(".said").inner_text().endswith("= −2")
    assert panel.locator("td.tapped").count() == 9
