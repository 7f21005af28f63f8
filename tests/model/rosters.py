"""Tiny worlds whose crews come and go by shifts, as a scenario would have them."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.calendars import calendar
from simulator.journey import simulate
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages import ACTIVITIES
from simulator.units import HOUR, NEVER
from simulator.workload.staffing import rosters
from tests.model.tiny import scenario, workload


def planned(shop: Scenario) -> dict[str, Any]:
    """The stints of every crew when nobody is absent."""
    clock = shop.clock
    dates = calendar(clock.start, clock.holidays, clock.horizon)
    return rosters(shop, dates, lambda name, count: np.ones(count))


def at_work(created: list[int], shop: dict[str, Any], **columns: Any) -> Timeline:
    """Orders at these moments in a house of these sections; one day unless the clock says more."""
    house = scenario(**shop)
    orders = workload(created, rosters=planned(house), horizon=house.clock.horizon, **columns)
    return simulate(house, orders)


def pickers(shift: dict[str, Any], crew: dict[str, Any] | None = None) -> dict[str, Any]:
    """A house with one crew at one station and one shift."""
    return {
        "crews": {"pickers": {"skills": ["picking"]} | (crew or {})},
        "shifts": {"day": {"hours": "00:00-08:00", "heads": {"pickers": 1}} | shift},
        "picking": {},
    }


def work(timeline: Timeline, activity: str = "picking") -> list[tuple[int, int, int, int]]:
    """(order, crew, began, ended) of every stretch of work in first visits, one by one."""
    rows, visit = timeline.log.stretches, timeline.visits[activity]
    mine = rows.activity == ACTIVITIES.index(activity)
    stopped = set(rows.parcel[mine].tolist())
    columns = (rows.parcel, rows.server, rows.began, rows.ended)
    found = list(zip(*(column[mine].tolist() for column in columns), strict=True))
    for order, began in enumerate(visit.began.tolist()):
        if began != NEVER and order not in stopped:
            found.append((order, int(visit.server[order]), began, int(visit.ended[order])))
    return sorted(found, key=lambda row: (row[2], row[0]))


def steps(timeline: Timeline, crew: str, column: str) -> list[tuple[int, int]]:
    """(moment, heads) where a column of the crew's head count changes."""
    roster = timeline.heads[crew]
    values = getattr(roster, column).tolist()
    found: list[tuple[int, int]] = []
    for moment, value in zip(roster.time.tolist(), values, strict=True):
        if not found or found[-1][1] != value:
            found.append((moment, value))
    return found


__all__ = ["HOUR", "NEVER", "at_work", "pickers", "planned", "steps", "work"]
