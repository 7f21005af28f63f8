"""Picks at random places of parallel aisles: aisles visited, farthest picks, meters walked.

Hall, "Distance approximations for routing manual pickers in a warehouse", IIE Transactions 25
(1993), takes picks that are independent and places that are continuous. Here both are exact for
slots that lie evenly along the aisles: all that is needed is the chance that some slots hold none
of the picks, by which distinct picks differ from independent ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import comb

NoneIn = Callable[[int], float]
"""Slots -> the chance that so many given ones hold no pick."""


@dataclass(frozen=True)
class Floor:
    """Aisles with so many slots each; the depot is at the front of the leftmost one. Meters."""

    aisles: int
    slots: int
    length: float
    spacing: float

    @property
    def places(self) -> list[float]:
        """Of an aisle's slots, from the front."""
        return [(2 * k + 1) * self.length / (2 * self.slots) for k in range(self.slots)]

    @property
    def all_slots(self) -> int:
        """Of all aisles."""
        return self.aisles * self.slots


def distinct(floor: Floor, picks: int) -> NoneIn:
    """Picks of as many slots, each as likely: hypergeometric (Feller 1968, section II.6)."""
    every = floor.all_slots
    return lambda empty: comb(every - empty, picks) / comb(every, picks)


def independent(floor: Floor, picks: int) -> NoneIn:
    """Picks that may fall into one slot, as those of different orders may."""
    every = floor.all_slots
    return lambda empty: (1 - empty / every) ** picks


def aisles_visited(floor: Floor, none_in: NoneIn) -> float:
    """Hall 1993: M (1 - (1 - 1/M)^n) for independent picks."""
    return floor.aisles * (1 - none_in(floor.slots))


def across(floor: Floor, none_in: NoneIn) -> float:
    """Meters along the front cross aisle: to the last aisle that is visited, and back."""
    empty_behind = (none_in((floor.aisles - 1 - k) * floor.slots) for k in range(floor.aisles - 1))
    last = floor.aisles - 1 - sum(empty_behind)
    return 2 * floor.spacing * last


def return_walk(floor: Floor, none_in: NoneIn) -> float:
    """Meters where every aisle is walked to its farthest pick and back."""
    # The farthest pick is at slot k or nearer if none is in the slots behind it.
    nearer = [none_in(floor.slots - 1 - k) for k in range(floor.slots)]
    farthest = _mean(floor, [none_in(floor.slots), *nearer])
    return across(floor, none_in) + 2 * floor.aisles * farthest


def s_shape_walk(floor: Floor, none_in: NoneIn) -> float:
    """Meters where aisles are walked through, the last of an odd number to its farthest pick."""
    inside = 0.0
    for visited in range(1, floor.aisles + 1):
        sets = comb(floor.aisles, visited)
        nearer = [_only(floor, none_in, visited, k + 1) for k in range(floor.slots)]
        if visited % 2 == 0:
            inside += sets * nearer[-1] * visited * floor.length
        else:
            inside += sets * nearer[-1] * (visited - 1) * floor.length
            inside += 2 * sets * _mean(floor, [0.0, *nearer])
    return across(floor, none_in) + inside


def _mean(floor: Floor, below: list[float]) -> float:
    """Of the farthest pick's place, from the chances that it is in the first 0, 1, ... slots."""
    chances = (b - a for a, b in pairwise(below))
    return sum(place * chance for place, chance in zip(floor.places, chances, strict=True))


def _only(floor: Floor, none_in: NoneIn, visited: int, front: int) -> float:
    """The chance that just so many given aisles are visited, the last in its front slots only.

    By inclusion and exclusion of the other aisles that stay empty (Feller 1968, section IV.1).
    """
    others = visited - 1
    chance = 0.0
    for k in range(others + 1):
        outside = floor.all_slots - k * floor.slots
        with_last = none_in(outside - front) - none_in(outside)
        chance += (-1) ** (others - k) * comb(others, k) * with_last
    return chance
