"""Of a service's list of sizes, the one that suits a picture best."""

from collections.abc import Iterable
from math import log


def nearest_size(size: tuple[int, int], pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The pair of nearest shape, and among equal shapes of nearest area; all (width, height) in pixels."""
    width, height = size

    def distance(pair: tuple[int, int]) -> tuple[float, float]:
        shape = abs(log(pair[0] * height) - log(pair[1] * width))
        # Rounded, so that the same shape written with other numbers is the same.
        return round(shape, 9), abs(log(pair[0] * pair[1]) - log(width * height))

    return min(pairs, key=distance)
