"""Days on which orders come and nobody works, and that the measured days do not have."""

from __future__ import annotations

from datetime import timedelta

from simulator.reading.times import DAYS
from simulator.reporting.numbers import listed
from simulator.scenario.scenario import Scenario
from simulator.units import DAY


def days_left_out(scenario: Scenario) -> tuple[str, ...]:
    """That what three days hold is not what a week holds, with the key to write; else nothing.

    What comes on a day off has to be done on the others: a search over days without one promises
    more than a week keeps. Orders of a file and a state have the days that they have.
    """
    demand, clock = scenario.demand, scenario.clock
    if demand.orders_per_day is None or demand.forecast is not None or clock.run >= 7 * DAY:
        return ()
    if not scenario.shifts or any(crew.heads for crew in scenario.crews.values()):
        return ()
    first = clock.start + timedelta(milliseconds=clock.warm_up)
    last = first + timedelta(milliseconds=clock.run - 1)
    days = [first.date() + timedelta(days=k) for k in range((last.date() - first.date()).days + 1)]
    ordered = {k for k in range(7) if demand.day_of_week is None or demand.day_of_week[k] > 0}
    worked = {day for shift in scenario.shifts.values() for day in shift.days}
    missing = sorted(ordered - worked - {day.weekday() for day in days})
    if not missing:
        return ()
    off = listed([DAYS[k] for k in missing])
    return (
        f"What is measured leaves out {off}, when orders come and nobody works: what holds here "
        "may not hold for a week. Write clock.run: 7 d.",
    )
