"""What is said over each beat of the scene."""

NARRATIONS = {
    "task": "Time for an exercise. Read the task, and then take pencil and paper. You will understand considerably "
    "more from a few lines of your own than from an hour of watching me.",
    "solution": "Here is a way to solve it. Yours may be a different one; what counts is that each step has a reason.",
    "code": "This time, let a program do the calculation. Read it line by line, and say what it will print before "
    "you look. It was actually executed, and what you see below is its output.",
    "pictures": "And these are the pictures that it computed. Do they look as you expected? If not, that is the "
    "place to think again.",
}
