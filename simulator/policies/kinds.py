"""The kinds of policy: what each is asked, what it may answer, and those that ship."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, SupportsIndex

from simulator.policies.allocations import ALLOCATIONS
from simulator.policies.begun_work import BEGUN_WORK
from simulator.policies.disciplines import DISCIPLINES
from simulator.policies.loadings import LOADINGS
from simulator.policies.preferences import PREFERENCES
from simulator.policies.releases import GROUPINGS, RELEASES
from simulator.policies.replenishment import POLICIES
from simulator.policies.routings import ROUTINGS
from simulator.policies.services import SERVICE_CHOICES
from simulator.policies.splittings import SPLITTINGS
from simulator.policies.stopping import STOPPINGS
from simulator.policies.waves import WAVE_TIMINGS
from simulator.reading.mistakes import one_of
from simulator.units import shown

Rule = Callable[..., Any]

MOST_RANK = 2**63 - 1
"""A rank lies within this on both sides: work that goes on is put ahead of all that is waiting."""
MOST_UNITS = 10**9
"""Of one reorder."""
MOST_WALKED = 10**9
"""Millimeters of a tour."""


@dataclass(frozen=True)
class Kind:
    """What policies of a kind have in common.

    `parameters` are what each is asked with, by place and by name; there may be several lists of
    names, of which a policy has one. `read` makes an answer a plain value, given the arguments too;
    it raises ValueError, whose text goes on after 'returned X, which'.
    """

    name: str
    title: str
    written_at: str
    parameters: tuple[tuple[str, ...], ...]
    returns: str
    shipped: Mapping[str, Rule]
    read: Callable[[object, Sequence[Any]], object]

    @property
    def signature(self) -> str:
        """How a policy of the user's begins: 'def my_rule(priority, deadline, requirement):'."""
        return f"def my_rule({', '.join(self.parameters[0])}):"


def whole(answer: object, low: int, high: int) -> int:
    """A whole number within limits, of numpy or with a decimal point too."""
    if isinstance(answer, float) and math.isnan(answer):
        raise ValueError("is not a number; return a whole number")
    if isinstance(answer, float) and answer.is_integer():
        answer = int(answer)
    if not isinstance(answer, SupportsIndex):
        a_float = isinstance(answer, float) and math.isfinite(answer)
        remedy = f"return round({shown(answer)})" if a_float else "return one, such as 0"
        raise ValueError(f"is not a whole number; {remedy}")
    number = operator.index(answer)
    if not low <= number <= high:
        bound = f"at least {low}" if number < low else f"at most {high}"
        raise ValueError(f"is out of range; return {bound}")
    return number


def _rank(answer: object, _: Sequence[Any]) -> int:
    return whole(answer, -MOST_RANK, MOST_RANK)


def _moment(answer: object, arguments: Sequence[Any]) -> int:
    return whole(answer, -MOST_RANK, arguments[0])


def _units(answer: object, _: Sequence[Any]) -> int:
    return whole(answer, 0, MOST_UNITS)


def _choice(answer: object, arguments: Sequence[Any]) -> object:
    if answer not in arguments[0]:
        raise ValueError("is not one of the choices; return one of them, such as choices[0]")
    return answer


def _route(answer: object, _: Sequence[Any]) -> tuple[int, int]:
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise ValueError("is not a pair; return (millimeters, across)")
    return whole(answer[0], 0, MOST_WALKED), whole(answer[1], -MOST_WALKED, MOST_WALKED)


def _yes_or_no(answer: object, _: Sequence[Any]) -> bool:
    if answer not in (True, False):
        raise ValueError("is neither True nor False; return one of them")
    return bool(answer)


def _what(answer: object, _: Sequence[Any]) -> object:
    if not isinstance(answer, str) or answer not in BEGUN_WORK:
        raise ValueError(f"is not allowed; return {one_of(map(repr, BEGUN_WORK))}")
    return answer


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "discipline",
            "Queue disciplines",
            "`discipline` of a station",
            (("priority", "deadline", "requirement"),),
            "The rank of a task, a whole number: the lowest is served first, and of equals the one "
            "that came first. Asked when it enters the queue. The deadline is the earliest planned "
            "pick-up of its orders and the requirement its work, in milliseconds.",
            DISCIPLINES,
            _rank,
        ),
        Kind(
            "preference",
            "Crews with several skills",
            "`crews.NAME.prefers`",
            (("choices",),),
            "One of the choices, each with `station`, `home` (whether it is the crew's first "
            "skill), `waiting` (tasks) and `urgency` (priority, time of entry and number of the "
            "task served next). Asked when a head is free and several stations have work.",
            PREFERENCES,
            _choice,
        ),
        Kind(
            "release",
            "Release of batches",
            "`picking.method.batch.form`",
            (("waiting", "waited", "up_to", "wait_at_most"),),
            "Whether a batch leaves now: True or False. Asked when an order comes, and once the "
            "first has waited `wait_at_most`, with the orders that wait and how long the first of "
            "them has, in milliseconds.",
            RELEASES,
            _yes_or_no,
        ),
        Kind(
            "grouping",
            "Orders that may share a tour",
            "`picking.method.batch.by` and `picking.method.wave.by`",
            (("order_class", "pick_up"),),
            "The number of the order's group; orders of one group may share a tour. Asked with the "
            "number of its class, from 0, and its planned pick-up, in milliseconds.",
            GROUPINGS,
            _rank,
        ),
        Kind(
            "wave",
            "Waves before pick-ups",
            "`picking.method.wave.timing`",
            (("pick_up", "previous", "before"),),
            "When the wave comes, no later than its pick-up. Asked for every planned pick-up with "
            "the carrier's one before it, 0 for the first, and `before_pick_ups`, in milliseconds "
            "from the clock's start; a moment before that is the start itself.",
            WAVE_TIMINGS,
            _moment,
        ),
        Kind(
            "routing",
            "Routes of pick tours",
            "`picking.layout.routing`",
            (("stops", "length"),),
            "(millimeters walked from the first aisle's end, across where the tour comes out). "
            "Stops are (across, distances of the picks from the cross aisle, rising), from the one "
            "that comes first; `length` is an aisle's. All in millimeters.",
            ROUTINGS,
            _route,
        ),
        Kind(
            "replenishment",
            "Replenishment",
            "`inventory.policy.kind`",
            (("position", "s", "S"), ("position", "r", "Q"), ("position", "S")),
            "The units to order now, 0 for none. The names of the further parameters say which "
            "levels the scenario gives it. Asked when a SKU's position has changed, or at every "
            "review.",
            POLICIES,
            _units,
        ),
        Kind(
            "allocation",
            "Allocation of arriving stock",
            "`inventory.allocation`",
            (("priority", "promise", "units"),),
            "The rank of a line that waits for a SKU, a whole number: the lowest is served first, "
            "and of equals the one that came first. Asked when it begins to wait, with its order's "
            "ship-by time and its units.",
            ALLOCATIONS,
            _rank,
        ),
        Kind(
            "splitting",
            "Orders that ship in several parcels",
            "`inventory.goes_ahead`",
            (("units", "value", "there", "short"),),
            "Whether a line that is there goes ahead, True or False; if not it follows in a "
            "further parcel with what is short, and an order of which nothing goes ahead waits. "
            "Asked once an order that is short may be split, with the line's units and value in "
            "cents, and the units of the order that are there and that are not.",
            SPLITTINGS,
            _yes_or_no,
        ),
        Kind(
            "service",
            "Choice of carrier and service",
            "`shipping.choice`",
            (("choices", "drawn", "order_class", "region"),),
            "One of the choices, the services that serve the order's class, each with `service` "
            "and `carrier` (their numbers in the scenario, from 0), `cost` (cents a parcel) and "
            "`transit` (the mean to the region in milliseconds; a working day is a day). `drawn` "
            "is the one that was drawn by share. Asked for every class, region and drawn one, "
            "before the run.",
            SERVICE_CHOICES,
            _choice,
        ),
        Kind(
            "loading",
            "Loading of pick-ups",
            "`loading` of a carrier",
            (("priority", "promise", "boxes"),),
            "The rank of a parcel, a whole number: the lowest is loaded first, and of equals the "
            "one that came to the dock first. Asked when it comes there, with its order's ship-by "
            "time and its boxes.",
            LOADINGS,
            _rank,
        ),
        Kind(
            "begun work",
            "Work that has begun when its people pause or go",
            "`end_of_shift` of a shift, `begun_work` of a break",
            (("worked", "left"),),
            "What becomes of a task: 'finish', 'interrupt' or 'handover'. Asked with the "
            "milliseconds that were worked on it and those that are left.",
            BEGUN_WORK,
            _what,
        ),
        Kind(
            "stopping",
            "Whose work is stopped as some of a team pause",
            "`stops_first` of a break in waves",
            (("worked", "left", "priority"),),
            "The rank of a task, a whole number: the lowest is stopped first, and of equals the "
            "one that was begun last. Asked with the milliseconds that were worked on it, those "
            "that are left and its priority. At a shift's end all its people go, so that there "
            "begun work alone says what becomes of each task.",
            STOPPINGS,
            _rank,
        ),
    )
}
