"""What the page shows of the functions that numbers come from."""

from fractions import Fraction

import convmath.convolution.padding  # noqa: F401 - it is found among what is imported
from rendering.core.frames import Performance, Stage
from rendering.preview.builder.timeline import timeline


def test_a_signature_reads_as_it_was_written():
    name = "convmath.convolution.padding.pad"
    stage = Stage(width=4, height=2, rate=Fraction(15), transparent=False)
    shown = timeline(Performance(stage=stage, frames=1, plays=1, sidecar={"ledger": [{"function": name}]}), (), None)
    about = shown["functions"][name]
    assert about["doc"].startswith("Return the image with pixels added around it.")
    expected = "(image: ArrayLike, padding: int | Pair | Sides, *, padding_mode: str = 'zero') -> NDArray[Any]"
    assert about["signature"] == expected
