"""A verdict that is asked for again and again on more replications: what each look may spend."""

from __future__ import annotations

from math import ceil, log2


def confidence_of_look(confidence: float, look: int) -> float:
    """Of the two-sided interval at look 0, 1, 2, ... so that all looks together hold.

    Look k may be wrong on one side with a chance of (1 - confidence) / ((k + 1)(k + 2)), the sum of
    which over all looks is 1 - confidence, however often is looked and whenever one stops: the
    first look spends half of it, as a single interval of that confidence does. (A spending function
    as in Lan & DeMets 1983, with the union bound in place of the looks' correlation.)
    """
    return 1 - 2 * (1 - confidence) / ((look + 1) * (look + 2))


def look_of(replications: int, first: int) -> int:
    """How often `first` replications were doubled, the last time perhaps not in full."""
    return max(0, ceil(log2(replications / first)))
