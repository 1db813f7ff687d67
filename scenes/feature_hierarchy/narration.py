"""What is said over each beat of the scene."""

NARRATIONS = {
    "four-bars": "Where would a system begin that is to recognise faces? Perhaps with something very plain. Here is "
    "a photograph of a face, and bars that lie in different directions. That is all the first stage knows.",
    "bars-and-maxima": "Each bar, here {n} pixels long, is matched at every place, and gives a map of answers. Then "
    "comes a second, quite different step. Of {p} by {p} neighbouring answers, only the largest is kept. The map "
    "shrinks, and a small shift of the face no longer matters.",
    "imprint": "Now cut a piece of {n} by {n} pixels out of these maps, and let a new unit remember it. It has no "
    "name, and nobody told it what to look for. It knows one arrangement of bars, and nothing else.",
    "another-face": "Show it another face. At every place we ask how alike the maps are to what the unit remembers. "
    "And once again only the best answer is kept, wherever it was found: [mark best] here, {r}.",
    "found-again": "These are the places where the same unit answers best, in one face after another. The first is "
    "the face that it came from. In the others it has found something that looks alike, and nobody has marked it "
    "for us.",
    "told-apart": "One number for each image: the unit's best answer. Faces lie higher, on the whole, than what is "
    "not a face. [mark right] With the best threshold, {n} of {all} are right. It is not a proof. It depends on the "
    "piece that was taken, and the threshold was chosen on the same images. But one unit, from one example, goes "
    "surprisingly far.",
    "fields-grow": "Look back at what happened to the units. From stage to stage each of them sees more of the "
    "image; the last one sees all of it, {n} pixels wide. The networks of our day do the same thing. What has "
    "changed is that the pieces are learned, and not cut out.",
}
