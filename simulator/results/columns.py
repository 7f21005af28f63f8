"""The columns of every table that a run leaves behind: names, kinds, units and meaning.

This is a contract: what is written is tested against it. Moments are wall-clock timestamps without
a time zone, in milliseconds; durations carry their unit in the column's name; what has not happened
or does not apply is missing (null), never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from simulator.calendars import Calendar
from simulator.units import NEVER

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "whole", "number", "flag", "moment"]
SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "whole": "BIGINT",
    "number": "DOUBLE",
    "flag": "BOOLEAN",
    "moment": "TIMESTAMP_MS",
}
"""The type of each kind in Parquet files, as DuckDB names it."""


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True)
class Words:
    """Text of few values: `names[codes[i]]` in row i; -1 is missing."""

    codes: npt.NDArray[np.integer[Any]]
    names: Sequence[str] | pd.Index[str]


@dataclass(frozen=True)
class Known:
    """Whole numbers or flags of which some are missing."""

    values: npt.NDArray[np.generic]
    known: npt.NDArray[np.bool_]


Values = npt.NDArray[np.generic] | Words | Known
Columns = Mapping[str, "npt.NDArray[np.generic] | pd.api.extensions.ExtensionArray"]
"""A table's columns by name: what pandas takes, and what is sent between processes."""

REPLICATION = Column("replication", "whole", "number of the replication, from 0")
"""First column of a table that holds several replications."""

ORDERS = (
    Column(
        "order",
        "text",
        "name of the order: of the trace (a copy ends with #2, one on another day with @ and "
        "its date), else its number",
    ),
    Column("class", "text", "order class"),
    Column("region", "text", "destination"),
    Column("created_at", "moment", "first item in the cart"),
    Column("placed_at", "moment", "order placed; missing for an abandoned cart"),
    Column("paid_at", "moment", "payment approved"),
    Column("released_at", "moment", "paid, reviewed and, but for what follows, in stock"),
    Column("picked_at", "moment", "first pick ended"),
    Column("packed_at", "moment", "first packing ended"),
    Column("labeled_at", "moment", "all of it on the dock"),
    Column("first_handed_over_at", "moment", "the first of its boxes or parcels to the carrier"),
    Column("handed_over_at", "moment", "all of it to the carrier"),
    Column("delivered_at", "moment", "all of it to the customer"),
    Column("ended_at", "moment", "the outcome was reached; missing in flight"),
    Column("outcome", "text", "how it ended, or in_flight"),
    Column("return_state", "text", "what became of its return: none, coming, ..."),
    Column("ship_by", "moment", "promised hand-over"),
    Column("deliver_by", "moment", "promised delivery"),
    Column(
        "shipped_on_time", "flag", "handed over by ship_by; missing if not yet due, or no promise"
    ),
    Column("delivered_on_time", "flag", "delivered by deliver_by; missing as above"),
    Column("lines", "whole", "order lines"),
    Column("lines_canceled", "whole", "lines taken out for lack of stock"),
    Column("lines_missing", "whole", "lines not on the shelf at the pick; missing if not picked"),
    Column("lines_following", "whole", "lines left for a further parcel"),
    Column("units", "whole", "units ordered"),
    Column("value", "number", "value ordered, in the scenario's currency"),
    Column("charged", "number", "charged, in the scenario's currency"),
    Column("refunded", "number", "given back, in the scenario's currency"),
    Column(
        "order_cost",
        "number",
        "what it cost by itself: packaging, parcels, fee, and failed attempts, return, penalty and "
        "contacts, then or later; missing until all of it has left",
    ),
    Column("goods_cost", "number", "cost of its goods that are gone for good; missing as above"),
    Column("revenue", "number", "charged less all given back, then or later; missing as above"),
    Column("carrier", "text", "carrier"),
    Column("service", "text", "the carrier's product"),
    Column("parcels", "whole", "parcels (boxes) that the carrier has taken; missing if none"),
    Column("batch", "whole", "number of the pick tour"),
    Column("tours_m", "number", "walk of its first pick tours, shared ones whole; needs a layout"),
    Column("picked_by", "text", "crew of the first pick"),
    Column("packed_by", "text", "crew of the first packing"),
    Column(
        "box",
        "text",
        "largest carton of its first parcel; missing if not packed, or without boxes",
    ),
    Column("boxes", "whole", "how many boxes, of both parcels if there are two; 0 without any"),
    Column("label_by_hand", "flag", "the label service did not answer; missing if not labeled"),
    Column("payment_attempts", "whole", "authorizations begun"),
    Column("delivery_attempts", "whole", "deliveries begun"),
    Column("reworked", "flag", "picked and packed again"),
    Column("wrong_items", "flag", "shipped with a mispick; missing if not shipped"),
    Column("damaged", "flag", "damaged in the house or in transit; missing if not shipped"),
    Column("payment_min", "number", "placed to paid"),
    Column("wait_for_picking_min", "number", "queued to begun"),
    Column("wait_for_packing_min", "number", "queued to begun"),
    Column("click_to_ship_h", "number", "placed to the first hand-over"),
    Column("cycle_time_h", "number", "placed to delivered"),
)
"""One row per order or cart, in the order of `created_at`."""

EVENTS = (
    Column("order", "text", "name of the order"),
    Column("activity", "text", "stage, or 'tracking' for what the customer is shown"),
    Column("parcel", "whole", "1, or 2 for what followed of a split order"),
    Column("visit", "whole", "1 for the parcel's first, 2 and more for retries and rework"),
    Column("detail", "text", "kind of message or tracking event; missing elsewhere"),
    Column("queued_at", "moment", "began to wait"),
    Column("began_at", "moment", "began; missing while it waits"),
    Column("ended_at", "moment", "ended; missing while it lasts, and of a bounced message"),
    Column("done_by", "text", "crew, or '(machine)'; missing where nobody is needed"),
)
"""One row per activity visit, message or tracking event, by (began or queued, order, activity)."""

STOCK = (
    Column("at", "moment", "when it happened"),
    Column("sku", "text", "stock keeping unit"),
    Column("movement", "text", "ordered, received, reserved, released, picked, restocked, ..."),
    Column("units", "whole", "always positive"),
    Column("order", "text", "name of the order; missing for replenishment"),
)
"""One row per stock movement, in the order in which they happened."""

ROSTER = (
    Column("crew", "text", "crew"),
    Column("at", "moment", "begin of the quarter of an hour"),
    Column("scheduled_min", "number", "person-minutes planned or called: present, pausing, absent"),
    Column("present_min", "number", "there and not on a break, overtime included"),
    Column("busy_min", "number", "at work"),
    Column("idle_min", "number", "present and not busy"),
    Column("on_break_min", "number", "on a break"),
    Column("absent_min", "number", "scheduled and missing"),
    Column("overtime_min", "number", "past the end of the shift: called, or to finish work"),
    Column("agency_min", "number", "present, of crews that are on call"),
)
"""One row per crew and quarter of an hour, in person-minutes, by (crew, at)."""

RECEIPTS = (
    Column("truck", "whole", "number of the truck, from 1, by its appointment and supplier"),
    Column("supplier", "text", "supplier"),
    Column("pallet", "whole", "number on the truck, from 1; missing of the truck itself"),
    Column("sku", "text", "stock keeping unit; missing where a pallet has none, and of the truck"),
    Column("units", "whole", "of the SKU; missing where there is none"),
    Column(
        "activity",
        "text",
        "of a truck appointment (queued, and came unless it was a no-show or had nothing) and door "
        "(queued in the yard, at a door, unloaded); of a pallet unloading, checking, put_away",
    ),
    Column("queued_at", "moment", "began to wait; of an appointment its moment"),
    Column("began_at", "moment", "began; missing while it waits"),
    Column("ended_at", "moment", "ended; missing while it lasts"),
    Column("done_by", "text", "crew; missing of trucks"),
)
"""The log of the dock, as `events` is that of orders; by (began or queued, truck, pallet)."""

COSTS = (
    Column(
        "by",
        "text",
        "class, service, method (of payment), day (of placing), or carrier (its pick-ups)",
    ),
    Column("name", "text", "which class, 'carrier, service', method, date or carrier"),
    Column(
        "figure",
        "text",
        "orders_left, packaging, shipping, delivery, payment, returns, penalties, their sum "
        "order_costs, charged, refunded, revenue (what is left of it), goods, contribution, and "
        "contacts where they are on; of a carrier pick_ups",
    ),
    Column("unit", "text", "orders, or the scenario's currency"),
    Column("mean", "number", "total of the group, a mean over replications"),
    Column("half_width", "number", "of its confidence interval; missing of one replication"),
    Column("confidence", "number", "of the interval"),
    Column("replications", "whole", "how many"),
)
"""`costs.csv`: one row per group and figure, of the cohort's orders that left."""

TABLES: Mapping[str, tuple[Column, ...]] = {
    "orders": ORDERS,
    "events": EVENTS,
    "stock": STOCK,
    "roster": ROSTER,
    "receipts": RECEIPTS,
}


def moments(since_start: npt.NDArray[np.int64], dates: Calendar) -> npt.NDArray[np.datetime64]:
    """What the clock on the wall shows milliseconds after the start; NaT for NEVER."""
    never = since_start == NEVER
    wall = dates.wall(np.where(never, 0, since_start))
    midnight = np.datetime64(dates.start, "ms")
    stamps: npt.NDArray[np.datetime64] = midnight + wall.view("timedelta64[ms]")
    stamps[never] = np.datetime64("NaT")
    return stamps


def duration(
    begin: npt.NDArray[np.int64], end: npt.NDArray[np.int64], unit: int
) -> npt.NDArray[np.float64]:
    """`end - begin` in a unit; NaN where one of them has not happened."""
    known = (begin != NEVER) & (end != NEVER)
    return np.where(known, np.where(known, end - begin, 0) / unit, np.nan)


def arrays(table: Mapping[str, Values]) -> Columns:
    """The columns for pandas: categories, nullable numbers and flags, timestamps."""
    return {name: _array(values) for name, values in table.items()}


def _array(values: Values) -> npt.NDArray[np.generic] | pd.api.extensions.ExtensionArray:
    import pandas as pd

    if isinstance(values, Words):
        index = values.names if isinstance(values.names, pd.Index) else pd.Index(values.names)
        return pd.Categorical.from_codes(values.codes, index)
    if isinstance(values, Known):
        if values.values.dtype == np.bool_:
            return pd.arrays.BooleanArray(values.values.astype(np.bool_), ~values.known)
        return pd.arrays.IntegerArray(values.values.astype(np.int64), ~values.known)
    return values


def plain(column: Any) -> npt.NDArray[np.generic]:
    """A column of a table as a new NumPy array, as `measure.own_kpis.OrderColumns` says."""
    if hasattr(column, "categories"):
        names = np.append(np.array(column.categories, dtype=object), [None])
        texts: npt.NDArray[np.object_] = names[column.codes]
        return texts
    if isinstance(column, np.ndarray):
        return column.copy()
    numbers: npt.NDArray[np.float64] = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return numbers


def contract_of(names: Sequence[str]) -> tuple[Column, ...]:
    """The columns of the table that has these names, `replication` first or not at all.

    Raises ValueError if no table has them.
    """
    for columns in TABLES.values():
        for contract in (columns, (REPLICATION, *columns)):
            if tuple(names) == tuple(column.name for column in contract):
                return contract
    raise ValueError(f"no table has the columns {', '.join(names)}")
