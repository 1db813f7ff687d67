"""The convolution-matrix scene in words."""

from __future__ import annotations

from convmath.convolution.matrix_structure import matrix_structure
from convmath.core.provenance import traced
from scenes.base.descriptions import Description, Part, Phrase, counted, joined, phrase, sides
from scenes.convolution_matrix.parameters import MatrixParameters


def describe(given: MatrixParameters) -> Description:
    """Return what the matrix holds, what it comes to, and what is seen of the two examples."""
    structure, kernel, output = given.structure(), given.traced_kernel(), given.output()
    geometry = structure.field("geometry")
    rows, columns = structure.field("shape")
    middle = given.pixel_in_the_middle()
    width = given.traced_image().value.shape[1]
    first = output[0, 0]
    whole: dict[str, Part] = {
        "pixels": phrase("{n} pixels", n=sides(geometry.field("input_size"))),
        "outputs": phrase("{n} outputs", n=sides(geometry.field("output_size"))),
        "kernel": phrase("{n} kernel", n=sides(geometry.field("kernel_size"))),
        "rows": rows,
        "columns": columns,
        "entries": structure.field("entries"),
        "zeros": structure.field("zeros"),
        "share": counted(kernel.field("size"), "weight"),
        "reads": counted(structure.field("row_non_zeros")[0], "weight"),
        "filled": structure.field("non_zeros"),
        "first": first,
        "fed": counted(structure.field("column_non_zeros")[middle[0] * width + middle[1]], "output"),
    }
    return Description(
        alt=phrase(
            "An image of {pixels} is unrolled into a line of {columns} above a matrix of {rows} × {columns}. Each row "
            "holds the weights of one window of a {kernel} below the pixels it reads, and is one of {outputs}.",
            **whole,
        ),
        description=joined(
            [
                phrase("An image of {pixels} is written as one line of {columns}.", **whole),
                phrase(
                    "A {kernel} is laid on it at the first place: a row with {reads} in it, the first output being "
                    "{first}.",
                    **whole,
                ),
                phrase("Each of the {rows} windows gives a row, and the rows are one matrix.", **whole),
                phrase(
                    "Of its {entries} entries {zeros} are held at zero, and the other {filled} share {share}.", **whole
                ),
                phrase(
                    "With numbered pixels, a padded example shows blocks of bands, and that a band breaks where a "
                    "window leaves its row of the image."
                ),
                *([_errata()] if given.errata else []),
                phrase("A larger example fills the stage."),
                phrase("Read by columns, the first matrix shows that a pixel in the middle feeds {fed}.", **whole),
            ]
        ),
        caption=phrase(
            "A sliding window is a matrix: {zeros} of its {entries} entries are held at zero, the others share "
            "{share}.",
            **whole,
        ),
    )


def _errata() -> Phrase:
    """Put right what is often said of the size of a small example's matrix."""
    bare, padded = traced(matrix_structure, 3, 4), traced(matrix_structure, 3, 4, padding=1)
    return phrase(
        "Often claimed to be a matrix of {square}, it is one of {size} with {few} weights without padding, and that "
        "one with padding {p}, with {many}.",
        square=sides(padded.field("shape")),
        size=sides(bare.field("shape")),
        few=bare.field("non_zeros"),
        many=padded.field("non_zeros"),
        p=padded.field("geometry").field("padding")[0][0],
    )
