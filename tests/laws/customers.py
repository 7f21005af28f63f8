"""The customers of a workload by who they are, to set two workloads side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from simulator.scenario import Scenario
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.sampling import sample

MOMENTS = ("created", "ship_by", "deliver_by", "promise.pick_up", "promise.at_depot")
OF_LINES = (
    *("line_sku", "line_units", "line_pick", "line_missing"),
    *("line_back", "line_refurbished", "line_scrapped", "line_value"),
)
NOT_OF_ORDERS = (
    *("horizon", "classes", "regions", "services", "line_start", "label_service_down"),
    *("unit_volume", "unit_weight", "supply", "storage", "failures", "rosters", "trucks"),
    *("truck_comes", "gateway_down", "delays"),
)
"""Everything else has one row per order: a column that is added later is compared too."""


@dataclass(frozen=True)
class Customers:
    """A workload with moments by the calendar and SKUs by name."""

    scenario: Scenario
    work: Workload

    @property
    def identity(self) -> Any:
        """(n,) Who they are."""
        return self.work.identity

    @cached_property
    def start(self) -> int:
        """Milliseconds from 1970 to the start."""
        return (self.scenario.clock.start - datetime(1970, 1, 1)) // timedelta(milliseconds=1)

    @property
    def placed_on(self) -> Any:
        """(n,) When the carts are created, since 1970."""
        return self.work.created + self.start

    def columns(self) -> Iterator[tuple[str, Any]]:
        """Each column with one row per order; moments since 1970."""
        for field in fields(Workload):
            if field.name in (*NOT_OF_ORDERS, *OF_LINES):
                continue
            column = getattr(self.work, field.name)
            if field.name == "further":
                for number, parcels in enumerate(column, 2):
                    yield from ((f"parcel {number}.{one.name}", getattr(parcels, one.name))
                                for one in fields(parcels))  # fmt: skip
                continue
            if field.name == "added":
                for stage, drawn in column.items():
                    yield from ((f"{stage}.{name}", self._since_1970(f"{stage}.{name}", values))
                                for name, values in drawn.items())  # fmt: skip
                continue
            if column is not None:
                yield field.name, np.asarray(self._since_1970(field.name, column))

    def _since_1970(self, name: str, column: Any) -> Any:
        if name not in MOMENTS:
            return column
        return np.where(column == NEVER, NEVER, column + self.start)

    def lines(self, orders: Any) -> Iterator[tuple[str, Any]]:
        """Each column with one row per line, of the lines of these orders; SKUs by name.

        Those of returns are there only where a return may be in part, or is graded.
        """
        first, counts = self.work.line_start[orders], self.work.lines[orders]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        rows = np.repeat(first, counts) + within
        for name in OF_LINES:
            column = getattr(self.work, name)
            if column is None:
                continue
            assert len(column) == len(self.work.line_sku), "a column not of lines"
            column = column[rows]
            yield name, np.array(self.work.supply.sku)[column] if name == "line_sku" else column


def customers(scenario: Scenario, replication: int = 0) -> Customers:
    """Those of a replication; no two are the same."""
    work = sample(scenario, replication)
    assert len(np.unique(work.identity)) == work.n
    return Customers(scenario, work)


def in_both(one: Customers, other: Customers) -> tuple[Any, Any]:
    """Rows of the customers that both have, in the same order."""
    _, rows, others = np.intersect1d(one.identity, other.identity, True, return_indices=True)
    return rows, others


def changed(one: Customers, other: Customers) -> list[str]:
    """Columns in which a customer that both have differs."""
    rows, others = in_both(one, other)
    a, b = dict(one.columns()), dict(other.columns())
    assert all(len(column) == one.work.n for column in a.values()), "a column not of orders"
    different = [name for name in a.keys() & b.keys() if not same(a[name][rows], b[name][others])]
    different += sorted(a.keys() ^ b.keys())
    x, y = dict(one.lines(rows)), dict(other.lines(others))
    different += [
        name for name in OF_LINES if name in x.keys() & y.keys() and not same(x[name], y[name])
    ]
    return different + sorted(x.keys() ^ y.keys())


def same(a: Any, b: Any) -> bool:
    """Whether two arrays are alike."""
    return bool(np.array_equal(a, b))


def only_in(one: Customers, other: Customers) -> Any:
    """Rows of the customers that only the first has."""
    return np.flatnonzero(~np.isin(one.identity, other.identity))


def stock_changed(one: Customers, other: Customers, levels: bool = True) -> list[str]:
    """What differs of the SKUs that both have: sizes, places, lead times; levels if asked for."""
    a, b = one.work, other.work
    _, rows, others = np.intersect1d(a.supply.sku, b.supply.sku, True, return_indices=True)
    names = ["price", "demand_rate", "initial", "reorder_point", "order_up_to", "order_quantity"]
    pairs = {name: (getattr(a.supply, name), getattr(b.supply, name)) for name in names if levels}
    pairs |= {name: (getattr(a, name), getattr(b, name)) for name in ("unit_volume", "unit_weight")}
    if levels:
        pairs |= {
            name: (getattr(a.storage, name), getattr(b.storage, name))
            for name in ("zone", "aisle", "place")
        }
    different = [name for name, (x, y) in pairs.items() if len(x) and not same(x[rows], y[others])]
    if a.supply.policed:
        for row, other_row in zip(rows.tolist(), others.tolist(), strict=True):
            times, other_times = lead_times(a, row), lead_times(b, other_row)
            count = min(len(times), len(other_times))
            if not same(times[:count], other_times[:count]):
                different.append(f"lead times of {a.supply.sku[row]}")
    return different


def lead_times(work: Workload, sku: int) -> Any:
    """The lead times of a SKU."""
    start = work.supply.lead_time_start
    return work.supply.lead_time[start[sku] : start[sku + 1]]
