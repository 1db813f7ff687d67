"""The scale of each picture's colours ends at its largest magnitude, whichever sign that has."""

import numpy as np
import pytest

from convmath.convolution.cross_correlation import cross_correlate2d, trace
from convmath.convolution.gabor import Gabor
from convmath.core.provenance import traced
from scenes.base.theme import THEMES
from scenes.mobjects.grids.sliding_stage import SlidingStage
from scenes.visual_cortex.recording import field_panel

every_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
PALE = 1.5
"""How much further than the largest number the scale of a grid goes, so that the numbers on it can be read."""


def mixed(theme, value, limit):
    """The colour of a value, mixed here: neutral at 0, a full colour at the limit, as bytes."""
    ends = (np.array(colour.to_rgb()) for colour in (theme.neutral, theme.positive if value > 0 else theme.negative))
    neutral, full = ends
    return 255 * (neutral + abs(value) / limit * (full - neutral))


@every_theme
@pytest.mark.parametrize("kernel", [[[-4, 1], [2, 0]], [[4, -1], [-2, 0]]])
def test_grids_are_coloured_up_to_their_largest_magnitude(theme, kernel):
    image, weights = (traced(np.array, values) for values in ([[1, 0, 3], [2, 2, 0], [0, 1, 1]], kernel))
    output, steps = traced(cross_correlate2d, image, weights), traced(trace, image, weights)
    stage = SlidingStage(image, weights, output, steps, padding_mode="zero", theme=theme)
    for grid, values in ((stage.kernel, weights.value), (stage.output, output.value)):
        limit = PALE * np.abs(values).max()
        for place, value in np.ndenumerate(values):
            drawn = 255 * np.array(grid[place].square.get_fill_color().to_rgb())
            assert np.abs(drawn - mixed(theme, value, limit)).max() <= 1


@every_theme
@pytest.mark.parametrize("phase", [0, 90, 180])
def test_a_receptive_field_is_coloured_up_to_its_strongest_weight(theme, phase):
    field = traced(Gabor, size=15, wavelength=6, phase=phase)
    weights = field.value.matrix
    drawn = field_panel(field, theme=theme, side=3.0).picture.pixel_array[:, :, :3].astype(float)
    block = len(drawn) // len(weights)
    limit = np.abs(weights).max()
    colours = drawn.reshape(len(weights), block, len(weights), block, 3)
    for place, value in np.ndenumerate(weights):
        shown = colours[place[0], :, place[1]].reshape(-1, 3)
        # Where light inhibits, some pixels of the block are its hatching.
        assert np.abs(shown - mixed(theme, value, limit)).max(axis=1).min() <= 1
