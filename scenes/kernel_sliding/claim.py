"""A claimed output held against the sums: the cell where they part, and the likeliest mistake."""

from __future__ import annotations

from typing import Any

from manim import Create, LaggedStart, Square, VGroup

from convmath.convolution.claimed_output import ClaimVerdict
from convmath.core.provenance import Traced
from scenes.base.descriptions import Phrase, phrase
from scenes.base.readout import Statement
from scenes.base.typesetting import words
from scenes.kernel_sliding.sum_line import WIDEST, sum_lines

IN_WORDS = {
    "flipped kernel": "a flipped kernel",
    "transposed kernel": "a transposed kernel",
    "mirrored kernel": "a mirrored kernel",
    "turned kernel": "a kernel turned by a quarter",
    "one axis": "another axis of the gradient",
    "stride": "another stride",
    "dilation": "another dilation",
    "padding": "another padding",
    "padding mode": "another padding mode",
    "sign": "a wrong sign",
    "scale": "another scale",
    "rounding": "rounding",
    "integer overflow": "integers that wrapped round",
    "clipping": "clipped sums",
    "constant added": "a constant added everywhere",
    "single product": "a slip in a single product",
    "offset": "an output that is moved",
}
"""How each of `convmath.convolution.claim_causes.KINDS` is said in a sentence."""


def verify_claim(scene: Any, verdict: Traced[ClaimVerdict], output: Traced[Any]) -> None:
    """Say whether a claim is right; where it is wrong, stop at the first wrong cell, and name the likeliest mistake."""
    found, theme, left = verdict.value, scene.theme, scene.stage.left
    if found.right:
        with scene.beat("verdict", "The claimed output is right, cell by cell."):
            line = Statement("The claim is right in all {n} cells.", n=output.field("size"), color=theme.ink)
            marks = VGroup(*(_mark(cell.square, theme.output) for cell in scene.stage.output))
            scene.play(*scene.show_line(line, left), LaggedStart(*map(Create, marks), lag_ratio=0.1), run_time=1.4)
            scene.wait(1.6)
        return
    with scene.beat("claim", "An output was claimed, and the sums do not give it."):
        marks = VGroup(*(_mark(scene.stage.output[cell].square, theme.wrong) for cell in found.wrong))
        scene.play(*scene.show_line(claim_line(verdict, output, theme), left), *map(Create, marks), run_time=1.2)
        scene.wait(1.6)
    if found.wrong:
        with scene.beat("parting", "At the first wrong cell, the products add up to something else."):
            columns = output.value.shape[1]
            index = found.first_wrong[0] * columns + found.first_wrong[1]
            scene.play(*scene.clear_line(), scene.window.to_step(index), run_time=0.8)
            (line,) = sum_lines([scene.steps[index]], [output[found.first_wrong]], theme)
            scene.play(*scene.show_line(line, left), run_time=0.5)
            scene.wait(1.4)
            parted = Statement(
                "Here {right} is right, and {claimed} was claimed.",
                right=output[found.first_wrong],
                claimed=verdict.field("claimed")[found.first_wrong],
                color=theme.ink,
                colors={"right": theme.output, "claimed": theme.wrong},
            )
            scene.play(*scene.show_line(parted, left), run_time=0.5)
            scene.wait(1.4)
    with scene.beat("verdict", "The likeliest mistake is the one that gives the whole claim."):
        line = words(likely_mistake(found), color=theme.ink)
        if line.width > WIDEST:
            line.scale(WIDEST / line.width)
        scene.play(*scene.show_line(line, left), run_time=0.5)
        scene.wait(1.8)


def claim_line(verdict: Traced[ClaimVerdict], output: Traced[Any], theme: Any) -> Statement:
    """Return the line that says in how many cells the claim is wrong, or that its size is."""
    if not verdict.value.wrong:
        claimed, right = verdict.field("claimed").field("shape"), output.field("shape")
        return Statement(
            "The claim has {r} × {c} cells, and the output {rows} × {cols}.",
            r=claimed[0],
            c=claimed[1],
            rows=right[0],
            cols=right[1],
            color=theme.ink,
            colors={"r": theme.wrong, "c": theme.wrong},
        )
    template = "The claim is wrong in {wrong} of {n} cells."
    return Statement(
        template,
        wrong=verdict.field("wrong_count"),
        n=output.field("size"),
        color=theme.ink,
        colors={"wrong": theme.wrong},
    )


def likely_mistake(verdict: ClaimVerdict) -> str:
    """Return the mistakes that give a claim, by name, as a sentence."""
    if not verdict.causes:
        return "No single mistake, and no two together, give this claim."
    ways = list(dict.fromkeys(" and ".join(IN_WORDS[cause.kind] for cause in causes) for causes in verdict.causes))[:3]
    return f"Most likely: {', or '.join(ways)}."


def claim_beside(verdict: Traced[ClaimVerdict], output: Traced[Any]) -> Phrase:
    """Say in half a sentence what a claim beside the output is worth."""
    return _by_worth(
        verdict,
        output,
        right=", and the same claimed, right in all {n} cells",
        other_size=", and a claimed output of {r} × {c} cells",
        wrong=", and a claimed one, wrong in {wrong} of {n} cells",
    )


def claim_in_words(verdict: Traced[ClaimVerdict], output: Traced[Any]) -> Phrase:
    """Say of a claim what the scene shows of it."""
    said = _by_worth(
        verdict,
        output,
        right="The claimed output is right in all {n} cells.",
        other_size="The claimed output has {r} × {c} cells instead of {rows} × {cols}.",
        wrong="The claimed output is wrong in {wrong} of {n} cells.",
    )
    if verdict.value.right:
        return said
    return phrase("{said} {mistake}", said=said, mistake=Phrase(likely_mistake(verdict.value)))


def _by_worth(verdict: Traced[ClaimVerdict], output: Traced[Any], *, right: str, other_size: str, wrong: str) -> Phrase:
    """Fill in one of three templates: a claim is right, has another size than the output, or is wrong in some cells."""
    if verdict.value.right:
        return phrase(right, n=output.field("size"))
    if verdict.value.wrong:
        return phrase(wrong, wrong=verdict.field("wrong_count"), n=output.field("size"))
    (r, c), (rows, cols) = verdict.field("claimed").field("shape"), output.field("shape")
    return phrase(other_size, r=r, c=c, rows=rows, cols=cols)


def _mark(square: Square, color: Any) -> Square:
    return Square(square.width, stroke_color=color, stroke_width=6).move_to(square)
