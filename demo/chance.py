"""Draws that the standard library lacks, and one stream of chance per purpose.

Every part of the generator draws from its own stream, named after the seed and what it is for. A day therefore looks
the same whether one asks for one day or for two years, and moving a batch changes no ordinary contact.
"""

from __future__ import annotations

import math
import random


def stream(seed: int, *purpose: object) -> random.Random:
    """Return the stream of chance for a purpose; the same on every platform and in every process."""
    return random.Random(":".join(str(part) for part in (seed, *purpose)))


def poisson(rng: random.Random, mean: float) -> int:
    """Draw a Poisson number: by multiplication below 30 (Knuth, TAOCP 2, 3.4.1), by a rounded normal draw above."""
    if mean > 30:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def around_one(rng: random.Random, deviation: float) -> float:
    """Draw a gamma factor with mean 1 and the given standard deviation."""
    shape = 1 / deviation**2
    return rng.gammavariate(shape, 1 / shape)
