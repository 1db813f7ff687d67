"""What is said over each beat of the scene."""

NARRATIONS = {
    "unroll": "Every convolution can be written as a matrix. It is worth doing once, because it shows what kind of "
    "a layer it is. First, the pixels go into one long line, row after row, so that each will have a column of its "
    "own.",
    "first-row": "Now the first window. Write each weight below the pixel that it lies on, and zeros everywhere "
    "else. That is the first row of the matrix: it has as many entries as there are pixels, {m}, and the weights "
    "among them are {n}.",
    "rows": "Move the window, and write the next row. And the next. The window, its row, and the output that it "
    "makes all move as one. A row for each window; a column for each pixel.",
    "product": "Multiply this matrix by the line of pixels, and the result is the whole output. So a convolution is "
    "a dense layer after all, but one under constraints. [mark dense] A dense layer would have {e} free weights. "
    "Here {z} of them are held at zero, and the other {f} repeat the same {k}.",
    "bands": "Pad the image, so that the output becomes as large as the input. At the border the window now reaches "
    "beyond the image. There it reads fewer pixels, and its row has fewer entries.",
    "blocks": "Step back, and you see a pattern in the pattern. The matrix falls into blocks, one for each pair of "
    "rows. Within a block one row of the kernel lies along the diagonals.",
    "errata": "You will often read that the matrix is square, without a word of padding. It depends. [mark bare] "
    "Without padding, only the windows that stay within the image have a row, and the matrix is {a} by {b}. With "
    "padding, it is {m} by {n}.",
    "breaks": "But watch the diagonals: they are broken. At the end of an image row, the window hangs over the "
    "border, and some of its weights fall away. If you forget that, your matrix wraps round, and computes something "
    "else.",
    "exercise": "Here is an exercise to try before you go on. No padding, and a stride of one. How many rows does "
    "the matrix have, how many columns, and how many of its entries are not zero? Then compare: [mark size] {a} "
    "rows, {b} columns, and {m} of {e} entries, in bands inside of blocks.",
    "columns": "We have read the matrix by rows. Read it by columns, and it answers another question: which outputs "
    "does a pixel feed, and through which weights? One in the middle feeds {n}. Turn the matrix on its side, and it "
    "scatters where it used to gather. That is transposed convolution, and it is also how errors find their way "
    "back.",
}
