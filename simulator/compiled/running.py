"""The arrays of a replication at work: from pick-up to pick-up, and to the end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.boxes import count_boxes
from simulator.compiled.carriers import Dock
from simulator.compiled.entry import advance
from simulator.compiled.further_parcels import FurtherParcels
from simulator.compiled.start import Start
from simulator.results.outcomes import Outcome
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.process import Deliveries
from simulator.units import HOUR, NEVER
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]


class Roads:
    """What carriers have loaded, of which the ways are not worked out yet: many at once are faster.

    They must be known before anything can be back in the house.
    """

    def __init__(self, scenario: Scenario, workload: Workload, waits: bool) -> None:
        self.loads: list[tuple[Integers, int]] = []
        self.due = NEVER  # when the ways must be known
        self._dates = scenario.clock.calendar
        self._waits = waits
        self._by_day = int(workload.transit_days.min(initial=1)) > 0
        least = int(workload.return_after[workload.returns].min(initial=workload.horizon))
        if scenario.delivery is not None:
            attempts, between = scenario.delivery.attempts, scenario.delivery.between_attempts
            least = min(least, (attempts - 1) * between)
        self._least = least  # from the arrival on

    def add(self, loaded: Integers, now: int) -> None:
        """These parcels are on their way from now on."""
        if not self.loads:
            arrives = now
            if self._by_day:
                arrives = int(self._dates.moment(self._dates.day(np.array(now)) + 1))
            self.due = arrives + self._least if self._waits else now
        self.loads.append((loaded, now))

    def take(self) -> tuple[Integers, Integers]:
        """(parcels, their hand-overs) of all of them."""
        loaded = np.concatenate([parcels for parcels, _ in self.loads])
        counts = [len(parcels) for parcels, _ in self.loads]
        now = np.repeat([at for _, at in self.loads], counts)
        self.loads.clear()
        return loaded, now


class Run:
    """The arrays at work, with the dock and the roads."""

    def __init__(self, scenario: Scenario, workload: Workload, begun: Start) -> None:
        arrays = begun.arrays
        self.scenario, self.workload, self.begun = scenario, workload, begun
        self.arrays: Arrays = arrays
        self._table = arrays.table()  # to be there as long as its address is used
        self._address = self._table.ctypes.data
        self.parcels = FurtherParcels(arrays)
        self.deliveries = Deliveries(scenario, workload, self.parcels)
        docked_at = arrays.visits[c.V_SHIPPING]
        promise = arrays.orders[c.O_SHIP_BY, : workload.n]
        self.dock = Dock(scenario, workload, promise, docked_at, self.parcels)
        self.now = 0
        self._docked = 0
        self._moments = self.dock.moments()
        may_split = len(docked_at) > workload.n
        waits = not may_split and not scenario.stops_early
        self._roads = Roads(scenario, workload, waits)

    def forget(self, *names: str) -> None:
        """Let go of these arrays; nothing is simulated any more."""
        self.arrays = self.arrays.without(names)
        self.begun = replace(self.begun, arrays=self.arrays)

    def to_the_end(self) -> None:
        """Simulate to the horizon, or until the orders of the window are done."""
        horizon = self.workload.horizon
        if not self.scenario.stops_early:
            self.advance(horizon)
            return
        high = self.scenario.clock.window[1]
        orders, carts = self._of_the_window()
        self.advance(high)
        while self.now < horizon:
            orders = orders[self._is_open(orders)]
            carts = carts[self._is_undecided(carts)]
            if not len(orders) and not len(carts):
                return
            self.advance(min(self.now + HOUR, horizon))

    def advance(self, until: int) -> None:
        """Up to and including a moment."""
        while self._moments and self._moments[0] <= until:
            moment = self._moments.pop(0)
            self._simulate(moment)
            self._pick_ups(moment)
        self._simulate(until)
        self.now = until

    def _simulate(self, until: int) -> None:
        """Up to and including a moment, counting boxes as it is asked for."""
        if self._roads.loads and until >= min(self._roads.due, self.workload.horizon):
            self._send_off()
        advance(self.arrays, self._address, until)
        packing = self.scenario.packing
        while packing is not None and self.arrays.state[c.COUNTING]:
            counted = count_boxes(packing, self.workload, self.arrays, self.parcels)
            self.dock.recount(*counted)
            advance(self.arrays, self._address, until)

    def _pick_ups(self, now: int) -> None:
        """Every carrier that comes now loads; what will come back is told to the engine."""
        state, marks = self.arrays.state, self.arrays.marks
        docked = self.arrays.links[c.N_DOCKED, self._docked : state[c.DOCKED]].astype(np.int64)
        self._docked = int(state[c.DOCKED])
        self.dock.come_to_wait(docked, marks[c.X_CARRIER, docked])
        for index in range(len(self.dock.carriers)):
            while self.dock.comes(index, now):
                loaded = self.dock.pick_up(index, now)
                self.arrays.visits[c.V_SHIPPING + 2, loaded] = now
                self._roads.add(loaded, now)

    def _send_off(self) -> None:
        """What carriers have loaded goes its way, and the engine is told what comes back."""
        loaded, now = self._roads.take()
        arrays, workload = self.arrays, self.workload
        state, orders = arrays.state, arrays.orders
        ways = self.deliveries.carry(loaded, now)
        split = self.parcels.of_split(loaded)
        self._end_parts(loaded[split], ways.outcome[split], ways.ended[split])
        of = self.parcels.orders_of(loaded)
        failed = ways.outcome == Outcome.RETURNED_TO_SENDER
        returns = (ways.outcome == Outcome.DELIVERED) & workload.returns[of] & ~split
        comes = (ways.ended <= workload.horizon) & (failed | returns)
        back = loaded[comes]
        took = np.where(failed, ways.arrived - now, workload.return_after[of])
        arrays.marks[c.X_BY_CUSTOMER, back] = returns[comes]
        first = int(state[c.BACK])
        rows = slice(first, first + len(back))
        arrays.links[c.N_BACK, rows] = back
        orders[c.O_LEAVES, rows], orders[c.O_ARRIVES, rows] = (
            ways.ended[comes],
            (ways.ended + took)[comes],
        )
        state[c.BACK] = first + len(back)

    def _end_parts(self, parcels: Integers, outcome: npt.NDArray[np.int8], ended: Integers) -> None:
        """How these parcels of split orders end; the engine sees what follows for their orders."""
        state, arrays = self.arrays.state, self.arrays
        arrays.marks[c.X_ENDS_AS, parcels], arrays.orders[c.O_ENDS_AT, parcels] = outcome, ended
        first = int(state[c.ENDING])
        arrays.links[c.N_ENDING, first : first + len(parcels)] = parcels
        state[c.ENDING] = first + len(parcels)

    def _of_the_window(self) -> tuple[Integers, Integers]:
        """Orders placed in the window, and carts filled in it that are not placed in it."""
        workload = self.workload
        low, high = self.scenario.clock.window
        placed = workload.placed
        orders = np.flatnonzero((placed >= low) & (placed < high))
        in_window = (workload.created >= low) & (workload.created < high)
        return orders, np.flatnonzero(in_window & ((placed == NEVER) | (placed >= high)))

    def _is_open(self, orders: Integers) -> npt.NDArray[np.bool_]:
        """Which of these orders are in the house, on the road, or on their way back."""
        table, arrives = self.arrays.marks, self.deliveries.ended[orders]
        closed = table[c.X_OUTCOME, orders] != Outcome.IN_FLIGHT
        is_open = ~closed & ((arrives == NEVER) | (arrives > self.now))
        if self.parcels.count > self.parcels.n:
            split = self.parcels.of_split(orders)
            is_open[split] = self.parcels.some_open(self.now)[orders[split]]
        is_back: npt.NDArray[np.bool_] = is_open | (table[c.X_UNDER_WAY, orders] > 0)
        return is_back

    def _is_undecided(self, carts: Integers) -> npt.NDArray[np.bool_]:
        """Which of these carts may still be left, or become an order that is not paid yet."""
        workload, arrays = self.workload, self.arrays
        in_cart = (workload.created + workload.in_cart)[carts] > self.now
        unpaid = arrays.orders[c.O_PAID, carts] == NEVER
        unpaid &= arrays.marks[c.X_OUTCOME, carts] == Outcome.IN_FLIGHT
        undecided: npt.NDArray[np.bool_] = in_cart | (unpaid & ~workload.abandons[carts])
        return undecided
