"""What the receptive-field-growth scene claims, by walking from each unit back to the pixels it depends on."""

from __future__ import annotations

import re

from tests.scenes.claims.sentences import Claim, Claims, plural

ABOUT = {
    "one-pixel": ["One pixel sees only itself"],
    "layer-1": ["under its kernel"],
    "layer-2": ["One layer deeper"],
    "layer-3": ["Each further layer"],
    "backwards": ["Read backwards"],
    "a-real-network": ["in a real network"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = ({"layers": "3, 3s2, 3d2", "input_size": 16}, {"layers": "5d2, 2s3, 1"})
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""


def taps(layers: list[tuple[int, int, int]]) -> set[int]:
    """The places, along one axis, that unit 0 of the last of some layers (kernel, stride, dilation) depends on."""
    places = {0}
    for kernel, stride, dilation in reversed(layers):
        places = {place * stride + tap * dilation for place in places for tap in range(kernel)}
    return places


def span(layers: list[tuple[int, int, int]]) -> int:
    return max(taps(layers)) - min(taps(layers)) + 1


VGG_STAGES = [[(3, 1, 1)] * convolutions + [(2, 2, 1)] for convolutions in (2, 2, 3, 3, 3)]


def claims(layers: object = "3, 3, 3", input_size: int | None = None) -> Claims:
    read = [re.fullmatch(r"(\d+)(?:s(\d+))?(?:d(\d+))?", each.strip()).groups() for each in str(layers).split(",")]
    stack = [tuple(int(number or 1) for number in each) for each in read]
    fields = [span(stack[:number]) for number in range(1, len(stack) + 1)]
    side = input_size or max(7, fields[-1] + 1 - fields[-1] % 2)
    stages = [span([layer for stage in VGG_STAGES[:number] for layer in stage]) for number in range(1, 6)]
    each = [f"{field} × {field}" for field in fields]
    roles = {
        "side": side,
        "layers": len(stack),
        "fields": " and ".join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each),
        "widest": stages[-1],
        "stages": stages,
        "seen": len(taps(stack)) ** 2,
        "all": side**2,
    }
    count = plural(len(stack), "layer")
    begin = (f"An input of {{side}} × {{side}} pixels and {{layers}} {count}, drawn as planes of squares", roles)
    seen = "{seen} of {all} pixels"
    of_layers: list[Claim] = []
    for number, (kernel, stride, dilation) in enumerate(stack, 1):
        extra = [f"{name} {n}" for name, n in (("stride", stride), ("dilation", dilation)) if n > 1]
        adds = fields[number - 1] - (fields[number - 2] if number > 1 else 1)
        of_layers.append(
            (
                (
                    f"Layer {{number}} has a kernel of {{k}} × {{k}}{' with ' * bool(extra)}{' and '.join(extra)} "
                    "and adds "
                    f"{{adds}} {plural(adds, 'pixel')}: its units span {{span}} × {{span}}"
                ),
                {"number": number, "k": kernel, "adds": adds, "span": fields[number - 1]},
            )
        )
    return {
        "alt": [
            begin,
            ("A cone from one unit of each layer opens back to the input: the fields span {fields} pixels", roles),
            ("In VGG-16 they reach {widest} pixels", roles),
        ],
        "description": [
            ("The input has {side} × {side} pixels, and one pixel sees only itself", roles),
            *of_layers,
            (f"Read backwards, one unit of the last layer depends on {seen}", roles),
            (
                (
                    "By the same rule the stages of VGG-16, drawn as nested squares on a photograph of a cat, "
                    "see {stages} "
                    "pixels across"
                ),
                roles,
            ),
        ],
        "caption": [
            (
                f"Layer by layer, one unit sees a larger region of the input: {{fields}} pixels after {{layers}} "
                f"{count}"
                if fields[-1] > 1
                else f"Through kernels of one weight, a unit sees one pixel of the input: {{fields}} after {{layers}} "
                f"{count}",
                roles,
            )
        ],
        "backwards.alt": [
            begin,
            (f"A cone from one unit of the last opens back to the input, where it holds {seen}", roles),
        ],
        "backwards.caption": [(f"Read backwards: one unit of layer {{layers}} depends on {seen} of the input", roles)],
    }
