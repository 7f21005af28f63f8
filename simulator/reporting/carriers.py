"""How the pick-ups of the measurement window went, by carrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulator.measure.statistics import estimate
from simulator.reporting.curves import groups, table
from simulator.reporting.numbers import count, number, shown
from simulator.reporting.tables import NONE, Table
from simulator.units import HOUR, WEEK

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reporting.report_input import ReportInput


def _estimate(values: pd.Series[float], unit: str, confidence: float) -> str:
    """A row's values over replications, with their half-width."""
    mean = estimate(values.tolist(), confidence)
    text = shown(mean.mean, mean.half_width, unit, mean.n).text
    return (text or NONE).removesuffix(" orders")


def carriers(run: ReportInput) -> Table | None:
    """Pick-ups a week, parcels per pick-up and load, each with its half-width."""
    start = run.clock.get("warm_up", 0) / HOUR
    end = start + run.clock["run"] / HOUR
    weeks = run.clock["run"] / WEEK
    rows: list[tuple[str, ...]] = []
    late: list[tuple[str, ...]] = []
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
        room = capacity.sum().where(limited.any())
        by_size = _by_size(run, carrier, waiting)
        full = _full(waiting, loaded, [capacity, *by_size.values()])
        cells = (
            (waiting.mean(), "orders"),
            (loaded.mean(), "orders"),
            (100 * loaded[limited].sum() / room, "%"),
            (100 * full, "%"),
            ((waiting - loaded).sum(), "orders"),
        )
        texts = [_estimate(values, unit, run.confidence) for values, unit in cells]
        paid = table(run.series, "money_by_pick_ups", carrier)
        cost = _estimate(paid.sum(), run.currency, run.confidence) if paid.size else NONE
        size = _room_text({"": capacity, **by_size})
        rows.append((carrier, count(len(waiting) / weeks), size, *texts, cost))
        late.append(_late(run, carrier, (start, end)))
    head: tuple[str, ...] = (
        "Carrier", "Pick-ups a week", "Capacity of each", "Waiting at each", "Loaded at each",
        "Capacity used", "Pick-ups full", "Left behind, all told", "Pick-ups cost",
    )  # fmt: skip
    called = [_called(run, row[0], (start, end)) for row in rows]
    if any(called):
        head += ("Trucks called", "Loaded at each of them")
        rows = [(*row, *(cells or (NONE,) * 2)) for row, cells in zip(rows, called, strict=True)]
    caption = "Parcels at the pick-ups of the measurement window"
    for what, title in (("payload", "Payload used"), ("load_volume", "Load volume used")):
        used = [_used(run, row[0], what, (start, end)) for row in rows]
        if any(used):
            head += (title,)
            rows = [(*row, cell or NONE) for row, cell in zip(rows, used, strict=True)]
    if any(late):
        head += ("Come late", "Late by", "No truck comes")
        rows = [(*row, *(cells or (NONE,) * 3)) for row, cells in zip(rows, late, strict=True)]
    return Table(caption, head, tuple(rows)) if rows else None


def _by_size(run: ReportInput, carrier: str, waiting: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What fits by weight and by volume, where a truck is limited by them."""
    rooms = {of: table(run.series, f"pick_up_{of}", carrier) for of in LOADED}
    return {of: fits.reindex_like(waiting) for of, fits in rooms.items() if fits.size}


def _full(
    waiting: pd.DataFrame, loaded: pd.DataFrame, rooms: Sequence[pd.DataFrame]
) -> pd.Series[float]:
    """Share of the pick-ups that are full by whatever, of those whose truck can be.

    The first of the rooms is in parcels; by the others a truck that leaves some behind is full.
    """
    limited = rooms[0].notna()
    for fits in rooms[1:]:
        limited = limited | fits.notna()
    full = ((loaded >= rooms[0]) | (loaded < waiting))[limited].sum()
    share: pd.Series[float] = full / limited.sum().where(limited.any())
    return share


def _room_text(rooms: Mapping[str, pd.DataFrame]) -> str:
    """What fits on average, in parcels and other units; 'no limit' where all of it does."""
    known = {of: fits for of, fits in rooms.items() if fits.notna().to_numpy().any()}
    means = {of: float(np.nanmean(fits)) for of, fits in known.items()}
    told = [f"{number(mean, 0)} {UNITS[of]}" if of else count(mean) for of, mean in means.items()]
    return ", ".join(told) or "no limit"


LOADED = {"payload": "weight", "load_volume": "volume"}
"""What is loaded, by what limits it."""
UNITS = {"payload": "kg", "load_volume": "l"}


def _used(run: ReportInput, carrier: str, limit: str, window: tuple[float, float]) -> str:
    """Share of what fits that was loaded, of trucks with this limit; empty where none has it."""
    fits, loaded = (table(run.series, f"pick_up_{of}", carrier) for of in (limit, LOADED[limit]))
    fits = fits[(fits.index >= window[0]) & (fits.index < window[1])]
    if fits.empty or fits.isna().to_numpy().all():
        return ""
    taken = loaded.reindex_like(fits).where(fits.notna())
    return _estimate(100 * taken.sum() / fits.sum(), "%", run.confidence)


def _late(run: ReportInput, carrier: str, window: tuple[float, float]) -> tuple[str, ...]:
    """Shares of pick-ups whose truck is late, and to which none comes; () where all come on time.

    Between them is the mean delay of the late ones, in minutes.
    """
    delay = table(run.series, "pick_up_delay", carrier)
    delay = delay[(delay.index >= window[0]) & (delay.index < window[1])]
    if delay.empty:
        return ()
    is_late = delay > 0
    cells = (
        (100 * is_late.mean(), "%"),
        (delay.where(is_late).mean(), "min"),
        (100 * delay.isna().mean(), "%"),
    )
    return tuple(_estimate(values, unit, run.confidence) for values, unit in cells)


def _called(run: ReportInput, carrier: str, window: tuple[float, float]) -> tuple[str, ...]:
    """Trucks on call in the window and their parcels; () where none can be called or came."""
    taken = table(run.series, "called_truck_loaded", carrier)
    taken = taken[(taken.index >= window[0]) & (taken.index < window[1])]
    if taken.empty:
        return ()
    every = table(run.series, "pick_up_waiting", carrier).columns
    trucks = _estimate(taken.notna().sum().reindex(every, fill_value=0), "orders", run.confidence)
    return trucks, _estimate(taken.mean(), "orders", run.confidence)
