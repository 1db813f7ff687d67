"""The examples-needed scene in words."""

from __future__ import annotations

from convmath.convolution.landmarks import value_range
from convmath.core.facts import ATOMS
from convmath.core.magnitudes import atoms_in_the_universe, digit_count
from convmath.core.provenance import traced
from convmath.networks.counting import examples_needed
from scenes.base.descriptions import Description, Legend, Part, Phrase, about, joined, listed, phrase
from scenes.examples_needed.parameters import Demand, ExamplesParameters


def describe(given: ExamplesParameters) -> Description:
    """Return what is asked for, what there is, and where real images are."""
    demands, network = given.demands(), given.whole_network()
    drawn, real = (traced(value_range, values) for values in given.likeness())
    flat, *_, last = (space.points for space in given.spaces())
    each = traced(examples_needed, 1)
    whole: dict[str, Part] = {
        "units": given.units(),
        "low": each.field("low"),
        "high": each.field("high"),
        "random": phrase("from {low:3} to {high:3}", low=drawn[0], high=drawn[1]),
        "faces": phrase("from {low:3} to {high:3}", low=real[0], high=real[1]),
        "drawn": given.drawn().field("shape")[0],
        "real": given.real().field("shape")[0],
        "size": phrase("{h} × {w} pixels", h=given.real().field("shape")[1], w=given.real().field("shape")[2]),
        "first": demands[0].name,
        "asked": _range(demands[0]),
        "there": demands[0].there,
    }
    heaps = phrase(
        "Bars heap up the correlation of neighbouring pixels: {drawn} random images of {size} lie {random}, {real} "
        "faces of the same size {faces}.",
        **whole,
    )
    return Description(
        alt=phrase(
            "A layer of {units} units asks for {asked} examples on {first}, which has {there}. Neighbouring pixels of "
            "random images have correlations {random}, those of faces {faces}.",
            **whole,
        ),
        description=joined(
            [
                phrase(
                    "A rule of thumb asks for {low} to {high} examples for every parameter; for a fully connected "
                    "layer of {units} units that is {demands}.",
                    demands=listed(
                        [
                            phrase("{asked} on {name}, which has {n}", asked=_range(one), name=one.name, n=one.there)
                            for one in demands
                        ]
                    ),
                    **whole,
                ),
                phrase(
                    "By the same rule {name} would have needed {asked}; it had {n} and knows images that it never saw, "
                    "so the rule is no more than a rule of thumb.",
                    name=network.name,
                    asked=_range(network),
                    n=network.there,
                ),
                phrase(
                    "The number of possible images of {h} × {w} pixels has {digits} digits, written out over the whole "
                    "stage; {atoms}, the number of atoms in the observable universe, has {few}.",
                    h=given.smallest_format().field("height"),
                    w=given.smallest_format().field("width"),
                    digits=traced(digit_count, given.possible().field("number")),
                    atoms=ATOMS,
                    few=traced(digit_count, traced(atoms_in_the_universe)),
                ),
                Phrase("Images drawn at random stand beside photographs of faces, and each moves over its number."),
                heaps,
                phrase(
                    "Of {n} random points in a plane, the nearest is {a} of the way to the farthest; in {d} dimensions "
                    "it is {b}.",
                    n=flat.field("count"),
                    a=about(flat.field("ratio")),
                    d=last.field("dimensions"),
                    b=about(last.field("ratio")),
                ),
            ]
        ),
        caption=phrase(
            "The space of images is too large to be filled with examples, but real images hold to a corner of it: "
            "neighbouring pixels of faces have correlations {faces}, those of random images {random}.",
            **whole,
        ),
        beats={
            "two-heaps": Legend(
                alt=heaps,
                caption=phrase(
                    "One number tells photographs of faces from random images: the correlation of neighbouring pixels, "
                    "{faces} and {random}.",
                    **whole,
                ),
            )
        },
    )


def _range(demand: Demand) -> Phrase:
    """Return how many examples are asked for."""
    return phrase("{low} to {high}", low=demand.needed.field("low"), high=demand.needed.field("high"))
