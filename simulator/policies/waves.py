"""When the wave of a pick-up comes. Pure functions."""

from __future__ import annotations

from collections.abc import Callable

WaveTiming = Callable[[int, int, int], int]
"""(pick-up, the carrier's one before it, `before_pick_ups`) -> the moment of its wave.

Before the first pick-up stands the clock's start. All in milliseconds from there.
"""


def lead(pick_up: int, previous: int, before: int) -> int:
    """`before_pick_ups` before its pick-up."""
    return pick_up - before


def halfway(pick_up: int, previous: int, before: int) -> int:
    """Halfway from the pick-up before to its own, `before_pick_ups` before it at the latest."""
    return min((previous + pick_up) // 2, pick_up - before)


def after_the_last(pick_up: int, previous: int, before: int) -> int:
    """When the pick-up before it comes, `before_pick_ups` before its own at the latest."""
    return min(previous, pick_up - before)


WAVE_TIMINGS: dict[str, WaveTiming] = {
    "lead": lead,
    "halfway": halfway,
    "after the last": after_the_last,
}
