"""The page in Chromium, served by the real command, over a real scene file that is edited."""

import contextlib
import io
import re
import shutil
import signal
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from benchmarks.preview_client import PreviewClient
from rendering.preview.server.access import write_launcher
from tests.paths import RENDER
from tests.rendering.preview.bombs import bomb

pytestmark = pytest.mark.slow

WAIT = 240_000
AXE = Path(__import__("axe_playwright_python").__file__).parent / "axe.min.js"


@pytest.fixture
def look(chromium):
    """Open a preview in a fresh profile; no script may fail on the page."""
    contexts, faults = [], []

    def go(address, *, script="", **options):
        context = chromium.new_context(viewport={"width": 1440, "height": 1000}, **options)
        context.add_init_script(script)
        context.set_default_timeout(WAIT)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        return page

    yield go
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def preview(small, serve_preview, look):
    """The small scene's preview, its film made."""
    served = serve_preview(f"{small}:Small")
    page = look(served.next_address())
    done(page)
    page.served = served
    return page


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory):
    """The small scene's server, for tests that leave its file and its parameters as they are."""
    folder = tmp_path_factory.mktemp("shared-server")
    file = folder / "small.py"
    shutil.copyfile(Path(__file__).parent / "fixtures" / "small.py", file)
    with PreviewClient(RENDER, f"{file}:Small", folder) as served:
        served.folder = folder
        yield served


@pytest.fixture
def shown(shared_server, look):
    """The page of `shared_server`, with its film shown."""
    page = look(shared_server.next_address())
    done(page)
    page.served = shared_server
    return page


def done(page):
    """Wait until the film is made and shown."""
    page.wait_for_selector("#player[data-phase=done]", timeout=WAIT)


@contextlib.contextmanager
def rebuilt(page):
    """What is done within has a picture and a film made anew."""
    before = page.locator("#player").get_attribute("data-build")
    yield
    page.wait_for_selector(f"#player[data-phase=done]:not([data-build='{before}'])")


def stage(page):
    """The pixels of what is shown."""
    with Image.open(io.BytesIO(page.locator("#stage").screenshot())) as picture:
        return np.asarray(picture.convert("RGB"))


def centre(page):
    """The colour in the middle of the stage."""
    pixels = stage(page)
    return tuple(int(value) for value in pixels[pixels.shape[0] // 2, pixels.shape[1] // 2])


def near(colour, other, by=14):
    return all(abs(one - two) <= by for one, two in zip(colour, other, strict=True))


def wait_for_colour(page, colour):
    """Wait until the middle of the stage has a colour."""
    for _ in range(600):
        if near(centre(page), colour):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"the middle is {centre(page)}, not {colour}")


def edit(small, *pairs):
    text = small.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    small.write_text(text, encoding="utf-8")


def test_a_save_changes_the_pixels_and_the_film_follows(preview, small):
    wait_for_colour(preview, (255, 255, 255))
    with rebuilt(preview):
        edit(small, ("#ffffff", "#c03060"))
        wait_for_colour(preview, (0xC0, 0x30, 0x60))
    preview.keyboard.press("Home")
    wait_for_colour(preview, (0x10, 0x20, 0x30))
    preview.keyboard.press("]")
    wait_for_colour(preview, (0xC0, 0x30, 0x60))


def test_an_error_is_shown_the_last_picture_stays_and_the_next_good_save_mends_it(preview, small):
    fault = preview.locator("#fault")
    lines = small.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines, 1) if "square = Square(" in line)
    edit(small, ("square = Square(self.chosen.side,", "square = Square(self.chosen.sides,"))
    expect(fault).to_be_visible(timeout=WAIT)
    expect(fault).to_contain_text("AttributeError")
    expect(fault).to_contain_text(f"small.py:{number}")
    expect(fault).to_contain_text("self.chosen.sides")
    assert near(centre(preview), (255, 255, 255))
    edit(small, ("square = Square(self.chosen.sides,", "square = Square(("))
    expect(fault).to_contain_text("SyntaxError", timeout=WAIT)
    expect(fault).to_contain_text("small.py:")
    assert near(centre(preview), (255, 255, 255))
    edit(small, ("square = Square((", "square = Square(self.chosen.side,"), ("#ffffff", "#20c040"))
    expect(fault).to_be_hidden(timeout=WAIT)
    wait_for_colour(preview, (0x20, 0xC0, 0x40))


def test_a_bad_parameter_says_what_the_command_line_says_with_its_place(preview, small):
    preview.get_by_label("Side").fill("9")
    fault = preview.locator("#fault")
    message = "parameter 'side': Input should be less than or equal to 4"
    expect(fault).to_contain_text(message, timeout=WAIT)
    expect(fault).to_contain_text("small.py:17")
    expect(preview.locator("#parameters .refused")).to_have_text(message)
    assert near(centre(preview), (255, 255, 255))
    preview.get_by_label("Side").fill("3")
    expect(fault).to_be_hidden(timeout=WAIT)
    done(preview)
    preview.locator("#timeline").focus()
    preview.keyboard.press("Home")
    expect(preview.locator("#numbers")).to_contain_text("9")


def test_the_timeline_is_scrubbed_stepped_and_played(shown):
    timeline = shown.locator("#timeline")
    assert shown.locator("#beats > span").all_text_contents() == ["square", "bar"]
    assert shown.locator("#plays > span").count() == 4
    box = timeline.bounding_box()
    shown.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 10)
    shown.mouse.down()
    shown.mouse.move(box["x"] + 1, box["y"] + 10, steps=5)
    shown.mouse.up()
    expect(timeline).to_have_attribute("aria-valuenow", "0")
    wait_for_colour(shown, (0x10, 0x20, 0x30))
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("ArrowRight")
    expect(timeline).to_have_attribute("aria-valuenow", "2")
    shown.keyboard.press("ArrowLeft")
    expect(timeline).to_have_attribute("aria-valuenow", "1")
    shown.keyboard.press("]")
    expect(timeline).to_have_attribute("aria-valuetext", "0:01.0, bar")
    expect(shown.locator("#beats .now")).to_have_text("bar")
    expect(shown.locator("#caption")).to_have_text("")
    shown.keyboard.press("[")
    expect(shown.locator("#caption")).to_have_text("A square.")
    shown.keyboard.press(" ")
    expect(shown.locator("#play")).to_have_text("Pause")
    expect(timeline).to_have_attribute("aria-valuenow", "29", timeout=WAIT)
    expect(shown.locator("#play")).to_have_text("Play")


def test_where_there_is_no_film_yet_the_picture_is_drawn_and_then_the_film_is_there(tmp_path, serve_preview, look):
    scene = tmp_path / "project" / "held.py"
    scene.parent.mkdir()
    shutil.copyfile(Path(__file__).parent / "fixtures" / "held.py", scene)
    page = look(serve_preview(f"{scene}:Waits").next_address())
    page.wait_for_selector("#player[data-phase=film]")
    expect(page.locator("#beats > span")).to_have_count(3)
    picture, player = page.locator("#picture"), page.locator("#player")
    page.locator("#timeline").focus()
    page.keyboard.press("Home")
    wait_for_colour(page, (255, 255, 255))
    expect(picture).to_be_hidden()  # the film of the first beat is there
    page.keyboard.press("End")
    wait_for_colour(page, (0x20, 0xC0, 0x40))  # the picture that was drawn first is there still
    for fraction, frame, colour in ((0.95, 42, (0x20, 0xC0, 0x40)), (0.61, 27, (0xC0, 0x30, 0x60))):
        box = page.locator("#timeline").bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * fraction, box["y"] + 10, steps=4)
        page.mouse.up()
        wait_for_colour(page, colour)
        expect(picture).to_be_visible()
        expect(player).to_have_attribute("data-phase", "film")
        expect(page.locator("#timeline")).to_have_attribute("aria-valuenow", str(frame))  # however long the page waits
    page.keyboard.press("Home")
    wait_for_colour(page, (255, 255, 255))
    expect(picture).to_be_hidden()  # its film is still there
    page.keyboard.press("]")
    page.keyboard.press("]")
    page.keyboard.press("End")
    wait_for_colour(page, (0x20, 0xC0, 0x40))
    scene.with_name("go").touch()
    done(page)
    expect(picture).to_be_hidden()
    wait_for_colour(page, (0x20, 0xC0, 0x40))
    for _ in range(44 - frame):
        page.keyboard.press("ArrowLeft")
    wait_for_colour(page, (0xC0, 0x30, 0x60))
    expect(picture).to_be_hidden()


def test_a_browser_that_does_not_report_what_it_has_painted_shows_the_film_all_the_same(shared_server, look):
    page = look(shared_server.next_address(), script="delete HTMLVideoElement.prototype.requestVideoFrameCallback")
    done(page)
    page.locator("#timeline").focus()
    for key, colour in (("Home", (0x10, 0x20, 0x30)), ("End", (255, 255, 255))):
        page.keyboard.press(key)
        expect(page.locator("#picture")).to_be_hidden()
        wait_for_colour(page, colour)


def test_a_beat_is_played_over_and_over(shown):
    shown.keyboard.press("Home")
    shown.keyboard.press("l")
    expect(shown.locator("#loop")).to_have_attribute("aria-pressed", "true")
    shown.locator("#speed").select_option("2")
    shown.evaluate(
        """() => {
            const slider = document.getElementById("timeline");
            window.seen = [];
            new MutationObserver(() => window.seen.push(Number(slider.getAttribute("aria-valuenow"))))
                .observe(slider, { attributes: true, attributeFilter: ["aria-valuenow"] });
        }"""
    )
    shown.locator("#play").click()
    shown.wait_for_timeout(3000)
    seen = shown.evaluate("() => window.seen")
    returns = sum(later < earlier for earlier, later in pairwise(seen))
    assert returns >= 2
    assert max(seen) <= 15


def test_playhead_parameters_and_scene_survive_a_reload_and_another_browser(preview, look):
    with rebuilt(preview):
        preview.get_by_label("Wide").check()
    preview.keyboard.press("Home")
    preview.keyboard.press("]")
    preview.keyboard.press("Shift+ArrowRight")
    expect(preview.locator("#timeline")).to_have_attribute("aria-valuenow", "29")
    preview.wait_for_timeout(500)
    preview.reload()
    done(preview)
    expect(preview.locator("#timeline")).to_have_attribute("aria-valuenow", "29")
    expect(preview.get_by_label("Wide")).to_be_checked()
    assert "code" not in preview.url
    other = look(preview.served.next_address())
    done(other)
    expect(other.get_by_label("Wide")).to_be_checked()


def test_both_themes_and_all_sizes(preview):
    def corner():
        return tuple(int(value) for value in stage(preview)[12, 12])

    assert near(corner(), (0x10, 0x20, 0x30))
    with rebuilt(preview):
        preview.locator("#theme").select_option("light")
    assert near(corner(), (0xF0, 0xF0, 0xF0))
    for size, pixels, last in (("m", [1280, 720], "59"), ("h", [1920, 1080], "119")):
        with rebuilt(preview):
            preview.locator("#quality").select_option(size)
        assert preview.locator("#picture").evaluate("image => [image.naturalWidth, image.naturalHeight]") == pixels
        assert preview.locator("#film").evaluate("film => [film.videoWidth, film.videoHeight]") == pixels
        expect(preview.locator("#timeline")).to_have_attribute("aria-valuemax", last)


def test_the_server_comes_back_lets_the_browser_in_again_and_the_page_with_it(preview, small, serve_preview):
    served = preview.served
    served.stop(signal.SIGKILL)
    connection = preview.locator("#connection")
    expect(connection).to_contain_text("stopped", timeout=WAIT)
    again = serve_preview(f"{small}:Small", port=served.host_and_port[1])
    expect(connection).to_contain_text("Open the last address that it has printed", timeout=WAIT)
    tab = preview.context.new_page()
    assert tab.goto(f"{served.origin}/").status == HTTPStatus.FORBIDDEN
    expect(tab.locator("body")).to_contain_text("perhaps the preview has been started again")
    tab.goto(again.next_address())
    expect(connection).to_have_text("connected", timeout=WAIT)
    tab.close()
    preview.wait_for_selector("#player[data-phase=done]")
    edit(small, ("#ffffff", "#3050c0"))
    wait_for_colour(preview, (0x30, 0x50, 0xC0))
    with rebuilt(preview):
        preview.get_by_label("Wide").check()
    expect(preview.locator("#parameters .refused")).to_be_hidden()


def test_an_endless_loop_is_said_to_run_is_stopped_and_the_next_save_goes_on(preview, small):
    still = preview.locator("#still-running")
    expect(still).to_be_hidden()
    edit(small, ('"""Show both."""', "while True: pass"))
    expect(still).to_be_visible(timeout=WAIT)
    expect(still).to_contain_text("Still running: save the file to start again, or stop it.")
    expect(still.locator("output")).to_have_text(re.compile(r"0:\d\d\.\d"))
    preview.reload()
    expect(still).to_be_visible(timeout=WAIT)
    still.get_by_role("button", name="Stop").click()
    fault = preview.locator("#fault")
    expect(fault).to_contain_text(re.compile(r"stopped after \d+ s; a save, or another parameter, starts again"))
    expect(still).to_be_hidden()
    assert near(centre(preview), (255, 255, 255))
    edit(small, ("while True: pass", '"""Show both."""'), ("#ffffff", "#20c040"))
    wait_for_colour(preview, (0x20, 0xC0, 0x40))
    expect(fault).to_be_hidden()


def test_a_private_file_lets_the_browser_in_once_and_for_all_its_tabs(shared_server, look, tmp_path):
    address = shared_server.next_address()
    page = look(write_launcher(tmp_path, address).as_uri())
    done(page)
    assert page.url.startswith(f"{shared_server.origin}/")
    assert "code" not in page.url
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["domain"], cookie["path"], cookie["expires"]) == (
        True,
        "Strict",
        "127.0.0.1",
        "/",
        -1,
    )
    assert page.evaluate("() => document.cookie + JSON.stringify(localStorage)").count(cookie["value"]) == 0
    page.reload()
    done(page)
    tab = page.context.new_page()
    tab.goto(f"{shared_server.origin}/")
    done(tab)
    stranger = look(address)
    expect(stranger.locator("body")).to_contain_text("This address has been used already")
    assert stranger.context.cookies() == []
    tab.goto(address)
    tab.get_by_role("link", name="go on to it").click()
    done(tab)


PROBE = """async (home) => {
    const outcome = (promise) => promise.then(() => "let in", () => "refused");
    const loaded = (name, url) => new Promise((resolve, reject) => {
        const made = Object.assign(document.createElement(name), { onload: resolve, onerror: reject, src: url });
        document.body.append(made);
    });
    const event = new Promise((resolve, reject) => {
        const source = new EventSource(`${home}/events`, { withCredentials: true });
        source.onmessage = source.onopen = resolve;
        source.onerror = reject;
    });
    const body = JSON.stringify({ scene: "small", quality: "m" });
    const put = { method: "PUT", body, credentials: "include", headers: { "Content-Type": "application/json" } };
    return Promise.all([
        outcome(fetch(`${home}/api/command-line`, { credentials: "include" })),
        outcome(fetch(`${home}/api/request`, put)),
        outcome(loaded("img", `${home}/page/icon.svg`)),
        outcome(loaded("script", `${home}/page/main.js`)),
        outcome(event),
    ]);
}"""


def test_a_page_of_another_server_on_this_machine_gets_nothing_with_the_browsers_cookie(shown, serve, tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html><title>Other</title><body></body>")
    other = shown.context.new_page()
    other.goto(serve(tmp_path))
    assert other.evaluate(PROBE, shown.served.origin) == ["refused"] * 5
    assert (
        other.evaluate("home => { const w = window.open(home); return w === null || w.length }", shown.served.origin)
        == 0
    )
    expect(shown.locator("#quality")).to_have_value("l")


def test_a_number_tells_where_it_came_from(shown):
    shown.keyboard.press("Home")
    shown.locator("#numbers").get_by_role("button", name="4").click()
    call = shown.locator("#call")
    expect(call).to_contain_text("fractions.Fraction")
    expect(call).to_contain_text("numerator = 4")
    expect(call).to_contain_text("rational numbers")
    shown.keyboard.press("End")
    expect(shown.locator("#numbers-none")).to_be_visible()


def test_it_is_copied_as_a_command_line_and_as_toml(preview, small):
    preview.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with rebuilt(preview):
        preview.get_by_label("Side").fill("1")
    preview.locator("#copy-command").click()
    expect(preview.locator("#copied")).to_contain_text("Copied")
    command = preview.evaluate("() => navigator.clipboard.readText()")
    assert command == f"./render.py render {small}:Small -ql --set side=1"
    preview.locator("#copy-toml").click()
    expect(preview.locator("#copied")).to_contain_text("Copied: side = 1")
    assert preview.evaluate("() => navigator.clipboard.readText()") == "side = 1\n"


@pytest.mark.parametrize("kind", ["gif", "mp4", "png", "svg", "pdf"])
def test_an_export_is_the_file_that_the_command_makes(shown, kind):
    shown.locator("#export-quality").select_option("l")
    shown.keyboard.press("End")
    shown.locator(f"[data-format={kind}]").click()
    done_with = shown.locator("#exports li[data-state=done]").filter(has_text=f".{kind}")
    expect(done_with).to_be_visible(timeout=WAIT)
    name = done_with.get_by_role("link").get_attribute("href")
    assert name.startswith("/media/small/")
    data = shown.served.fetch(name)
    assert (shown.served.folder / name.lstrip("/")).read_bytes() == data
    if kind in {"gif", "png"}:
        with Image.open(io.BytesIO(data)) as picture:
            picture.seek(picture.n_frames - 1 if kind == "gif" else 0)
            shown = picture.convert("RGB")
            assert shown.size == (854, 480)
            assert near(shown.getpixel((427, 240)), (255, 255, 255))
            assert near(shown.getpixel((427, 420)), (0xE6, 0x9F, 0x00))
            assert near(shown.getpixel((5, 5)), (0x10, 0x20, 0x30))
    else:
        assert data[4:8] == b"ftyp" if kind == "mp4" else data.startswith({"svg": b"<svg", "pdf": b"%PDF"}[kind])


def test_keys_are_explained_and_typing_is_left_alone(shown):
    shown.keyboard.press("?")
    expect(shown.get_by_role("dialog", name="Keys")).to_be_visible()
    shown.keyboard.press("Escape")
    side = shown.get_by_label("Side")
    side.focus()
    before = shown.locator("#timeline").get_attribute("aria-valuenow")
    shown.keyboard.press("ArrowUp")
    expect(side).to_have_value("3")
    assert shown.locator("#timeline").get_attribute("aria-valuenow") == before
    shown.keyboard.press("ArrowDown")  # the server is others' as well
    expect(side).to_have_value("2")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 380])
def test_axe_finds_nothing_serious_and_nothing_leaves_the_page(shared_server, look, scheme, width):
    page = look(shared_server.next_address(), color_scheme=scheme, bypass_csp=True)
    page.set_viewport_size({"width": width, "height": 900})
    done(page)
    page.locator("#timeline").focus()
    page.keyboard.press("Home")
    page.locator("#numbers").get_by_role("button", name="4").click()
    page.locator("#log-panel summary").click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })")
    assert len(found["passes"]) > 20
    violations = [
        (item["id"], item["impact"], [node["html"] for node in item["nodes"]]) for item in found["violations"]
    ]
    assert not violations
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_nothing_comes_from_elsewhere(shared_server, look):
    page = look("about:blank")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(shared_server.next_address())
    done(page)
    home = "http://{}:{}/".format(*shared_server.host_and_port)
    assert [url for url in asked if not url.startswith(home)] == []
    assert len(asked) > 10


@pytest.mark.exhaustive
class TestOurScenes:
    """The parameters of our own scenes: kernels, images, layers."""

    @pytest.fixture
    def sliding(self, serve_preview, look):
        page = look(serve_preview("kernel-sliding").next_address())
        page.locator("[data-parameter=kernel] .cells input").first.wait_for(timeout=WAIT)
        return page

    def test_a_kernels_cell_changes_what_convmath_computes(self, sliding):
        from convmath.convolution.cross_correlation import cross_correlate2d
        from convmath.convolution.grids import EXAMPLE, grid_from

        cells = sliding.locator("[data-parameter=kernel] .cells input")
        assert [cell.input_value() for cell in cells.all()] == ["-1", "0", "1", "-2", "0", "2", "-1", "0", "1"]
        done(sliding)
        with rebuilt(sliding):
            cells.nth(4).fill("7")
        sliding.keyboard.press("Escape")
        sliding.locator("#timeline").focus()
        sliding.keyboard.press("End")
        expected = cross_correlate2d(grid_from(EXAMPLE), [[-1, 0, 1], [-2, 7, 2], [-1, 0, 1]])
        for (row, column), value in np.ndenumerate(expected):
            chip = sliding.locator(f"#numbers button[title='cross_correlate2d[{row}, {column}]']")
            assert float(chip.text_content().replace("−", "-")) == value
        assert sliding.locator("[data-parameter=kernel] select").first.input_value() == ""

    @pytest.mark.exhaustive
    def test_a_picture_is_dropped_and_a_bomb_is_refused(self, sliding):
        def drop(name, data):
            sliding.evaluate(
                """([name, bytes]) => {
                    const transfer = new DataTransfer();
                    transfer.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
                    const event = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
                    document.querySelector("[data-parameter=image] .drop").dispatchEvent(event);
                }""",
                [name, list(data)],
            )

        done(sliding)
        drop("bomb.png", bomb(60_000, 60_000))
        refused = sliding.locator("[data-parameter=image] .refused")
        expect(refused).to_contain_text("pixels")
        picture = io.BytesIO()
        Image.fromarray(np.kron(np.eye(2, dtype=np.uint8) * 255, np.ones((8, 8), np.uint8))).save(picture, "PNG")
        with rebuilt(sliding):
            drop("My eye.png", picture.getvalue())
        value = sliding.get_by_label("image by name or path")
        expect(value).to_have_value(re.compile(r"media/\.preview/uploads/my-eye-[0-9a-f]{12}\.png"))
        expect(refused).to_be_hidden()
        expect(sliding.locator("#fault")).to_be_hidden()

    def test_a_patch_is_chosen_by_dragging_on_the_picture(self, serve_preview, look):
        page = look(serve_preview("one-detector").next_address())
        picture = page.locator("#parameters .patch img")
        picture.wait_for(timeout=WAIT)
        row, col, size = (page.locator(f"[data-parameter={name}] input") for name in ("row", "col", "size"))
        rows, cols = picture.evaluate("image => [image.naturalHeight, image.naturalWidth]")
        done(page)
        box = picture.bounding_box()
        scale = 384 / cols  # the search is for pixels of an image whose longer side this is
        at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in [(0.25, 0.5), (0.35, 0.55)]]
        with rebuilt(page):
            page.mouse.move(*at[0])
            page.mouse.down()
            page.mouse.move(*at[1], steps=4)
            page.mouse.up()
        found = [int(each.input_value()) for each in (row, col, size)]
        expected = [0.5 * rows * scale, 0.25 * cols * scale, 0.1 * cols * scale]
        assert found == pytest.approx(expected, abs=2)
        expect(page.locator("#fault")).to_be_hidden()
        with rebuilt(page):
            page.locator("#parameters .patch").press("ArrowLeft")
        assert int(col.input_value()) == found[1] - 1

    def test_layers_are_rows(self, serve_preview, look):
        page = look(serve_preview("receptive-field-growth").next_address())
        rows = page.locator("[data-parameter=layers] .layer")
        rows.first.wait_for(timeout=WAIT)
        assert rows.count() == 3
        with rebuilt(page):
            page.get_by_label("stride of layer 2").fill("2")
            page.get_by_role("button", name="remove layer 3").click()
        expect(page).to_have_url(re.compile("3%2C\\+3s2"))
        page.get_by_role("button", name="Add a layer").click()
        assert rows.count() == 3
