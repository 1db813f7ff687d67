"""What the user types becomes a scene, without importing it."""

from __future__ import annotations

import hashlib
import json

import pytest

from rendering.core.errors import UserError
from rendering.core.job import Format, GifOptions, Look, RenderJob
from rendering.core.targets import Target, kebab, resolve
from rendering.jobs.command import placed


@pytest.fixture
def known(tmp_path):
    return (
        Target(tmp_path / "k.py", "KernelSliding", "kernel-sliding"),
        Target(tmp_path / "s.py", "SobelEdge", "sobel-edge"),
    )


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_a_name_is_looked_up(known):
    assert resolve("sobel-edge", known) is known[1]


def test_an_unknown_name_suggests_the_nearest(known):
    with pytest.raises(UserError, match="no scene 'kernel-slidng'; did you mean 'kernel-sliding'"):
        resolve("kernel-slidng", known)
    with pytest.raises(UserError, match="there is: kernel-sliding, sobel-edge"):
        resolve("xyz", known)


def test_a_class_in_a_file_is_found_by_its_name(known, tmp_path):
    file = write(tmp_path / "my scenes.py", "class A(Scene): pass\nclass B2Go(Scene): pass\n")
    assert resolve(f"{file}:B2Go", known) == Target(file, "B2Go", "b2-go")
    with pytest.raises(UserError, match=r"no scene class 'b2go' in my scenes.py; did you mean 'B2Go'"):
        resolve(f"{file}:b2go", known)


def test_a_file_with_one_scene_needs_no_class(known, tmp_path):
    file = write(
        tmp_path / "x.py",
        "class Helper: pass\nif True:\n    class Only(manim.ThreeDScene): pass\n",
    )
    assert resolve(str(file), known).class_name == "Only"


def test_a_file_with_several_scenes_lists_them(known, tmp_path):
    file = write(tmp_path / "x.py", "class A(Scene): pass\nclass B(A): pass\nclass C(dict): pass\n")
    with pytest.raises(UserError, match="holds 2 scenes; name one: A, B"):
        resolve(str(file), known)


def test_scenes_made_at_run_time_are_left_to_the_import(known, tmp_path):
    file = write(tmp_path / "x.py", "Made = make_scene()\nfrom elsewhere import Borrowed\n")
    assert resolve(f"{file}:Made", known).class_name == "Made"
    assert resolve(f"{file}:Borrowed", known).class_name == "Borrowed"


def test_what_is_no_python_is_said(known, tmp_path):
    file = write(tmp_path / "x.py", "class :\n")
    with pytest.raises(UserError, match="not valid Python"):
        resolve(f"{file}:A", known)
    with pytest.raises(UserError, match="there is no file"):
        resolve(f"{tmp_path}/missing.py:A", known)


def test_a_known_scene_keeps_its_name_when_it_is_given_by_path(known, tmp_path):
    write(known[0].file, "class KernelSliding(Scene): pass\n")
    assert resolve(f"{known[0].file}:KernelSliding", known) is known[0]


@pytest.mark.parametrize(("name", "slug"), [("A", "a"), ("MyHTTPScene", "my-http-scene"), ("Ünï2D", "ünï2-d")])
def test_kebab(name, slug):
    assert kebab(name) == slug


def test_two_scenes_of_one_name_get_folders_of_their_own(known, tmp_path):
    one, other = (Target(tmp_path / name / "x.py", "Twin", "twin") for name in ("a", "b"))
    pretender = Target(tmp_path / "x.py", "KernelSliding", "kernel-sliding")
    first, second, third = placed([one, other, pretender], known, tmp_path / "media")
    assert first.name == "twin"
    assert second.name.startswith("twin-")
    assert third.name.startswith("kernel-sliding-")
    assert placed([other], known, tmp_path / "media")[0].name == "twin"


def test_a_scene_keeps_the_folder_that_its_sidecar_claims(known, tmp_path, make):
    """Rendered first, it has the plain name, and another has to give way, in whichever order they come later."""
    media = tmp_path / "media"
    job = make("Excerpted")
    owner = Target(job.target.file, "Excerpted", "excerpted")
    other = Target(tmp_path / "other.py", "Excerpted", "excerpted")
    assert [target.name for target in placed([other, owner], known, media)] == [longer_name(other), "excerpted"]


def longer_name(target: Target) -> str:
    return f"{target.name}-{hashlib.sha256(f'{target.file}:{target.class_name}'.encode()).hexdigest()[:6]}"


def test_a_job_survives_its_journey_as_json(make_job):
    job = make_job("Sections", Format.MP4, Format.GIF, gif=GifOptions(loop=2, max_bytes=5))
    assert RenderJob.from_json(json.loads(json.dumps(job.as_json()))) == job
    plain = make_job("Sections", look=Look(attributes={"a": [1, "x"]}))
    assert RenderJob.from_json(json.loads(json.dumps(plain.as_json()))) == plain


def test_formats_that_cannot_hold_transparency_are_refused(make_job):
    with pytest.raises(UserError, match="mp4 cannot hold transparency; use --format mov, webm, gif or png with -t"):
        make_job("Sections", Format.MP4, look=Look(transparent=True))
    assert make_job("Sections", Format.GIF, look=Look(transparent=True)).look.transparent


def test_an_odd_size_is_refused_for_mp4_only(make_job):
    with pytest.raises(UserError, match=r"not 161×90; use -r 162,90"):
        make_job("Sections", look=Look(size=(161, 90)))
    assert make_job("Sections", Format.GIF, look=Look(size=(161, 91))).look.size == (161, 91)
