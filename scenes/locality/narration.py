"""What is said over each beat of the scene."""

NARRATIONS = {
    "pair": "Here is a small experiment. Take any pixel of an image, and the one right beside it. How much does the "
    "one tell us about the other?",
    "neighbours": "Each such pair becomes one dot: the first pixel across, the second one upward. If the two agree, "
    "the dot lies on the diagonal. Look how the cloud hugs it. Over all {n} pairs, the correlation is {r:3}.",
    "apart": "Now let the second pixel walk away from the first. The farther it goes, the more the cloud spreads. "
    "The image has not changed; only the distance has. At {d} pixels, [mark far] the correlation is {r:3}.",
    "together": "Back to neighbours once more. A cloud is hard to compare with other clouds, so let us put it into "
    "a single number, the correlation, and draw that against the distance.",
    "gap": "As the gap opens, the correlation draws its curve. This is what we mean when we say that images are "
    "local: what is near tells you much, and what is far tells you less.",
    "beside": "But is that a property of images, or of our way of counting? Try it on noise, where each pixel was "
    "drawn for itself. The curve lies flat from the first step, between {low:3} and {high:3}. Noise has no "
    "locality, and this is the control that makes the claim worth anything.",
    "photographs": "And now several photographs. Each one falls in its own way; some hold on for a long distance, "
    "some drop at once. What they share is the beginning: the neighbours always tell most. If you can afford only a "
    "few connections, you know where to put them.",
}

ON_A_PHOTOGRAPH = (
    "Noise has no locality. So try the same on a photograph, counted in the same way. Now the neighbours agree, and "
    "what they have in common is lost only slowly: the correlation runs from {high:3} down to {low:3}. It is the "
    "image that makes the difference, not our way of counting."
)
"""What is said beside noise, of a photograph."""
