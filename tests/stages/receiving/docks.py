"""Worlds of a few trucks whose times are known by arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.results.timeline import Timeline
from simulator.stages.receiving.trucks import Trucks
from simulator.units import MINUTE
from tests.model.tiny import heads, scenario, workload

TIMES = (2 * MINUTE, MINUTE, 4 * MINUTE)
"""Of unloading, checking and put-away, of every pallet."""


def dock(doors: int = 1, crews: Any = None, **more: Any) -> dict[str, Any]:
    """Sections of a house that only receives, with one head who can do all of it."""
    supplier = {"appointments": {"daily": ["08:00"]}, "pallets": 1}
    crews = crews or {"dockers": {"skills": ["unloading", "checking", "put_away"]}}
    receiving = {"doors": doors, "checking": {}, "suppliers": {"acme": supplier}}
    return {
        "receiving": receiving | more,
        "crews": crews,
        "shifts": {"day": {"hours": "00:00-24:00", "heads": dict.fromkeys(crews, 1)}},
    }


def house(**sections: Any) -> Any:
    """A scenario of these sections."""
    return scenario(**sections)


def trucks(
    *came: tuple[int, int],
    appointment: Sequence[int] | None = None,
    comes: Sequence[bool] | None = None,
    reorders: int = 0,
    skus: int = 0,
    times: tuple[int, ...] = TIMES,
    per_case: int = 0,
) -> Trucks:
    """(minute of the arrival, pallets) of each truck of one supplier."""
    arrives = np.array([minute * MINUTE for minute, _ in came], dtype=np.int64)
    pallets = np.array([count for _, count in came], dtype=np.int64)
    planned = arrives if appointment is None else np.array(appointment) * MINUTE
    return Trucks(
        suppliers=("acme",),
        supplier=np.zeros(len(came), dtype=np.int16),
        appointment=planned,
        arrives=arrives,
        comes=np.ones(len(came), dtype=np.bool_) if comes is None else np.array(comes),
        pallets=pallets,
        pallet_start=np.concatenate([[0], np.cumsum(pallets)]).astype(np.int64),
        times=np.tile(np.array(times, dtype=np.int64), (int(pallets.sum()), 1)),
        supplier_of_sku=np.zeros(skus, dtype=np.int16),
        per_pallet=np.tile(np.array(times, dtype=np.int64), (reorders, 1)),
        per_case=np.full((reorders, 3), per_case, dtype=np.int64),
    )


def day(*came: tuple[int, int], orders: Sequence[int] = (0,), **columns: Any) -> Any:
    """A workload with these trucks; one head of every crew is there all day."""
    keys = ("appointment", "comes", "times", "reorders", "skus", "per_case")
    of_trucks = {key: columns.pop(key) for key in keys if key in columns}
    crews = columns.pop("crews", ("dockers",))
    present = columns.pop("present", {crew: heads((0, 1)) for crew in crews})
    found = workload([minute * MINUTE for minute in orders], present=present, **columns)
    if "supply" not in columns:
        found = replace(found, supply=replace(found.supply, policed=False))
    return replace(found, trucks=trucks(*came, **of_trucks))


def minutes(timeline: Timeline, activity: str) -> list[tuple[float, float]]:
    """(began, ended) of every pallet, in minutes."""
    assert timeline.receipts is not None
    visit = timeline.receipts.log.first[activity]
    pairs = zip(visit.began.tolist(), visit.ended.tolist(), strict=True)
    return [(began / MINUTE, ended / MINUTE) for began, ended in pairs]
