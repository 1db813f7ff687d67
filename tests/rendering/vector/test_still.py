"""A vector still is the video's frame: the same picture, in shapes, at any size."""

from __future__ import annotations

import re
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from pypdf import PdfReader

from rendering.core.errors import UserError
from rendering.core.job import Look
from rendering.core.selections import LastFrames
from rendering.core.targets import Target
from rendering.jobs import stills
from rendering.output.png import LatestPictures
from rendering.playback.play import perform
from rendering.vector.pdf import ink_bounds
from rendering.vector.pdf_tags import with_metadata
from rendering.vector.still import MARGIN, figure_metadata, publish, vector_still
from rendering.vector.vector_frame import Metadata
from rendering.vector.vector_sink import record_frames
from tests.our_scenes import NAMES, our_target
from tests.paths import CORPUS, FIXTURES
from tests.pictures import psnr, share_off
from tests.rendering.vector.rasterised import opened, parsed, pixels_of

pytestmark = [
    pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning"),  # Manim's own use of Pillow
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # Typst's, within Manim
]

DRAWN = FIXTURES / "drawn.py"
LOOK = Look(size=(640, 360), rate=Fraction(10))
SVG = "{http://www.w3.org/2000/svg}"


class Tolerance(NamedTuple):
    """How far a rasterised vector still may be from the frame.

    Both are softened at edges by different rules; where several shapes share an edge, or an image's pixels fall between
    those of the frame (Manim draws images only to whole pixels), single rows and columns differ.
    """

    psnr: float
    """Decibels, at least."""
    off: float
    """The share of pixels that differ by more than 32 levels of 255, at most."""


SHAPES = {"svg": Tolerance(45, 0.001), "pdf": Tolerance(39, 0.003)}
IMAGES = {"svg": Tolerance(34, 0.006), "pdf": Tolerance(32, 0.008)}
ASLANT = {"svg": Tolerance(27, 0.015), "pdf": Tolerance(27, 0.015)}
"""A chessboard in perspective, all of it edges."""
OURS = {"svg": Tolerance(37.5, 0.006), "pdf": Tolerance(34.5, 0.0085)}
"""Hundreds of thin lines that cross, some dashed, and cells that share their edges."""
CHECKERED = {"svg": Tolerance(33, 0.03), "pdf": Tolerance(30, 0.04)}
"""Boards of black and white squares, each edge of which is softened by another rule."""
OURS_WITH_IMAGES = {"svg": Tolerance(22, 0.075), "pdf": Tolerance(21, 0.08)}
"""Our maps have hard edges between their pixels; of noise in small, every other pixel is one."""
COARSE, COARSE_CHECKERED, COARSE_WITH_IMAGES = Tolerance(40, 0.003), Tolerance(36, 0.01), Tolerance(30, 0.013)
"""The same when blocks of 4 × 4 pixels are averaged, where edges no longer count."""
OUTLINE = 450
"""Bytes that an outline takes in a PDF, at most: there each is written anew, in an SVG equal ones are referred to."""
PICTURES = 450_000
"""Bytes of a figure with pictures, at most."""

STRANGERS = [
    (CORPUS / "cameras.py", "Moving", 0.25, SHAPES),
    (CORPUS / "cameras.py", "AutoZoom", 0.25, SHAPES),
    (CORPUS / "cameras.py", "Zoomed", 0.9, IMAGES),
    (CORPUS / "cameras.py", "Spatial", 1.25, SHAPES),
    (CORPUS / "cameras.py", "SurfaceGrows", 0.25, SHAPES),
    (CORPUS / "cameras.py", "Background", 0.35, SHAPES),
    (CORPUS / "structure.py", "Layers", 0.45, SHAPES),
    (CORPUS / "structure.py", "Words", 0.25, SHAPES),
    (CORPUS / "images.py", "Picture", 0.55, IMAGES),
    (CORPUS / "images.py", "PictureBehind", 0.25, IMAGES),
    (CORPUS / "images.py", "Gradients", 0.35, SHAPES),
    (CORPUS / "images.py", "StrokedByImage", 0.55, SHAPES),
    (CORPUS / "images.py", "Points", 0.45, SHAPES),
    (DRAWN, "Lines", 0.1, SHAPES),
    (DRAWN, "Formulas", 0.15, SHAPES),
    (DRAWN, "Pictures", 0.1, IMAGES),
    (DRAWN, "PictureAslant", 0.1, ASLANT),
    (DRAWN, "Stretched", 0.15, SHAPES),
    (DRAWN, "OnPicture", 0.1, SHAPES),
]


def target(class_name, file=DRAWN):
    return Target(file, class_name, class_name.lower())


def assert_alike(path, frame, tolerance, coarse=None):
    """Rasterise a vector file at the frame's size and compare."""
    drawn = pixels_of(path, (frame.shape[1], frame.shape[0]))
    allowed = tolerance[path.suffix[1:]]
    assert psnr(drawn, frame) >= allowed.psnr, path.name
    assert share_off(drawn, frame, 32) <= allowed.off, path.name
    if coarse is not None:
        drawn, frame = averaged(drawn), averaged(frame.astype(float))
        assert psnr(drawn, frame) >= coarse.psnr, path.name
        assert share_off(drawn, frame, 32) <= coarse.off, path.name


def averaged(pixels, side=4):
    """The means of square blocks."""
    rows, cols = (length // side for length in pixels.shape[:2])
    return pixels[: rows * side, : cols * side].reshape(rows, side, cols, side, -1).mean(axis=(1, 3))


@pytest.mark.parametrize(("file", "class_name", "seconds", "tolerance"), STRANGERS, ids=[item[1] for item in STRANGERS])
def test_a_strangers_moment_is_the_frame_of_its_video(file, class_name, seconds, tolerance, tmp_path):
    scene = target(class_name, file)
    svg, pdf, png = (tmp_path / f"x.{ending}" for ending in ("svg", "pdf", "png"))
    vector_still(scene, LOOK, svg, pdf, seconds=seconds)
    stills.moment_still(scene, LOOK, seconds, png)
    frame = opened(png)
    assert frame.std() > 1, "something has to be seen"
    assert_alike(svg, frame, tolerance)
    assert_alike(pdf, frame, tolerance)


def test_the_tolerance_is_too_small_for_a_shift_by_a_pixel(tmp_path):
    vector_still(target("Formulas"), LOOK, tmp_path / "x.svg", seconds=0.15)
    stills.moment_still(target("Formulas"), LOOK, 0.15, tmp_path / "x.png")
    shifted = np.roll(opened(tmp_path / "x.png"), 1, axis=1)
    with pytest.raises(AssertionError):
        assert_alike(tmp_path / "x.svg", shifted, SHAPES)


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", NAMES)
def test_every_beat_of_our_scenes_is_the_frame_of_its_video(name, tmp_path):
    scene = our_target(name)
    look = Look(size=(640, 360), rate=Fraction(8), attributes={"theme_name": "light"})
    performance, sink = record_frames(scene, look, lambda _: LastFrames())
    frames = last_frames(scene, look)
    assert set(sink.by_beat) == set(frames) == set(range(len(performance.beats)))
    for number, frame in frames.items():
        beat = performance.beats[number].name
        paths = [tmp_path / f"{beat}.{ending}" for ending in ("svg", "pdf")]
        publish(sink.by_beat[number], *paths)
        written = paths[0].read_text()
        holds_image = "<image" in written
        for path in paths:
            if holds_image:
                assert_alike(path, frame, OURS_WITH_IMAGES, COARSE_WITH_IMAGES)
            else:
                assert_alike(path, frame, *((CHECKERED, COARSE_CHECKERED) if name == "exercise" else (OURS, COARSE)))
            assert path.stat().st_size < max(PICTURES if holds_image else 250_000, OUTLINE * written.count("<use"))


def last_frames(scene, look):
    """Return the raster frame that each beat ends on."""
    gallery = LatestPictures()
    with tempfile.TemporaryDirectory() as folder:
        perform(scene, look, gallery, work_folder=Path(folder), select=lambda _: LastFrames())
    return {number: pixels[..., :3].astype(float) for number, pixels in gallery.by_beat.items()}


@pytest.mark.parametrize("class_name", ["Lines", "Formulas", "Stretched"])
def test_all_is_vector_where_the_scene_holds_no_image(class_name, tmp_path):
    """No pixels, no text, no font: only outlines and what groups them."""
    svg, pdf = tmp_path / "x.svg", tmp_path / "x.pdf"
    vector_still(target(class_name), LOOK, svg, pdf, seconds=0.1)
    tags = {element.tag.removeprefix(SVG) for element in parsed(svg).iter() if isinstance(element.tag, str)}
    assert tags <= {"svg", "title", "desc", "defs", "g", "path", "use", "linearGradient", "stop"}
    page = PdfReader(pdf).pages[0]
    assert len(PdfReader(pdf).pages) == 1
    assert "/Font" not in page["/Resources"]
    assert not page.images
    assert b"/Image" not in pdf.read_bytes()


def test_an_image_keeps_its_own_pixels(tmp_path):
    """Nine by six, not a screenshot of the place it takes in the frame; unsmoothed where the scene wants it so."""
    svg, pdf = tmp_path / "x.svg", tmp_path / "x.pdf"
    vector_still(target("Pictures"), LOOK, svg, pdf, seconds=0.1)
    images = list(parsed(svg).iter(f"{SVG}image"))
    assert [(image.get("width"), image.get("height")) for image in images] == [("9", "6"), ("40", "30")]
    assert ["pixelated" in image.get("style", "") for image in images] == [True, False]
    assert [image.image.size for image in PdfReader(pdf).pages[0].images] == [(9, 6), (40, 30)]


def test_a_picture_in_the_picture_is_vector_too(tmp_path):
    svg = tmp_path / "x.svg"
    vector_still(target("Zoomed", CORPUS / "cameras.py"), LOOK, svg, seconds=0.5)
    assert "<image" not in svg.read_text()
    assert "clip-path" in svg.read_text()


def test_the_same_still_is_the_same_bytes(tmp_path):
    for folder in ("one", "other"):
        paths = [tmp_path / folder / f"x.{ending}" for ending in ("svg", "pdf")]
        vector_still(target("Pictures"), LOOK, *paths, seconds=0.1, tight=True, width_mm=80)
    for name in ("x.svg", "x.pdf"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    notes = PdfReader(tmp_path / "one" / "x.pdf").metadata
    assert "/CreationDate" not in notes
    assert notes.title == "pictures at 0:00.1"


def test_size_on_paper(tmp_path):
    svg, pdf = tmp_path / "x.svg", tmp_path / "x.pdf"
    vector_still(target("Small"), LOOK, svg, pdf, width_mm=120)
    root = parsed(svg)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("120mm", "67.5mm", "0 0 640 360")
    bounds = PdfReader(pdf).pages[0].mediabox
    assert float(bounds.width) == pytest.approx(120 / 25.4 * 72, abs=0.01)
    assert float(bounds.height) == pytest.approx(67.5 / 25.4 * 72, abs=0.01)


def test_size_in_css_pixels_is_that_of_the_look(tmp_path):
    svg, pdf = tmp_path / "x.svg", tmp_path / "x.pdf"
    vector_still(target("Small"), LOOK, svg, pdf)
    root = parsed(svg)
    assert (root.get("width"), root.get("height")) == ("640", "360")
    assert float(PdfReader(pdf).pages[0].mediabox.width) == pytest.approx(640 * 0.75)


def test_a_tight_box_is_the_squares_own_and_the_margin(tmp_path):
    """Two units are 90 pixels of 640; the centre lies at (−3, 1) of a frame 14 2/9 wide."""
    svg, pdf = tmp_path / "x.svg", tmp_path / "x.pdf"
    vector_still(target("Small"), LOOK, svg, pdf, beat="square", tight=True, width_mm=50)
    root = parsed(svg)
    left, top, width, height = map(float, root.get("viewBox").split())
    margin = MARGIN * 640
    assert (left, top) == pytest.approx((140 - margin, 90 - margin), abs=0.51)
    assert (width, height) == pytest.approx((90 + 2 * margin, 90 + 2 * margin), abs=1.01)
    assert root.get("width") == "50mm"
    assert float(PdfReader(pdf).pages[0].mediabox.width) == pytest.approx(50 / 25.4 * 72, abs=0.01)


@pytest.mark.parametrize("class_name", ["Lines", "Formulas", "Pictures"])
def test_a_tight_box_holds_all_the_ink_and_nothing_more(class_name, tmp_path):
    """As another renderer sees it: outside is bare, and each edge of the box touches ink."""
    _, sink = record_frames(target(class_name), LOOK, lambda _: LastFrames())
    publish(sink.latest, tmp_path / "x.svg")
    drawn = pixels_of(tmp_path / "x.svg", LOOK.size)
    rows, cols = np.nonzero((drawn > 0).any(axis=-1))
    seen = (cols.min(), rows.min(), cols.max() + 1, rows.max() + 1)
    assert ink_bounds(sink.latest) == pytest.approx(seen, abs=1)


def test_ink_beyond_the_frame_does_not_widen_the_box(tmp_path):
    svg = tmp_path / "x.svg"
    vector_still(target("Small"), LOOK, svg, beat="cut", tight=True)
    left, _, width, _ = map(float, parsed(svg).get("viewBox").split())
    assert left + width == 640
    assert left == pytest.approx(320 + 5 * 45 - MARGIN * 640, abs=0.6)


def test_a_transparent_background_is_left_out(tmp_path):
    """On the background's colour it looks as the other does, and it has no rectangle behind it."""
    black, clear = tmp_path / "black.svg", tmp_path / "clear.svg"
    vector_still(target("Lines"), LOOK, black, seconds=0.1)
    vector_still(target("Lines"), Look(size=LOOK.size, rate=LOOK.rate, transparent=True), clear, seconds=0.1)
    backdrop = '<path d="M0 0h640v360h-640z" fill="#000"/>'
    bodies = [re.sub(r"\bf[0-9a-f]{7}", "", path.read_text()) for path in (black, clear)]
    assert bodies[0].replace(backdrop + "\n", "") == bodies[1] != bodies[0]
    assert (pixels_of(clear, LOOK.size)[0, -1] == 255).all(), "white shows through"


def test_title_and_description_are_there_for_screen_readers(tmp_path):
    _, sink = record_frames(target("Small"), LOOK, lambda _: LastFrames())
    svg, pdf = tmp_path / "x.svg", tmp_path / "x.pdf"
    publish(sink.by_beat[0], svg, pdf, metadata=Metadata("A < B & C", "A square.", "en-GB"))
    root = parsed(svg)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (title.text, description.text) == ("A < B & C", "A square.")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"
    read = PdfReader(pdf, strict=True)
    assert (read.metadata.title, read.metadata.subject) == ("A < B & C", "A square.")
    assert read.trailer["/Root"]["/Lang"] == "en-GB"
    assert read.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert len(read.pages) == 1
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    (document,) = read.trailer["/Root"]["/StructTreeRoot"]["/K"]
    figure = document["/K"]
    assert (document["/S"], figure["/S"], figure["/Alt"]) == ("/Document", "/Figure", "A square.")
    assert figure["/A"]["/BBox"] == read.pages[0].mediabox
    assert tagged_part(read.pages[0]) == 1.0
    for options, said in (([], "A < B & C"), (["-struct"], "Figure")):
        info = subprocess.run(["pdfinfo", *options, pdf], check=True, capture_output=True, text=True)
        assert said in info.stdout
        assert info.stderr == ""


def tagged_part(page):
    """Return the share of a page's drawing operators that stand within marked content."""
    depth, inside, total = 0, 0, 0
    for _, operator in page.get_contents().operations:
        depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
        if operator in {b"f", b"f*", b"S", b"B", b"Do", b"sh"}:
            total, inside = total + 1, inside + (depth > 0)
    assert depth == 0
    return inside / total


def test_a_picture_nobody_described_is_not_tagged(tmp_path):
    _, sink = record_frames(target("Small"), LOOK, lambda _: LastFrames())
    publish(sink.by_beat[0], tmp_path / "x.pdf")
    root = PdfReader(tmp_path / "x.pdf", strict=True).trailer["/Root"]
    assert "/MarkInfo" not in root
    assert root["/Lang"] == "en"


def test_two_stills_in_one_page_do_not_share_names(tmp_path):
    names = []
    for class_name in ("Formulas", "Lines"):
        vector_still(target(class_name), LOOK, tmp_path / "x.svg", seconds=0.1)
        names.append(set(re.findall(r'id="([^"]+)"', (tmp_path / "x.svg").read_text())))
    assert all(names)
    assert not names[0] & names[1]


@pytest.mark.slow
def test_our_scenes_say_what_they_show(tmp_path):
    svg = tmp_path / "x.svg"
    performance = vector_still(our_target("kernel-sliding"), LOOK, svg, beat="grids")
    root = parsed(svg)
    assert root.find(f"{SVG}title").text == f"{performance.sidecar['title']}: grids"
    assert root.find(f"{SVG}desc").text == performance.sidecar["alt"]


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("x.svg", {"beat": "sqare"}, "no beat 'sqare' in small; did you mean 'square'"),
        ("x.pdf", {"seconds": 99.0}, "no frame at 99 s: it lasts 0.60 s"),
        ("x.svg", {"beat": "nothing", "tight": True}, "nothing is drawn in small: nothing"),
        ("x.eps", {}, "x.eps is no vector file: its ending has to be .svg or .pdf"),
    ],
)
def test_what_cannot_be_is_named_and_leaves_nothing(name, options, message, tmp_path):
    with pytest.raises(UserError, match=re.escape(message)):
        vector_still(target("Small"), LOOK, tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


def test_the_end_is_what_stands_when_all_is_over(tmp_path):
    scene = target("Spatial", CORPUS / "cameras.py")
    vector_still(scene, LOOK, tmp_path / "x.svg")
    stills.last_still(scene, LOOK, tmp_path / "x.png")
    assert_alike(tmp_path / "x.svg", opened(tmp_path / "x.png"), SHAPES)


def test_a_language_is_one():
    with pytest.raises(UserError, match="'German, mostly' is none such as en or de-CH"):
        figure_metadata({"language": "German, mostly"}, "x")
    with pytest.raises(ValueError, match="does not end as one of version"):
        with_metadata(b"%PDF-1.7", language="en")
