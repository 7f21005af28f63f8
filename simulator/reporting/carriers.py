"""How the pick-ups of the measurement window went, by carrier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.reporting.curves import groups, table
from simulator.reporting.numbers import count, percent
from simulator.reporting.tables import NONE, Table
from simulator.units import HOUR, WEEK

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reporting.report_input import ReportInput


def _range(values: pd.Series[float], as_share: bool = False) -> str:
    """The mean over replications, and from the lowest to the highest of them."""
    known = values.dropna()
    if known.empty:
        return NONE
    say = percent if as_share else count
    text = say(float(known.mean()))
    if len(known) == 1:
        return text
    return f"{text} ({say(float(known.min()))} to {say(float(known.max()))})"


def carriers(run: ReportInput) -> Table | None:
    """Pick-ups a week, parcels per pick-up and load; each with its range over replications."""
    start = run.clock.get("warm_up", 0) / HOUR
    end = start + run.clock["run"] / HOUR
    weeks = run.clock["run"] / WEEK
    rows = []
    for carrier in groups(run.series, "pick_up_waiting"):
        waiting, loaded, capacity = (
            table(run.series, f"pick_up_{what}", carrier)
            for what in ("waiting", "loaded", "capacity")
        )
        inside = (waiting.index >= start) & (waiting.index < end)
        waiting = waiting[inside]
        if waiting.empty:
            continue
        loaded, capacity = loaded.reindex_like(waiting), capacity.reindex_like(waiting)
        limited = capacity.notna()
        room = capacity.sum().replace(0, np.nan)
        full = (loaded >= capacity)[limited].sum() / limited.sum().replace(0, np.nan)
        rows.append(
            (
                carrier,
                count(len(waiting) / weeks),
                _range(waiting.mean()),
                _range(loaded.mean()),
                "no limit" if not limited.to_numpy().any() else count(float(capacity.stack().mean())),
                _range(loaded[limited].sum() / room, as_share=True),
                _range(full, as_share=True),
                _range((waiting - loaded).sum()),
            )
        )
    head = (
        "Carrier", "Pick-ups a week", "Waiting per pick-up", "Loaded per pick-up", "Capacity",
        "Capacity used", "Pick-ups full", "Left behind in the window",
    )  # fmt: skip
    return Table("Pick-ups in the measurement window", head, tuple(rows)) if rows else None
