"""The catalogue reads what scenes say of themselves without importing them."""

import pytest

from scenes.catalogue import SCENES, CatalogueEntry, CatalogueError
from tests.scenes import audit


@pytest.mark.parametrize("entry", SCENES, ids=lambda entry: entry.name)
def test_titles_and_summaries_are_those_of_the_class(entry):
    assert not list(audit.faults_of_catalogue(entry))
    assert entry.as_json() == {
        "name": entry.name,
        "target": entry.target,
        "title": audit.scene_class(entry).title,
        "summary": audit.scene_class(entry).summary,
    }


def test_names_are_unique():
    assert len({entry.name for entry in SCENES}) == len({entry.target for entry in SCENES}) == len(SCENES)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("class Tiny:\n    title = 'Tiny'\n", r'tiny: write summary = "\.\.\." into the body of Tiny'),
        ("class Tiny:\n    title: str\n    summary = f'{1}'\n", "write summary = "),
        ("class Other:\n    title = summary = 'Other'\n", "names the class Tiny, which .* does not hold"),
        ("class Tiny(:\n", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_scene_that_does_not_say_what_it_is_is_refused_in_one_line(tmp_path, source, complaint):
    folder = tmp_path / "tiny"
    folder.mkdir()
    if source is not None:
        (folder / "scene.py").write_text(source, encoding="utf-8")
    entry = CatalogueEntry("tiny", f"{folder}/scene.py:Tiny")
    with pytest.raises(CatalogueError, match=complaint) as refusal:
        _ = entry.summary
    assert refusal.value.user_error
    assert "\n" not in str(refusal.value)


def test_texts_may_be_written_in_pieces_or_with_a_type(tmp_path):
    path = tmp_path / "scene.py"
    path.write_text("class Tiny:\n    title: str = 'Tiny'\n    summary = (\n        'One '\n        'piece.'\n    )\n")
    entry = CatalogueEntry("tiny", f"{path}:Tiny")
    assert (entry.title, entry.summary) == ("Tiny", "One piece.")
