"""Names that hold digits: sourced, unique, and ready for typesetting."""

import re

import pytest
import typst

from convmath.core import facts
from convmath.core.errors import InputError
from convmath.core.facts import Name, all_names


def test_all_names_are_the_modules_constants() -> None:
    names = all_names()
    assert {id(name) for name in names} == {id(v) for v in vars(facts).values() if isinstance(v, Name)}
    assert len({name.text for name in names}) == len(names)


@pytest.mark.parametrize("name", all_names(), ids=str)
def test_every_name_has_a_source_worth_the_name(name: Name) -> None:
    assert str(name) == name.text
    assert len(name.source) > len("Unit of area")
    year = re.search(r"(19|20)\d\d$", name.text)
    if year:
        assert year.group() in name.source, "a citation's year is its source's year"
        first_author = re.split(r" (?:&|et al\.|\d)", name.text)[0]
        assert first_author in name.source.split(",")[0], "a citation's first author is its source's first author"


@pytest.mark.parametrize("name", [name for name in all_names() if name.typst], ids=str)
def test_formulas_compile(name: Name) -> None:
    page = f"#set page(width: auto, height: auto)\n$ {name.typst} $".encode()
    assert b"<svg" in typst.compile(page, format="svg", ignore_system_fonts=True)


@pytest.mark.parametrize("name", all_names(), ids=str)
def test_texts_compile_as_they_stand(name: Name) -> None:
    page = f'#set page(width: auto, height: auto)\n#"{name.text}"'.encode()
    assert b"<svg" in typst.compile(page, format="svg", ignore_system_fonts=True)


def test_names_are_frozen_and_not_empty() -> None:
    with pytest.raises(AttributeError):
        facts.V1.text = "V5"
    with pytest.raises(InputError, match="'text' was ' '"):
        Name(" ", "somewhere")
    with pytest.raises(InputError, match="'source' was ''"):
        Name("V9", "")


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_a_name_of_nothing_but_spaces_is_refused_in_either_field(text) -> None:
    for fields in ((text, "somewhere"), ("V9", text)):
        with pytest.raises(InputError, match="allowed: a text that is not empty"):
            Name(*fields)


def test_names_stand_in_the_order_of_definition_and_only_formulas_are_typeset() -> None:
    assert all_names()[:2] == (facts.V1, facts.V2)
    assert Name("V9", "somewhere").typst is None
    assert facts.GRADIENT_MAGNITUDE.typst == "sqrt(G_x^2 + G_y^2)"
