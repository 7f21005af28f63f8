"""What customers do: every random quantity of one replication, sampled before the model runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulator.engine.failures import Failures
from simulator.engine.rosters import Stint
from simulator.stages.picking.walking import Aisles
from simulator.stages.receiving.trucks import Trucks
from simulator.units import NEVER
from simulator.workload.left_carts import LeftCarts

if TYPE_CHECKING:
    from simulator.workload.standing import Placed

Columns = Mapping[str, npt.NDArray[np.generic]]
Milliseconds = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Identities = npt.NDArray[np.uint64]

APPROVED, SOFT_DECLINE, HARD_DECLINE = 0, 1, 2
"""Verdicts of a first authorization attempt."""


@dataclass(frozen=True)
class Supply:
    """The SKUs, their stock policy and their replenishment lead times.

    All arrays have one row a SKU. The k-th replenishment (k = 0, 1, ...) of SKU `i` takes
    `lead_time[lead_time_start[i] + k]` milliseconds; there are more of them than the orders of the
    replication can use up. Without an inventory section `policed` is False and the stock arrays
    are empty.
    """

    sku: tuple[str, ...]
    price: Numbers  # cents a unit
    cost: Numbers  # cents of goods a unit
    demand_rate: npt.NDArray[np.float64]  # expected units a day
    policed: bool
    initial: Numbers  # units on hand at time 0
    reorder_point: Numbers  # s, r or S - 1: reorder when the position is at or below it
    order_up_to: Numbers  # S; r + Q for an (r, Q) policy
    order_quantity: Numbers  # Q; 0 for a policy that orders up to S
    case_size: Numbers  # units; what is ordered is rounded up to whole cases
    minimum_order: Numbers  # units that are ordered at least
    lead_time_start: Numbers  # (skus + 1,)
    lead_time: Milliseconds  # (total,)


@dataclass(frozen=True)
class Storage:
    """Where the SKUs lie; all arrays have one row a SKU.

    Without zones everything is in zone 0, which has no name. `aisles` has the walkways of every
    zone (one for all of them unless the zones are made of aisles), empty without a layout.
    """

    zones: tuple[str, ...]
    zone: npt.NDArray[np.int16]
    aisles: tuple[Aisles, ...]
    aisle: npt.NDArray[np.int32]  # from 0 among the zone's aisles
    place: Numbers  # millimeters from the front


DRIVING_TIME = -1
"""In `transit_days`: transit is a duration, of the days alone on which the carrier drives."""
TOLD = -2
"""In `transit_days`: transit is a duration that a history tells, with what held it up then."""


@dataclass(frozen=True)
class FurtherParcels:
    """The ways of orders' parcels of one number, should they be split: rows as in the workload."""

    transit_days: npt.NDArray[np.int16]
    transit: Milliseconds
    lost: Flags
    damaged_outside: Flags
    attempt_fails: Flags  # (n, delivery attempts)
    attempt_time: Milliseconds


def wrong_in_the_end(mispicked: Flags, noticed: Flags, wrong_again: Flags) -> Flags:
    """Orders that leave with the wrong items, by their first pick, its check and later picks."""
    wrong: Flags = np.where(noticed, wrong_again, mispicked)
    return wrong


@dataclass(frozen=True)
class Workload:
    """One row per order (a cart at first), sorted by `created`; n orders, m order lines.

    Times are milliseconds since `clock.start`; durations are milliseconds. An order's number is
    its row. What repeats has one column per attempt. What the scenario switches off has its neutral
    value (0, False, NEVER as stated), so that the model need not ask.
    """

    horizon: int
    classes: tuple[str, ...]
    regions: tuple[str, ...]
    services: tuple[tuple[str, str], ...]  # (carrier, service), the values of `service`
    order_id: tuple[str, ...] | None  # of a trace; None: the row number is the name
    identity: Identities  # (n,) who it is in every scenario that has it: see `workload.arrivals`

    # demand
    created: Milliseconds  # (n,) the cart's first item; with checkout off, the order itself
    order_class: npt.NDArray[np.int16]  # (n,) index into classes
    priority: npt.NDArray[np.int16]  # (n,) of its class, 1 before 2
    region: npt.NDArray[np.int16]  # (n,) index into regions
    line_start: Numbers  # (n + 1,) lines of order i: line_start[i]:line_start[i + 1]
    line_sku: npt.NDArray[np.int32]  # (m,) index into supply.sku; distinct within an order
    line_units: npt.NDArray[np.int32]  # (m,) at least 1
    lines: Numbers  # (n,)
    units: Numbers  # (n,)
    value: Numbers  # (n,) cents

    # checkout
    in_cart: Milliseconds  # (n,) from created to placed or abandoned
    abandons: Flags  # (n,)
    ship_by: Milliseconds  # (n,) promised hand-over, absolute; NEVER: no promise
    deliver_by: Milliseconds  # (n,) promised delivery, absolute; NEVER: no promise

    # payment: attempts = 1 + retries columns
    authorization: Milliseconds  # (n, attempts) before any timeout; 0 if it cannot come to it
    verdict: npt.NDArray[np.int8]  # (n,) APPROVED, SOFT_DECLINE or HARD_DECLINE
    recovers: Flags  # (n, attempts) column k: a soft decline is approved at attempt k; 0 unused
    reviewed: Flags  # (n,) goes to fraud review once paid
    review: Milliseconds  # (n,) service requirement
    rejected: Flags  # (n,) the review cancels it

    # notification: columns confirmation, seller notice, shipped, delivered
    message_latency: npt.NDArray[np.integer[Any]]  # (n, 4) in 32 bits if they fit
    message_bounces: Flags  # (n, 4)

    # floor: service requirements at speed 1
    pick_setup: Milliseconds  # (n,) of a tour; a batch takes that of its first order
    pick: Milliseconds  # (n,) lines and units, without the set-up and the walk of a layout
    line_pick: Milliseconds  # (m,) of each line, which `pick` sums up
    line_missing: Flags  # (m,) the stock is on record and not on the shelf at the first pick
    mispicked: Flags  # (n,) the first pick is wrong
    checked: Flags  # (n,) quality check at packing, once
    check_finds: Flags  # (n,) the check finds a mispick if there is one
    found_again: npt.NDArray[np.int16]  # (n,) once picked again, times it is found wrong again
    wrong_again: Flags  # (n,) once picked again, wrong in the end
    pack: Milliseconds  # (n,) without the check
    pack_setup: Milliseconds  # (n,) the part of `pack` that does not hang on the units
    damaged_inside: Flags  # (n,)
    label: Milliseconds  # (n,) carrier call + print, all tries together
    label_failures: npt.NDArray[np.int16]  # (n,) tries that failed
    label_by_hand: Milliseconds  # (n,) where the carrier's service does not answer
    label_service_down: Milliseconds  # (k, 2) from and until, apart and ascending
    boxes: npt.NDArray[np.int32]  # (n, kinds) how many of each of the scenario's boxes
    loose: npt.NDArray[np.int32]  # (n,) units that fit no box: each is a parcel without one
    volume: Numbers  # (n,) cubic centimeters of what is in boxes; 0 without boxes
    unit_volume: Numbers  # (skus,) cubic centimeters of a unit; empty without boxes
    unit_weight: Numbers  # (skus,) grams

    # shipping and delivery
    service: npt.NDArray[np.int16]  # (n,) index into services; -1 only where shipping is off
    transit_days: npt.NDArray[np.int16]  # (n,) working days; 0 for a duration, or DRIVING_TIME
    transit: Milliseconds  # (n,) duration; 0 where transit is in working days
    lost: Flags  # (n,)
    damaged_outside: Flags  # (n,)
    attempt_fails: Flags  # (n, delivery attempts)
    attempt_time: Milliseconds  # (n, delivery attempts) after the delivery hours open
    further: tuple[FurtherParcels, ...]  # of second parcels, of third ones, ...: as may be

    # returns
    returns: Flags  # (n,) once delivered, it comes back
    return_after: Milliseconds  # (n,) from delivery to arrival at the warehouse
    inspection: Milliseconds  # (n,) service requirement
    restockable: Flags  # (n,)

    supply: Supply
    storage: Storage
    failures: Mapping[str, Failures]  # by station (a lane is packing.single_line), if they fail
    rosters: Mapping[str, tuple[Stint, ...]]  # by crew: who is planned when, who of them comes
    added: Mapping[str, Columns] = field(default_factory=dict)  # by stage: what it draws, (n,) each
    begins: Placed | None = None  # with what is in the house at the start
    left: LeftCarts | None = None  # those without a row; None: carts that are left have rows
    trucks: Trucks | None = None  # of suppliers; None: receiving is off
    truck_comes: Mapping[str, Milliseconds] = field(default_factory=dict)  # see draws_pick_ups
    delays: Mapping[str, tuple[Milliseconds, ...]] = field(default_factory=dict)  # draws_delays
    line_back: Flags | None = None  # (m,) of a return in part; all of a whole one; None: no parts
    line_refurbished: Numbers | None = None  # (m,) units, should they come back; None: no grading
    line_scrapped: Numbers | None = None  # (m,)
    gateway_down: tuple[Milliseconds, ...] = ()  # (k, 2) each; none unless payment `has_tries`
    line_value: Numbers | None = None  # (m,) cents that a file tells; None: see `values`

    @property
    def of_receiving(self) -> Trucks:
        """The suppliers' trucks, where receiving is on; LookupError where it is off."""
        if self.trucks is None:
            raise LookupError("receiving is off: no truck comes")
        return self.trucks

    @property
    def n(self) -> int:
        """Number of orders, abandoned carts included."""
        return len(self.created)

    def values(self, lines: Numbers | None = None) -> Numbers:
        """Cents that order lines (None for all) cost their customers, all units of each.

        It is what an order file tells of the line, else the price of its SKU for each unit.
        """
        if self.line_value is not None:
            return self.line_value if lines is None else self.line_value.take(lines)
        return self.at_prices(self.supply.price, lines)

    def at_prices(self, a_unit: Numbers, lines: Numbers | None = None) -> Numbers:
        """Cents of order lines (None for all), of what a unit of each SKU costs."""
        sku, units = self.line_sku, self.line_units
        if lines is not None:
            sku, units = sku.take(lines), units.take(lines)
        cents: Numbers = a_unit.take(sku) * units
        return cents

    def value_of(self, line: int) -> int:
        """`values` of a line."""
        if self.line_value is not None:
            return int(self.line_value[line])
        return int(self.supply.price[self.line_sku[line]]) * int(self.line_units[line])

    @property
    def parcels(self) -> Numbers:
        """(n,) Parcels of each order, were it packed as ordered: its boxes; 1 without boxes."""
        count: Numbers = self.boxes.sum(axis=1, dtype=np.int64) + self.loose
        return np.maximum(count, 1)

    def may_come_to(self, what: str) -> Flags:
        """(n,) Orders of which a parcel may be `lost`, or another flag of `FurtherParcels`."""
        flags: Flags = getattr(self, what)
        for parcels in self.further:
            flags = flags | getattr(parcels, what)
        return flags

    def of_parcels(
        self, what: str, order: Numbers, number: npt.NDArray[np.integer[Any]]
    ) -> npt.NDArray[np.generic]:
        """The column `what` of `FurtherParcels`, for parcels of these orders and numbers."""
        values: npt.NDArray[np.generic] = getattr(self, what)[order]
        for k, parcels in enumerate(self.further, 2):
            mine = number == k
            values[mine] = getattr(parcels, what)[order[mine]]
        return values

    @property
    def found_wrong(self) -> Flags:
        """(n,) Orders whose first pick is wrong and found so by the quality check."""
        return self.mispicked & self.checked & self.check_finds

    @property
    def times_found_wrong(self) -> Numbers:
        """(n,) How often each order is picked and packed again."""
        return np.where(self.found_wrong, 1 + self.found_again, 0)

    @property
    def wrong_items(self) -> Flags:
        """(n,) Orders that have the wrong items once they are packed for the last time."""
        return wrong_in_the_end(self.mispicked, self.found_wrong, self.wrong_again)

    @property
    def placed(self) -> Milliseconds:
        """(n,) When the order is placed; NEVER for an abandoned cart."""
        return np.where(self.abandons, NEVER, self.created + self.in_cart)
