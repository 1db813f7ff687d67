"""The areas of the ventral stream, their receptive fields, and how far a convolutional network resembles them.

All sizes come from the literature and are rounded: single receptive fields within an area differ by a factor of
several. Say "about".
"""

from __future__ import annotations

from dataclasses import dataclass

from convmath.core.errors import bad, one_of, real_number
from convmath.core.facts import (
    BOUSSAOUD_1991,
    FELLEMAN_VAN_ESSEN_1991,
    FUKUSHIMA_1980,
    GATTASS_1981,
    GATTASS_1988,
    HUBEL_WIESEL_1962,
    HUBEL_WIESEL_1968,
    IT,
    RIESENHUBER_POGGIO_1999,
    V1,
    V2,
    V4,
    YAMINS_2014,
    Name,
)
from convmath.core.records import settle

GROSS_1969 = Name(
    "Gross et al. 1969",
    "C. G. Gross, D. B. Bender and C. E. Rocha-Miranda, Visual receptive fields of neurons in inferotemporal cortex of "
    "the monkey, Science 166(3910):1303-1306, 1969",
)
OP_DE_BEECK_VOGELS_2000 = Name(
    "Op de Beeck & Vogels 2000",
    "H. Op de Beeck and R. Vogels, Spatial sensitivity of macaque inferior temporal neurons, "
    "Journal of Comparative Neurology 426(4):505-518, 2000",
)
TRIPP_2019 = Name(
    "Tripp 2019",
    "B. P. Tripp, Approximating the architecture of visual cortex in a convolutional network, Neural Computation "
    "31(8):1551-1591, 2019; its data: github.com/bptripp/calc, calc/data.py",
)
LILLICRAP_2020 = Name(
    "Lillicrap et al. 2020",
    "T. P. Lillicrap, A. Santoro, L. Marris, C. J. Akerman and G. Hinton, Backpropagation and the brain, "
    "Nature Reviews Neuroscience 21(6):335-346, 2020, doi:10.1038/s41583-020-0277-3",
)
POGODIN_2021 = Name(
    "Pogodin et al. 2021",
    "R. Pogodin, Y. Mehta, T. P. Lillicrap and P. E. Latham, Towards biologically plausible convolutional networks, "
    "Advances in Neural Information Processing Systems 34, 2021, arXiv:2106.13031",
)


@dataclass(frozen=True, slots=True)
class Area:
    """A cortical area of the macaque's ventral stream and the size of its receptive fields.

    Parameters
    ----------
    name : Name
        The area.
    diameter_deg : float
        About how wide a receptive field is, in degrees of visual angle.
    eccentricity_deg : float or None
        How far from the centre of gaze that was, in degrees; None where fields take in the centre of gaze.
    counterpart : str
        The part of a convolutional network it is compared with.
    sources : tuple of Name
        Where the size comes from.
    note : str
        Species, method, and what to keep in mind.

    Raises
    ------
    InputError
        If the diameter is not above 0, the eccentricity is below 0, or no source is given.
    """

    name: Name
    diameter_deg: float
    eccentricity_deg: float | None
    counterpart: str
    sources: tuple[Name, ...]
    note: str

    def __post_init__(self) -> None:
        settle(self, diameter_deg=real_number("diameter_deg", self.diameter_deg))
        if self.eccentricity_deg is not None:
            settle(self, eccentricity_deg=real_number("eccentricity_deg", self.eccentricity_deg, at_least=0))
        if self.diameter_deg <= 0:
            raise bad("diameter_deg", self.diameter_deg, "a number above 0")
        if not self.sources:
            raise bad("sources", self.sources, "at least one source")


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A part of visual cortex, the part of a network compared with it, and what they share.

    Parameters
    ----------
    cortex, network : str
        The two parts.
    shared : str
        What both do.
    sources : tuple of Name
        Who drew the comparison, or measured it.
    """

    cortex: str
    network: str
    shared: str
    sources: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A point at which the comparison ends.

    Parameters
    ----------
    topic : str
        In one or two words.
    statement : str
        In one sentence, short enough for a screen.
    sources : tuple of Name
        Where it is said or measured.
    """

    topic: str
    statement: str
    sources: tuple[Name, ...]


_MAPPED = "Macaque, electrode recordings, at 5 degrees from the centre of gaze; value as collected by Tripp 2019"
_AREAS = (
    Area(
        name=V1,
        diameter_deg=1.3,
        eccentricity_deg=5.0,
        counterpart="convolution and pooling",
        sources=(GATTASS_1981, TRIPP_2019),
        note=f"{_MAPPED}. Multiunit fields: those of single cells are smaller.",
    ),
    Area(
        name=V2,
        diameter_deg=2.2,
        eccentricity_deg=5.0,
        counterpart="deeper convolutions",
        sources=(GATTASS_1981, TRIPP_2019),
        note=f"{_MAPPED}.",
    ),
    Area(
        name=V4,
        diameter_deg=4.8,
        eccentricity_deg=5.0,
        counterpart="deeper convolutions",
        sources=(GATTASS_1988, BOUSSAOUD_1991, TRIPP_2019),
        note=f"{_MAPPED}, the mean of two studies.",
    ),
    Area(
        name=IT,
        diameter_deg=10.0,
        eccentricity_deg=None,
        counterpart="last layers",
        sources=(GROSS_1969, OP_DE_BEECK_VOGELS_2000),
        note=(
            "Macaque, area TE. A round figure: Gross et al. 1969 found fields of more than 10 by 10 degrees that "
            "almost always took in the centre of gaze; Op de Beeck & Vogels 2000 measured 2.8 to 26 degrees in "
            "awake monkeys."
        ),
    ),
)


def areas() -> tuple[Area, ...]:
    """Return the areas V1, V2, V4 and IT in the order of the stream.

    Examples
    --------
    >>> [area.name.text for area in areas()]
    ['V1', 'V2', 'V4', 'IT']
    """
    return _AREAS


def area(name: str) -> Area:
    """Return the area called `name`.

    Raises
    ------
    InputError
        If it is not one of V1, V2, V4 and IT.

    Examples
    --------
    >>> area("V4").diameter_deg
    4.8
    """
    by_name = {entry.name.text: entry for entry in _AREAS}
    return by_name[one_of("name", name, by_name)]


def correspondences() -> tuple[Correspondence, ...]:
    """Return what is compared with what, from the first cells of cortex to the last areas."""
    return (
        Correspondence(
            cortex="simple cell",
            network="convolution, then rectification",
            shared="weighs a small patch by a fixed pattern and passes only positive sums",
            sources=(HUBEL_WIESEL_1962, HUBEL_WIESEL_1968, FUKUSHIMA_1980),
        ),
        Correspondence(
            cortex="complex cell",
            network="pooling",
            shared="answers to a pattern wherever it lies in a small region",
            sources=(HUBEL_WIESEL_1962, HUBEL_WIESEL_1968, RIESENHUBER_POGGIO_1999),
        ),
        Correspondence(
            cortex="V2 and V4",
            network="deeper convolutions",
            shared="combine simpler patterns over larger fields",
            sources=(YAMINS_2014,),
        ),
        Correspondence(
            cortex="IT",
            network="last layers",
            shared="tell objects apart over much of the central visual field",
            sources=(YAMINS_2014,),
        ),
    )


def limits_of_analogy() -> tuple[Limit, ...]:
    """Return where the comparison of cortex and network ends."""
    return (
        Limit(
            "History",
            "Hubel and Wiesel found simple and complex cells in cat, then monkey; the hierarchy is later work.",
            (HUBEL_WIESEL_1962, HUBEL_WIESEL_1968, FELLEMAN_VAN_ESSEN_1991),
        ),
        Limit(
            "Feedback",
            "Most cortical pathways run both ways; a convolutional network runs forward only.",
            (FELLEMAN_VAN_ESSEN_1991,),
        ),
        Limit(
            "Weight sharing",
            "Neurons cannot share their weights; each has its own.",
            (POGODIN_2021,),
        ),
        Limit(
            "Learning",
            "Networks learn by backpropagation; whether cortex does anything like it is open.",
            (LILLICRAP_2020,),
        ),
        Limit(
            "Fovea",
            "Cortex magnifies the centre of gaze; a network treats all positions alike.",
            (GATTASS_1981,),
        ),
    )
