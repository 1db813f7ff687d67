"""A thousand seeds of every question: right by torch, told apart, fairly placed, the same for ever."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from copy import copy
from functools import cache

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, chisquare
from torch.nn import functional

from convmath.core.errors import InputError
from convmath.core.provenance import traced
from convmath.images.named_images import noise
from convmath.questions.catalogue_of_questions import (
    QUESTIONS,
    distinct_variants,
    draw_question,
    draw_sheet,
    givens,
    question_names,
    variant_of,
)
from convmath.questions.draws import LARGEST_SEED, Draws
from convmath.questions.property_questions import DESIGNS, draft_sharing
from convmath.questions.question import LARGEST_BY_HAND, OPTIONS, Draft, Option, Question
from convmath.questions.shift_questions import MEASURED
from convmath.questions.wording import said
from tests.convmath.questions.answers import ANSWERED
from tests.scenes.printed import faults_of_equation

SHIFTS = QUESTIONS["equivariance-or-invariance"]
SEEDS = range(1000)
UNLIKELY = 1e-4
"""A fair draw is called unfair so rarely, in each of some seventy tests that always draw alike."""


def variants(name):
    """One question of each variant that was drawn."""
    return list({variant_of(name, each.seed): each for each in drawn(name)}.values())


every_question = pytest.mark.parametrize("name", question_names())


@cache
def drawn(name):
    return [draw_question(name, seed) for seed in SEEDS]


def test_every_question_has_an_oracle():
    assert set(ANSWERED) == set(QUESTIONS)


@every_question
def test_the_right_answer_is_right_by_torch_over_a_thousand_seeds(name):
    known = cache(lambda variant: ANSWERED[name](**givens(name, variant)))
    for question in drawn(name):
        assert question.right.label.text == known(variant_of(name, question.seed)), question


@every_question
def test_no_two_options_are_equal_or_equal_in_print(name):
    for question in drawn(name):
        texts = [option.label.text for option in question.options]
        values = [(option.label.template, option.label.numbers) for option in question.options]
        assert len(set(texts)) == len(set(values)) == OPTIONS, question


@every_question
def test_every_wrong_option_has_a_misconception_and_the_right_one_has_none(name):
    for question in drawn(name)[:200]:
        for number, option in enumerate(question.options):
            assert bool(option.misconception) == (number != question.answer)
            assert option.explanation.text.endswith(".")


@every_question
def test_every_number_was_computed_by_a_call(name):
    """Every number of an answer comes of a function of convmath."""
    for option in drawn(name)[3].options:
        for part in (*option.label.parts.values(), *option.explanation.parts.values()):
            assert part.function.startswith("convmath."), part


@every_question
def test_the_place_of_the_right_option_is_even(name):
    assert (
        chisquare([Counter(each.answer for each in drawn(name))[place] for place in range(OPTIONS)]).pvalue > UNLIKELY
    )


RANKED = {
    "variant": lambda each: variant_of(each.name, each.seed) % 5,
    "rank of the right answer": lambda each: sorted(option.label.text for option in each.options).index(
        each.right.label.text
    ),
    "first wrong option": lambda each: next(option.misconception for option in each.options if option.misconception),
    "last digit of the seed": lambda each: each.seed % 4,
    "place before": lambda each: drawn(each.name)[(each.seed + 1) % len(SEEDS)].answer,
}


@pytest.mark.parametrize("other", RANKED)
@every_question
def test_the_place_of_the_right_option_is_independent_of_the_rest(name, other):
    counts = Counter((each.answer, RANKED[other](each)) for each in drawn(name))
    values = sorted({value for _, value in counts}, key=str)
    common = [value for value in values if sum(counts[place, value] for place in range(OPTIONS)) >= 20]
    table = [[counts[place, value] for value in common] for place in range(OPTIONS)]
    assert len(common) < 2 or chi2_contingency(table).pvalue > UNLIKELY


def test_places_of_two_questions_under_one_seed_are_independent():
    first, second = drawn("output-size"), drawn("receptive-field")
    counts = Counter((a.answer, b.answer) for a, b in zip(first, second, strict=True))
    assert chi2_contingency([[counts[a, b] for b in range(OPTIONS)] for a in range(OPTIONS)]).pvalue > UNLIKELY


@every_question
def test_numbers_can_be_done_by_a_person_where_the_card_says_so(name):
    for question in variants(name):
        lines = (question.text, question.right.explanation.text, *(line.text for line in question.draft.derivation))
        numbers = [
            int(each.replace(",", "")) for line in lines for each in re.findall(r"\d[\d,]*", line.replace(", ", " "))
        ]
        assert question.effort in ("by reasoning", "by hand", "with a calculator")
        if question.effort != "with a calculator":
            assert max(numbers, default=0) <= LARGEST_BY_HAND, question.text
    hard = [question.effort == "with a calculator" for question in variants(name)]
    assert sum(hard) < len(hard) / 2


@every_question
def test_lines_of_a_derivation_end_at_the_answer(name):
    for question in drawn(name)[:50]:
        if question.numbers:
            assert question.right.label.text in question.draft.derivation[-1].text
            assert "≈" not in "".join(line.text for line in question.draft.derivation)


@every_question
def test_signs_between_printed_numbers_hold(name):
    for question in variants(name):
        options = [*question.draft.mistakes, question.right]
        wordings = [each for option in options for each in (option.label, option.explanation)]
        for wording in (question.draft.asking, *question.draft.derivation, *wordings):
            assert not list(faults_of_equation(wording.text, ())), wording.text
            assert not re.search(r"[+×] −|^\(−", wording.text), wording.text


@pytest.mark.parametrize(
    ("number", "effort"),
    [(9_999, "by hand"), (-9_999, "by hand"), (10_000, "with a calculator"), (-10_000, "with a calculator")],
)
def test_four_digits_are_done_by_hand_wherever_they_stand(number, effort):
    few, many = traced(copy, 1), traced(copy, number)
    for values in ((many, few, few, few), (few, many, few, few), (few, few, many, few), (few, few, few, many)):
        asking, label, explanation, line = (said("{n}", n=value) for value in values)
        right = Option(label, explanation)
        question = Question("any", 0, Draft(asking, right, (), (line,)), (right,), 0)
        assert question.effort == effort


def outputs_in_torch(operation, image):
    """What an operation of the questions makes of an image by the Sobel kernel, in torch."""
    kernel = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=torch.float64)[None, None]
    x = image[None, None]
    wrapped = functional.pad(x, (1, 1, 1, 1), mode="circular")
    made = {
        "convolution": lambda: functional.conv2d(wrapped, kernel),
        "rectified": lambda: functional.conv2d(wrapped, kernel).relu(),
        "global maximum": lambda: functional.conv2d(wrapped, kernel).amax((2, 3)),
        "global mean": lambda: x.mean((2, 3)),
        "stride of two": lambda: functional.conv2d(wrapped, kernel, stride=2),
        "pooling": lambda: functional.max_pool2d(x, 2),
        "zero padding": lambda: functional.conv2d(x, kernel, padding=1),
        "dense": lambda: (x * torch.arange(1.0, x.numel() + 1).reshape(x.shape)).sum().reshape(1, 1),
    }
    return made[operation]().squeeze()


@pytest.mark.parametrize("variant", range(len(SHIFTS.space())))
def test_what_moves_along_and_what_stays_is_counted_by_torch(variant):
    given = SHIFTS.space()[variant]
    image = torch.tensor(noise(MEASURED, MEASURED, seed=0))
    before, after = (outputs_in_torch(given["operation"], each) for each in (image, image.roll(given["shift"], -1)))
    stayed = int(torch.isclose(before, after, atol=1e-9).sum())
    (line,) = SHIFTS.draft(traced(givens, "equivariance-or-invariance", variant)).derivation
    if before.ndim == 0:
        assert line.text.endswith(f"a single number, {'stays' if stayed else 'changes'}.")
        return
    moved = before.roll(given["shift"] * len(before) // MEASURED, -1)
    along = int(torch.isclose(moved, after, atol=1e-9).sum())
    assert line.text == f"Measured on noise: of {before.numel()} outputs {along} move along, and {stayed} stay."


def built_as(design):
    return {"design": design, "motif": "cats"}


def test_what_a_design_does_to_a_layer_is_counted():
    """On 4 × 4 pixels, a kernel of 3 × 3 with a border of zeros."""
    places = [(row, column) for row in range(4) for column in range(4)]
    near = sum(max(abs(a - c), abs(b - d)) <= 1 for a, b in places for c, d in places)
    lines = {
        "sharing": [f"Each of {near} connections stays.", f"Their {near} weights become 9: one kernel."],
        "small kernels": [f"Of {len(places) ** 2} connections of a small layer {near} stay: the near ones."],
        "depth": ["Layer by layer a unit sees 3, 5, 7 pixels along a side."],
    }
    assert lines.keys() == DESIGNS.keys()
    for design, due in lines.items():
        drafted = draft_sharing(traced(built_as, design))
        assert [line.text for line in drafted.derivation] == due


DIGEST = "55ad071d1054d07d926049c41e0ccc65f5f16c91b96eb86d30f7654608176dac"


def test_variants_are_the_same_for_ever_under_one_seed():
    """Who changes a question gives it another name: printed sheets name their seeds."""
    sheets = [
        draw_question(name, seed).as_json(keys=True)
        for name in sorted(question_names())
        for seed in (*range(20), LARGEST_SEED)
    ]
    assert hashlib.sha256(json.dumps(sheets, sort_keys=True).encode()).hexdigest() == DIGEST


CHAPTER = {
    "dense-parameters": ("786,433,000", "512 × 512"),
    "sharing": ("translation invariance: a pattern may stand anywhere", "one kernel at every place"),
    "receptive-field": ("7", "strides 1, 1 and 1"),
    "convolution-parameters": ("1,792", "3 × 3"),
    "connections": ("86,704,128", "224 × 224"),
    "matrix-zeros": ("432", "6 × 6"),
    "output-value": ("2", "1 2 0; 0 1 2; 2 0 1"),
    "output-size": ("4", "6 × 6"),
}
"""What the chapter asks or states, as the first seed does: the answer, and what is in the question."""


@pytest.mark.parametrize("name", CHAPTER)
def test_the_first_seed_asks_what_the_chapter_does(name):
    answer, asked = CHAPTER[name]
    question = draw_question(name, 0)
    assert question.right.label.text == answer
    assert asked in question.text


@given(st.lists(st.sampled_from(question_names()), max_size=4), st.integers(0, LARGEST_SEED), st.integers(1, 30))
def test_a_sheet_holds_as_many_as_asked_no_two_alike(names, seed, count):
    count = min(count, sum(map(distinct_variants, set(names or question_names()))))
    sheet = draw_sheet(names, seed=seed, count=count)
    assert len(sheet) == count
    assert len({(each.name, variant_of(each.name, each.seed)) for each in sheet}) == count
    assert {each.name for each in sheet} <= set(names or question_names())
    for each in sheet:
        assert each == draw_question(each.name, each.seed)


def test_a_sheet_can_hold_every_distinct_one_and_no_more():
    count = distinct_variants("sharing")
    assert len(draw_sheet(["sharing"], seed=3, count=count)) == count
    with pytest.raises(InputError, match=f"at most {count}, which is how many distinct ones there are"):
        draw_sheet(["sharing"], seed=3, count=count + 1)


def test_variants_of_a_question_differ():
    for name in question_names():
        found = [json.dumps(givens(name, variant)) for variant in range(distinct_variants(name))]
        assert len(set(found)) == len(found), name


def test_an_unknown_question_suggests_the_nearest():
    with pytest.raises(InputError, match="did you mean 'receptive-field'"):
        draw_question("receptive-feild", 0)
    with pytest.raises(InputError, match="allowed: dense-parameters, convolution-parameters"):
        draw_question("zzz", 0)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, True, "7"])
def test_seeds_out_of_range_are_refused(seed):
    with pytest.raises(InputError, match="seed"):
        draw_question("sharing", seed)


@given(st.integers(1, 50), st.integers(0, LARGEST_SEED))
def test_draws_stay_in_range_and_repeat(count, seed):
    first, second = Draws("tried", seed), Draws("tried", seed)
    numbers = [first.below(count) for _ in range(10)]
    assert numbers == [second.below(count) for _ in range(10)]
    assert all(0 <= number < count for number in numbers)
    order = Draws("order", seed).shuffled(range(count))
    assert sorted(order) == list(range(count))


def test_orders_are_drawn_evenly():
    counts = Counter(Draws("orders", seed).shuffled("abc") for seed in range(3000))
    assert len(counts) == 6
    assert chisquare(list(counts.values())).pvalue > UNLIKELY
