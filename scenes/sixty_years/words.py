"""The sixty-years scene in words."""

from __future__ import annotations

from convmath.core.magnitudes import spelt
from convmath.core.provenance import Traced, traced
from convmath.networks.time_line import Milestone
from scenes.base.descriptions import Description, Part, Phrase, about, joined, listed, phrase, sides
from scenes.sixty_years.parameters import SixtyYearsParameters


def describe(given: SixtyYearsParameters) -> Description:
    """Return what came when, the ledger of the first network, and how often each network uses its parameters."""
    events, networks = given.events(), given.networks()
    simple, shifts, planes, prize = (event.value.name for event in events[:4])
    first, last = networks[0], networks[-1]
    layers, network = given.layers(), given.first()
    kernels = network.field("layers")[0].field("layer")
    whole: dict[str, Part] = {
        "start": events[0].field("year"),
        "end": events[-1].field("year"),
        "first": phrase("the network of {year:d}", year=first.field("year")),
        "last": last.value.name,
        "weights": count_in_words(given.sharing(first).field("parameters")),
        "wires": count_in_words(given.sharing(first).field("connections")),
        "last_weights": count_in_words(given.sharing(last).field("parameters")),
        "last_wires": count_in_words(given.sharing(last).field("connections")),
        "uses": about(given.sharing(first).field("uses"), "1"),
        "last_uses": about(given.sharing(last).field("uses"), "1"),
        "counted": Phrase("biases included" if given.biases else "biases left out"),
    }
    return Description(
        alt=phrase(
            "Time runs from {start:d} to {end:d}. On one logarithmic axis each network has a dot for its parameters "
            "and a ring for its connections: {first} has {weights} and {wires}, {last} {last_weights} and "
            "{last_wires}.",
            **whole,
        ),
        description=joined(
            [
                phrase(
                    "A simple cell answers to a pattern at one place, a complex cell to the same pattern at any of "
                    "several: {a}, {b}.",
                    a=simple,
                    b=shifts,
                ),
                phrase(
                    "In the neocognitron of {a} planes of simple cells look for one pattern at every place, each with "
                    "a plane of complex cells behind it; half of the {b} goes to Hubel and Wiesel.",
                    a=planes,
                    b=prize,
                ),
                phrase(
                    "The network of {by} reads a handwritten {digit} on {size} pixels; its first layer has {maps} "
                    "maps of {units} units, and all units of a map share a kernel of {kernel}.",
                    by=first.value.name,
                    digit=given.shown_digit(),
                    size=sides(network.field("input_shape")[1:]),
                    maps=kernels.field("output_shape")[0],
                    units=sides(kernels.field("output_shape")[1:]),
                    kernel=sides(kernels.field("geometry").field("kernel_size")),
                    **whole,
                ),
                phrase(
                    "Its layers have {each} connections, {wires} in all, {counted}, and {own} parameters, {weights} in "
                    "all.",
                    each=listed([phrase("{n}", n=layer.field("connections")) for layer in layers]),
                    own=listed([phrase("{n}", n=layer.field("parameters")) for layer in layers]),
                    **whole,
                ),
                phrase(
                    "With its connections, {counted}, set against its parameters, each network gets a bar: {all}.",
                    all=listed([_in_words(given, event) for event in networks]),
                    **whole,
                ),
            ]
        ),
        caption=phrase(
            "Sharing was the point from the start: a parameter serves {uses} connections on average in {first}, "
            "{last_uses} in {last}.",
            **whole,
        ),
    )


def count_in_words(count: Traced[int]) -> Phrase:
    """Return a count as it is read, with "about" before it if it was rounded."""
    number = traced(spelt, count)
    if not number.value.power:
        return about(count)
    return phrase("{n} " + number.value.power, n=about(number.field("mantissa"), "1"))


def _in_words(given: SixtyYearsParameters, event: Traced[Milestone]) -> Phrase:
    ledger = given.sharing(event)
    name, year = event.value.name, event.field("year")
    return phrase(
        "{name} has {n} parameters for {c} connections",
        name=phrase("that of {year:d}", year=year) if str(year.value) in name.text else name,
        n=count_in_words(ledger.field("parameters")),
        c=count_in_words(ledger.field("connections")),
    )
