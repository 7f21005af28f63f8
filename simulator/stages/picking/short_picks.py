"""What becomes of lines whose stock is on record and not on the shelf."""

from __future__ import annotations

from collections.abc import Generator

from simpy import Event

from simulator.engine.instants import Instants
from simulator.stages.inventory.process import Inventory
from simulator.stages.picking.process import Picking
from simulator.stages.picking.section import ShortPicks as ShortPicksSection


class ShortPicks:
    """The tour has written the missing units off; the rest of the order waits where it is."""

    def __init__(
        self,
        env: Instants,
        section: ShortPicksSection,
        picking: Picking,
        inventory: Inventory,
    ) -> None:
        self._env = env
        self._section = section
        self._picking = picking
        self._inventory = inventory

    def make_good(self, parcel: int) -> Generator[Event, object, bool]:
        """Pick the missing lines later or take them out; the value is whether any line is left.

        What is reserved again may be short once more: then it waits like a backorder, or is taken
        out after the backorder limit or where backorders are not allowed.
        """
        inventory, picking = self._inventory, self._picking
        if self._section.then == "cancel line":
            inventory.take_out(parcel, picking.missing(parcel))
            return inventory.lines.any_left(parcel)
        yield self._env.timeout(self._section.count)
        yield inventory.reserve_again(parcel)
        if inventory.is_short(parcel):
            came = yield inventory.wait_for_stock(parcel)
            if not came:
                inventory.take_out_waiting(parcel)
        inventory.end_further_wait(parcel)
        if picking.missing(parcel):
            yield picking.pick_missing(parcel)
        return inventory.lines.any_left(parcel)
