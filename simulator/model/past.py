"""The past of the orders in the house, which live it again before anything else begins."""

from __future__ import annotations

from simulator.engine.past import Told
from simulator.model.parcels import Parcels
from simulator.units import NEVER
from simulator.workload.standing import Placed


class Past:
    """What is on record of orders, lines and parcels, up to and including `until`."""

    def __init__(self, begins: Placed, parcels: Parcels) -> None:
        self.until = begins.at
        self.begins = begins
        self._parcels = parcels

    def told(self, activity: str, parcel: int, visit: int) -> Told | None:
        """A visit that has begun by then; None where it waits, or nothing is known of it."""
        order = self._parcels.order(parcel)
        number = 1 if parcel == order else self._parcels.number(parcel)
        return self.begins.told.get((activity, order, number, visit))

    def is_there(self, line: int, now: int) -> bool:
        """Whether the stock of a line is there at a moment of the past."""
        came = self.begins.waits.get(line)
        return came is None or (came != NEVER and came <= now)

    def tour(self, order: int) -> tuple[int, int] | None:
        """The pick tour that an order was on, and how many of the house's orders were."""
        return self.begins.tours.get(order)

    def number_of(self, order: int) -> int | None:
        """The number of the pick tour that an order is on."""
        return self.begins.formed.get(order)

    def left(self, parcel: int) -> int | None:
        """When a parcel was handed over; None where it had not been."""
        order = self._parcels.order(parcel)
        number = 1 if parcel == order else self._parcels.number(parcel)
        return self.begins.handed_over.get((order, number))

    def has_left(self, parcel: int, now: int) -> bool:
        """Whether a parcel was handed over at this moment."""
        return self.left(parcel) == now
