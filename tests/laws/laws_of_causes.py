"""Laws of the causes of waiting: all time is credited once, and to what was missing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.measure.cohort import select
from simulator.measure.waits import Behind
from simulator.stages import TO_THE_DOCK
from simulator.units import HOUR, NEVER
from tests.laws.laws import law
from tests.laws.people import roster
from tests.laws.runs import FAR, Run

Span = tuple[int, int]


@law
def all_of_a_visit_is_work_or_waiting_there(run: Run) -> Iterator[str]:
    """Of an order in one parcel, station by station, and from the label to the carrier."""
    flow = run.flow
    for station in ("fraud_review", *TO_THE_DOCK, "shipping"):
        if station not in run.timeline.visits:
            continue
        here = [ms for behind, ms in flow.behind.items() if where(behind) == station]
        credited = sum(here, np.zeros(len(flow.rows), np.int64))
        for order, spent in zip(flow.rows.tolist(), credited.tolist(), strict=True):
            begin, end = stay(run, order, station)
            if order not in run.split and spent != end - begin:
                yield f"{station} of order {order}: {spent} ms of {end - begin} are credited"


def where(behind: Behind) -> str:
    """The station of a cause; the dock is that of pick-ups."""
    if behind.cause in ("pick_up", "late_pick_up", "pick_up_capacity"):
        return "shipping"
    return behind.place.partition(".")[0] or behind.cause


def stay(run: Run, order: int, station: str) -> Span:
    """When an order was first at a station, so far; nothing if it never was."""
    visit = run.first_visits[station][order]
    if visit.queued is None:
        return 0, 0
    return visit.queued, run.horizon if visit.ended is None else visit.ended


@law
def waits_are_put_down_to_what_was_missing(run: Run) -> Iterator[str]:
    """Closed hours are those in which nobody is there; what has no limit is not waited for."""
    flow = run.flow
    spent: dict[tuple[str, str], np.ndarray] = {}
    for behind, ms in flow.behind.items():
        key = behind.cause, behind.place or behind.who
        spent[key] = spent.get(key, 0) + ms
    for (cause, at), ms in spent.items():
        orders = [k for k in np.flatnonzero(ms) if flow.rows[k] not in run.split]
        if cause == "off_shift":
            spans, station = list(closed(run, at)), at.partition(".")[0]
            for k in orders[:MOST_ORDERS]:
                begin, end = stay(run, int(flow.rows[k]), station)
                most = sum(max(min(b, end) - max(a, begin), 0) for a, b in spans)
                if ms[k] > most:
                    yield f"order {flow.rows[k]}: {ms[k]} ms off shift at {at}, closed for {most}"
        if orders and cause == "equipment" and is_without_limit(run, at):
            yield f"order {flow.rows[orders[0]]} waits for equipment at {at}, which has no limit"
        if orders and cause == "pick_up_capacity" and has_room_for_all(run, at):
            yield f"order {flow.rows[orders[0]]} is bumped by {at}, which takes all"
        if orders and cause == "road_delay" and not run.scenario.carriers[at].delays:
            yield f"order {flow.rows[orders[0]]} is held up by {at}, which has no delays"
        if orders and cause == "late_pick_up" and run.scenario.carriers[at].is_punctual:
            yield f"order {flow.rows[orders[0]]} waits for a late truck of {at}, which has none"


MOST_ORDERS = 24
"""Orders of a run that are worked out slowly."""


def closed(run: Run, place: str) -> Iterator[Span]:
    """When no crew that may serve a place has a head there."""
    rosters = [roster(run, crew) for crew in able_crews(run, place)]
    moments = sorted({row[0] for rows in rosters for row in rows})
    for now, until in zip(moments, [*moments[1:], FAR], strict=True):
        if not any([row[1] for row in rows if row[0] <= now][-1] for rows in rosters):
            yield now, until


def is_without_limit(run: Run, name: str) -> bool:
    """Whether a place has room for whoever comes, and nobody leaves what was begun there."""
    station = name.partition(".")[0]
    rooms = [place.room for place in run.timeline.places[station] if place.name == name]
    return rooms == [None] and station not in run.timeline.down and not run.stops_work


def has_room_for_all(run: Run, carrier: str) -> bool:
    """Whether a carrier takes whatever stands at the dock."""
    assert run.scenario.shipping is not None
    section = run.scenario.shipping.carriers[carrier]
    return all(
        truck.capacity is truck.payload is truck.load_volume is None for truck in section.trucks
    )


@law
def crews_and_causes_add_up(run: Run) -> Iterator[str]:
    """What orders wait for crews is the labor; all that stands behind an order is its time."""
    flow = run.flow
    placed = run.workload.placed[flow.rows]
    ends = np.where(flow.finished, NEVER, run.horizon)
    cohort = select(run.scenario, run.workload, run.timeline)
    ends = np.where(flow.finished, cohort.finished_at[flow.rows], ends)
    total = sum(flow.behind.values(), np.zeros(len(flow.rows), np.int64))
    for row in np.flatnonzero(total != ends - placed)[:3]:
        yield f"order {flow.rows[row]}: {total[row]} ms of {ends[row] - placed[row]} are credited"
    for behind, spent in flow.behind.items():
        if (spent < 0).any():
            yield f"less than no time is credited to {behind}"
        served = behind.cause in ("labor", "off_shift")
        if served and behind.who not in able_crews(run, behind.place):
            yield f"{behind.who} cannot serve {behind.place}"
    kpis = run.kpis
    crews = [kpis[f"wait_hours.{crew}", "all"] for crew in run.timeline.crews]
    labor = kpis["time_hours.labor", "all"]
    if crews and abs(sum(crews) - labor) > 1e-9:
        yield f"crews {crews} add up to {sum(crews)} h of waiting, labor is {labor} h"


@law
def hours_of_late_orders_are_those_up_to_what_they_were_late_for(run: Run) -> Iterator[str]:
    """To the hand-over of all of an order with a ship-by time, by causes before it; else all."""
    flow, cohort = run.flow, select(run.scenario, run.workload, run.timeline)
    to_ship = run.workload.ship_by[flow.rows] != NEVER
    until = np.where(to_ship, cohort.left[flow.rows], cohort.finished_at[flow.rows])
    until = np.where(until == NEVER, run.horizon, until)
    due = np.where(flow.late, until - run.workload.placed[flow.rows], 0)
    total = sum(flow.behind_late.values(), np.zeros(len(flow.rows), np.int64))
    for row in np.flatnonzero(total != due)[:3]:
        yield f"late order {flow.rows[row]}: {total[row]} ms of {due[row]} are credited"
    for behind, spent in flow.behind_late.items():
        if (spent < 0).any():
            yield f"less than no time of a late order is credited to {behind}"
        if behind.cause in ("transit", "road_delay", "delivery") and spent[to_ship].any():
            yield f"{behind.cause} is credited to an order that was late before it"
    late = flow.late.sum()
    if late:
        hours = sum(v for (k, scope), v in run.kpis.items() if k.startswith("late_hours.")
                    and scope == "all")  # fmt: skip
        mean = float(due.sum()) / HOUR / late
        if abs(hours - mean) > 1e-6:
            yield f"late orders: {hours} h by cause, {mean} h in all"


def able_crews(run: Run, name: str) -> list[str]:
    """Who may work at a station, in a zone or at a lane, by the scenario."""
    station, _, part = name.partition(".")
    s, named = run.scenario, ()
    if part and station == "picking":
        named = s.picking.method.zones.areas[part].crews
    elif part:
        named = getattr(s.packing.lanes, part).crews
    return [
        crew for crew in s.crews if station in s.crews[crew].skills and (not named or crew in named)
    ]
