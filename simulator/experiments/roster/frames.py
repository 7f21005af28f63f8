"""The tables that a roster leaves: who works when, heads by quarter of an hour, what was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.experiments.roster.roster import Rostered
from simulator.experiments.roster.templates import QUARTER
from simulator.experiments.roster.week import QUARTERS, people
from simulator.reading.times import WEEKDAYS
from simulator.units import DAY, clock_text

if TYPE_CHECKING:
    import pandas as pd


def people_frame(plan: Rostered) -> pd.DataFrame:
    """One row per person: the hours of each weekday, paid hours and cost of the week."""
    import pandas as pd

    rows = []
    for person in () if plan.status == "impossible" else people(plan.roster):
        template = person.line.template
        days = [person.line.hours if k in person.weekdays else "" for k in range(7)]
        count = len(person.weekdays)
        rows.append((person.name, template.crew, template.name, *days, count,
                     template.paid_hours * count, round(template.cost * count, 2)))  # fmt: skip
    columns = ["person", "crew", "template", *WEEKDAYS, "days", "paid_hours", "cost"]
    return pd.DataFrame(rows, columns=columns)


def heads_frame(plan: Rostered) -> pd.DataFrame:
    """One row per crew and quarter of an hour in which anybody is needed or scheduled."""
    import pandas as pd

    parts = [
        pd.DataFrame(
            {
                "crew": name,
                "weekday": np.repeat(WEEKDAYS, DAY // QUARTER),
                "at": [clock_text(k * QUARTER % DAY) for k in range(QUARTERS)],
                "needed": np.round(needed, 3),
                "scheduled": np.round(scheduled_heads_of(plan, name), 3),
                "today": np.round(plan.today_scheduled[name], 3),
            }
        )
        for name, needed in plan.needed.items()
    ]
    whole = pd.concat(parts, ignore_index=True)
    there = (whole[["needed", "scheduled", "today"]] > 0).any(axis=1)
    return whole[there].reset_index(drop=True)


def scheduled_heads_of(plan: Rostered, crew: str) -> np.ndarray:
    """Heads of a crew by quarter of the week; none where no roster is possible."""
    return np.zeros(QUARTERS) if plan.status == "impossible" else plan.scheduled[crew]


def steps_frame(plan: Rostered) -> pd.DataFrame:
    """One row per roster that was simulated."""
    import pandas as pd

    return pd.DataFrame(
        [(step.why, step.roster.cost, step.holds) for step in plan.steps],
        columns=["roster", "cost", "holds"],
    )
