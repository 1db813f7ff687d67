"""A deck's files, each opened by a reader of its own kind."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
import pptx
import pytest
from manim_slides.config import PresentationConfig
from PIL import Image
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pypdf import PdfReader

from tests.cli.saying import said
from tests.rendering.deck.conftest import LOOK, make

NAMES = ["title", "draw", "again", "think", "gone", "draw", "think", "gone"]
BLUE, RED = (0x58, 0xC4, 0xDD), (0xFC, 0x62, 0x55)
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def pictures(path) -> list[np.ndarray]:
    """The planes of every picture of a film, as they were decoded."""
    with av.open(str(path)) as film:
        return [frame.to_ndarray() for frame in film.decode(video=0)]


def middle(picture: Image.Image) -> tuple[int, ...]:
    return picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))


def is_near(colour, wanted) -> bool:
    return max(abs(one - other) for one, other in zip(colour, wanted, strict=True)) < 12


def beat(deck, name, ending) -> Path:
    (path,) = deck.glob(f"beats/talk-*-{name}{ending}")
    return path


def test_films_of_beats_are_the_scene_s_own_pictures_byte_for_byte(made, deck, told):
    assert [slide["name"].split("-")[-1] for slide in told["slides"][:5]] == NAMES[:5]
    assert len({slide["name"] for slide in told["slides"]}) == len(NAMES)
    (film,) = made.glob("media/talk-*/talk-*.mp4")
    joined = [each for name in NAMES[1:5] for each in pictures(beat(deck, name, ".mp4"))]
    whole = pictures(film)
    assert len(joined) == len(whole) == 26
    assert all(np.array_equal(one, other) for one, other in zip(joined, whole, strict=True))


def test_first_and_last_picture_of_a_beat_have_the_scene_s_colours(deck):
    assert is_near(middle(Image.open(beat(deck, "draw", ".png"))), BLUE)
    assert is_near(middle(Image.open(beat(deck, "gone", "-first.png"))), BLUE)
    assert is_near(middle(Image.open(beat(deck, "gone", ".png"))), (0, 0, 0))


def test_powerpoint_reads_a_film_that_starts_by_itself_on_each_slide(deck, told):
    presentation = pptx.Presentation(str(deck / "two.pptx"))
    assert presentation.core_properties.title == "Two < three, & 10 more"
    slides = list(presentation.slides)
    assert len(slides) == len(NAMES)
    size = presentation.slide_width, presentation.slide_height
    assert size[0] * 9 == pytest.approx(size[1] * 16, rel=1e-6)
    for slide, described in zip(slides, told["slides"], strict=True):
        for shape in slide.shapes:
            assert (shape.left, shape.top, shape.width, shape.height) == (0, 0, *size)
        title, film = slide.shapes
        assert described["title"] in title.text
        assert film.shape_type == MSO_SHAPE_TYPE.MEDIA
        assert film.poster_frame.content_type == "image/png"
        assert film._element.nvPicPr.cNvPr.get("descr") == described["alt"]
        assert slide.notes_slide.notes_text_frame.text == "\n".join(described["notes"])
        (timing,) = slide._element.iter(f"{P}timing")
        (command,) = timing.iter(f"{P}cmd")
        assert command.get("cmd") == "playFrom(0.0)"
        assert {each.get("spid") for each in timing.iter(f"{P}spTgt")} == {str(film.shape_id)}
        assert timing.find(f".//{P}par/{P}cTn[@nodeType='afterEffect']") is not None
        (node,) = timing.iter(f"{P}cMediaNode")
        assert node.find(f"{P}cTn").get("repeatCount") == ("indefinite" if described["loops"] else None)
    media = {part.blob for rel in slides[1].part.rels.values() if (part := rel._target).partname.endswith(".mp4")}
    assert media == {beat(deck, "draw", ".mp4").read_bytes()}


def test_pdf_has_a_vector_page_for_each_slide_never_an_empty_one(deck, told, tmp_path):
    reader = PdfReader(deck / "two.pdf")
    assert len(reader.pages) == len(NAMES)
    assert not any(page.images for page in reader.pages)
    assert reader.metadata.title == "Two < three, & 10 more"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    alternatives = [figure["/Alt"] for figure in structure(reader) if figure.get("/S") == "/Figure"]
    assert alternatives == [slide["alt"] for slide in told["slides"]]
    titles = [each.title for each in flat(reader.outline)]
    assert titles == ["What #1 *is*", "Talk", "Draw", "Again", "Think", "Gone", "Talk", "Draw", "Think", "Gone"]
    subprocess.run(["pdftoppm", "-r", "20", "-png", deck / "two.pdf", tmp_path / "page"], check=True)
    shown = [middle(Image.open(path)) for path in sorted(tmp_path.glob("page-*.png"))]
    assert is_near(shown[1], BLUE)
    assert is_near(shown[4], RED), "the square has left at the end of the beat; the page shows it before"


def structure(reader) -> list:
    """Every element of a document's structure, in order."""
    found, open_ = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while open_:
        element = open_.pop(0)
        found.append(element)
        below = element.get("/K", [])
        below = below if isinstance(below, list) else [below]
        objects = [each.get_object() for each in below]
        open_ = [each for each in objects if isinstance(each, dict) and "/S" in each] + open_
    return found


def flat(outline) -> list:
    return [each for entry in outline for each in (flat(entry) if isinstance(entry, list) else [entry])]


def test_handout_holds_the_notes_and_links_to_times(made, deck):
    reader = PdfReader(deck / "two-handout.pdf")
    assert "A square < a circle & more." in " ".join(page.extract_text() for page in reader.pages)
    assert not any(page.images for page in reader.pages)
    links = [
        note.get_object()["/A"]["/URI"]
        for page in reader.pages
        for note in page.get("/Annots", [])
        if note.get_object()["/Subtype"] == "/Link"
    ]
    assert [link.partition("#")[2] for link in links] == [f"t={t:.2f}" for t in (0, 0.5, 1.3, 1.7, 0, 1.3, 1.7)]
    assert {(deck / link.partition("#")[0]).resolve() for link in links} == set(made.glob("media/talk-*/*.mp4"))


def test_manim_slides_reads_its_files(deck):
    files = sorted((deck / "slides").iterdir())
    assert [path.name for path in files if path.suffix == ".json"] == ["Talk-2.json", "Talk.json", "TitleCard.json"]
    read = PresentationConfig.from_file(deck / "slides/Talk.json")  # refuses files that are not there
    assert [slide.loop for slide in read.slides] == [False, True, False, False]
    assert not any(slide.auto_next for slide in read.slides)
    assert read.slides[0].notes == "A square < a circle & more."
    assert read.resolution == (160, 90)
    assert len(PresentationConfig.from_file(deck / "slides/Talk-2.json").slides) == 3


def times(folder) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.rglob("*") if not path.name.startswith(".")}


def test_a_changed_beat_makes_its_own_files_again_and_no_other(made, deck, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(made, copy)
    folder = copy / "media/deck/two"
    before = times(folder)
    text = make(copy)
    assert times(folder) == before
    assert "4 slides, kept" in text
    source = (copy / "talk.py").read_text("utf-8")
    (copy / "talk.py").write_text(source.replace("FadeOut(square)", "FadeOut(square, shift=DOWN)"), encoding="utf-8")
    assert "4 slides, 1 of them made" in make(copy)
    after = times(folder)
    changed = {name for name in before if after[name] != before[name] and name not in {"reveal.js", "reveal.css"}}
    films = {name for name in changed if name.endswith(".mp4")}
    assert films == {beat(folder, "gone", ".mp4").name}
    assert {name for name in changed if "-draw" in name or "-again" in name or "-think" in name} == set()
    assert {"two.pptx", "two.pdf", "index.html"} <= changed
    said("clean", "--media_dir", copy / "media", status=0)
    assert not folder.exists()


def test_scenes_by_name_make_a_deck_of_their_own_and_one_that_fails_is_named(made):
    files = ("talk.py:Talk", "talk.py:Failing")
    options = ("--format", "html", *LOOK, "--media_dir", made / "media")
    text = said("deck", *(made / name for name in files), *options, status=1)
    assert "no such luck" in text
    assert "without scenes[1]" in text
    folder = made / "media/deck/talk+failing-incomplete"
    assert (folder / "index.html").is_file()
    assert not list(folder.glob("*.pptx"))
    assert not list(folder.glob("beats/*.pdf"))
    assert not (made / "media/deck/talk+failing").exists()
