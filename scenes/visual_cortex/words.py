"""The visual-cortex scene in words."""

from __future__ import annotations

from convmath.core import facts
from convmath.core.provenance import traced
from convmath.cortex import cells
from convmath.cortex.field_spread import photograph_span, sizes_in_it, spread
from convmath.cortex.ventral_stream import areas, limits_of_analogy
from convmath.networks.published import network_by_name
from convmath.networks.receptive_field import stage_fields
from scenes.base.descriptions import Description, Legend, Phrase, about, counted, joined, listed, phrase
from scenes.visual_cortex.parameters import CortexParameters


def describe(given: CortexParameters) -> Description:
    """Return what the cells answer, and how fields grow in cortex and in a network."""
    field = given.traced_field()
    shifts = traced(cells.shift_curves, field, thickness=given.bar_width)
    tuning = traced(cells.orientation_tuning, field, thickness=given.bar_width, pivot=shifts.field("best_offset"))
    parting = shifts.field("parting")
    stream = traced(areas)
    reported = traced(spread, traced(sizes_in_it))
    stages = [
        stage.field("state").field("size")[0]
        for stage in traced(stage_fields, traced(network_by_name, facts.VGG_16.text))
    ]
    whole = {
        "best": tuning.field("preferred"),
        "offset": counted(shifts.field("offsets")[parting], "pixel"),
        "simple": about(shifts.field("simple")[parting]),
        "complex": about(shifts.field("energy")[parting]),
        "first": stream[0].value.name,
        "last": stream[-1].value.name,
        "narrow": stream[0].field("diameter_deg"),
        "least": reported.field("low_deg"),
        "most": reported.field("high_deg"),
        "span": traced(photograph_span),
        "network": facts.VGG_16,
        "low": stages[0],
        "high": stages[-1],
    }
    return Description(
        alt=phrase(
            "A bar of light turns over the striped field of a simple cell, which answers best at {best}°; moved aside, "
            "it is silent, but a complex cell answers. Receptive fields grow from {first} to {last}, and in a network.",
            **whole,
        ),
        description=joined(
            [
                Phrase("A photograph of a cat enters two streams, four areas of cortex and four layers of a network."),
                phrase(
                    "A simple cell of {first} weighs the light on its striped field: as a bar turns over it, the cell "
                    "answers most at {best}°.",
                    **whole,
                ),
                phrase(
                    "Then the bar moves across: at a shift of {offset} the simple cell answers {simple}, and a complex "
                    "cell, which joins two such fields, {complex}.",
                    **whole,
                ),
                phrase(
                    "On a photograph that spans {span}°, receptive fields measure about {sizes}; in {last} studies "
                    "found {least}° to {most}°.",
                    sizes=listed(
                        [
                            phrase("{n}° in {area}", n=area.field("diameter_deg"), area=area.value.name)
                            for area in list(stream)[:-1]
                        ]
                    ),
                    **whole,
                ),
                phrase(
                    "From stage to stage of {network} they measure {sizes} pixels.",
                    sizes=listed([phrase("{n}", n=stage) for stage in stages]),
                    **whole,
                ),
                Phrase(
                    "Simple cells are paired with convolution, complex cells with pooling, and the areas beyond with "
                    "deeper layers."
                ),
                phrase(
                    "A table says where the comparison ends: {topics}.",
                    topics=listed([Phrase(topic.lower()) for topic in _limits()]),
                ),
            ]
        ),
        caption=phrase(
            "Simple and complex cells beside the layers that resemble them: receptive fields grow from about "
            "{narrow}° in {first} to {least}° to {most}° in {last}, and from {low} to {high} pixels in {network}.",
            **whole,
        ),
        beats={
            "orientation-tuning": Legend(
                alt=phrase(
                    "A bar of light lies on the striped field of a simple cell in {first}. Beside it, a curve gives "
                    "the cell's response for each direction of the bar; it is highest at {best}°.",
                    **whole,
                ),
                caption=phrase(
                    "As a bar of light turns, a simple cell of {first} answers best at {best}°: it does what a "
                    "convolution with ReLU does at one place.",
                    **whole,
                ),
            )
        },
    )


def _limits() -> list[str]:
    """Return the topics of the scene's last table."""
    return [limit.topic for limit in limits_of_analogy() if limit.topic != "History"]
