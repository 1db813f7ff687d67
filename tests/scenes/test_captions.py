"""The captions: when each stands there, and that it is about what is shown meanwhile."""

from copy import deepcopy
from datetime import timedelta

import numpy as np
import pytest

from convmath.core.provenance import traced
from convmath.images.named_images import whole_image_from
from scenes.base.theme import DARK
from scenes.catalogue import SCENES
from scenes.sobel_edge import captions
from scenes.sobel_edge.edge_study import EdgeStudy
from scenes.sobel_edge.scene import SobelEdge
from tests.scenes import audit
from tests.scenes.claims.sentences import due_of, faults_of_subjects
from tests.scenes.claims.sobel_edge import MODES, NONE, Found


def late(spoken):
    for caption in spoken:
        caption.start, caption.end = (time + timedelta(seconds=0.4) for time in (caption.start, caption.end))


def late_by_one(spoken):
    spoken[1].start += timedelta(seconds=0.4)
    spoken[0].end += timedelta(seconds=0.4)


def swapped(spoken):
    spoken[1].content, spoken[2].content = spoken[2].content, spoken[1].content


@pytest.mark.parametrize("plant", [late, late_by_one, swapped])
def test_captions_that_are_late_or_swapped_are_noticed(plant):
    (entry,) = (entry for entry in SCENES if entry.name == "kernel-sliding")
    shown = audit.performance(audit.scene_class(entry))
    spoken = shown.scene.renderer.file_writer.subcaptions
    before = deepcopy(spoken)
    plant(spoken)
    faults = [*audit.faults_of_captions(shown), *faults_of_subjects(shown, due_of(entry).ABOUT)]
    spoken[:] = before  # others look at them as well
    assert faults


BEYOND = {
    "zero": "black",
    "replicate": "the border's own pixels again",
    "reflect": "the image in a mirror",
    "circular": "the opposite side of the image",
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("image", ["vertical_edge", "ramp", "noise", "camera", "checkerboard"])
def test_what_is_said_of_the_border_is_true_of_it(image, mode):
    pixels = whole_image_from(image)
    modes = (mode, "zero" if mode == "replicate" else "replicate")
    study, other = (
        EdgeStudy(traced(whole_image_from, image), operator="sobel", padding_mode=each, theme=DARK, side=4.0)
        for each in modes
    )
    shown, instead = (Found(pixels, "sobel", each) for each in modes)
    way = (
        ("right minus left in each row", "to the right", "Gy") if shown.upright else ("lower minus upper", "down", "Gx")
    )
    for said, words in zip((captions.of_window, captions.of_sweep, captions.of_maps), way):
        assert words in said(study)
    border, louder = captions.of_border(study), shown.leaving.max() > shown.inside.max() + NONE
    assert ("No window" in border) == (shown.leaving.max() <= NONE)
    assert ("more strongly than any inside" in border) == bool(louder)
    assert captions.of_cause(study) == f"Beyond the border the kernel sees {BEYOND[mode]}."
    assert captions.of_other_padding(study, other) in expected_of(shown, instead)


def expected_of(shown, instead):
    """What may be said of the strongest answers across the border once the image is padded otherwise."""
    beyond = f"With {MODES[instead.mode][1]} instead,"
    looked_at = shown if abs(shown.across[1]) > NONE else instead
    strongest = abs(looked_at.across[1])
    if strongest <= NONE:
        return {f"{beyond} nothing responds across the border either."}
    sides = {
        "left": (0, np.s_[1:-1, 0]),
        "right": (0, np.s_[1:-1, -1]),
        "top": (1, np.s_[0, 1:-1]),
        "bottom": (1, np.s_[-1, 1:-1]),
    }
    ends = set()
    for number, line in sides.values():
        there = np.abs(looked_at.maps[number][line]) >= strongest - NONE
        for before, after in zip(*(np.abs(each.maps[number][line])[there] for each in (shown, instead))):
            if after <= NONE:
                ends.add("is gone")
            elif abs(after - before) <= NONE:
                ends.add("is as strong")
            else:
                ends.add(f"is {'weaker' if after < before else 'stronger'}")
    return {f"{beyond} the response across the border {end}." for end in ends}


def test_the_scene_takes_its_captions_from_there():
    shown = audit.performance(SobelEdge)
    spoken = {caption.content for caption in shown.scene.renderer.file_writer.subcaptions}
    assert {captions.of_border(shown.scene.study), captions.of_cause(shown.scene.study)} <= spoken
