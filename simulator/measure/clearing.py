"""Time to clear: from the end of the last event or outage until the backlog stays low for a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

import numpy as np
import numpy.typing as npt

from simulator.measure.backlog import backlog_until
from simulator.measure.figures import Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, NEVER, milliseconds_between

Floats = npt.NDArray[np.float64]
Milliseconds = npt.NDArray[np.int64]

STAYS = 24
"""Hours that the backlog must stay low, so that a quiet night is not taken for the end of it."""
WEEK_HOURS = 168


def last_disturbance(scenario: Scenario) -> int | None:
    """The end of the last event or outage, in milliseconds since the start.

    Of those that end within the measurement window; None if none does. Failures that are drawn are
    part of an ordinary day and do not count.
    """
    low, high = scenario.clock.window
    return max((end for end in _ends(scenario) if low <= end < high), default=None)


def _ends(scenario: Scenario) -> Iterator[int]:
    start = scenario.clock.start
    if scenario.demand.trace is None:
        for event in scenario.demand.events:
            yield milliseconds_between(start, datetime.combine(event.to, time())) + DAY
    benches = scenario.packing.stations if scenario.packing is not None else None
    labeling = scenario.labeling
    service = labeling.service if labeling is not None else None
    for section in (scenario.payment, benches, labeling, service, *scenario.carriers.values()):
        for outage in section.outages if section is not None else ():
            yield milliseconds_between(start, outage.at) + outage.for_


def _nothing_to_clear(scenario: Scenario, _: str) -> str | None:
    if last_disturbance(scenario) is None:
        return "no event or outage ends in the measurement window; write one that does"
    if not scenario.clock.has_band:
        return "nothing says when it has cleared; write clock.clear_below: 300 orders"
    return None


@figures(
    Kpi(
        "time_to_clear",
        "h",
        "shipping",
        "from the end of the last event or outage in the window until the backlog stays 24 h "
        "at or below clock.clear_below, else at or below the highest of that weekday and hour "
        "in the warm-up; hourly, within the window; missing where it does not clear",
        "lower",
        by_class=False,
        missing_is_never=True,
        absent=_nothing_to_clear,
        called="Time to clear",
    ),
    Kpi(
        "time_to_clear.cleared",
        "%",
        "shipping",
        "100 if it clears within the window, else 0",
        "higher",
        by_class=False,
        absent=_nothing_to_clear,
        called="Cleared within the window",
    ),
    group="backlog",
    after="backlog.hours",
)
def time_to_clear(observed: Observation) -> Kpis:
    """Hours, and whether it clears, within the window.

    NaN where it does not clear. Only the window counts, since what comes after it may be longer or
    shorter and no figure may hang on that (docs/decisions, 0022).
    """
    scenario, cohort, timeline = observed.scenario, observed.cohort, observed.timeline
    begins = last_disturbance(scenario)
    if begins is None:
        return {}
    rows = timeline.released != NEVER
    released, until = timeline.released[rows], backlog_until(cohort, timeline)[rows]
    moments = np.arange(begins, cohort.window[1], HOUR, dtype=np.int64)
    above = _backlog(released, until, moments) > _band(scenario, released, until, moments)
    hours = first_quiet(above)
    return {
        ("time_to_clear", ALL): hours,
        ("time_to_clear.cleared", ALL): 0.0 if np.isnan(hours) else 100.0,
    }


def first_quiet(above: npt.NDArray[np.bool_]) -> float:
    """The first of hourly moments from which on STAYS hours are not above; NaN if there is none.

    A moment and the STAYS ones after it must be there and quiet.
    """
    over = np.flatnonzero(np.append(above, True))  # what is not seen is not quiet
    begins = np.append(0, over[:-1] + 1)
    long = np.flatnonzero(over - begins > STAYS)
    return float(begins[long[0]]) if len(long) else float("nan")


def _backlog(released: Milliseconds, until: Milliseconds, moments: Milliseconds) -> Milliseconds:
    """Orders released and not handed over at each moment; what changes then has changed."""
    come = np.searchsorted(np.sort(released), moments, side="right")
    gone = np.searchsorted(np.sort(until), moments, side="right")
    return come - gone


def _band(
    scenario: Scenario, released: Milliseconds, until: Milliseconds, moments: Milliseconds
) -> Floats:
    """The backlog above which it has not cleared: as written, or by weekday and hour."""
    clock = scenario.clock
    if clock.clear_below is not None:
        return np.full(len(moments), float(clock.clear_below))
    dates = clock.calendar
    before = np.arange(int(moments[0]) % HOUR, clock.warm_up, HOUR, dtype=np.int64)
    highest = np.zeros(WEEK_HOURS)
    seen = _backlog(released, until, before).astype(np.float64)
    np.maximum.at(highest, dates.hour_of_week(before), seen)
    band: Floats = highest[dates.hour_of_week(moments)]
    return band
