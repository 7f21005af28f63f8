"""The past of the orders in the house, which live it again before anything else begins."""

from __future__ import annotations

from simulator.engine.past import Part, Told
from simulator.model.parcels import Parcels
from simulator.units import NEVER
from simulator.workload.standing import Placed


class Past:
    """What is on record of orders, lines and parcels, up to and including `until`."""

    def __init__(self, begins: Placed, parcels: Parcels) -> None:
        self.until = begins.at
        self.begins = begins
        self._parcels = parcels

    def told(self, activity: str, parcel: int, visit: int, part: Part | None) -> Told | None:
        """A visit, or a zone's part of a tour, that has begun by then.

        None where it waits, or nothing is known of it.
        """
        if part is not None:
            return self.begins.told_parts.get(part)
        order, number = self._of(parcel)
        return self.begins.told.get((activity, order, number, visit))

    def _of(self, parcel: int) -> tuple[int, int]:
        """An order, and the number of a parcel among its own."""
        order = self._parcels.order(parcel)
        return order, 1 if parcel == order else self._parcels.number(parcel)

    def is_there(self, line: int, now: int) -> bool:
        """Whether the stock of a line is there at a moment of the past."""
        if self.begins.reserved is not None:
            return now in self.begins.reserved.get(line, ())
        came = self.begins.waits.get(line)
        return came is None or (came != NEVER and came <= now)

    def stock_came(self) -> list[tuple[int, int]]:
        """Lines, and moments at which stock was there for one that may have waited for it."""
        if self.begins.reserved is not None:
            return [(line, at) for line, told in self.begins.reserved.items() for at in told]
        return [(line, came) for line, came in self.begins.waits.items() if came != NEVER]

    def tour(self, order: int) -> tuple[int, int, int] | None:
        """The pick tour that an order was on, how many of the house's orders were, its start."""
        return self.begins.tours.get(order)

    def number_of(self, order: int) -> int | None:
        """The number of the pick tour that an order is on."""
        return self.begins.formed.get(order)

    def left(self, parcel: int) -> int | None:
        """When a parcel was handed over; None where it had not been."""
        return self.begins.handed_over.get(self._of(parcel))

    def has_left(self, parcel: int, now: int) -> bool:
        """Whether a parcel was handed over at this moment."""
        return self.left(parcel) == now

    def loaded(self, parcel: int, now: int) -> int:
        """Boxes of a parcel that were loaded at this moment, before the rest of it."""
        return self.begins.loads.get((*self._of(parcel), now), 0)
