"""Quick checks on stage: what is asked, how long viewers may think, what is ticked and crossed."""

from __future__ import annotations

import pytest

from convmath.questions.catalogue_of_questions import draw_question
from rendering.core import scene_protocol
from scenes.base.parameters import ParameterError
from scenes.base.theme import DARK
from scenes.mobjects.cards.paragraph import Paragraph, lines_of
from scenes.quick_check.option_rows import OptionRow
from scenes.quick_check.parameters import QuickCheckParameters
from scenes.quick_check.scene import QuickCheck
from tests.convmath.questions.answers import ANSWERED
from tests.scenes.audit import performance

CASES = ({}, {"question": "output-value", "seed": 2})


def wordings(moment):
    """The statements on stage, of all lines of a paragraph."""
    return " ".join(text.wording for text in moment.texts if text.filled)


@pytest.mark.parametrize("values", CASES, ids=str)
def test_every_explanation_stands_at_the_end_beside_its_option(values):
    drawn = draw_question(values.get("question", "dense-parameters"), values.get("seed", 0))
    shown = performance(QuickCheck, values=values)
    said = wordings(shown.beats["card"])
    for option in drawn.options:
        assert option.label.text in said
        for line in lines_of(option.explanation, most=8):
            assert line.text in said.replace("  ", " ")
    assert drawn.asked.split(" ")[0] in said
    assert "" not in drawn.explanations


@pytest.mark.parametrize("values", CASES, ids=str)
def test_the_derivation_ends_at_the_answer_that_torch_gives(values):
    shown = performance(QuickCheck, values=values)
    given = {"dense-parameters": {"height": 512, "width": 512, "channels": 3, "outputs": 1000}}
    name = values.get("question", "dense-parameters")
    drawn = draw_question(name, values.get("seed", 0))
    if name in given:
        assert drawn.right.label.text == ANSWERED[name](**given[name])
    assert drawn.steps[-1] in wordings(shown.beats["answer"])


def test_viewers_think_for_as_long_as_they_are_given_while_the_ring_moves():
    shown = performance(QuickCheck)
    thinking = [moment for moment in shown.moments if moment.beat == "think"]
    assert thinking[-1].end - thinking[-1].start == pytest.approx(6)
    assert not thinking[-1].idle
    assert QuickCheckParameters.read({}).think >= 5


def test_the_time_to_think_is_marked_for_decks_and_stands_in_the_sidecar():
    assert scene_protocol.pauses(QuickCheck) == ("think",)
    shown = performance(QuickCheck)
    assert shown.scene.sidecar()["pause_beats"] == ["think"]
    assert "think" in shown.beats


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"question": "receptive-feild"},
            "parameter 'question' was 'receptive-feild'; allowed: did you mean 'receptive-",
        ),
        ({"question": "zzz"}, "allowed: dense-parameters, convolution-parameters"),
        ({"seed": -1}, "parameter 'seed' was -1"),
        ({"seed": 2**32}, "parameter 'seed' was 4294967296"),
        ({"think": 4}, "parameter 'think' was 4"),
        ({"think": float("inf")}, "parameter 'think' was inf"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_line(values, message):
    with pytest.raises(ParameterError) as caught:
        QuickCheckParameters.read(values)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_only_the_right_option_has_a_tick():
    drawn = draw_question("sharing", 0)
    marks = [len(OptionRow(number, drawn, baseline=0.0, theme=DARK).mark().get_subpaths()) for number in range(4)]
    assert marks == [1 if number == drawn.answer else 2 for number in range(4)]


@pytest.mark.parametrize("width", [4.0, 7.5, 13.0])
def test_a_paragraph_says_all_its_words_in_lines_that_fit(width):
    asking = draw_question("connections", 0).draft.asking
    paragraph = Paragraph(asking, width=width, left=-6, top=3, color=DARK.ink)
    assert " ".join(line.wording for line in paragraph) == asking.text
    assert all(line.width <= width for line in paragraph)
    assert paragraph.lowest == pytest.approx(3 - (len(paragraph) - 1) * paragraph.leading)
