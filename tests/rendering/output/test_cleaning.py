"""Cleaning removes what is recorded by digest and unchanged, follows no link, and says beforehand what it does."""

import hashlib
from pathlib import Path

import pytest

from rendering.output.cleaning import Cleaned, clean
from rendering.output.publication import Publication
from rendering.output.sealed_json import sealed
from rendering.output.sidecar import SCHEMA


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def scene(media, outputs=None, companions=None):
    """Write the folder of a rendered scene: a video, captions, and the sidecar that lists them."""
    folder = media / "scene"
    folder.mkdir(parents=True)
    (folder / "scene.mp4").write_text("video")
    (folder / "scene.srt").write_text("captions")
    content = {
        "schema": SCHEMA,
        "name": "scene",
        "scene": {"file": "../../scene.py", "class": "Scene"},
        "duration": 1.0,
        "frames": 10,
        "size": [64, 36],
        "frame_rate": "10",
        "seed": 0,
        "beats": [],
        "captions": [],
        "chapters": {"embedded": False, "reason": "", "youtube": ""},
        "versions": {},
        "outputs": {"mp4": output("scene.mp4", "video"), **(outputs or {})},
        "companions": {"scene.srt": digest("captions"), **(companions or {})},
    }
    (folder / "scene.json").write_bytes(sealed(content))
    return folder


def output(name, text):
    size = {"bytes": len(text), "width": 64, "height": 36, "frames": 10, "duration": 1.0}
    return {"file": name, "format": name[-3:], "sha256": digest(text), **size}


RENDERED = {"scene/scene.mp4", "scene/scene.srt", "scene/scene.json"}


def a_page_that_names_the_project(media):
    (scene(media) / "essay.html").write_text("<p>On Convolutions in Motion</p>")
    return RENDERED, {"scene/essay.html"}


def drawings_that_name_the_project(media):
    for name in ("mine.svg", "mine.pdf", "mine.png"):
        (scene(media) if not (media / "scene").exists() else media / "scene").joinpath(name).write_text(
            "Convolutions in Motion"
        )
    return RENDERED, {"scene/mine.svg", "scene/mine.pdf", "scene/mine.png"}


def a_figure_that_was_edited(media):
    (scene(media, {"svg": output("scene.svg", "drawn")}) / "scene.svg").write_text("edited")
    return RENDERED - {"scene/scene.json"}, {"scene/scene.svg", "scene/scene.json"}


def a_link_to_a_folder(media):
    outside = scene(media.parent / "outside")
    (media / "linked").symlink_to(outside, target_is_directory=True)
    scene(media)
    return RENDERED, {
        "../outside/scene/scene.mp4",
        "../outside/scene/scene.srt",
        "../outside/scene/scene.json",
        "linked",
    }


def a_link_to_a_file(media):
    folder = scene(media, companions={"notes.txt": digest("mine")})
    (media.parent / "notes.txt").write_text("mine")
    (folder / "notes.txt").symlink_to(media.parent / "notes.txt")
    return RENDERED, {"scene/notes.txt", "../notes.txt"}


def companions_elsewhere(media):
    outside = media.parent / "elsewhere"
    outside.mkdir()
    (outside / "notes.txt").write_text("mine")
    scene(media, companions={"../../elsewhere/notes.txt": digest("mine"), str(outside / "notes.txt"): digest("mine")})
    return set(), {"../elsewhere/notes.txt", *RENDERED}


def a_sidecar_of_wrong_types(media):
    folder = scene(media, {"gif": None, "webm": {"file": 3, "sha256": []}}, {"x": 1})
    (folder / "x").write_text("mine")
    return set(), {"scene/x", *RENDERED}


def a_json_file_that_is_no_sidecar(media):
    folder = media / "notes"
    folder.mkdir()
    (folder / "notes.json").write_text('{"outputs": {}, "mine": true}')
    return set(), {"notes/notes.json"}


def what_was_recorded(media):
    folder = scene(media)
    with Publication(record=True) as publication:
        publication.stage(folder / "scene-sheet.png").write_text("sheet")
        publication.stage(folder / "still.png").write_text("still")
    (folder / "still.png").write_text("retouched")
    return RENDERED - {"scene/scene.json"} | {"scene/scene-sheet.png"}, {"scene/still.png", "scene/scene.json"}


CASES = [
    a_page_that_names_the_project,
    drawings_that_name_the_project,
    a_figure_that_was_edited,
    a_link_to_a_folder,
    a_link_to_a_file,
    companions_elsewhere,
    a_sidecar_of_wrong_types,
    a_json_file_that_is_no_sidecar,
    what_was_recorded,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_only_what_is_recorded_and_unchanged_is_removed(tmp_path, case):
    media = tmp_path / "media"
    media.mkdir()
    removed, stays = case(media)
    planned = clean(media, dry_run=True)
    assert all((media / name).exists() for name in removed | stays), "a dry run removes nothing"
    done = clean(media)
    assert planned == done
    assert {path.relative_to(media).as_posix() for path in done.removed} == removed
    assert not any((media / name).exists() for name in removed)
    assert all((media / name).exists() for name in stays)
    again = clean(media)
    assert again == Cleaned((), 0, done.left, done.damaged), "what was changed is named each time, and stays"


def test_a_media_folder_that_is_not_there_is_clean(tmp_path):
    assert clean(Path(tmp_path / "nowhere")).removed == ()
