"""Holding a claimed output of a convolution against the right one, and finding what went wrong.

The mistakes are planted one at a time, and where none gives the claim, two at a time: another kernel or window, then
what `convmath.convolution.claim_causes` knows of changed values. Every mistake that gives the claim is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convmath.convolution.claim_causes import KINDS, Cause, Likeness, slip, value_causes
from convmath.convolution.cross_correlation import cross_correlate2d, flip_kernel, trace
from convmath.convolution.filters import gradient_operators, gradient_x, gradient_y
from convmath.convolution.geometry import Geometry, Padding, output_size, window_geometry
from convmath.convolution.padding import PADDING_MODES, Pair
from convmath.core.errors import InputError, finite_array, real_number, whole_pair

EXACT = 1e-9
_TOLERANCES = {"float32": 1e-5, "float16": 2e-3}
_MOST_PRODUCTS_TO_PAIR = 2_000_000
"""Above this number of products of an output, mistakes are tried singly."""
_LARGEST_STRIDE, _LARGEST_DILATION = 5, 4
_RIGHT_KERNEL = "as it is"


@dataclass(frozen=True, eq=False, slots=True)
class ClaimVerdict:
    """A claimed output and the right one.

    Parameters
    ----------
    expected, claimed : ndarray, (H', W')
    wrong : tuple of (int, int)
        The cells in which they differ, in raster order; none where the shapes differ.
    causes : tuple of tuple of Cause
        The explanations, the most likely first; each is one mistake, or two made together.
    """

    expected: NDArray[Any]
    claimed: NDArray[Any]
    wrong: tuple[Pair, ...]
    causes: tuple[tuple[Cause, ...], ...]

    @property
    def right(self) -> bool:
        """Whether the claim is the output."""
        return self.expected.shape == self.claimed.shape and not self.wrong

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of all single mistakes that give the claim, as in `claim_causes.KINDS`."""
        return tuple(dict.fromkeys(cause.kind for causes in self.causes for cause in causes if len(causes) == 1))

    @property
    def wrong_count(self) -> int:
        """The number of cells that differ."""
        return len(self.wrong)

    @property
    def first_wrong(self) -> Pair:
        """The first cell that differs.

        Raises
        ------
        InputError
            If none does.
        """
        if not self.wrong:
            raise InputError("claimed", "an output that differs in no cell", "an output with a wrong cell")
        return self.wrong[0]


def verify_output(
    image: ArrayLike,
    kernel: ArrayLike,
    claimed: ArrayLike,
    *,
    stride: int | Pair = 1,
    dilation: int | Pair = 1,
    padding: Padding = 0,
    padding_mode: str = "zero",
    flip: bool = False,
    tolerance: float | None = None,
) -> ClaimVerdict:
    """Hold a claimed output against the right one, and find which mistakes give the claim.

    Parameters
    ----------
    image : array_like, (H, W)
    kernel : array_like, (kh, kw) or (2, kh, kw)
        Of two kernels the output is the gradient's magnitude: the root of the sum of their squared outputs.
    claimed : array_like, (H', W')
    stride, dilation, padding, padding_mode : optional
        As in `convmath.convolution.cross_correlation.cross_correlate2d`.
    flip : bool, optional
        Whether the kernel is turned by 180° first: true convolution.
    tolerance : float, optional
        The share of the largest number by which numbers may differ; by default what the claim's type can hold.

    Raises
    ------
    InputError
        If an argument is not as described or the kernel does not fit.

    Examples
    --------
    >>> image = [[0, 0, 1], [0, 1, 0], [2, 0, 0]]
    >>> verify_output(image, [[1, 2], [3, 4]], [[1, 5], [7, 4]]).kinds
    ('flipped kernel',)
    """
    claim = finite_array("claimed", claimed)
    narrow = _TOLERANCES.get(str(getattr(claimed, "dtype", "")), EXACT)
    like = Likeness(narrow if tolerance is None else real_number("tolerance", tolerance, at_least=0))
    search = _Search(
        finite_array("image", image),
        finite_array("kernel", kernel, ranks=(2, 3)),
        {"stride": stride, "dilation": dilation, "padding": padding, "padding_mode": padding_mode},
        flip,
        claim,
        like,
    )
    expected = search.output(_RIGHT_KERNEL, {})
    wrong: tuple[Pair, ...] = ()
    if expected.shape == claim.shape:
        wrong = tuple((int(row), int(column)) for row, column in np.argwhere(~like.cells(expected, claim)))
    right = expected.shape == claim.shape and not wrong
    return ClaimVerdict(expected, claim, wrong, () if right else search.explanations(expected, wrong))


@dataclass(frozen=True, eq=False, slots=True)
class _Search:
    """The mistakes that can be made with an image, a kernel and a window."""

    image: NDArray[Any]
    kernel: NDArray[Any]
    window: dict[str, Any]
    flip: bool
    claimed: NDArray[Any]
    like: Likeness

    def explanations(self, expected: NDArray[Any], wrong: tuple[Pair, ...]) -> tuple[tuple[Cause, ...], ...]:
        found: list[tuple[Cause, ...]] = [(cause,) for cause in self._single(expected, wrong)]
        if not found and expected.size * self.kernel.size <= _MOST_PRODUCTS_TO_PAIR:
            found = list(dict.fromkeys(self._pairs()))
        kinds = [[KINDS.index(cause.kind) for cause in causes] for causes in found]
        return tuple(found[place] for place in sorted(range(len(found)), key=lambda place: (kinds[place], place)))

    def output(self, name: str, window: dict[str, Any]) -> NDArray[Any]:
        """Return what comes of a kernel by the name of its mistake, and a window other than the right one."""
        return _slid(self.image, self.kernels()[name], self.flip, {**self.window, **window})

    def kernels(self) -> dict[str, NDArray[Any]]:
        """Return the kernel as it is, and by what may have been done to it; what changes nothing is left out."""
        found = {_RIGHT_KERNEL: self.kernel}
        turned = {
            "turned by 180°": self.kernel[..., ::-1, ::-1],
            "transposed": self.kernel.swapaxes(-1, -2),
            "mirrored left to right": self.kernel[..., ::-1],
            "mirrored top to bottom": self.kernel[..., ::-1, :],
            "turned by 90° to the left": np.rot90(self.kernel, axes=(-2, -1)),
            "turned by 90° to the right": np.rot90(self.kernel, -1, axes=(-2, -1)),
        }
        return found | {name: each for name, each in turned.items() if not np.array_equal(each, self.kernel)}

    def _single(self, expected: NDArray[Any], wrong: tuple[Pair, ...]) -> Iterator[Cause]:
        for name in self.kernels():
            if name != _RIGHT_KERNEL and self._gives(name, {}):
                yield _of_kernel(name)
        yield from self._axes()
        for window in self._windows(1):
            if self._gives(_RIGHT_KERNEL, window):
                yield from _of_window(window)
        yield from value_causes(expected, self.claimed, self.like)
        if len(wrong) == 1:
            yield self._slip(expected, wrong[0])

    def _pairs(self) -> Iterator[tuple[Cause, ...]]:
        """Yield two mistakes made together that give the claim."""
        names = [name for name in self.kernels() if name != _RIGHT_KERNEL]
        windows = list(self._windows(1))
        for name, window in product(names, windows):
            if self._gives(name, window):
                yield (_of_kernel(name), *_of_window(window))
        for window in self._windows(2):
            if self._gives(_RIGHT_KERNEL, window):
                yield tuple(_of_window(window))
        for name, window in [*((name, {}) for name in names), *((_RIGHT_KERNEL, window) for window in windows)]:
            if self._shape(name, window) == self.claimed.shape:
                made = (_of_kernel(name),) if name != _RIGHT_KERNEL else tuple(_of_window(window))
                for cause in value_causes(self.output(name, window), self.claimed, self.like):
                    yield (*made, cause)
        for cause, output in self._axis_outputs():
            yield from ((cause, other) for other in value_causes(output, self.claimed, self.like))

    def _windows(self, count: int) -> Iterator[dict[str, Any]]:
        """Yield windows that differ from the right one in `count` respects and give the claim's shape."""
        seen = {(self._geometry({}), self.window["padding_mode"])}
        for changed in combinations(_choices(max(self.kernel.shape[-2:])).items(), count):
            for values in product(*(values for _, values in changed)):
                window = {name: value for (name, _), value in zip(changed, values)}
                geometry = self._geometry(window)
                key = (geometry, {**self.window, **window}["padding_mode"])
                if geometry is None or geometry.output_size != self.claimed.shape or key in seen:
                    continue
                seen.add(key)
                if all(
                    self._geometry({name: value}) != self._geometry({})
                    for name, value in window.items()
                    if name != "padding_mode"
                ):
                    yield window

    def _geometry(self, window: dict[str, Any]) -> Geometry | None:
        """Return where a window stands on the image, or nothing where it does not fit."""
        options = {key: value for key, value in {**self.window, **window}.items() if key != "padding_mode"}
        try:
            return window_geometry(self.image.shape, self.kernel.shape[-2:], **options)
        except InputError:
            return None

    def _shape(self, name: str, window: dict[str, Any]) -> Pair | None:
        """Return the shape that a kernel and a window give, or nothing where it does not fit."""
        options = {key: value for key, value in {**self.window, **window}.items() if key != "padding_mode"}
        try:
            return output_size(self.image.shape, self.kernels()[name].shape[-2:], **options)
        except InputError:
            return None

    def _gives(self, name: str, window: dict[str, Any]) -> bool:
        if self._shape(name, window) != self.claimed.shape:
            return False
        try:
            return self.like.all(self.output(name, window), self.claimed)
        except InputError:  # as where an image is too small to be mirrored
            return False

    def _axes(self) -> Iterator[Cause]:
        yield from (cause for cause, output in self._axis_outputs() if self.like.all(output, self.claimed))

    def _axis_outputs(self) -> Iterator[tuple[Cause, NDArray[Any]]]:
        """Yield what a gradient's other axis, or both together, would give."""
        pairs = [(gradient_x(name).matrix, gradient_y(name).matrix) for name in gradient_operators()]
        if self.kernel.ndim == 3:
            pairs = [(self.kernel[0], self.kernel[1])]
        for pair in pairs:
            own = [axis for axis in (0, 1) if self.kernel.ndim == 2 and np.array_equal(pair[axis], self.kernel)]
            if self.kernel.ndim == 2 and not own:
                continue
            across, down = (_slid(self.image, each, self.flip, self.window) for each in pair)
            if own != [0]:
                yield Cause("one axis", "only Gx, the change from left to right"), across
            if own != [1]:
                yield Cause("one axis", "only Gy, the change from top to bottom"), down
            if own:
                yield Cause("one axis", "the magnitude of both axes instead of one"), np.hypot(across, down)
            yield Cause("one axis", "the absolute values of both axes added"), np.abs(across) + np.abs(down)

    def _slip(self, expected: NDArray[Any], place: Pair) -> Cause:
        difference = float(self.claimed[place]) - float(expected[place])
        if self.kernel.ndim == 3:
            return Cause("single product", f"one cell is off by {difference:+.6g}".replace("-", "−"))
        used = flip_kernel(self.kernel) if self.flip else self.kernel
        step = trace(self.image, used, **self.window)[place[0] * expected.shape[1] + place[1]]
        return slip(step.patch, used, difference, self.like)


def _slid(image: NDArray[Any], kernel: NDArray[Any], flip: bool, window: dict[str, Any]) -> NDArray[Any]:
    if kernel.ndim == 3:
        across, down = (_slid(image, each, flip, window) for each in kernel)
        return np.asarray(np.hypot(across, down))
    return cross_correlate2d(image, flip_kernel(kernel) if flip else kernel, **window)


def _choices(span: int) -> dict[str, list[Any]]:
    """Return what stride, dilation, padding and its mode may have been taken for, the plainest first."""
    axes = [(a, b) for a in range(span) for b in range(span) if a != b]
    one_sided = [((p, 0), (p, 0)) for p in range(1, span)] + [((0, p), (0, p)) for p in range(1, span)]
    return {
        "stride": [*range(1, _LARGEST_STRIDE + 1), *((a, b) for a in (1, 2, 3) for b in (1, 2, 3) if a != b)],
        "dilation": [*range(1, _LARGEST_DILATION + 1), (1, 2), (2, 1)],
        "padding": [*range(span + 1), "same", "full", *axes, *one_sided],
        "padding_mode": list(PADDING_MODES),
    }


def _of_kernel(name: str) -> Cause:
    kind = {"turned by 180°": "flipped kernel", "transposed": "transposed kernel"}
    return Cause(kind.get(name, f"{name.split()[0]} kernel"), f"the kernel was {name}")


def _of_window(window: dict[str, Any]) -> Iterator[Cause]:
    for name, value in window.items():
        shown = "×".join(map(str, whole_pair(name, value))) if name in ("stride", "dilation") else value
        yield Cause(name.replace("_", " "), f"made with {name.replace('_', ' ')} {shown}")
