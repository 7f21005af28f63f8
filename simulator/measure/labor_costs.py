"""What the people cost: wages of paid time and overtime, and premiums by hour and weekday."""

from __future__ import annotations

import numpy as np

from simulator.calendars import Calendar, OpenDays
from simulator.engine.section_crews import Premium
from simulator.measure.cohort import Cohort
from simulator.measure.figures import Kpis, figure
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.measure.steps import Step, combined, step_of
from simulator.measure.work import CrewTime
from simulator.units import HOUR


@figure("labor_cost.<crew>", "currency", "cost", "lower", group="crews", by_class=False)
def labor_costs(observed: Observation) -> Kpis:
    """Wages, overtime and premiums of the crew's hours in the window."""
    cohort, dates = observed.cohort, observed.scenario.clock.calendar
    kpis: Kpis = {}
    for name, time in observed.people.items():
        crew = observed.scenario.crews[name]
        overtime_wage = crew.wage if crew.overtime is None else crew.overtime
        plain, overtime = _hours(time, cohort, None)
        cost = crew.wage * plain + overtime_wage * overtime
        for premium in crew.premiums:
            plain, overtime = _hours(time, cohort, _applies(premium, dates, cohort.horizon))
            cost += (premium.add or 0.0) * (plain + overtime)
            cost += (premium.extra or 0.0) * (crew.wage * plain + overtime_wage * overtime)
        kpis[f"labor_cost.{name}", ALL] = cost
    return kpis


def _hours(time: CrewTime, cohort: Cohort, where: Step | None) -> tuple[float, float]:
    """Hours paid plainly and as overtime in the window, only where `where` is 1."""
    hours = []
    for paid in (time.paid, time.overtime):
        if where is not None:
            heads, applies = combined(paid, where)
            paid = Step(heads.time, heads.value * applies.value)
        hours.append(paid.total(*cohort.window) / HOUR)
    return hours[0], hours[1]


def _applies(premium: Premium, dates: Calendar, horizon: int) -> Step:
    """1 while the premium is paid, 0 otherwise."""
    last = dates.last_day(horizon)
    days = OpenDays(dates, frozenset(premium.days), on_holidays=True).between(-1, last)
    begins, ends = (dates.moment(days, hour) for hour in premium.hours)
    times = np.sort(np.concatenate((begins, ends)))
    return step_of(times, np.isin(times, begins).astype(np.int64))
