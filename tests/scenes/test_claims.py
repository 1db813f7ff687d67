"""The words of the scenes, read back sentence by sentence into claims that other means than convmath bear out."""

import re

import pytest

from scenes.catalogue import SCENES
from scenes.fc_explosion import words as explosion_words
from scenes.kernel_sliding import words as sliding_words
from scenes.receptive_field_growth import words as growth_words
from scenes.sobel_edge import words as edge_words
from scenes.visual_cortex import words as cortex_words
from tests.scenes.audit import described, parameter_sets, scene_class
from tests.scenes.claims.sentences import due_of, false_claims

DUE = {scene_class(entry): due_of(entry) for entry in SCENES}


def texts_of(scene, values):
    words = described(scene, **values)
    beats = {f"{beat}.{name}": text for beat, legend in words.beats.items() for name, text in legend.texts.items()}
    return {**words.texts, **beats}


def faults(scene, values):
    """What is false in the words of a scene under some parameters."""
    return list(false_claims(texts_of(scene, values), DUE[scene].claims(**values)))


CASES = [
    pytest.param(scene, values, id=f"{scene.__name__}-{number}", marks=[pytest.mark.exhaustive] * (number > 1))
    for scene, due in DUE.items()
    for number, values in enumerate((*parameter_sets(scene), *getattr(due, "MORE", ())))
]


@pytest.mark.parametrize(("scene", "values"), CASES)
def test_every_claim_in_words_is_borne_out(scene, values):
    assert faults(scene, values) == []


def other_field(owner, wrong, right):
    """Plant a fault: wherever some words ask a traced value for one field, they get another."""

    def plant(monkeypatch):
        real = owner.Traced.field
        monkeypatch.setattr(
            owner.Traced, "field", lambda self, name, *a, **k: real(self, wrong if name == right else name, *a, **k)
        )

    return plant


def other_text(owner, name, changes):
    """Plant a fault: a table of words or names holds others."""
    return lambda monkeypatch: monkeypatch.setattr(owner, name, changes(getattr(owner, name)))


def said_otherwise(owner, old, new):
    """Plant a fault: a sentence's template reads otherwise."""

    def plant(monkeypatch):
        real = owner.phrase
        monkeypatch.setattr(owner, "phrase", lambda template, **parts: real(re.sub(old, new, template), **parts))

    return plant


def first_again(owner):
    """Plant a fault: the first number is said again in place of every other."""

    def plant(monkeypatch):
        real, said = owner.about, []
        monkeypatch.setattr(owner, "about", lambda *given: said.append(real(*given)) or said[0])

    return plant


PLANTED = {
    "what a layer adds": ("ReceptiveFieldGrowth", said_otherwise(growth_words, r"adds \{more\}", "adds {size} pixels")),
    "what a unit sees": ("ReceptiveFieldGrowth", other_field(growth_words, "area", "count")),
    "connections with padding": (
        "FcExplosion",
        other_text(
            explosion_words,
            "COUNTED_IN_WORDS",
            lambda table: tuple((name, of.replace("connections_within_image", "connections")) for name, of in table),
        ),
    ),
    "layers swapped": ("FcExplosion", said_otherwise(explosion_words, r"^\{a\} and \{b\}", "{b} and {a}")),
    "the smallest and the largest swapped": (
        "FcExplosion",
        said_otherwise(explosion_words, r"\{least\}(.*)\{most\}", r"{most}\1{least}"),
    ),
    "reflect and circular swapped": (
        "SobelEdge",
        other_text(
            edge_words,
            "OUTSIDE",
            lambda table: table | {"reflect": table["circular"], "circular": table["reflect"]},
        ),
    ),
    "the side always left": ("SobelEdge", said_otherwise(edge_words, r"the \w+ side", "the left side")),
    "the second sum repeats the first": (
        "KernelSliding",
        first_again(sliding_words),
    ),
    "mirrored and wrapped round swapped": (
        "KernelSliding",
        other_text(
            sliding_words,
            "BEYOND",
            lambda table: table | {"reflect": table["circular"], "circular": table["reflect"]},
        ),
    ),
    "the narrowest and the widest field swapped": (
        "VisualCortex",
        said_otherwise(cortex_words, r"\{narrow\}(.*)\{least\}", r"{least}\1{narrow}"),
    ),
    "inside and leaving swapped": ("SobelEdge", other_field(edge_words, "responding_inside", "responding_leaving")),
}
"""Faults that got by once: the scene's class, and what plants each."""


@pytest.mark.parametrize(("scene", "plant"), PLANTED.values(), ids=PLANTED)
def test_a_fault_planted_in_the_words_is_noticed(scene, plant, monkeypatch):
    plant(monkeypatch)
    cases = (case.values for case in CASES)
    assert any(faults(case, values) for case, values in cases if case.__name__ == scene)
