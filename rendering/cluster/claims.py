"""Divide what is to be drawn of a scene into claims: what one worker draws at a time, planned by its cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SECONDS_PER_PIXEL = 6e-9
"""Seconds that drawing and encoding a pixel of a picture takes, as long as no claim of this command has told."""
LEAST_SECONDS = 1.0
"""The least cost of a claim: handing one over takes some hundredths of a second."""
PLAYED_AGAIN = 4.0
"""The least cost of a claim in the time that its scene takes to play without drawing, which each claim does anew."""
CLAIMS_PER_WORKER = 3
"""Into how many claims all that is to be drawn is divided for each worker: more even out the end, each costs a play."""


@dataclass(frozen=True)
class Offer:
    """A segment that may be drawn elsewhere.

    Parameters
    ----------
    first
        Its first frame.
    pictures
        How many pictures are to be drawn.
    digest
        The fingerprint of the state it begins with.
    """

    first: int
    pictures: int
    digest: str


@dataclass(frozen=True)
class Claim:
    """Consecutive segments of a scene that one worker draws.

    Parameters
    ----------
    job
        The index of the job.
    offers
        The segments, in order.
    pixels
        Pixels of all their pictures.
    attempt
        How many workers have failed at it.
    avoid
        The addresses of those.
    """

    job: int
    offers: tuple[Offer, ...]
    pixels: int
    attempt: int = 0
    avoid: frozenset[str] = frozenset()

    @property
    def only(self) -> dict[int, str]:
        """The digests of the segments by their first frames."""
        return {offer.first: offer.digest for offer in self.offers}

    @property
    def pictures(self) -> int:
        """How many pictures it holds."""
        return sum(offer.pictures for offer in self.offers)

    @property
    def firsts(self) -> list[int]:
        """The first frames of its segments."""
        return [offer.first for offer in self.offers]


def claims_of(
    job: int,
    offers: Sequence[Offer],
    *,
    size: tuple[int, int],
    workers: int,
    jobs: int = 1,
    play_seconds: float = 0.0,
    seconds_per_pixel: float = SECONDS_PER_PIXEL,
) -> list[Claim]:
    """Return the claims of a job, each of consecutive segments and of nearly equal cost.

    Parameters
    ----------
    job
        The index of the job.
    offers
        What is to be drawn of it, in order.
    size
        Width and height of its pictures.
    workers
        How many claims may be drawn at a time.
    jobs
        How many jobs of about this cost there are.
    play_seconds
        Seconds that playing the scene takes without drawing it.
    seconds_per_pixel
        What drawing a pixel costs.

    Examples
    --------
    >>> offers = [Offer(first, 60, "") for first in range(0, 600, 60)]
    >>> [len(claim.offers) for claim in claims_of(0, offers, size=(1920, 1080), workers=1, jobs=3)]
    [10]
    >>> [len(claim.offers) for claim in claims_of(0, offers, size=(1920, 1080), workers=2)]
    [2, 1, 2, 2, 1, 2]
    """
    pixels = size[0] * size[1]
    costs = [max(1, offer.pictures) * pixels * seconds_per_pixel for offer in offers]
    share = sum(costs) * jobs / (workers * CLAIMS_PER_WORKER)
    least = max(share, LEAST_SECONDS, PLAYED_AGAIN * play_seconds)
    count = max(1, min(len(offers), int(sum(costs) / least)))
    target = sum(costs) / count
    claims: list[Claim] = []
    taken: list[Offer] = []
    done = 0.0
    for offer, cost in zip(offers, costs, strict=True):
        taken.append(offer)
        done += cost
        if offer is offers[-1] or (len(claims) + 1 < count and done >= target * (len(claims) + 1) - cost / 2):
            claims.append(_claim(job, taken, pixels))
            taken = []
    return claims


def _claim(job: int, offers: Sequence[Offer], pixels: int) -> Claim:
    return Claim(job, tuple(offers), pixels * sum(max(1, offer.pictures) for offer in offers))


def offers_of(entries: Sequence[dict[str, Any]]) -> list[Offer]:
    """Return the offers that a job's process has sent."""
    return [Offer(int(entry["first"]), int(entry["pictures"]), str(entry["digest"])) for entry in entries]
