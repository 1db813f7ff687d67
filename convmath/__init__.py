"""The mathematics behind the lecture scenes: pure, typed, NumPy only.

Import the module you need (``from convmath.networks import counting``); nothing is loaded before it is asked for.
"""
