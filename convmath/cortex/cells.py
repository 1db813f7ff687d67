"""Model cells of primary visual cortex, and the curves an experimenter would record from them.

A simple cell weighs the stimulus by a Gabor field and passes only positive sums. A complex cell prefers the same
orientation but does not mind where in its field the bar lies; two models of it stand here, the energy of a quadrature
pair and the largest response among simple cells side by side.

Responses are in arbitrary units: the field's squared weights sum to 1 and stimuli run from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.cross_correlation import cross_correlate2d
from convmath.convolution.gabor import Gabor
from convmath.core.errors import bad, finite_array, one_of, real_number, stays_finite, whole_number
from convmath.images.named_images import bar

FloatArray = NDArray[np.float64]

_ROUNDING = 1e-9
"""Responses that differ by less than this share of the largest are the same."""
HALF_TURN = tuple(range(181))
"""Every whole degree of the half-turn after which a bar looks the same again."""


def simple_response(stimulus: ArrayLike, field: Gabor) -> float:
    """Return the response of a simple cell: the stimulus weighed by the field, negative sums cut to 0.

    Parameters
    ----------
    stimulus : array of shape (field.size, field.size)
        Grey levels 0 … 1.
    field : Gabor
        The cell's receptive field.

    Raises
    ------
    InputError
        If the stimulus has another shape or holds NaN or infinity.

    Notes
    -----
    D. H. Hubel and T. N. Wiesel, Journal of Physiology 160(1):106-154, 1962, described simple cells; the Gabor field is
    J. P. Jones and L. A. Palmer's model, Journal of Neurophysiology 58(6):1233-1258, 1987.

    Examples
    --------
    >>> upright = Gabor(size=21, wavelength=8)
    >>> simple_response(bar(21, 21, angle=90, thickness=4), upright) > 3
    True
    >>> simple_response(bar(21, 21, angle=90, thickness=4, offset=4), upright)
    0.0
    """
    return max(0.0, _weighed(_stimulus(stimulus, field), field))


def energy_response(stimulus: ArrayLike, field: Gabor) -> float:
    """Return the response of a complex cell by the energy model: √(even² + odd²) over a quadrature pair.

    The square root of the energy, so that it is on the scale of the simple cell's response.

    Parameters
    ----------
    stimulus : array of shape (field.size, field.size)
        Grey levels 0 … 1.
    field : Gabor
        One of the pair; the other is `field.partner`.

    Raises
    ------
    InputError
        As for `simple_response`.

    Notes
    -----
    E. H. Adelson and J. R. Bergen, Spatiotemporal energy models for the perception of motion, Journal of the Optical
    Society of America A 2(2):284-299, 1985; here without the dimension of time.

    Examples
    --------
    >>> upright = Gabor(size=21, wavelength=8)
    >>> energy_response(bar(21, 21, angle=90, thickness=4, offset=4), upright) > 2
    True
    """
    array = _stimulus(stimulus, field)
    return float(np.hypot(_weighed(array, field), _weighed(array, field.partner)))


def pooled_response(stimulus: ArrayLike, field: Gabor) -> float:
    """Return the response of a complex cell by pooling: the largest among simple cells at every position.

    This is what a convolution, a rectification and a max pooling do.

    Parameters
    ----------
    stimulus : array of shape (H, W)
        Grey levels 0 … 1, at least `field.size` on each side. A simple cell sits wherever its field fits in.
    field : Gabor
        The receptive field that all the simple cells share.

    Raises
    ------
    InputError
        If the stimulus is smaller than the field or holds NaN or infinity.

    Notes
    -----
    M. Riesenhuber and T. Poggio, Hierarchical models of object recognition in cortex, Nature Neuroscience
    2(11):1019-1025, 1999.
    """
    array = finite_array("stimulus", stimulus)
    if min(array.shape) < field.size:
        raise bad("stimulus", array, f"at least {field.size} pixels on each side, the size of the field")
    return float(_pooled(array[None], field)[0])


@dataclass(frozen=True, eq=False, slots=True)
class OrientationTuning:
    """A cell's response to a bar at each orientation.

    Parameters
    ----------
    angles : ndarray of shape (n,)
        The bar's orientation in degrees, increasing, within a half-turn.
    responses : ndarray of shape (n,)
        The response at each angle.
    """

    angles: FloatArray
    responses: FloatArray

    @property
    def normalised(self) -> FloatArray:
        """The responses as fractions of the largest; all 0 if the cell never responds."""
        return _fractions(self.responses)

    @property
    def preferred(self) -> float:
        """The angle of the largest response, in degrees."""
        return float(self.angles[np.argmax(self.responses)])

    @property
    def half_width(self) -> float:
        """Half the width of the curve at half its height, in degrees.

        Straight lines join the samples, and the half-turn closes on itself. A curve that never falls to half its
        height, or a cell that never responds, has no width: 90, the most there can be.
        """
        if not self.responses.any():
            return 90.0
        turns = np.concatenate([self.angles - 180, self.angles, self.angles + 180])
        curve = np.tile(self.normalised, 3)
        peak = len(self.angles) + int(np.argmax(self.responses))
        below = np.flatnonzero(curve < 0.5)
        left, right = below[below < peak], below[below > peak]
        if not left.size or not right.size:
            return 90.0
        crossings = [
            float(np.interp(0.5, [curve[low], curve[high]], [turns[low], turns[high]]))
            for low, high in ((left[-1], left[-1] + 1), (right[0], right[0] - 1))
        ]
        return (crossings[1] - crossings[0]) / 2


@dataclass(frozen=True, eq=False, slots=True)
class ShiftCurves:
    """Three cells' responses to a bar of the preferred orientation, as it moves across the field.

    Parameters
    ----------
    offsets : ndarray of shape (n,)
        How far the bar has moved from the middle, in pixels.
    simple, energy, pooled : ndarray of shape (n,)
        The responses of the simple cell and of the two models of a complex cell.
    """

    offsets: FloatArray
    simple: FloatArray
    energy: FloatArray
    pooled: FloatArray

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Where the simple cell does not answer at all."""
        silent: NDArray[np.bool_] = self.simple == 0
        return silent

    @property
    def best_offset(self) -> float:
        """The offset at which the simple cell answers most, in pixels; of several, the last."""
        return float(self.offsets[_last_maximum(self.simple)])

    @property
    def parting(self) -> int:
        """The index of the offset, among those that leave the simple cell silent, with the most energy."""
        return _last_maximum(np.where(self.simple <= _ROUNDING * self.simple.max(), self.energy, 0.0))

    def normalised(self, cell: str) -> FloatArray:
        """Return the curve of `cell` ("simple", "energy" or "pooled") as fractions of its largest value."""
        curve: FloatArray = getattr(self, one_of("cell", cell, ("simple", "energy", "pooled")))
        return _fractions(curve)


def orientation_tuning(
    field: Gabor,
    *,
    angles: Sequence[float] | FloatArray = HALF_TURN,
    thickness: float,
    pivot: float = 0.0,
    cell: str = "simple",
) -> OrientationTuning:
    """Return the response to a bar that turns about one point of the field, at each of `angles`.

    Parameters
    ----------
    field : Gabor
        The cell's receptive field.
    angles : sequence of float, optional
        The bar's orientations in degrees, strictly increasing, spanning at most a half-turn; by default `HALF_TURN`.
    thickness : float
        The bar's thickness in pixels, above 0.
    pivot : float, optional
        How far from the middle the point lies, in pixels across the field's own stripes, counted as `bar` counts its
        offset. A field whose middle is not its brightest spot, such as an odd one, is best tested about
        `ShiftCurves.best_offset`: a bar through the middle of an odd field never excites it.
    cell : str, optional
        "simple" or "energy".

    Raises
    ------
    InputError
        If an argument is outside the range given above.

    Examples
    --------
    >>> tuning = orientation_tuning(Gabor(size=31, wavelength=10), angles=range(0, 180, 10), thickness=5)
    >>> tuning.preferred
    90.0
    """
    respond = _CELLS[one_of("cell", cell, _CELLS)]
    turns = finite_array("angles", angles, ranks=(1,)).astype(np.float64)
    if np.any(np.diff(turns) <= 0) or turns[-1] - turns[0] > 180:
        raise bad("angles", angles, "increasing angles that span at most 180 degrees")
    away = real_number("pivot", pivot) * np.cos(np.radians(turns - field.orientation))
    responses = [
        respond(bar(field.size, field.size, angle=angle, thickness=thickness, offset=offset), field)
        for angle, offset in zip(turns, away)
    ]
    return OrientationTuning(turns, np.array(responses))


def shift_curves(
    field: Gabor, *, offsets: Sequence[float] | FloatArray | None = None, thickness: float, reach: int = 0
) -> ShiftCurves:
    """Return the responses to a bar of the field's own orientation at each of `offsets` from the middle.

    Parameters
    ----------
    field : Gabor
        The receptive field.
    offsets : sequence of float, optional
        How far the bar is moved across its own direction, in pixels; by default in 120 steps from 1.5 wavelengths on
        one side of the middle to 1.5 on the other.
    thickness : float
        The bar's thickness in pixels, above 0.
    reach : int, optional
        How far on each side of the middle the pooling cell's simple cells sit, in pixels.

    Raises
    ------
    InputError
        If an argument is outside the range given above.
    """
    if offsets is None:
        offsets = field.wavelength * np.linspace(-1.5, 1.5, 121)
    moves = finite_array("offsets", offsets, ranks=(1,)).astype(np.float64)
    margin = whole_number("reach", reach)
    side = field.size + 2 * margin
    stimuli = np.array([bar(side, side, angle=field.orientation, thickness=thickness, offset=move) for move in moves])
    middles = stimuli[:, margin : margin + field.size, margin : margin + field.size]
    even, odd = (_all_weighed(middles, part) for part in (field, field.partner))
    return ShiftCurves(
        offsets=moves,
        simple=np.maximum(even, 0.0),
        energy=np.hypot(even, odd),
        pooled=_pooled(stimuli, field),
    )


_CELLS: dict[str, Callable[[ArrayLike, Gabor], float]] = {"simple": simple_response, "energy": energy_response}


def _stimulus(stimulus: ArrayLike, field: Gabor) -> NDArray[np.float64]:
    array: NDArray[np.float64] = finite_array("stimulus", stimulus).astype(np.float64)
    if array.shape != (field.size, field.size):
        raise bad("stimulus", array, f"the shape of the field, ({field.size}, {field.size})")
    # No weight is above 1 in size, so twice the sum of all light bounds every response, and every sum on the way to it.
    stays_finite("stimulus", array, 2 * math.fsum(np.abs(array / array.size).ravel()) * array.size)
    return array


def _weighed(stimulus: NDArray[np.float64], field: Gabor) -> float:
    return float((stimulus * field.matrix).sum())


def _all_weighed(stimuli: NDArray[np.float64], field: Gabor) -> FloatArray:
    """Return what `_weighed` does for each of the stimuli, shape (n, H, W), to the last bit."""
    sums: FloatArray = (stimuli * field.matrix).reshape(len(stimuli), -1).sum(axis=1)
    return sums


def _pooled(stimuli: NDArray[np.float64], field: Gabor) -> FloatArray:
    """Return the pooled response to each of the stimuli, shape (n, H, W): each is a group of its own."""
    kernels = np.broadcast_to(field.matrix, (len(stimuli), 1, field.size, field.size))
    sums = cross_correlate2d(stimuli, kernels, groups=len(stimuli))
    strongest: FloatArray = np.maximum(sums, 0.0).max(axis=(1, 2))
    return strongest


def _last_maximum(curve: FloatArray) -> int:
    """Index of the last largest value; values that differ by rounding errors alone count as equal."""
    return int(np.flatnonzero(curve >= curve.max() * (1 - _ROUNDING))[-1])


def _fractions(curve: FloatArray) -> FloatArray:
    highest = float(curve.max())
    return curve / highest if highest > 0 else np.zeros_like(curve)
