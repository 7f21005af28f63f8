"""The workload of the orders whose customers stay, without the carts that are left."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.workload.workload import FurtherParcels, Workload

Numbers = npt.NDArray[np.int64]

OF_LINES = (
    *("line_sku", "line_units", "line_pick", "line_missing", "line_filled", "line_found"),
    *("line_canceled", "line_refunded", "line_parcel"),
    *("line_back", "line_refurbished", "line_scrapped", "line_value"),
)
OF_OTHERS = (
    *("line_start", "label_service_down", "unit_volume", "unit_weight"),
    *("on_hand", "reserved", "backordered", "on_order"),
)
"""Columns of workload and timeline whose rows are lines, and neither lines nor orders."""


def orders_alone(workload: Workload) -> Workload:
    """The workload of the orders whose customers stay, which are numbered anew."""
    stays = ~workload.abandons
    orders = np.flatnonzero(stays)
    lines = np.flatnonzero(np.repeat(stays, workload.lines))
    of_workload = columns_of(workload, orders, lines)
    return replace(
        workload,
        **of_workload,
        order_id=_of_ids(workload.order_id, orders),
        line_start=np.concatenate((np.zeros(1, np.int64), np.cumsum(of_workload["lines"]))),
        further=tuple(
            FurtherParcels(**columns_of(further, orders, lines)) for further in workload.further
        ),
        added={
            stage: {name: column.take(orders, axis=0) for name, column in columns.items()}
            for stage, columns in workload.added.items()
        },
        begins=workload.begins and workload.begins.renumbered(orders),
    )


def columns_of(of: Any, orders: Numbers, lines: Numbers) -> dict[str, Any]:
    """Those of its arrays whose rows are orders or lines, of these alone."""
    own = {field.name: getattr(of, field.name) for field in fields(of)}
    return {
        name: column.take(lines if name in OF_LINES else orders, axis=0)
        for name, column in own.items()
        if isinstance(column, np.ndarray) and name not in OF_OTHERS
    }


def _of_ids(ids: tuple[str, ...] | None, orders: Numbers) -> tuple[str, ...] | None:
    return None if ids is None else tuple(ids[order] for order in orders.tolist())
