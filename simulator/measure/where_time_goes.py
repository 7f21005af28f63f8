"""The hours of an order by what took them: of finished orders, and of late ones."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Kpi, Kpis, figure, figures
from simulator.measure.observation import Observation
from simulator.scenario.checks_figures import all_punctual, no_delays, switched_off
from simulator.scenario.scenario import Scenario
from simulator.stages import CAUSES, LAGS
from simulator.units import HOUR

LATE_PICK_UP, ROAD_DELAY = "late_pick_up", "road_delay"


def _is_off(scenario: Scenario, cause: str) -> str | None:
    """Why there is no such time: its stage, a lag, is off, or no truck or road is ever late."""
    if cause == LATE_PICK_UP:
        return all_punctual(scenario)
    if cause == ROAD_DELAY:
        return no_delays(scenario)
    off = cause in LAGS and getattr(scenario, cause) is None
    return switched_off(cause) if off else None


@figures(
    Kpi(
        "time_hours.<cause>",
        "h",
        "time",
        "mean hours that the cause took of a finished order; all add up to cycle_time.mean",
        "lower",
        absent=_is_off,
    ),
    Kpi(
        "time_share.<cause>",
        "%",
        "time",
        "time_hours.<cause> / cycle_time.mean",
        absent=_is_off,
    ),
    group="causes",
)
def times_of_causes(observed: Observation) -> Kpis:
    """Mean hours of a finished order by cause, and shares of the cycle time."""
    flow = observed.flow
    rows = observed.scopes.of(flow.order)
    every = np.ones(len(flow.order), dtype=np.bool_)
    orders = rows.sums(every)
    totals = {cause: rows.sums(every, spent) for cause, spent in flow.by_cause.items()}
    cycle = [sum(parts) for parts in zip(*totals.values(), strict=True)]
    kpis: Kpis = {}
    for cause in _told(observed):
        spent = totals[cause]
        kpis |= rows.ratio(f"time_hours.{cause}", [ms / HOUR for ms in spent], orders)
        kpis |= rows.ratio(f"time_share.{cause}", spent, cycle, 100.0)
    return kpis


@figure("wait_hours.<crew>", "h", "time", "lower", group="causes")
def waits_for_crews(observed: Observation) -> Kpis:
    """Mean hours that a finished order waits for a busy head of the crew, of those who may
    serve it and are at work the one that is sent first; the crews add up to time_hours.labor.
    """
    flow = observed.flow
    rows = observed.scopes.of(flow.order)
    every = np.ones(len(flow.order), dtype=np.bool_)
    kpis: Kpis = {}
    for crew in observed.timeline.crews:
        waited = np.zeros(len(flow.rows), dtype=np.int64)
        for behind in flow.behind:
            if behind.cause == "labor" and behind.who == crew:
                flow.behind.add_to(waited, behind)
        hours = [ms / HOUR for ms in rows.sums(every, waited[flow.finished])]
        kpis |= rows.ratio(f"wait_hours.{crew}", hours, rows.sums(every))
    return kpis


@figure("late_hours.<cause>", "h", "time", "lower", group="causes", absent=_is_off)
def times_of_late_orders(observed: Observation) -> Kpis:
    """Mean hours that the cause took of an order that was or is late, up to its hand-over
    (without a ship-by time: its delivery) or the horizon; of a split order its last parcel there.
    """
    flow = observed.flow
    rows = observed.scopes.of(flow.rows)
    late = rows.sums(flow.late)
    kpis: Kpis = {}
    for cause in _told(observed):
        spent = np.zeros(len(flow.rows), dtype=np.int64)
        for behind in flow.behind_late:
            if behind.cause == cause:
                flow.behind_late.add_to(spent, behind)
        hours = [ms / HOUR for ms in rows.sums(flow.late, spent)]
        kpis |= rows.ratio(f"late_hours.{cause}", hours, late)
    return kpis


def _told(observed: Observation) -> list[str]:
    """The causes that have a row: all but those of what is off."""
    return [cause for cause in CAUSES if _is_off(observed.scenario, cause) is None]
