"""Orders that ship in several parcels: what is there goes ahead, what is short of them follows."""

from __future__ import annotations

from collections.abc import Generator

from simpy import Event

from simulator.engine.instants import Instants
from simulator.model.parcels import Parcels
from simulator.policies.registry import rule
from simulator.policies.splittings import Splitting
from simulator.results.outcomes import Outcome
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.process import Inventory
from simulator.stages.picking.process import Picking
from simulator.stages.picking.short_picks import ShortPicks
from simulator.workload import Workload

End = tuple[Outcome, int]
"""How a parcel ends, and when; that may be past the horizon."""


class Splits:
    """The orders that are split, and how their parcels end."""

    def __init__(
        self,
        env: Instants,
        scenario: Scenario,
        workload: Workload,
        parcels: Parcels,
        inventory: Inventory,
        picking: Picking | None,
        short_picks: ShortPicks | None,
    ) -> None:
        stock, floor = scenario.inventory, scenario.picking
        self._env = env
        self._parcels = parcels
        self._inventory = inventory
        self._picking = picking
        self._short_picks = short_picks
        self._short_of_stock = stock is not None and stock.when_short == "split"
        self._most = stock.parcels_at_most if stock is not None else 2
        self._picked_short = floor is not None and floor.short_picks.then == "split"
        self.ends: dict[int, End] = {}
        self._value = workload.value_of
        self._goes: Splitting = rule("splitting", stock.goes_ahead if stock else "what is there")
        self._follow: dict[int, list[int]] = {}  # lines that are there and do not go ahead
        self._since: dict[int, int] = {}  # of parcels for which some has come before

    def goes_ahead(self, order: int) -> bool:
        """Whether an order that is short of stock is split, not waiting for all of it."""
        if not self._short_of_stock:
            return False
        lines = self._inventory.lines
        there = lines.in_hand(order)
        units = sum([lines.units[line] for line in there])
        short = sum([lines.units[line] for line in lines.waiting(order)])
        follow = [
            line
            for line in there
            if not self._goes(lines.units[line], self._value(line), units, short)
        ]
        if len(follow) == len(there):
            return False
        self._follow[order] = follow
        return True

    def splits_short_pick(self, order: int) -> bool:
        """Whether an order that was picked short is split; once, and only if something is there."""
        once = self._picked_short and not self._parcels.is_split(order)
        return once and self._inventory.lines.some_in_hand(order)

    def split(self, parcel: int) -> int:
        """Leave what does not go ahead for a further parcel; returns its number."""
        further = self._parcels.add(self._parcels.order(parcel), self._env.now)
        self._inventory.leave_behind(parcel, further, self._follow.pop(parcel, ()))
        return further

    def wait(self, parcel: int) -> Generator[Event, object, int | None]:
        """Wait for the stock of a further parcel; the one that waits for the rest of it, if any.

        Where an order may have more parcels, what comes first goes ahead again.
        """
        inventory, order = self._inventory, self._parcels.order(parcel)
        if not inventory.is_short(parcel):
            return None
        since, rest = self._since.pop(parcel, self._env.now), None
        may_split = self._short_of_stock and len(self._parcels.of(order)) < self._most
        came = yield inventory.wait_for_stock(parcel, self._env.now - since, some=may_split)
        if not came:
            inventory.take_out_waiting(parcel)
        elif inventory.is_short(parcel):
            rest = self.split(parcel)
            self._since[rest] = since
        inventory.end_further_wait(parcel)
        return rest

    def gather(self, parcel: int) -> Generator[Event, object, bool]:
        """Pick a further parcel; whether any line is left.

        A line that is not on the shelf when it is sought for a further parcel is never split off
        again: it is picked later or taken out.
        """
        inventory, picking = self._inventory, self._picking
        if not inventory.lines.any_left(parcel):
            return False
        if inventory.lines.some_in_hand(parcel):
            if picking is None:
                inventory.pick((parcel,))
            else:
                lines = inventory.lines.of(parcel)
                left = [line for line in lines if not inventory.lines.is_out(line)]
                yield picking.pick_further(parcel, left)
        short_picks = self._short_picks
        if picking is not None and short_picks is not None and picking.missing(parcel):
            return (yield from short_picks.make_good(parcel))
        return True

    def end(self, parcel: int, outcome: Outcome, moment: int) -> None:
        """Note how a parcel of a split order ends."""
        self.ends[parcel] = (outcome, moment)

    def live_ends(self, order: int) -> dict[int, End] | None:
        """The ends of the parcels that have lines; None while one of them is not known."""
        parcels = self._parcels.of(order)
        if any(parcel not in self.ends for parcel in parcels):
            return None
        ends = {parcel: self.ends[parcel] for parcel in parcels}
        return {parcel: end for parcel, end in ends.items() if end[0] != Outcome.OUT_OF_STOCK}
