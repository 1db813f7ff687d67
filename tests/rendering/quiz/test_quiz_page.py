"""The page of questions in a real browser, by the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from convmath.questions.catalogue_of_questions import draw_question
from rendering.quiz.command import sheet_text

AXE = Path(__import__("axe_playwright_python").__file__).parent / "axe.min.js"
DENSE, WINDOW, SHARING = (
    draw_question(*each) for each in (("dense-parameters", 1), ("output-value", 2), ("sharing", 0))
)
CHAPTER = draw_question("dense-parameters", 0)
SHEET = [DENSE, WINDOW, SHARING]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    """Return a sheet as a page on disk, with its key unless asked otherwise."""
    folder = tmp_path_factory.mktemp("quiz")

    def written(sheet=SHEET, *, keys=True):
        path = folder / f"quiz-{len(sheet)}-{keys}.html"
        path.write_text(sheet_text("html", sheet, keys=keys), encoding="utf-8")
        return path

    return written


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_every_question_is_answered_by_the_keyboard_alone(open_page, page_file):
    page = open_page(page_file())
    press(page, "Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the questions"
    press(page, "Enter")
    verdicts = page.locator(".verdict")
    for number, question in enumerate(SHEET):
        wrong = (question.answer + 1) % 4
        press(page, "Tab", "Space")  # on the first option
        press(page, *["ArrowDown"] * wrong)
        if question.numbers:
            press(page, "Tab")
        press(page, "Tab", "Enter")  # on the button
        expect(verdicts.nth(number)).to_have_text(
            f"Not right: {question.labels[wrong]}. {question.explanations[wrong]}", use_inner_text=True
        )
        press(
            page,
            *["Shift+Tab"] * (2 if question.numbers else 1),
            *["ArrowUp" if question.answer < wrong else "ArrowDown"],
        )
        press(page, *(["ArrowDown"] * (question.answer - wrong - 1) if question.answer > wrong else []))
        press(page, "Enter")  # submits from an option, too
        expect(verdicts.nth(number)).to_contain_text(f"Right: {question.labels[question.answer]}.")
        expect(verdicts.nth(number).get_by_role("listitem")).to_have_text(list(question.steps))
        if number < len(SHEET) - 1:
            press(page, *["Tab"] * (2 if question.numbers else 1))
    expect(page.locator("#score")).to_have_text("3 of 3 right.")


AS_PEOPLE_WRITE = (
    "786,433,000",
    "786 433 000",
    "786433000",
    "786.433.000",
    "786'433'000",
    "786\u202f433\u00a0000",
    "7.86433e8",
    "+786433000.0",
)


def test_numbers_are_accepted_as_people_write_them(open_page, page_file):
    page = open_page(page_file([CHAPTER]))
    field, verdict = page.get_by_label("Or type the number"), page.locator(".verdict")
    for text in AS_PEOPLE_WRITE:
        field.fill(text)
        field.press("Enter")
        expect(verdict).to_contain_text("Right: 786,433,000.")
        field.fill("5")
        field.press("Enter")
        expect(verdict).to_have_text("Not right, and none of the usual mistakes. Try again.")
    for option, label in enumerate(CHAPTER.labels):
        field.fill(label.replace(",", " "))
        field.press("Enter")
        expect(verdict).to_contain_text(CHAPTER.explanations[option])
    for text in ("many", "12,34,5", "1e", "--3"):
        field.fill(text)
        field.press("Enter")
        expect(verdict).to_contain_text("That is not a number")
    field.fill("")
    field.press("Enter")
    expect(verdict).to_have_text("Choose an option first.")


def test_negative_numbers_take_any_minus(open_page, page_file):
    negative = next(
        each for each in (draw_question("output-value", seed) for seed in range(9)) if each.numbers[each.answer] < 0
    )
    page = open_page(page_file([negative, SHARING]))
    field = page.get_by_label("Or type the number")
    for minus in "-−–":
        field.fill(f"{minus} {-negative.numbers[negative.answer]}")
        field.press("Enter")
        expect(page.locator(".verdict").first).to_contain_text("Right: −")
        page.get_by_role("radio").first.check()
        expect(field).to_have_value("")


def test_a_screen_reader_is_told_names_groups_and_verdicts(open_page, page_file):
    page = open_page(page_file())
    expect(page.get_by_role("group", name="Options of question 2")).to_have_count(1)
    expect(page.get_by_role("radio", name=f"A {SHARING.labels[0]}")).to_have_count(1)
    expect(page.get_by_role("button", name="Check question 3")).to_have_count(1)
    expect(page.get_by_role("table", name="Kernel")).to_have_count(1)
    assert page.locator(".verdict[role=status]").count() == len(SHEET)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 380)])
def test_axe_finds_nothing(open_page, page_file, scheme, width):
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 800}}
    for keys in (True, False) if scheme == "light" else (True,):
        page = open_page(page_file(keys=keys), **options)
        if keys:
            page.get_by_role("radio").nth(DENSE.answer).check()
            page.get_by_role("button").first.press("Enter")
            page.get_by_role("radio").nth(4 + (WINDOW.answer + 1) % 4).check()
            page.get_by_role("button").nth(1).press("Enter")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })"
        )
        assert len(found["passes"]) > 20
        assert not [(item["id"], [node["html"] for node in item["nodes"]]) for item in found["violations"]]
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_a_page_without_its_key_says_so_and_has_nothing_to_press(open_page, page_file):
    page = open_page(page_file(keys=False))
    expect(page.get_by_text("This sheet holds no key")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("radio")).to_have_count(12)
