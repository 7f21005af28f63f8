"""All rows of an order file as a frame, those that do not ship flagged with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.intake.look import Look
from simulator.intake.moments import moments
from simulator.intake.what_ships import REASONS
from simulator.units import NEVER

if TYPE_CHECKING:
    import pandas as pd

MOMENTS = ("placed_at", "paid_at", "promised_at", "fulfilled_at", "canceled_at")
NUMBERS = {"quantity": "quantity", "price": "unit_price", "weight": "unit_weight_g",
           "refunded": "refunded_quantity"}  # fmt: skip


def frame(seen: Look) -> pd.DataFrame:
    """One row per row of the file, blank ones left out.

    `row` counts from 1 below the header. `order_id` is the order's name as a run has it. Moments
    are those of the house's time zone, without one as they are written; NaT where a cell is empty
    or cannot be read. `ships` says whether the row does, `reason` why not, "" where it does. Other
    columns that are used are text, "" where a cell is empty.
    """
    import pandas as pd

    rows, cells = seen.seen, seen.seen.cells
    names = np.array(rows.names(np.arange(cells.orders)), dtype=object)
    columns: dict[str, object] = {"row": rows.bad.record + 1, "order_id": names[cells.order]}
    for name in MOMENTS:
        if cells.has(name):
            columns[name] = _moments(seen, name)
    for attribute, name in NUMBERS.items():
        values = getattr(rows, attribute)
        if values is not None:
            columns[name] = values / 100 if attribute == "price" else values
    for name, column in cells.columns.items():
        if name not in columns and name not in ("order_id", "line_price", "unit_weight"):
            columns[name] = column.texts()
    columns["ships"] = seen.reason == 0
    columns["reason"] = np.array(REASONS, dtype=object)[seen.reason]
    return pd.DataFrame(columns)


def _moments(seen: Look, name: str) -> pd.Series[pd.Timestamp]:
    import pandas as pd

    column, zone = seen.seen.cells.columns[name], seen.reading.time_zone
    told = seen.seen.moments.get(name) or moments(column.words, seen.reading.time_format, zone)
    instants: npt.NDArray[np.int64] = told.instant[column.codes]
    missing = instants == NEVER
    stamps = pd.Series(pd.to_datetime(np.where(missing, 0, instants), unit="ms"))
    stamps = stamps.mask(missing)
    return stamps if zone is None else stamps.dt.tz_localize("UTC").dt.tz_convert(zone)
