"""What a quick check claims: the answer by torch and loops, and where it stands among the options."""

from __future__ import annotations

from convmath.questions.catalogue_of_questions import draw_question, givens, variant_of
from tests.convmath.questions.answers import ANSWERED
from tests.scenes.claims.sentences import Claims, sentences

ABOUT = {
    "question": ["A question", "Four options"],
    "think": ["Time to think"],
    "answer": ["worked out step by step"],
    "mistakes": ["What went wrong"],
    "card": ["The whole card"],
}
"""What each beat's captions, in their order, are about: words that stand in no other caption of the scene."""

MORE = (
    {"question": "matrix-zeros", "seed": 9},
    {"question": "output-size", "seed": 3},
    {"question": "wrong-tool"},
    {"question": "connections"},
    {"question": "sobel-columns", "seed": 5},
    {"question": "equivariance-or-invariance", "seed": 4},
)
"""Parameters whose words are held to the claims, beside the defaults and the scene's examples."""

ASKS = {
    "dense-parameters": "how many parameters a dense layer has",
    "convolution-parameters": "how many parameters a convolution has",
    "connections": "how many connections a convolution has, beside its weights",
    "output-size": "how many rows an output has",
    "receptive-field": "how many pixels a deep unit sees",
    "matrix-zeros": "how many entries of a convolution's matrix are zero",
    "output-value": "what one window gives",
    "sobel-columns": "where a Sobel filter answers",
    "sharing": "which property of images a design exploits",
    "equivariance-or-invariance": "whether an operation is equivariant or invariant",
    "wrong-tool": "when a convolution is the wrong tool",
}


def claims(question: str = "dense-parameters", seed: int = 0, think: float = 6.0) -> Claims:
    """The texts of options and explanations are those of the question, which tests of their own hold."""
    right = ANSWERED[question](**givens(question, variant_of(question, seed)))
    drawn = draw_question(question, seed)
    letter = "ABCD"[drawn.labels.index(right)]
    options = "; ".join(f"{mark}: {label}" for mark, label in zip("ABCD", drawn.labels))
    explained = " ".join(f"{mark}. {reason}" for mark, reason in zip("ABCD", drawn.explanations))
    whole = (
        f"A card asks: {drawn.asked} The options are {options}. A ring empties while the viewer thinks. "
        f"Then the answer is worked out, and {letter} is ticked. {explained}"
    )
    roles = {"asks": ASKS[question], "letter": letter, "right": right}
    return {
        "alt": [
            ("A card asks {asks}, with four options", roles),
            ("Each is explained, and the wrong ones are crossed out; {letter} is ticked: {right}", roles),
        ],
        "description": [(sentence.replace("{", "{{").replace("}", "}}"), {}) for sentence in sentences(whole)],
        "caption": [("A quick check on {asks}: the answer is {right}", roles)],
    }
