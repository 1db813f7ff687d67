"""What is said over each beat of the scene."""

NARRATIONS = {
    "question": "Here is a question for you. Read it slowly, and look at all of the options before you settle on "
    "one of them. Only one of them is right, and the others are not random: each is a mistake that people make.",
    "answer": "Let us work it out together, one step after the other. Do not skip any of the steps, even if your "
    "answer was right.",
    "mistakes": "More instructive than the right answer are the wrong ones, as each of them comes from one "
    "particular slip. If you chose one of these, you know now which of them it was.",
    "card": "And here is the whole card again. Stop the film here if you would like to copy it.",
}

ANSWER = " [mark answer] And so the answer that we come to is {n}."
"""What is added where each option is a number."""
