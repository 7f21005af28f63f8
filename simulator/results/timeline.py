"""When everything happened: what the model leaves behind, as arrays.

`NEVER` (from `units`) is the moment of something that has not happened by the horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.engine.rosters import HeadCount
from simulator.results.claims import ClaimTable
from simulator.results.outcomes import Outcome
from simulator.results.promises import Promises
from simulator.results.tour_log import TourLog
from simulator.units import NEVER

Milliseconds = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class ReturnState(IntEnum):
    """What became of a delivered order's return, apart from the order's outcome."""

    NONE = 0
    COMING = 1  # delivered, will come back after the horizon or is on its way
    INSPECTING = 2  # in the building
    RESTOCKED = 3
    SCRAPPED = 4
    REFURBISHING = 5  # graded by the unit: some are on the shelf or scrapped, others worked on
    GRADED = 6  # each unit is on the shelf or scrapped


class Movement(IntEnum):
    """Kinds of stock movement; each changes on hand, reserved or on order by its units."""

    ORDERED = 0  # on order +
    RECEIVED = 1  # on hand +, on order -
    RESERVED = 2  # reserved +
    RELEASED = 3  # reserved -
    PICKED = 4  # on hand -, reserved -
    RESTOCKED = 5  # on hand + (a return, or a parcel returned to sender)
    BACKORDERED = 6  # backordered + (a line starts to wait for stock)
    BACKORDER_ENDED = 7  # backordered - (it is served, or gives up)
    WRITTEN_OFF = 8  # on hand -, reserved - (a short pick: it was on record, not on the shelf)
    ARRIVED = 9  # at the dock +, on the way - (of what is on order; RECEIVED takes it from there)


@dataclass(frozen=True)
class Place:
    """Where an activity is done, with a queue of its own: a zone, a lane, or all of the activity.

    `crews` index `Timeline.crews`, first who is sent first; where nobody has the skill there are
    none, and nobody is needed. `room` are its benches or printers, or the most who may pick at
    once; None is without a limit.
    """

    name: str  # "packing", "packing.single_line", "picking.front"
    crews: tuple[int, ...]
    room: int | None


@dataclass(frozen=True)
class Visit:
    """The first visit of every parcel to one activity, a row each; NEVER: it has not happened.

    `queued` <= `began` <= `ended`. `server` is the index of the crew (into `Timeline.crews`) that
    did it, -1 for machines and for what needs nobody; `place` indexes `Timeline.places` of the
    activity, 0 without any.
    """

    queued: Milliseconds
    began: Milliseconds
    ended: Milliseconds
    server: npt.NDArray[np.int16]
    place: npt.NDArray[np.int16]

    def rows(self, rows: Numbers | slice) -> Visit:
        """Those of some parcels."""
        if isinstance(rows, slice):
            return Visit(*(column[rows] for column in vars(self).values()))
        return Visit(*(column.take(rows) for column in vars(self).values()))


@dataclass(frozen=True)
class FurtherVisits:
    """Visits after the first, one row each, in order of (queued, parcel): rework and retries.

    `activity` indexes `ACTIVITIES`; `visit` counts from 2.
    """

    parcel: Numbers
    activity: npt.NDArray[np.int16]
    visit: npt.NDArray[np.int16]
    queued: Milliseconds
    began: Milliseconds
    ended: Milliseconds
    server: npt.NDArray[np.int16]
    place: npt.NDArray[np.int16]


@dataclass(frozen=True)
class Stretches:
    """Work that is less than a whole visit: it was stopped, or is that of one zone.

    One row each, in order of (began, activity, parcel, visit). A visit with stretches is worked on
    in them alone; those of a tour are under its lowest parcel. An `ended` of NEVER goes on.
    """

    parcel: Numbers
    activity: npt.NDArray[np.int16]
    visit: npt.NDArray[np.int16]
    began: Milliseconds
    ended: Milliseconds
    server: npt.NDArray[np.int16]
    place: npt.NDArray[np.int16]


@dataclass(frozen=True)
class Log:
    """When what was done to which parcel, by whom and where.

    Nearly all visits are the first of their parcel, which `first` has by activity; only the stages
    that are on are there.
    """

    first: Mapping[str, Visit]
    further: FurtherVisits
    stretches: Stretches


@dataclass(frozen=True)
class ParcelTable:
    """One row per parcel: every order's first one, by order; then further ones by order and number.

    A parcel that is left without lines before it is packed has the outcome OUT_OF_STOCK; it is not
    *live* and nothing more is asked of its order. The only parcel of an order ends with it.
    """

    order: Numbers
    number: npt.NDArray[np.int16]  # among those of its order, from 1
    made: Milliseconds  # when it was told from what goes ahead; NEVER of first ones
    outcome: npt.NDArray[np.int8]  # Outcome
    ended: Milliseconds

    @cached_property
    def split(self) -> Numbers:
        """(k,) Orders with several parcels, ascending."""
        return np.unique(self.order[self.number > 1])

    @cached_property
    def of_split(self) -> Numbers:
        """(r,) Rows of their parcels, by order and number."""
        further = np.flatnonzero(self.number > 1)
        rows = np.concatenate((self.split, further))
        return rows[np.lexsort((self.number[rows], self.order[rows]))]

    @cached_property
    def _begins(self) -> Numbers:
        return np.searchsorted(self.order[self.of_split], self.split)

    @property
    def live(self) -> npt.NDArray[np.bool_]:
        """(r,) Rows as in `of_split`: parcels that have lines."""
        live: npt.NDArray[np.bool_] = self.outcome[self.of_split] != Outcome.OUT_OF_STOCK
        return live

    def least(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """(k,) The least of each split order's values; rows as in `of_split`."""
        return self._reduced(np.minimum, values)

    def most(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        """(k,) The greatest of each split order's values; rows as in `of_split`."""
        return self._reduced(np.maximum, values)

    def any(self, flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """(k,) Whether one of each split order's parcels is flagged; rows as in `of_split`."""
        return self._reduced(np.logical_or, flags).astype(np.bool_)

    def _reduced(self, by: np.ufunc, values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        if not len(self.split):
            return values[:0]
        ndarray: npt.NDArray[np.generic] = by.reduceat(values, self._begins)
        return ndarray

    def last(self, moments: Milliseconds) -> Milliseconds:
        """(k,) The last moment of each split order's live parcels; NEVER while one has none.

        `moments` has one row per parcel.
        """
        mine, live = moments[self.of_split], self.live
        last: Milliseconds = self.most(np.where(live, mine, NEVER)).astype(np.int64)
        last[self.any(live & (mine == NEVER))] = NEVER
        return last


@dataclass(frozen=True)
class DownTime:
    """Machines of an activity that are down: `down[k]` from `time[k]` until `time[k + 1]`.

    `failed` has the moments of failures, ascending; planned outages are not failures.
    """

    time: Milliseconds
    down: Numbers
    failed: Milliseconds


@dataclass(frozen=True)
class PickUpLog:
    """One row per carrier pick-up, in order of (time, carrier)."""

    time: Milliseconds
    carrier: npt.NDArray[np.int16]  # index into Timeline.carriers
    capacity: Numbers  # NEVER: no limit
    waiting: Numbers  # parcels labeled before the cut-off
    loaded: Numbers
    planned: Milliseconds  # when it should have come
    called: npt.NDArray[np.bool_]  # a truck on call, for which nothing was planned
    payload: Floats  # grams that fit; infinite: no limit
    load_volume: Floats  # cubic centimeters that fit; infinite: no limit
    grams: Floats  # loaded; 0 for a carrier without either limit
    volume: Floats  # cubic centimeters loaded; 0 for a carrier without either limit


@dataclass(frozen=True)
class PartLoads:
    """Boxes that a carrier took when there was no room for all of a parcel's, a row each time.

    In order of (time, parcel). The boxes that complete a parcel are not here: with them it
    is handed over.
    """

    time: Milliseconds
    parcel: Numbers
    boxes: Numbers


@dataclass(frozen=True)
class StockLog:
    """Stock movements, in the order in which they happened."""

    time: Milliseconds
    sku: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int8]  # Movement
    units: npt.NDArray[np.int32]  # always positive
    order: Numbers  # order number; NEVER for replenishment


@dataclass(frozen=True)
class Receipts:
    """Suppliers' trucks and what was done with their pallets; NEVER has not happened.

    Trucks have the rows of the workload's; one that brought nothing never came. A pallet's `sku` is
    -1 where it has none. `log` is that of the pallets, by their rows, with the activities of
    `stages.INBOUND`; `places` are who may do each of these.
    """

    came: Milliseconds  # (trucks,) with something on board
    docked: Milliseconds  # (trucks,) at a door
    unloaded: Milliseconds  # (trucks,) the last pallet is off
    truck: Numbers  # (pallets,)
    number: Numbers  # (pallets,) on its truck, from 0
    sku: Numbers  # (pallets,)
    units: Numbers  # (pallets,) of the SKU
    log: Log
    places: Mapping[str, Place]


@dataclass(frozen=True)
class Timeline:
    """Everything that happened in one replication, up to and including `horizon`."""

    horizon: int
    crews: tuple[str, ...]
    carriers: tuple[str, ...]
    places: Mapping[str, tuple[Place, ...]]  # by activity, of those that queue
    parcels: ParcelTable
    log: Log
    tours: TourLog
    outcome: npt.NDArray[np.int8]  # (n,) Outcome
    ended: Milliseconds  # (n,) when the outcome was reached; NEVER in flight
    paid: Milliseconds  # (n,) when the payment was approved (placed, with payment off)
    released: Milliseconds  # (n,) paid, reviewed and in stock: the floor may start
    handed_over: Milliseconds  # (n,) to the carrier, the last parcel of a split order
    delivered: Milliseconds  # (n,) all of it
    batch: Numbers  # (n,) number of the pick tour; NEVER before it is formed
    return_state: npt.NDArray[np.int8]  # (n,) ReturnState
    line_filled: npt.NDArray[np.bool_]  # (m,) served from stock at the first try
    line_found: npt.NDArray[np.int32]  # (m,) units there at the first try, each for itself
    line_canceled: npt.NDArray[np.bool_]  # (m,) taken out of an order that went on
    line_refunded: npt.NDArray[np.bool_]  # (m,) taken out once the order was paid
    line_parcel: npt.NDArray[np.int32]  # (m,) the parcel in which it is sent
    label_by_hand: npt.NDArray[np.bool_]  # (n,) the carrier's service did not answer for a label
    wrong_items: npt.NDArray[np.bool_]  # (n,) shipped with a mispick nobody found
    charged: Numbers  # (n,) cents
    refunded: Numbers  # (n,) cents
    heads: Mapping[str, HeadCount]  # by crew: as they were, overtime and called staff included
    equipment: Mapping[str, int]  # station -> physical count; absent: no limit
    down: Mapping[str, DownTime]  # station -> machines down, where they can be
    pick_ups: PickUpLog
    part_loads: PartLoads
    stock: StockLog
    on_hand: Numbers  # (skus,) at the horizon, as the model ends with it
    reserved: Numbers  # (skus,)
    backordered: Numbers  # (skus,)
    on_order: Numbers  # (skus,)
    receipts: Receipts | None = None  # None: receiving is off
    claims: ClaimTable | None = None  # None: nothing is sent again
    promises: Promises | None = None  # None: all were made before the run

    @property
    def of_receiving(self) -> Receipts:
        """The receipts, where receiving is on; LookupError where it is off."""
        if self.receipts is None:
            raise LookupError("receiving is off: nothing is received")
        return self.receipts

    @property
    def n(self) -> int:
        """Number of orders, abandoned carts included."""
        return len(self.outcome)

    @cached_property
    def visits(self) -> Mapping[str, Visit]:
        """By activity, the first visit of every order's first parcel: (n,) each."""
        return {name: visit.rows(slice(self.n)) for name, visit in self.log.first.items()}

    @property
    def line_follows(self) -> npt.NDArray[np.bool_]:
        """(m,) Lines that were left for a further parcel."""
        follows: npt.NDArray[np.bool_] = self.line_parcel >= self.n
        return follows

    @cached_property
    def lines_that_follow(self) -> Numbers:
        """The numbers of these lines, ascending; mostly there are none."""
        return np.flatnonzero(self.line_follows)
