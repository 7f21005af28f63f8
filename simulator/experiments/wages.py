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


def wages_of(scenario: Scenario) -> float | None:
    """A week's wages of all who are scheduled, or a window's that is no whole weeks; None: none.

    Who is absent is not paid, as often as on average; nobody is called or works longer, and
    premiums come on top.
    """
    everybody = {
        name: crew.model_copy(update={"absence": 0.0, "wage": crew.wage * (1 - crew.absence)})
        for name, crew in scenario.crews.items()
    }
    amount = scheduled_wages(scenario.model_copy(update={"crews": everybody}), 0)
    weeks, rest = divmod(scenario.clock.run, WEEK)
    return (amount if rest else amount / weeks) or None


def period_of_wages(scenario: Scenario) -> str:
    """'a week', or 'in the 3 days measured'."""
    run = scenario.clock.run
    return f"in the {run / DAY:g} days measured" if run % WEEK else "a week"


def wages_text(scenario: Scenario) -> str:
    """'5,040 USD of wages a week'; empty where nobody is paid."""
    amount = wages_of(scenario)
    if amount is None:
        return ""
    return f"{amount:,.0f} {scenario.currency} of wages {period_of_wages(scenario)}"
