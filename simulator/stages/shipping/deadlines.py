"""By when an order has to be ready: its planned pick-up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.draws_pick_ups import comes_at
from simulator.units import NEVER
from simulator.workload import Workload

NO_DEADLINE = 1 << 62
"""Later than every moment of a simulation."""


def planned_pick_up(pick_ups: Sequence[int], released: int, ship_by: int) -> int:
    """The last pick-up from the release to the ship-by time, else the first after the release."""
    first = bisect_left(pick_ups, released)
    last = -1 if ship_by == NEVER else bisect_right(pick_ups, ship_by) - 1
    chosen = max(first, last)
    return pick_ups[chosen] if chosen < len(pick_ups) else NO_DEADLINE


def carriers_pick_ups(scenario: Scenario) -> list[list[int]]:
    """Moments at which each carrier should come, ascending; empty without shipping."""
    return [comes_at(scenario.clock, carrier).tolist() for carrier in scenario.carriers.values()]


def carrier_of_orders(scenario: Scenario, workload: Workload) -> npt.NDArray[np.int16]:
    """(n,) The carrier of every order, as an index in the scenario's order."""
    names = list(scenario.carriers)
    of_service = [names.index(carrier) for carrier, _ in workload.services]
    carriers: npt.NDArray[np.int16] = np.array(of_service, dtype=np.int16)[workload.service]
    return carriers


def promises(workload: Workload) -> Callable[[int], int]:
    """By when an order is to leave, as is promised by the time of asking; else NO_DEADLINE."""
    ship_by = workload.ship_by.data

    def promise(order: int) -> int:
        moment: int = ship_by[order]
        return NO_DEADLINE if moment == NEVER else moment

    return promise


class Deadlines:
    """Planned pick-ups, worked out when an order is first asked about and kept.

    Where shipping is off, the ship-by time. An order that is asked about before its release counts
    from then.
    """

    def __init__(self, scenario: Scenario, workload: Workload) -> None:
        self._ship_by = workload.ship_by.data
        self._pick_ups = carriers_pick_ups(scenario)
        self._carrier_of = carrier_of_orders(scenario, workload).data if self._pick_ups else ()
        self._known: dict[int, int] = {}

    def of(self, order: int, now: int) -> int:
        """The order's deadline, NO_DEADLINE if it has none."""
        known = self._known.get(order)
        if known is None:
            known = self._known[order] = self._planned(order, now)
        return known

    def _planned(self, order: int, now: int) -> int:
        ship_by = self._ship_by[order]
        if not self._pick_ups:
            return NO_DEADLINE if ship_by == NEVER else int(ship_by)
        return planned_pick_up(self._pick_ups[self._carrier_of[order]], now, ship_by)
