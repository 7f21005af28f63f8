"""How many orders are expected in each hour, from the scenario alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.calendars import Calendar
from simulator.scenario.scenario import Scenario
from simulator.stages.demand import arrivals
from simulator.stages.demand.trace import expected_of_trace
from simulator.units import HOUR, MINUTE
from simulator.workload import Workload
from simulator.workload.sampling import sample

Floats = npt.NDArray[np.float64]

CELL = 30.0
"""Expected orders of the stretches of hours in which sampled orders stand for expected ones."""


def dates_of(scenario: Scenario) -> Calendar:
    """The calendar of a scenario's clock."""
    return scenario.clock.calendar


def window_hours(scenario: Scenario) -> slice:
    """The hours of the measurement window."""
    low, high = scenario.clock.window
    return slice(low // HOUR, -(-high // HOUR))


def expected_orders(scenario: Scenario) -> Floats:
    """Orders placed in each hour from the start to the horizon: by the rates, or of a trace.

    Where days or weeks of a trace are drawn: the mean of those that may be.
    """
    trace, dates = scenario.demand.trace, dates_of(scenario)
    if trace is not None and trace.resample is None:
        return placed_by_hour(sample(scenario, 0))
    if trace is not None:
        return _since_start(scenario, expected_of_trace(scenario, trace))
    demand = scenario.demand
    kept = 1.0 if scenario.checkout is None else 1 - scenario.checkout.abandonment
    horizon = scenario.clock.horizon
    by_day = arrivals.expected_carts(demand, scenario.checkout, dates, horizon) * kept
    by_day = by_day / arrivals.lengths(demand, dates, np.arange(len(by_day)))
    profile = arrivals.weekly_shape(demand)[dates.weekday(np.arange(len(by_day)))]
    total = profile.sum(axis=1, keepdims=True)
    shares = np.divide(profile, total, out=np.zeros_like(profile), where=total > 0)
    return _since_start(scenario, by_day[:, None] * shares)


def _since_start(scenario: Scenario, by_date: Floats) -> Floats:
    """Hours of the calendar, (days, 24), as hours since the start: the part before it is cut."""
    dates, horizon = dates_of(scenario), scenario.clock.horizon
    edges = (np.arange(-(-horizon // HOUR) + 1) * HOUR).clip(max=horizon)
    if dates.clock.at:
        return _where_clocks_are_put(dates, edges, by_date)
    until = np.concatenate([[0.0], by_date.ravel().cumsum()])
    at = np.interp((edges + dates.offset) / HOUR, np.arange(len(until)), until)
    return np.asarray(np.diff(at), dtype=np.float64)


def _where_clocks_are_put(dates: Calendar, edges: npt.NDArray[np.int64], by_date: Floats) -> Floats:
    """The same by the hour that the clock shows in each quarter of an hour."""
    quarter = 15 * MINUTE
    middles = edges[:-1, np.newaxis] + np.arange(4) * quarter + quarter // 2
    inside = (middles < edges[1:, np.newaxis]) * (quarter / HOUR)
    day = np.clip(dates.day(middles), 0, len(by_date) - 1)
    rates = by_date[day, dates.time_of_day(middles) // HOUR]
    return np.asarray((rates * inside).sum(axis=1), dtype=np.float64)


def placed_by_hour(workload: Workload) -> Floats:
    """Orders that are placed within the horizon, by the hour in which their cart is created."""
    hours = -(-workload.horizon // HOUR)
    return np.bincount(_hour(workload)[_placed(workload)], minlength=hours).astype(np.float64)[
        :hours
    ]


def weights(scenario: Scenario, workloads: list[Workload], expected: Floats) -> list[Floats]:
    """(n,) of each workload: how many expected orders each sampled one stands for; 0 for carts.

    Together they are as many as expected in every stretch of hours with `CELL` of them, and in the
    measurement window (post-stratification): what chance and busy days add to a sample is taken
    off, what the orders hold is left as it was drawn.
    """
    cell = _cells(scenario, expected)
    sampled = sum(np.bincount(cell, placed_by_hour(one)) for one in workloads)
    wanted = np.bincount(cell, expected)
    worth = np.divide(wanted, sampled, out=np.zeros_like(wanted), where=sampled > 0)
    return [np.where(_placed(one), worth[cell[_hour(one)]], 0.0) for one in workloads]


def _cells(scenario: Scenario, expected: Floats) -> npt.NDArray[np.int64]:
    """The stretch to which each hour belongs; none goes beyond an end of the window."""
    within = window_hours(scenario)
    found = np.empty(len(expected), dtype=np.int64)
    first = 0
    for part in (slice(0, within.start), within, slice(within.stop, len(expected))):
        orders = expected[part]
        if len(orders):
            count = max(int(orders.sum() / CELL), 1)
            place = (orders.cumsum() - orders / 2) / max(float(orders.sum()), 1e-9) * count
            found[part] = first + np.minimum(place.astype(np.int64), count - 1)
            first += count
    return found


def _placed(workload: Workload) -> npt.NDArray[np.bool_]:
    inside: npt.NDArray[np.bool_] = (
        ~workload.abandons & (workload.created >= 0) & (workload.created < workload.horizon)
    )
    return inside


def _hour(workload: Workload) -> npt.NDArray[np.int64]:
    last = -(-workload.horizon // HOUR) - 1
    return np.asarray(np.clip(workload.created // HOUR, 0, last))
