"""What people are paid as a scenario schedules them, without a run."""

from __future__ import annotations

from simulator.measure.steps import Step
from simulator.scenario.scenario import Scenario
from simulator.streams import Streams
from simulator.units import DAY, HOUR, WEEK
from simulator.workload.draws import Draws
from simulator.workload.staffing import present


def scheduled_wages(scenario: Scenario, replication: int) -> float:
    """Wages of the hours that are paid in the window, overtime left out; absences as drawn."""
    clock = scenario.clock
    dates = clock.calendar
    draws = Draws(Streams(scenario.experiment.seed, replication))
    total = 0.0
    for name, there in present(scenario, dates, draws).items():
        hours = Step(there.time, there.paid).total(*clock.window) / HOUR
        total += scenario.crews[name].wage * hours
    return total


def wages_text(scenario: Scenario) -> str:
    """'5,040 USD of wages a week', of all who are scheduled, or of a window without whole weeks.

    Nobody is absent, called or works longer, and premiums come on top. Empty where nobody is paid.
    """
    everybody = {
        name: crew.model_copy(update={"absence": 0.0}) for name, crew in scenario.crews.items()
    }
    amount = scheduled_wages(scenario.model_copy(update={"crews": everybody}), 0)
    if not amount:
        return ""
    weeks, rest = divmod(scenario.clock.run, WEEK)
    period = "a week" if not rest else f"in the {scenario.clock.run / DAY:g} days measured"
    return f"{amount / (weeks if not rest else 1):,.0f} {scenario.currency} of wages {period}"
