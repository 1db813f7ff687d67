"""A sheet in QTI 1.2, which Canvas, Blackboard and others import.

IMS Global Learning Consortium, *Question & Test Interoperability: ASI XML Binding Specification*, version 1.2, 2002.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from rendering.core.plain_text import plain_text
from rendering.quiz.quiz_question import LETTERS, QuizQuestion, title_of

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
FULL_SCORE = "100"


def qti_sheet(questions: Sequence[QuizQuestion], *, title: str, keys: bool) -> str:
    """Return the questions as items of one choice each, in one section of an assessment.

    Parameters
    ----------
    questions
        In the order in which they are to stand.
    title
        The title of the assessment.
    keys
        Whether the right options are told, as conditions under which an item scores, and all explanations, as feedback.
    """
    root = ET.Element("questestinterop", xmlns=NAMESPACE)
    assessment = ET.SubElement(root, "assessment", ident="assessment", title=title)
    section = ET.SubElement(assessment, "section", ident="section", title=title)
    for number, question in enumerate(questions, start=1):
        _add_item(section, question, ident=f"item-{number}", keys=keys)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_item(section: ET.Element, question: QuizQuestion, *, ident: str, keys: bool) -> None:
    item = ET.SubElement(section, "item", ident=ident, title=title_of(question))
    _add_metadata(item)
    presentation = ET.SubElement(item, "presentation")
    _add_text(presentation, question.text)
    response = ET.SubElement(presentation, "response_lid", ident="response", rcardinality="Single")
    choice = ET.SubElement(response, "render_choice", shuffle="No")
    for letter, label in zip(LETTERS, question.labels):
        _add_text(ET.SubElement(choice, "response_label", ident=letter), label)
    if keys:
        _add_scores(item, question)


def _add_metadata(item: ET.Element) -> None:
    metadata = ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata")
    for label, entry in (("question_type", "multiple_choice_question"), ("points_possible", "1")):
        field = ET.SubElement(metadata, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = label
        ET.SubElement(field, "fieldentry").text = entry


def _add_scores(item: ET.Element, question: QuizQuestion) -> None:
    """Add what each option scores, and the feedback that it brings up; the elements in the order that QTI asks for."""
    processing = ET.SubElement(item, "resprocessing")
    outcomes = ET.SubElement(processing, "outcomes")
    ET.SubElement(outcomes, "decvar", varname="SCORE", vartype="Decimal", minvalue="0", maxvalue=FULL_SCORE)
    for number, letter in enumerate(LETTERS[: len(question.labels)]):
        condition = ET.SubElement(processing, "respcondition", attrib={"continue": "Yes"})
        variable = ET.SubElement(condition, "conditionvar")
        ET.SubElement(variable, "varequal", respident="response").text = letter
        if number == question.answer:
            ET.SubElement(condition, "setvar", action="Set", varname="SCORE").text = FULL_SCORE
        ET.SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"feedback-{letter}")
    for letter, explanation in zip(LETTERS, question.explanations):
        feedback = ET.SubElement(item, "itemfeedback", ident=f"feedback-{letter}")
        _add_text(ET.SubElement(feedback, "flow_mat"), explanation)


def _add_text(parent: ET.Element, text: str) -> None:
    material = ET.SubElement(parent, "material")
    ET.SubElement(material, "mattext", texttype="text/plain").text = plain_text(text)
