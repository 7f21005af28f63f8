"""What stands behind the hours of an order: a cause, where it is, and who could have served it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from simulator.stages import CAUSES, STATIONS

AVOIDABLE = tuple(name for name, cause in CAUSES.items() if cause.avoidable)
"""Causes for which an order would not wait if there were more of something."""
WORK = tuple(name for name in CAUSES if name in STATIONS)
"""Causes that are work at a station."""


@dataclass(frozen=True, order=True)
class Behind:
    """A cause of `stages.CAUSES` with what it is at.

    `place` is the station, zone or lane (`packing`, `picking.front`) of `labor`, `off_shift`,
    `equipment` and `batching`. `who` is the crew of `labor` and `off_shift`, of `shift` where it
    works in shifts, and the carrier of `pick_up`, `late_pick_up`, `pick_up_capacity` and
    `road_delay`. `left_over` are closed hours of an order that had found the crew at work and was
    not served before it went.
    """

    cause: str
    place: str = ""
    who: str = ""
    shift: str = ""
    left_over: bool = False

    @property
    def limit(self) -> tuple[str, str, str]:
        """(cause, who, place) of what there would have to be more of.

        A crew with all its shifts and places, left over hours too; machines of one place.
        """
        cause = "labor" if self.left_over else self.cause
        return cause, self.who, self.place if cause == "equipment" else ""


class Weight(NamedTuple):
    """Hours of all orders, of the late ones, and how many of these it made late."""

    hours: float
    late_hours: float
    late_orders: int


@dataclass(frozen=True)
class Waits:
    """A replication's cohort by what stands behind its hours; finished orders and open ones.

    An open order counts up to the horizon. `promised` are those of all `orders` whose time to ship
    has come (of those without one, to be delivered), `late` those of them that are not on time.
    Each late order was made late by one thing, as `measure.lateness` says.
    """

    orders: int = 0
    promised: int = 0
    late: int = 0
    behind: Mapping[Behind, Weight] = field(default_factory=dict)
