"""Time to clear: from the end of the last event or outage until the backlog stays low for a day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.backlog import backlog_until
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL, Kpis
from simulator.scenario.disturbed import last_disturbance
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR, NEVER

Floats = npt.NDArray[np.float64]
Milliseconds = npt.NDArray[np.int64]

STAYS = 24
"""Hours that the backlog must stay low, so that a quiet night is not taken for the end of it."""
WEEK_HOURS = 168


def time_to_clear(observed: Observation) -> Kpis:
    """Hours, and whether it clears, within the window; {} where nothing disturbs it there.

    NaN where it does not clear. Only the window counts, since what comes after it may be longer or
    shorter and no figure may hang on that (docs/decisions, 0022).
    """
    scenario, cohort, timeline = observed.scenario, observed.cohort, observed.timeline
    begins = last_disturbance(scenario)
    if begins is None or not scenario.clock.has_band:
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
