"""The orders whose customers stay, without the carts that are left.

Seven in ten carts of a shop are left, and what is asked of orders is asked of them in vain: to take
them out costs 0.2 us an order placed of the baseline, to pass them over in every figure 3 us.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.results.timeline import FurtherVisits, Log, ParcelTable, Stretches, Timeline
from simulator.units import NEVER
from simulator.workload.orders_alone import columns_of, orders_alone
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def without_carts(workload: Workload, timeline: Timeline) -> tuple[Workload, Timeline]:
    """Workload and timeline of the orders whose customers stay, which are numbered anew.

    The movements of stock are all there; those for a cart that is left are for nobody.
    """
    if not workload.abandons.any():
        return workload, timeline
    stays = ~workload.abandons
    orders = np.flatnonzero(stays)
    lines = np.flatnonzero(np.repeat(stays, workload.lines))
    return (
        orders_alone(workload),
        _timeline(timeline, _Kept(timeline.parcels, stays), columns_of(timeline, orders, lines)),
    )


class _Kept:
    """The parcels that stay, and their new numbers; those of first ones are their orders' too."""

    def __init__(self, table: ParcelTable, stays: Flags) -> None:
        stay = stays[table.order]
        self.rows = np.flatnonzero(stay)
        self._number = np.where(stay, np.cumsum(stay) - 1, NEVER)

    def renumbered(self, parcels: npt.NDArray[np.integer[Any]]) -> Numbers:
        """New numbers; NEVER for NEVER, and for what does not stay."""
        there = parcels != NEVER
        return np.where(there, self._number[np.where(there, parcels, 0)], NEVER)

    def table(self, table: FurtherVisits | Stretches) -> Any:
        """The rows of parcels that stay."""
        parcel = self.renumbered(table.parcel)
        rows = np.flatnonzero(parcel != NEVER)
        columns = {name: getattr(table, name)[rows] for name in (f.name for f in fields(table))}
        return type(table)(**{**columns, "parcel": parcel[rows]})


def _timeline(timeline: Timeline, kept: _Kept, columns: dict[str, Any]) -> Timeline:
    table, log = timeline.parcels, timeline.log
    rows = kept.rows
    columns["line_parcel"] = kept.renumbered(columns["line_parcel"]).astype(np.int32)
    return replace(
        timeline,
        **columns,
        parcels=ParcelTable(
            order=kept.renumbered(table.order[rows]),
            number=table.number[rows],
            made=table.made[rows],
            outcome=table.outcome[rows],
            ended=table.ended[rows],
        ),
        log=Log(
            {name: visit.rows(rows) for name, visit in log.first.items()},
            kept.table(log.further),
            kept.table(log.stretches),
        ),
        tours=replace(timeline.tours, members=kept.renumbered(timeline.tours.members)),
        part_loads=replace(timeline.part_loads, parcel=kept.renumbered(timeline.part_loads.parcel)),
        stock=replace(timeline.stock, order=kept.renumbered(timeline.stock.order)),
        promises=None,  # they are the workload's by now
        claims=timeline.claims
        and replace(timeline.claims, parcel=kept.renumbered(timeline.claims.parcel)),
    )
