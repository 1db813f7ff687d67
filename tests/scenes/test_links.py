"""What scenes say of what depends on what, against loops written out."""

from fractions import Fraction

import numpy as np
import pytest

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.convolution.geometry import window_geometry
from rendering.core.job import Look
from rendering.interactive.moments import Moments, MomentSink
from rendering.vector.vector_sink import record_frames
from scenes.base.links import PointableCells, window_on
from scenes.kernel_sliding.scene import KernelSliding
from tests.our_scenes import our_target

LINKED = (
    "connectivity",
    "kernel-sliding",
    "receptive-field-growth",
    "sobel-edge",
    "convolution-matrix",
    "channels",
    "equivariance",
)


WINDOWS = [((5, 7), (3, 2), {}), ((6, 5), (2, 3), {"stride": 2, "dilation": 2})]


def cells(size):
    rows, cols = size
    return PointableCells(None, size, lambda: np.array([[0, 0, 0], [cols, 0, 0], [cols, -rows, 0], [0, -rows, 0]]))


@pytest.mark.parametrize("padding_mode", ["zero", "replicate", "reflect", "circular"])
@pytest.mark.parametrize(
    ("size", "kernel", "how"), [((5, 7), (3, 2), {}), ((6, 5), (2, 3), {"stride": 2, "dilation": 2})]
)
def test_a_window_links_the_pixels_that_change_its_output(size, kernel, how, padding_mode):
    """A pixel is under a window exactly if changing it changes the output."""
    geometry = window_geometry(size, kernel, padding=1, **how)
    read = window_on(geometry, cells(size), padding_mode=padding_mode)
    image, weights = np.zeros(size), np.exp2(np.arange(kernel[0] * kernel[1])).reshape(kernel)
    for place in np.ndindex(*size):
        image[place] = 1
        output = cross_correlate2d(image, weights, padding=1, padding_mode=padding_mode, **how)
        image[place] = 0
        for row, col in np.ndindex(*output.shape):
            linked = {(cell.row, cell.col) for cell in read(row, col)}
            assert (place in linked) == bool(output[row, col])


@pytest.fixture(scope="module")
def told():
    """What the figures of linked scenes hold, made once each."""
    made = {}

    def of(name):
        if name not in made:
            moments = Moments()
            sink = MomentSink(moments)
            look = Look(size=(160, 90), rate=Fraction(2), attributes={"theme_name": "light"})
            record_frames(our_target(name), look, lambda _: moments, sink=sink)
            made[name] = sink.as_json()
        return made[name]

    return of


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.exhaustive] * (name != "kernel-sliding")) for name in LINKED]
)
def test_the_links_of_a_scene_reach_its_figure(told, name):
    data = told(name)
    linked = [element for element in data["elements"] if "from" in element]
    cells = [origins for lattice in data["lattices"] for origins in lattice["from"] if origins]
    assert linked or cells
    count = len(data["elements"]) + sum(len(lattice["from"]) for lattice in data["lattices"])
    assert all(0 <= origin < count for element in linked for origin in element["from"])
    assert all(element["keys"] for element in data["elements"]), "what is never drawn cannot be pointed at"
    numbers = [element for element in data["elements"] if element["text"]]
    assert all("source" in element and all(data["sources"][element["source"]][:1]) for element in numbers)


@pytest.mark.slow
def test_an_output_says_its_sum_and_comes_from_its_pixels_and_all_weights(told):
    data, given = told("kernel-sliding"), KernelSliding.Parameters()
    image, kernel, output = (
        each.value for each in (given.traced_image(), given.traced_kernel(), given.traced_output())
    )
    sums = {element["words"]: element for element in data["elements"] if "words" in element}
    assert len(sums) == output.size
    for (row, col), value in np.ndenumerate(output):
        terms = " + ".join(
            f"{image[row + r, col + c]} × " + (f"({weight})" if weight < 0 else f"{weight}")
            for (r, c), weight in np.ndenumerate(kernel)
        )
        element = sums[f"{terms} = {value}".replace("-", "−")]
        assert sorted(data["elements"][origin]["text"] for origin in element["from"]) == sorted(
            str(number).replace("-", "−")
            for number in [*image[row : row + 3, col : col + 3].ravel().tolist(), *kernel.ravel().tolist()]
        )


@pytest.mark.exhaustive
@pytest.mark.slow
def test_a_unit_is_linked_with_the_pixels_that_it_reads(told):
    """Of the three layers: all pixels, and twice those of its window."""
    lattices = [each for each in told("connectivity")["lattices"] if any(each["from"])]
    side = 4
    inside = [[sum(0 <= place + step < side for step in (-1, 0, 1)) for place in range(side)] for _ in range(2)]
    window = [rows * cols for rows in inside[0] for cols in inside[1]]
    assert [list(map(len, each["from"])) for each in lattices] == [[side * side] * side * side, window, window]
