"""Read sheets back by the rules of those who import them, without a line of what wrote them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree import ElementTree as ET


@dataclass
class Read:
    """What was read of one question."""

    title: str = ""
    text: str = ""
    options: list[str] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    explanations: list[str] = field(default_factory=list)


HIDDEN = {r"\:": "\x01", r"\#": "\x02", r"\=": "\x03", r"\{": "\x04", r"\}": "\x05", r"\~": "\x06", r"\n": "\x07"}
"""What Moodle's ``qformat_gift`` hides before it looks for signs, and shows again afterwards."""


def read_gift(text: str) -> list[Read]:
    """Read GIFT as Moodle's ``question/format/gift/format.php`` does: multiple choice and essays."""
    found = []
    lines = [line for line in text.splitlines() if not line.startswith("//")]
    for block in re.split(r"\n\s*\n", "\n".join(lines).strip()):
        hidden = block.replace("\\\\", "\x00")
        for escaped, sign in HIDDEN.items():
            hidden = hidden.replace(escaped, sign)
        title, rest = re.fullmatch(r"::(.*?)::(.*)", hidden, re.DOTALL).groups()
        opens, closes = rest.index("{"), rest.rindex("}")
        assert rest.count("{") == rest.count("}") == 1
        assert "::" not in rest
        words, answers = rest[:opens], rest[opens + 1 : closes].strip()
        assert not rest[closes + 1 :].strip()
        assert words.startswith("[plain]")
        read = Read(shown(title), shown(words.removeprefix("[plain]")))
        assert "->" not in answers, "Moodle would take it for matching"
        for number, (sign, answer) in enumerate(re.findall(r"([=~])([^=~]*)", answers)):
            label, _, feedback = answer.partition("#")
            assert not label.strip().startswith("%"), "Moodle would take it for a weight"
            assert "#" not in feedback
            read.options.append(shown(label))
            read.explanations.append(shown(feedback))
            read.right += [number] if sign == "=" else []
        found.append(read)
    return found


def shown(hidden: str) -> str:
    for escaped, sign in HIDDEN.items():
        hidden = hidden.replace(sign, "\n" if escaped == r"\n" else escaped[1])
    return hidden.replace("\x00", "\\").strip()


QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


def read_qti(text: str) -> list[Read]:
    """Read QTI 1.2 by the names of its binding; scores and feedback are followed from the response they belong to."""
    found = []
    for item in ET.fromstring(text.encode()).iter(f"{QTI}item"):  # noqa: S314 (of our own making)
        order = [child.tag.removeprefix(QTI) for child in item]
        assert order == sorted(order, key=["itemmetadata", "presentation", "resprocessing", "itemfeedback"].index)
        presentation = item.find(f"{QTI}presentation")
        read = Read(item.get("title"), presentation.find(f"{QTI}material/{QTI}mattext").text or "")
        labels = list(presentation.iter(f"{QTI}response_label"))
        names = [label.get("ident") for label in labels]
        read.options = [label.find(f".//{QTI}mattext").text or "" for label in labels]
        feedback = {
            each.get("ident"): each.find(f".//{QTI}mattext").text or "" for each in item.iter(f"{QTI}itemfeedback")
        }
        response = presentation.find(f"{QTI}response_lid")
        for condition in item.iter(f"{QTI}respcondition"):
            chosen = condition.find(f".//{QTI}varequal")
            assert chosen.get("respident") == response.get("ident")
            score = condition.find(f"{QTI}setvar")
            read.right += [names.index(chosen.text)] if score is not None and float(score.text) > 0 else []
            read.explanations.append(feedback[condition.find(f"{QTI}displayfeedback").get("linkrefid")])
        found.append(read)
    return found


class Page(HTMLParser):
    """Every tag of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]
